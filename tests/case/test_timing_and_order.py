"""Tests of timing and order as a case declares them: what is wrong with one is told at its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.case import read_case

Told = Callable[[], list[str]]
FILE = "claims/summits.yaml"
TIMING = """      - test: timing
        asks: Do summits follow statements?
        acts: {source: PRK, target: KOR, instrument: summit}
        among: {source: PRK}
        after: {source: KOR, instrument: statement}
        days: 30
        over: {start: 2018, end: 2018}
        expect: more
        matters: 0.1
        placebos: [dates, dyads]
        specifications:
          - {name: longer, changes: {days: 60}}
"""
ORDER = """      - test: order
        asks: Did the South come late?
        among: {source: PRK, instrument: summit}
        actor: KOR
        expect: late
        over: {start: 2018, end: 2018}
        specifications:
          - {name: later, changes: {over.end: 2019}}
"""
VOTES = """  votes: {kind: roll_calls, file: record/votes.csv, what: w, unit: u, source: s,
    computed: c, coverage: {start: 2018, end: 2018}, as_of: 2019-01-01, terms: t, step: event}
"""


@pytest.fixture
def add(small: Path) -> Callable[[str], None]:
    """Puts tests behind the one test of the small case."""

    def write(tests: str) -> None:
        text = (small / FILE).read_text(encoding="utf-8")
        end = "    would_change:"
        (small / FILE).write_text(text.replace(end, tests + end), encoding="utf-8")

    return write


@pytest.fixture
def told_at(small: Path, told: Told) -> Callable[[str], list[str]]:
    """Reads the small case; each fault, with a sign for the line that holds a text."""

    def read(text: str) -> list[str]:
        lines = (small / FILE).read_text(encoding="utf-8").splitlines()
        number = next(n for n, line in enumerate(lines, 1) if text in line)
        return [fault.replace(f"{FILE}:{number} ", "HERE ") for fault in told()]

    return read


def test_they_stand_beside_the_test_of_a_fact(small: Path, add: Callable[[str], None]) -> None:
    add(TIMING + ORDER)
    (claim,) = read_case(small).claims
    assert [test.test for test in claim.tests] == ["evidence", "timing", "order"]


@pytest.mark.parametrize(
    ("test", "right", "wrong", "fault"),
    [
        (TIMING, "after: {source: KOR", "after: {source: KORR", "no actor 'KORR'"),
        (TIMING, "among: {source: PRK}", "among: {source: PRKK}", "no actor 'PRKK'"),
        (TIMING, "after: {source: KOR,", "after: {ids: E99,", "no event 'E99'"),
        (ORDER, "actor: KOR", "actor: KORR", "no actor 'KORR'. Did you mean 'KOR'?"),
        (ORDER, "among: {", "among: {table: chronicl, ", "no table 'chronicl'"),
        (TIMING, "changes: {days: 60}", "changes: {after.target: PRKK}", "no actor 'PRKK'"),
        (TIMING, "changes: {days: 60}", "changes: {days: 0}", "greater than or equal to 1"),
        (ORDER, "changes: {over.end: 2019}", "changes: {expect: never}", "It may be: early, late."),
        (TIMING, "after: {", "after: {table: votes, ", "this is read off events"),
    ],
)
def test_words_that_lead_nowhere_are_told_at_their_line(
    test: str,
    right: str,
    wrong: str,
    fault: str,
    small: Path,
    add: Callable[[str], None],
    told_at: Callable[[str], list[str]],
) -> None:
    text = "time,id,title,topic,known,KOR\n2018-01-01,T1,t,t,2018-01-01,Y\n"
    (small / "record" / "votes.csv").write_text(text, encoding="utf-8")
    with (small / "record.yaml").open("a", encoding="utf-8") as file:
        file.write(VOTES)
    assert right in test
    add(test.replace(right, wrong))
    (found,) = told_at(wrong)
    assert found.startswith("HERE ")
    assert fault in found


@pytest.mark.parametrize(
    ("test", "right", "wrong", "fault"),
    [
        (TIMING, "target: KOR, instrument", "instrument", "`acts` towards one target"),
        (TIMING, "among: {source", "among: {table: votes, source", "rows of the same table"),
    ],
)
def test_a_timing_that_compares_nothing_is_told(
    test: str, right: str, wrong: str, fault: str, add: Callable[[str], None], told: Told
) -> None:
    assert right in test
    add(test.replace(right, wrong))
    assert any(fault in found for found in told())


def test_neither_can_say_alone_that_something_happened(small: Path, told: Told) -> None:
    text = (small / FILE).read_text(encoding="utf-8")
    start, end = text.index("      - test: evidence"), text.index("    would_change:")
    (small / FILE).write_text(text[:start] + TIMING + text[end:], encoding="utf-8")
    (found,) = told()
    assert "a fact needs a test that can say that it happened (ballots, evidence," in found
