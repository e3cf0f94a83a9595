"""Scenarios that contradict themselves are refused, each with its place and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.case import find_case, read_case
from peripheries.case.contradictions import contradictions
from peripheries.case.mechanisms import Mechanism
from peripheries.case.scenarios import Scenario, days_of, months_held
from peripheries.errors import CaseError

Done = dict[str, object]
WITHIN = {"start": "2026-07", "end": "2027-06"}
LATER = {"within": {"start": "2027-01", "end": "2027-06"}}
EARLIER = {"within": {"start": "2026-07", "end": "2026-12"}}
FORCED: Done = {
    "do": "force_event",
    "source": "KOR",
    "target": "UKR",
    "type": "AID",
    "instrument": "arms_transfer",
}
SCALED: Done = {"do": "scale_rate", "source": "KOR", "target": "UKR", "type": "AID", "by": 0}
MOVED: Done = {"do": "move_series", "table": "usd_rub", "by": 2}
HELD: Done = {"do": "hold_series", "table": "usd_rub"}
SHUNNED: Done = {"do": "change_isolation", "actor": "UKR", "by": 2, "tables": "minority_share"}
OFF: Done = {"do": "switch_off", "mechanism": "inertia"}
MARKS = Mechanism.model_validate(
    {
        "id": "cover",
        "name": "c",
        "says": "s",
        "bears_on": "K01",
        "parts": [{"of": {"statistic": "inertia"}, "moves": "overt"}],
    }
)


def scenario(*done: Done, **more: object) -> Scenario:
    plain = {"id": "one", "title": "t", "asks": "a", "within": WITHIN, "interventions": done}
    return Scenario.model_validate({**plain, **more})


def wrong(*done: Done, **more: object) -> list[tuple[str, str]]:
    found = contradictions(scenario(*done, **more), {"cover": MARKS})
    return [(".".join(map(str, place)), problem) for place, problem, _ in found]


@pytest.mark.parametrize(
    ("done", "place", "problem"),
    [
        ([MOVED, HELD], "interventions.1.table", "interventions.0 changes 'usd_rub'"),
        ([MOVED, {**MOVED, "by": 3}], "interventions.1.table", "changes 'usd_rub'"),
        (
            [SHUNNED, {"do": "hold_series", "table": "minority_share"}],
            "interventions.1.table",
            "changes 'minority_share'",
        ),
        (
            [SCALED, {**SCALED, "target": [], "type": [], "by": 2}],
            "interventions.1.by",
            "KOR → UKR AID is scaled by 2 here, and by 0 in interventions.0",
        ),
        (
            [SHUNNED, {**SCALED, "type": [], "acts": "any", "target": []}],
            "interventions.1.by",
            "is scaled by 0 here, and by 2",
        ),
        ([FORCED, SCALED], "interventions.1", "KOR → UKR AID is forced, and stopped"),
        ([SCALED, {**FORCED, "every": "quarter"}], "interventions.1", "forced, and stopped"),
        ([OFF, OFF], "interventions.1.mechanism", "'inertia' is switched off already"),
        (
            [{**OFF, "within": {"start": "2026", "end": "2027"}}],
            "interventions.0.within",
            "not inside",
        ),
        ([{**FORCED, "day": "2028-01-01"}], "interventions.0.day", "2028-01-01 is not within"),
        (
            [{**FORCED, "day": "2027-05-01", "every": "quarter"}],
            "interventions.0.every",
            "no room for a second time",
        ),
        (
            [{**OFF, "within": {"start": "2026-08-16", "end": "2026-09-14"}}],
            "interventions.0.within",
            "holds no month's 15th",
        ),
        ([{**OFF, "mechanism": "cover"}], "interventions.0.mechanism", "moves how acts are done"),
    ],
)
def test_a_contradiction_is_told_at_its_place(done: list[Done], place: str, problem: str) -> None:
    [(at, said)] = wrong(*done)
    assert at == place
    assert problem in said


@pytest.mark.parametrize(
    "done",
    [
        [{**MOVED, **EARLIER}, {**HELD, **LATER}],
        [{**SCALED, **EARLIER}, {**SCALED, **LATER, "by": 2}],
        [SCALED, {**SCALED, "source": "JPN", "by": 2}],
        [SCALED, {**SCALED, "type": "CONSULT", "by": 2}],
        [SCALED, {**SCALED, "type": [], "source": [], "by": 0}],
        [{**SCALED, **EARLIER}, {**FORCED, "day": "2027-02-01"}],
        [{**FORCED, "target": "POL"}, SCALED],
        [{**OFF, **EARLIER}, {**OFF, **LATER}],
        [OFF, {**OFF, "mechanism": "reciprocity"}],
    ],
)
def test_what_does_not_meet_is_no_contradiction(done: list[Done]) -> None:
    assert wrong(*done) == []


@pytest.mark.parametrize(
    ("done", "problem"),
    [
        ({**FORCED, "target": "KOR"}, "nobody acts towards itself"),
        ({**SCALED, "target": "KOR"}, "nobody acts towards itself"),
        ({**SCALED, "acts": "any"}, "both say which acts"),
        ({**SCALED, "by": -1}, "greater than or equal to 0"),
        ({**MOVED, "by": 0}, "greater than 0"),
        ({"do": "force"}, "force"),
    ],
)
def test_an_intervention_that_can_mean_nothing_is_refused(done: Done, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        scenario(done)


def test_a_tie_that_is_watched_has_two_ends() -> None:
    assert wrong(OFF, watch=[["KOR", "KOR"]]) == [("watch.0", "nobody acts towards itself here")]


def test_an_act_is_forced_again_until_the_window_ends() -> None:
    one = scenario({**FORCED, "day": "2026-08-31", "every": "quarter"})
    days = days_of(one.interventions[0], one.within)  # type: ignore[arg-type]  # it is one
    assert [str(day) for day in days] == ["2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31"]


def test_an_intervention_holds_in_months_whose_middle_it_covers() -> None:
    assert len(months_held(scenario(OFF).within)) == 12


@pytest.fixture
def faults(tmp_path: Path) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        file = tmp_path / "mine.yaml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CaseError) as caught:
            read_case(find_case("two_peripheries"), scenarios=file)
        return [str(one).removeprefix(f"{tmp_path}/") for one in caught.value.faults]

    return read


def test_a_file_of_ones_own_is_held_to_the_case(faults: Callable[[str], list[str]]) -> None:
    """All at once: a code, a mechanism, a table of the wrong kind, whose series, and a clash."""
    told = faults(
        """scenarios:
  - id: mine
    title: t
    asks: a
    within: {start: 2026-07, end: 2027-06}
    interventions:
      - {do: scale_rate, source: KRO, target: UKR, by: 0}
      - {do: switch_off, mechanism: inertai}
      - {do: change_isolation, actor: RUS, by: 2, tables: usd_rub}
      - {do: hold_series, table: usd_rub, actor: RUS}
      - {do: switch_off, mechanism: norm_cover}
"""
    )
    assert [one.split(" ")[0] for one in told] == [f"mine.yaml:{n}" for n in (7, 8, 9, 10, 10, 11)]
    whole = " ".join(told)
    for words in ("'KRO'", "Did you mean 'UKR'?", "Did you mean 'inertia'?", "actor_series"):
        assert words in whole
    assert "no series that has `actor`" in whole
    assert "moves how acts are done" in whole
