"""What an estimate hangs on: against refits without every row, month and vote in turn."""

import datetime as dt
from collections.abc import Iterable

import numpy as np
import polars as pl
import pytest

from acts import act, record_of_acts
from invented import record_of
from peripheries.case.tests import (
    Ballots,
    Break,
    Contrast,
    Evidence,
    Outcomes,
    Sequence,
    Tally,
    TestDeclaration,
    Threshold,
    Timing,
)
from peripheries.claims import outcome as outcomes
from peripheries.claims.numbers import NoData
from peripheries.claims.screening import break_without
from peripheries.claims.tests import run_test, timing
from peripheries.claims.tests.breaks import BreakTest
from peripheries.claims.tests.measured import MeasuredTest
from peripheries.claims.tests.timing import TimingTest
from peripheries.claims.verdict import Verdict
from peripheries.record import Record

FIRST = dt.date(2018, 1, 1)
MONTHS = pl.date_range(dt.date(2018, 1, 1), dt.date(2021, 12, 1), "1mo", eager=True)
LEVEL = {"measure": "level", "table": "invented"}


def _run(record: Record, test: TestDeclaration) -> outcomes.TestOutcome:
    return run_test(record, test, np.random.default_rng(1))


def _months(values: np.ndarray, days: pl.Series = MONTHS) -> Record:
    frame = pl.DataFrame({"time": days, "value": values, "known": days})
    return record_of(frame, kind="series", step="month")


def _all_but_one(record: Record, table: str, key: str) -> dict[str, Record]:
    frame = record.table(table)
    return {
        str(one): Record(
            record.declarations, {table: frame.filter(pl.col(key) != one)}, record.left_out, None
        )
        for one in frame[key]
    }


def _value(outcome: outcomes.TestOutcome) -> float:
    return np.nan if outcome.estimate is None else outcome.estimate.value


def _found(kind: MeasuredTest, record: Record, test: TestDeclaration) -> float:
    found = kind.find(record, test, np.random.default_rng(1))
    return np.nan if isinstance(found, NoData) else found.estimate.value


# -- measured tests ---------------------------------------------------------------------------


@pytest.mark.parametrize("bounds", [{"above": 0.0}, {"below": 0.0}, {"above": -0.5, "below": 2.0}])
def test_of_a_threshold(bounds: dict[str, float]) -> None:
    record = _months(np.random.default_rng(4).normal(0.3, size=len(MONTHS)))
    plain = {"test": "threshold", "asks": "Is it?", "of": LEVEL, "placebos": []}
    within = {"start": "2018", "end": "2021"}
    test = Threshold.model_validate(plain | {"within": within} | bounds)
    outcome = _run(record, test)

    def toward(value: float) -> float:
        return min(value - bounds.get("above", -np.inf), bounds.get("below", np.inf) - value)

    side = 1 if toward(_value(outcome)) > 0 else -1
    without = {k: _run(r, test) for k, r in _all_but_one(record, "invented", "time").items()}
    least = min(without, key=lambda day: toward(_value(without[day])) * side)
    assert outcome.carried == outcomes.Carried(
        least, None, pytest.approx(_value(without[least])), without[least].verdict
    )


@pytest.mark.parametrize("expect", ["more", "fewer"])
@pytest.mark.parametrize("seed", range(3))
def test_of_a_timing(seed: int, expect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "_TIMINGS", 19)
    rng = np.random.default_rng(seed)
    own = [
        act(f"E{i}", FIRST + dt.timedelta(int(day)), "RUS" if rng.random() < 0.4 else "KOR")
        for i, day in enumerate(rng.integers(0, 400, 70))
    ]
    setbacks = [
        act(f"F{i}", FIRST + dt.timedelta(day), "PRK", source="USA")
        for i, day in enumerate((60, 200))
    ]
    test = Timing.model_validate(
        {
            "test": "timing",
            "asks": "Does it turn?",
            "acts": {"source": "PRK", "target": "RUS"},
            "among": {"source": "PRK"},
            "after": {"source": "USA", "target": "PRK"},
            "days": 60,
            "over": {"start": "2018", "end": "2019"},
            "expect": expect,
            "matters": 0.1,
        }
    )
    record = record_of_acts(own + setbacks)
    outcome = _run(record, test)
    sign = 1 if expect == "more" else -1
    side = 1 if _value(outcome) * sign > 0 else -1
    every = _all_but_one(record, "chronicle", "event_id")
    without = {k: _found(TimingTest(), r, test) * sign * side for k, r in every.items()}
    assert outcome.carried is not None
    assert outcome.carried.value * sign * side == pytest.approx(min(without.values()))
    assert without[outcome.carried.what] == pytest.approx(min(without.values()))


