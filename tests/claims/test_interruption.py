"""An interruption on invented dyads: what controls share is expected, what is left is judged."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from invented import record_of
from peripheries.case.tests import Interruption
from peripheries.claims import outcome as outcomes
from peripheries.claims.tests import run_test
from peripheries.claims.tests.interruption import InterruptionTest
from peripheries.claims.verdict import Verdict
from peripheries.record import Record

MONTHS = pl.date_range(date(2018, 1, 1), date(2023, 12, 1), "1mo", eager=True)
LATER = MONTHS.to_numpy() >= np.datetime64("2022-01-01")
PARTNERS = [f"P{letter}{other}" for letter in "ABC" for other in "ABCD"]
CONTROLS = PARTNERS[:3]
Series = dict[str, np.ndarray]


def _of(partner: str, table: str = "invented") -> dict[str, str]:
    return {"measure": "relation", "table": table, "source": "RUS", "target": partner}


TEST = Interruption.model_validate(
    {
        "test": "interruption",
        "asks": "Did it rise?",
        "of": _of("PRK"),
        "controls": [_of(partner) for partner in CONTROLS],
        "before": {"start": "2018", "end": "2021"},
        "after": {"start": "2022", "end": "2023"},
        "expect": "higher",
        "matters": 0.5,
    }
)


def _frame(series: Series, dates: pl.Series = MONTHS) -> pl.DataFrame:
    frames = [
        pl.DataFrame({"time": dates, "value": values, "known": dates}).with_columns(
            pl.lit("RUS").alias("a"), pl.lit(partner).alias("b")
        )
        for partner, values in series.items()
    ]
    return pl.concat(frames).sort("time")


def _run(record: Record, **changes: object) -> outcomes.TestOutcome:
    test = Interruption.model_validate(TEST.model_dump(exclude_unset=True) | changes)
    return run_test(record, test, np.random.default_rng(1))


@pytest.fixture
def series() -> Series:
    """Every dyad moves with one common factor, and on its own."""
    rng = np.random.default_rng(7)
    factor = rng.normal(size=len(MONTHS))
    return {p: factor + 0.5 * rng.normal(size=len(MONTHS)) for p in ["PRK", *PARTNERS]}


def test_a_rise_of_one_dyad_alone_is_supported(series: Series) -> None:
    outcome = _run(record_of(_frame(series | {"PRK": series["PRK"] + 3 * LATER})))
    assert outcome.estimate is not None
    assert outcome.estimate.low < 3 < outcome.estimate.high
    assert (outcome.estimate.n_before, outcome.estimate.n_after) == (48, 24)
    others, dates = outcome.placebos
    assert (others.kind, others.rank, others.n) == ("dyads", 1, len(PARTNERS))
    assert (dates.kind, dates.rank, dates.n) == ("dates", 1, 12)
    assert outcome.verdict is Verdict.SUPPORTED


def test_earlier_dates_are_those_whose_windows_lie_before(series: Series) -> None:
    (dates,) = _run(record_of(_frame(series)), placebos="dates").placebos
    first_days = [date.fromisoformat(effect.name) for effect in dates.effects]
    # Two years after, and a year at least of the record before.
    assert (min(first_days), max(first_days)) == (date(2019, 2, 1), date(2020, 1, 1))
    assert len(first_days) == 12


def test_a_tie_that_leaps_again_and_again_is_caught_by_earlier_dates(series: Series) -> None:
    # A step up every half year, on this dyad alone: other subjects stand still.
    leaps = np.repeat(np.arange(12), 6) * 2.0
    outcome = _run(record_of(_frame(series | {"PRK": series["PRK"] + leaps})), matters=0.1)
    others, dates = outcome.placebos
    assert others.rank == 1
    assert dates.p > 0.3
    assert outcome.verdict is Verdict.MIXED


def test_the_period_that_carries_it_is_the_one_that_refits_of_all_find(series: Series) -> None:
    frame = _frame(
        series
        | {"PRK": series["PRK"] + LATER + 30 * (MONTHS.to_numpy() == np.datetime64("2022-07-01"))}
    )
    record = record_of(frame)
    outcome = _run(record, placebos=[])
    assert outcome.carried is not None
    assert (outcome.carried.what, outcome.carried.row) == ("2022-07-01", None)
    test = Interruption.model_validate(TEST.model_dump(exclude_unset=True) | {"placebos": []})
    tried = [*MONTHS.gather_every(5), date(2022, 7, 1)]
    without = {
        str(month): InterruptionTest().find(
            record_of(frame.filter(pl.col("time") != month)), test, np.random.default_rng(1)
        )
        for month in tried
    }
    least = min(without, key=lambda month: without[month].estimate.value)
    assert least == "2022-07-01"
    assert outcome.carried.value == pytest.approx(without[least].estimate.value, abs=0.1)
    assert outcome.carried.value < outcome.estimate.value - 0.5


def test_a_level_of_one_actor_alone_says_that_it_has_no_placebo_in_space() -> None:
    rng = np.random.default_rng(3)
    level = {"measure": "level", "table": "prices"}
    named = {"kind": "series", "file": "prices.csv"}
    prices = pl.DataFrame({"time": MONTHS, "value": rng.normal(size=len(MONTHS)), "known": MONTHS})
    costs = prices.with_columns(value=pl.Series(rng.normal(size=len(MONTHS))))
    tables = record_of(prices, "prices", **named), record_of(costs, "costs", **named)
    record = Record(
        {k: v for t in tables for k, v in t.declarations.items()},
        {k: v for t in tables for k, v in t.frames.items()},
        {k: v for t in tables for k, v in t.left_out.items()},
        None,
    )
    outcome = _run(record, of=level, controls=[level | {"table": "costs"}])
    assert [placebo.kind for placebo in outcome.placebos] == ["dates"]
    (none,) = outcome.no_placebos
    assert (none.kind, none.because) == (
        "dyads",
        "this measure has no other subjects in the record",
    )
    assert f"no placebo in space: {none.because}" in outcome.reason


def test_a_level_of_one_actor_is_ranked_among_those_of_others() -> None:
    rng = np.random.default_rng(3)
    actors = [f"A{letter}" for letter in "ABCDEFGHIJKL"]
    frames = [
        pl.DataFrame(
            {"time": MONTHS, "value": rng.normal(size=len(MONTHS)), "known": MONTHS}
        ).with_columns(pl.lit(actor).alias("actor"))
        for actor in actors
    ]
    named = {"kind": "actor_series", "file": "levels.csv"}
    level = {"measure": "level", "table": "levels", "actor": "AA"}
    outcome = _run(
        record_of(pl.concat(frames).sort("time"), "levels", **named),
        of=level,
        controls=[level | {"actor": "AB"}],
        placebos="dyads",
    )
    assert sorted(effect.name for effect in outcome.placebos[0].effects) == sorted(
        f"{actor}: levels" for actor in actors[1:]
    )


def test_a_rise_that_the_controls_share_is_expected(series: Series) -> None:
    # A rise to which a comparison of windows would give a probability over 99%.
    outcome = _run(record_of(_frame({p: values + 3 * LATER for p, values in series.items()})))
    assert outcome.estimate is not None
    assert abs(outcome.estimate.value) < 1
    assert outcome.estimate.low < 0 < outcome.estimate.high
    assert outcome.verdict is not Verdict.SUPPORTED


def test_a_rise_that_others_share_though_no_control_does_ranks_low(series: Series) -> None:
    risen = {p: v if p in CONTROLS else v + 3 * LATER for p, v in series.items()}
    outcome = _run(record_of(_frame(risen | {"PRK": series["PRK"] + 2 * LATER})))
    assert outcome.estimate is not None
    assert outcome.estimate.p_expected > 0.95
    assert outcome.placebos[0].rank > 6
    assert outcome.verdict is Verdict.MIXED


def test_a_fall_where_a_rise_was_claimed_contradicts(series: Series) -> None:
    record = record_of(_frame(series | {"PRK": series["PRK"] - 3 * LATER}))
    assert _run(record).verdict is Verdict.CONTRADICTED
    assert _run(record, expect="lower").verdict is Verdict.SUPPORTED


def test_a_placebo_is_no_control_of_itself(series: Series) -> None:
    # Were it, nothing would be left of its own rise.
    risen = series | {CONTROLS[0]: series[CONTROLS[0]] + 3 * LATER}
    (placebo,) = _run(record_of(_frame(risen)), placebos="dyads").placebos
    assert placebo.effects[0].name == f"RUS–{CONTROLS[0]}"
    assert placebo.effects[0].effect > 2


def test_weights_and_probabilities_of_controls_are_told(series: Series) -> None:
    own = sum(series[p] for p in CONTROLS[:2]) / 2 + 0.1 * series["PRK"]
    outcome = _run(record_of(_frame(series | {"PRK": own})))
    assert outcome.counts[f"inclusion of RUS–{CONTROLS[0]}"] > 0.9
    assert outcome.counts[f"weight of RUS–{CONTROLS[0]}"] == pytest.approx(0.5, abs=0.1)
    assert f"controls RUS–{CONTROLS[0]}, RUS–{CONTROLS[1]}" in outcome.formula


def test_months_that_one_of_the_series_lacks_do_not_count(series: Series) -> None:
    frame = _frame(series)
    lacking = (pl.col("b") == "PRK") & (pl.col("time") == date(2022, 5, 1))
    also = (pl.col("b") == CONTROLS[1]) & (pl.col("time") == date(2019, 5, 1))
    outcome = _run(record_of(frame.filter(~(lacking | also))))
    assert outcome.estimate is not None
    assert (outcome.estimate.n_before, outcome.estimate.n_after) == (47, 23)


def test_days_are_averaged_by_week() -> None:
    days = pl.date_range(date(2018, 1, 1), date(2018, 12, 30), "1d", eager=True)
    rng = np.random.default_rng(2)
    frame = _frame({p: rng.normal(size=len(days)) for p in ["PRK", *CONTROLS]}, days)
    windows = {
        "before": {"start": "2018-01", "end": "2018-09"},
        "after": {"start": "2018-10", "end": "2018-12"},
    }
    outcome = _run(record_of(frame, step="day"), **windows)
    assert outcome.estimate is not None
    assert (outcome.estimate.n_before, outcome.estimate.n_after) == (39, 13)


def test_without_placebos_none_are_run(series: Series) -> None:
    assert _run(record_of(_frame(series)), placebos=[]).placebos == ()


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"controls": [_of("PAA", "yearly")]}, "a series by year, RUS–PRK one by month"),
        (
            {"controls": [{**_of("RUS"), "source": "PRK"}]},
            "a control is RUS–PRK itself: name others",
        ),
        ({"before": {"start": "2021-06", "end": "2021-12"}}, "7 periods before and 24 after"),
        ({"of": _of("PRK", "acts")}, "no series of levels at equal steps"),
    ],
)
def test_what_cannot_be_tested_says_why(
    series: Series, changes: dict[str, object], advice: str
) -> None:
    monthly = record_of(_frame(series))
    yearly = record_of(_frame(series), "yearly", step="year")
    acts = record_of(_frame(series), "acts", step="event")
    tables = [monthly, yearly, acts]
    record = Record(
        {k: v for t in tables for k, v in t.declarations.items()},
        {k: v for t in tables for k, v in t.frames.items()},
        {k: v for t in tables for k, v in t.left_out.items()},
        None,
    )
    outcome = _run(record, **changes)
    assert outcome.verdict is Verdict.UNTESTED
    assert advice in outcome.reason
