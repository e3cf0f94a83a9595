"""A fault stands at the key or column that is wrong, and its remedy points the right way."""

from collections.abc import Callable
from pathlib import Path

import pytest

Told = Callable[[], list[str]]
Swap = Callable[[str, str, str], int]
CLAIMS = "claims/summits.yaml"
CHRONICLE = "record/chronicle.csv"
MEASURES = "measures: [{id: m, title: t, of: {%s}}]"
FORM = "Write it as YYYY-MM-DD (or YYYY-MM, YYYY, as `precision` says)."
KINDS = "isolation, table: t, actor: PRK"


def test_a_key_is_held_against_those_of_its_own_kind(swap: Swap, told: Told) -> None:
    swap(CLAIMS, "test: evidence", "test: sequence")
    keys = [fault.split(" [")[1] for fault in told()]
    assert keys == [
        "claims.0.tests.0.between]: is missing. Add it.",
        "claims.0.tests.0.first]: is missing. Add it.",
        "claims.0.tests.0.months_at_least]: is missing. Add it.",
        "claims.0.tests.0.months_at_most]: is missing. Add it.",
        "claims.0.tests.0.then]: is missing. Add it.",
        "claims.0.tests.0.rows]: there is no key 'rows' here. It may be: asks, at_least, between, "
        "first, months_at_least, months_at_most, test, then, with_each.",
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "key", "remedy"),
    [
        ("at_least: 3", "at_most: 3", "at_most", "Did you mean 'at_least'?"),
        ("target: KOR", "targets: KOR", "rows.targets", "Did you mean 'target'?"),
        ("start: 2018, end", "start: 2018, ends", "rows.within.ends", "Did you mean 'end'?"),
    ],
)
def test_the_nearest_key_is_one_of_the_same_part(
    right: str, wrong: str, key: str, remedy: str, swap: Swap, told: Told
) -> None:
    line = swap(CLAIMS, right, wrong)
    word = key.split(".")[-1]
    assert (
        f"{CLAIMS}:{line} [claims.0.tests.0.{key}]: there is no key '{word}' here. {remedy}"
        in told()
    )


@pytest.mark.parametrize(
    ("of", "problem"),
    [
        (
            "measure: isolatoin, table: chronicle, actor: PRK",
            "'isolatoin' is not a word for this. Did you mean 'isolation'?",
        ),
        ("table: chronicle, actor: PRK", "is missing. Add it: it says which kind this is."),
    ],
)
def test_a_wrong_kind_of_measure_is_shown_at_its_name(
    of: str, problem: str, small: Path, told: Told
) -> None:
    (small / "measures.yaml").write_text(MEASURES % of)
    assert told() == [f"measures.yaml:1 [measures.0.of.measure]: {problem}"]


def test_a_measure_that_is_a_word_is_no_set_of_keys(small: Path, told: Told) -> None:
    (small / "measures.yaml").write_text("measures: [{id: m, title: t, of: relation}]")
    assert told() == [
        "measures.yaml:1 [measures.0.of]: 'relation' is not a set of keys. "
        "Write one `key: value` a line."
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("2018-04-27,day", "27.04.2018,day", f"[date]: '27.04.2018' is not a date. {FORM}"),
        ("2018-04-27,day", "2018-04-31,day", f"[date]: '2018-04-31' is not a date. {FORM}"),
        (
            "2018-04-27,day",
            "2018-04,day",
            "[precision]: the date '2018-04' is not of precision 'day'. "
            "Write the date as YYYY-MM-DD, or give its own precision.",
        ),
        (
            "2018-04-27,day,2018-04-27",
            "2018-04-27,day,2018-04-26",
            "[known]: known on 2018-04-26, which is before it happened (2018-04-27). "
            "Give the day on which it became known.",
        ),
        ("PRK,KOR", "PRK,PRK", "[target]: source and target are both 'PRK'. Name the other party."),
        (
            ",self,",
            ",alleged,",
            "[claimed_by]: nobody is named who alleges the act. Name the actors who say so.",
        ),
    ],
)
def test_a_row_of_events_is_faulted_in_its_column(
    right: str, wrong: str, said: str, swap: Swap, told: Told
) -> None:
    line = swap(CHRONICLE, right, wrong)
    assert told() == [f"{CHRONICLE}:{line} {said}"]


def test_a_year_alone_is_no_day(swap: Swap, told: Told) -> None:
    line = swap("case.yaml", "as_of: 2020-12-31", "as_of: 2020")
    assert told() == [
        f"case.yaml:{line} [as_of]: '2020' is not a date. "
        "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."
    ]
