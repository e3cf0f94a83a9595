"""What an interruption test must say: windows in order, and controls that are others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from peripheries.case.specify import specified
from peripheries.case.tests import Interruption, Specification

CONTROL = {"measure": "relation", "table": "tone", "source": "USA", "target": "DEU"}
RAW = {
    "test": "interruption",
    "asks": "a",
    "of": {**CONTROL, "source": "RUS"},
    "controls": [CONTROL],
    "before": {"start": "2018", "end": "2021"},
    "after": {"start": "2022", "end": "2023"},
    "expect": "higher",
    "matters": 1.0,
}
CLAIM = """
  - {id: K02, short: s, paragraph: 1, kind: measure, system: detente, claim: c, would_change: w,
    tests: [{test: interruption, asks: a, expect: lower, matters: 1,
    before: {start: 2018, end: 2020}, after: {start: 2021, end: 2022},
    of: {measure: relation, table: chronicle, source: PRK, target: KOR},
    controls: [{measure: relation, table: chronicle, source: PRK, target: ROK}]}]}
"""


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"after": {"start": "2021-12", "end": "2023"}}, "must end before"),
        ({"controls": []}, "at least 1 item"),
        ({"controls": [CONTROL, RAW["of"]]}, "its own control"),
        ({"matters": -1.0}, "greater than or equal to 0"),
    ],
)
def test_what_makes_no_test_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Interruption.model_validate(RAW | changes)


def test_a_specification_may_take_other_controls() -> None:
    other = {**CONTROL, "target": "FRA"}
    specification = Specification(name="others", changes={"controls": [other]})
    changed = specified(Interruption.model_validate(RAW), specification)
    assert [control.target for control in changed.controls] == ["FRA"]


def test_words_of_controls_must_lead_somewhere(small: Path, told: Callable[[], list[str]]) -> None:
    file = small / "claims" / "summits.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + CLAIM.removeprefix("\n"), encoding="utf-8")
    assert told() == [
        f"claims/summits.yaml:{text.count(chr(10)) + 5} [claims.1.tests.0.controls.0.target]: "
        "there is no actor 'ROK'. Did you mean 'PRK'?"
    ]
