"""The contrast for coupling: placebos are ranked by the number that is reported."""

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from invented import record_of
from peripheries.case.tests import Contrast
from peripheries.claims import outcome as outcomes
from peripheries.claims.outcome import Estimate
from peripheries.claims.tests import run_test
from peripheries.claims.tests.spillover import compare_coupling, coupling_effect
from peripheries.record import Record

ACTORS = ["CHN", "DEU", "FRA", "GBR", "IND", "IRN", "KOR", "PRK", "RUS", "TUR", "UKR", "USA"]
TEST = Contrast.model_validate(
    {
        "test": "contrast",
        "asks": "Are they more connected?",
        "of": {
            "measure": "coupling",
            "table": "invented",
            "first": ["RUS-UKR", "RUS-USA"],
            "second": ["PRK-KOR", "PRK-USA"],
        },
        "before": {"start": "2019", "end": "2021"},
        "after": {"start": "2022", "end": "2022-09"},
        "expect": "higher",
        "matters": 3.0,
        "placebos": "dyads",
    }
)
LINKING = {"RUS", "UKR", "PRK", "KOR", "USA"}


@pytest.fixture(scope="module")
def record() -> Record:
    """Noise for every dyad, one day a week."""
    rng = np.random.default_rng(3)
    days = [date(2019, 1, 7) + timedelta(weeks=week) for week in range(230)]
    columns = {"-".join(pair): rng.normal(size=len(days)) for pair in combinations(ACTORS, 2)}
    frame = pl.DataFrame({"time": days, "known": days} | columns)
    return record_of(
        frame, kind="dyad_columns", step="day", coverage={"start": "2019", "end": "2023"}
    )


@pytest.fixture(scope="module")
def outcome(record: Record) -> outcomes.TestOutcome:
    """The test, run."""
    return run_test(record, TEST, np.random.default_rng(1))


def test_the_effect_that_is_ranked_is_the_estimate_that_is_reported(
    outcome: outcomes.TestOutcome,
) -> None:
    assert outcome.estimate is not None
    assert outcome.placebos[0].effect == outcome.estimate.value


def test_placebos_are_corrected_for_bias_as_the_estimate_is(record: Record) -> None:
    found, again = (np.random.default_rng(2) for _ in range(2))
    windows = TEST.before, TEST.after
    estimate = compare_coupling(record, TEST.of, *windows, 1, found)
    assert isinstance(estimate, Estimate)
    assert coupling_effect(record, TEST.of, *windows, again) == estimate.value


def test_placebos_carry_the_names_of_dyads_without_the_linking_actors(
    outcome: outcomes.TestOutcome,
) -> None:
    (placebo,) = outcome.placebos
    assert placebo.n >= 20
    for effect in placebo.effects:
        sides = [side.split(", ") for side in effect.name.split(" with ")]
        first, second = ({a for dyad in side for a in dyad.split("-")} for side in sides)
        assert [len(side) for side in sides] == [2, 2]
        assert not (first | second) & LINKING
        assert not first & second
