"""What every measured test counts: who agrees, and which sets of placebos enter the verdict."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from invented import record_of
from peripheries.case.tests import Contrast, Threshold
from peripheries.claims import outcome as outcomes
from peripheries.claims.outcome import Estimate
from peripheries.claims.tests import run_test
from peripheries.claims.tests.measured import Finding
from peripheries.claims.verdict import FEWEST_PLACEBOS, RULES_FOR, Verdict
from peripheries.record import Record

MONTHS = pl.date_range(date(2018, 1, 1), date(2023, 12, 1), "1mo", eager=True)
TIE = {"measure": "relation", "table": "invented", "source": "RUS", "target": "PRK"}


def _record(values: np.ndarray, others: int) -> Record:
    partners = ["PRK", *(f"Q{chr(65 + i)}A" for i in range(others))]
    frames = [
        pl.DataFrame({"time": MONTHS, "value": values, "known": MONTHS}).with_columns(
            pl.lit("RUS").alias("a"), pl.lit(partner).alias("b")
        )
        for partner in partners
    ]
    frame = pl.concat(frames).sort("time")
    return record_of(frame)


def _rise(others: int) -> outcomes.TestOutcome:
    """A rise of every dyad alike, tested on one of them."""
    values = np.random.default_rng(7).normal(size=len(MONTHS))
    values[MONTHS.to_numpy() >= np.datetime64("2022-01-01")] += 3.0
    test = Contrast.model_validate(
        {
            "test": "contrast",
            "asks": "Did it rise?",
            "of": TIE,
            "before": {"start": "2018", "end": "2021"},
            "after": {"start": "2022", "end": "2023"},
            "expect": "higher",
            "matters": 0.5,
            "placebos": "dyads",
        }
    )
    return run_test(_record(values, others), test, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("toward", "probability", "agrees"),
    [(0.1, 0.5, True), (0.1, 0.49, False), (0.0, 0.9, False), (-0.1, 0.9, False)],
)
def test_to_agree_is_to_point_there_and_to_be_as_likely_as_not(
    toward: float, probability: float, *, agrees: bool
) -> None:
    assert Finding(Estimate(1.0, 0.0, 2.0, probability, "points", None, 9), toward).agrees is agrees


def test_a_mean_on_the_right_side_that_few_periods_share_is_no_agreement() -> None:
    # One month in four is far above: the mean exceeds what most months lie below.
    values = np.where(np.arange(len(MONTHS)) % 4 == 0, 9.0, 0.0)
    every = {"name": "from 2019", "changes": {"within.start": "2019"}}
    test = Threshold.model_validate(
        {
            "test": "threshold",
            "asks": "Was it above one?",
            "of": TIE,
            "within": {"start": "2018", "end": "2023"},
            "above": 1.0,
            "placebos": [],
            "specifications": [every],
        }
    )
    outcome = run_test(_record(values, 0), test, np.random.default_rng(1))
    assert outcome.estimate is not None
    assert outcome.estimate.value > 1.0
    assert outcome.estimate.p_expected == 0.25
    assert outcome.agreement == 0.0
    assert not outcome.specifications[0].agrees


def test_the_fewest_placebos_are_those_with_which_an_effect_can_be_among_the_first() -> None:
    assert 1 / (FEWEST_PLACEBOS + 1) <= RULES_FOR[0].placebo < 1 / FEWEST_PLACEBOS


def test_a_set_of_few_placebos_is_shown_and_does_not_enter_the_verdict() -> None:
    few, enough = _rise(FEWEST_PLACEBOS - 1), _rise(FEWEST_PLACEBOS)
    assert (few.placebos[0].p, few.placebos[0].n) == (1.0, FEWEST_PLACEBOS - 1)
    assert few.verdict is Verdict.LEANS_FOR
    assert "other dyads: too few placebos to rank among (8)" in few.reason
    assert enough.verdict is Verdict.MIXED
    assert "rank 10 of 10 among other dyads" in enough.reason