def _broken(seed: int) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=len(MONTHS))
    values[26:] += 1.9
    return values


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_a_break(seed: int) -> None:
    record = _months(_broken(seed))
    test = Break.model_validate(
        {
            "test": "break",
            "asks": "Did it break there?",
            "of": LEVEL,
            "over": {"start": "2018", "end": "2021"},
            "within": {"start": "2020-01", "end": "2020-06"},
            "expect": "higher",
            "any_break": True,
            "placebos": [],
        }
    )
    outcome = _run(record, test)
    assert outcome.estimate is not None
    assert outcome.carried is not None
    side = 1 if outcome.estimate.value > 0.5 else -1
    every = _all_but_one(record, "invented", "time")
    without = {k: _found(BreakTest(), r, test) for k, r in every.items()}
    if np.isnan(outcome.carried.value):
        assert np.isnan(without[outcome.carried.what])
        return
    # Which month it is comes from an approximation; it is among the few that move it most.
    order = sorted(without, key=lambda day: without[day] * side)
    assert outcome.carried.what in order[:3]
    assert outcome.carried.value == pytest.approx(without[outcome.carried.what], abs=0.02)


def test_the_approximation_of_breaks_is_that_of_all_dates_by_hand() -> None:
    values, times = np.random.default_rng(6).normal(size=9), np.arange(9.0)
    dates, inside = times[1:], np.array([0, 0, 1, 1, 1, 0, 0, 0], dtype=bool)

    def posterior(out: int) -> float:
        kept = np.delete(np.arange(9), out)
        mass = []
        for date in dates:
            first, second = values[kept[kept < date]], values[kept[kept >= date]]
            if not min(len(first), len(second)):
                mass.append(0.0)
                continue
            rest = len(first) * first.var() + len(second) * second.var()
            mass.append(rest ** (-(len(kept) - 3) / 2) / np.sqrt(len(first) * len(second)))
        return float(np.log(np.array(mass) @ inside / (np.array(mass) @ ~inside)))

    by_hand = [posterior(out) for out in range(9)]
    assert break_without(values, times, dates, inside) == pytest.approx(by_hand)


def test_of_a_contrast_that_one_month_carries_alone() -> None:
    """Every month falls but one, which leaps: without it the difference lies the other way."""
    values = np.random.default_rng(8).normal(scale=0.1, size=len(MONTHS))
    values[36:] -= 0.5
    values[40] += 30.0
    test = Contrast.model_validate(
        {
            "test": "contrast",
            "asks": "Did it rise?",
            "of": LEVEL,
            "before": {"start": "2018", "end": "2020"},
            "after": {"start": "2021", "end": "2021"},
            "expect": "higher",
            "matters": 0.1,
            "placebos": [],
        }
    )
    outcome = _run(_months(values), test)
    assert outcome.verdict is not Verdict.CONTRADICTED
    assert outcome.carried is not None
    assert (outcome.carried.what, outcome.carried.verdict) == ("2021-05-01", Verdict.CONTRADICTED)
    assert outcome.carried.value == pytest.approx(-0.5, abs=0.1)
    assert "Without the observation of 2021-05-01" in outcome.reason
    assert "would be “contradicted”" in outcome.reason


# -- facts ------------------------------------------------------------------------------------


def _votes(**columns: Iterable[object]) -> Record:
    texts = [f"T{number}" for number in range(4)]
    plain = {
        "id": texts,
        "time": [FIRST] * 4,
        "known": [FIRST] * 4,
        "topic": ["dprk"] * 4,
        "outcome": ["adopted"] * 4,
        "PRK": ["N"] * 4,
        "yes": [90.0] * 4,
        "no": [30.0] * 4,
        "abstain": [30.0] * 4,
    }
    frame = pl.DataFrame(plain | columns)
    return record_of(frame, "votes", kind="series")


def _ballots(share: float) -> Ballots:
    plain = {"test": "ballots", "asks": "No?", "table": "votes", "actor": "PRK", "cast": "N"}
    return Ballots.model_validate(plain | {"share": share})


def test_of_ballots() -> None:
    outcome = _run(_votes(PRK=["N", "N", "Y", "N"]), _ballots(0.7))
    assert outcome.verdict is Verdict.DOCUMENTED
    # Two of three are fewer than 70 per cent.
    assert outcome.carried == outcomes.Carried("T0", None, pytest.approx(2 / 3), Verdict.DISPUTED)
    assert outcome.reason.endswith("Without T0 the verdict would be “disputed”.")
    firm = _run(_votes(), _ballots(1.0))
    assert firm.carried is None
    assert firm.reason.endswith("Without any one of them the verdict stays.")


def test_of_a_tally() -> None:
    test = Tally.model_validate(
        {
            "test": "tally",
            "asks": "Most?",
            "table": "votes",
            "texts": ["T0", "T1", "T2", "T3"],
            "counted": "yes",
            "above": 0.5,
        }
    )
    outcome = _run(_votes(yes=[90.0, 40.0, 80.0, 90.0]), test)
    assert outcome.verdict is Verdict.DISPUTED
    assert outcome.carried == outcomes.Carried(
        "T1", None, pytest.approx(80 / 140), Verdict.DOCUMENTED
    )
    firm = _run(_votes(yes=[90.0, 70.0, 80.0, 90.0]), test)
    assert firm.carried == outcomes.Carried("T1", None, pytest.approx(80 / 140), Verdict.DOCUMENTED)


@pytest.mark.parametrize(
    ("bounds", "verdict", "without"),
    [
        ({"at_least": 4}, Verdict.DOCUMENTED, Verdict.REPORTED),
        ({"at_most": 3}, Verdict.DISPUTED, Verdict.DOCUMENTED),
    ],
)
def test_of_outcomes(bounds: dict[str, int], verdict: Verdict, without: Verdict) -> None:
    plain = {"test": "outcomes", "asks": "How many?", "table": "votes", "topic": "dprk"}
    within = {"start": "2018", "end": "2019"}
    test = Outcomes.model_validate(plain | {"within": within, "outcome": "adopted"} | bounds)
    outcome = _run(_votes(), test)
    assert outcome.verdict is verdict
    assert outcome.carried == outcomes.Carried("T0", None, 3.0, without)


SOUND = {"attribution": "self", "publishers": ["A", "B"], "official": False}


def test_of_evidence() -> None:
    rows = [act(f"E{i}", FIRST + dt.timedelta(i), "RUS", **SOUND) for i in range(3)]
    contrary = act("F0", FIRST, "KOR", **SOUND)
    test = Evidence.model_validate(
        {
            "test": "evidence",
            "asks": "Is it so?",
            "rows": {"target": "RUS"},
            "against": {"target": "KOR"},
            "at_least": 2,
        }
    )
    disputed = _run(record_of_acts([*rows, contrary]), test)
    assert disputed.carried == outcomes.Carried("F0", "F0", 3, Verdict.DOCUMENTED)
    assert _run(record_of_acts(rows), test).carried is None
    two = _run(record_of_acts(rows[:2]), test)
    assert two.carried == outcomes.Carried("E0", "E0", 1, Verdict.REPORTED)
    assert {none.kind for none in two.no_placebos} == {"dyads", "dates"}


def test_of_a_sequence() -> None:
    targets = ["CHN", "KOR", "USA", "KOR", "CHN"]
    rows = [
        act(f"E{i}", FIRST + dt.timedelta(30 * i), target, **SOUND)
        for i, target in enumerate(targets)
    ]
    test = Sequence.model_validate(
        {
            "test": "sequence",
            "asks": "So long?",
            "first": "E0",
            "then": "E4",
            "months_at_least": 3,
            "months_at_most": 5,
            "between": {"source": "PRK"},
            "at_least": 2,
            "with_each": ["USA", "KOR"],
        }
    )
    outcome = _run(record_of_acts(rows), test)
    assert outcome.verdict is Verdict.DOCUMENTED
    # Of three between, only the one with USA has no other in its place.
    assert outcome.carried == outcomes.Carried("E2", "E2", 2, Verdict.DISPUTED)
