"""Figures of a backtest: means by hand, gains that were planted, and how sure they are."""

from datetime import date

import numpy as np
import pytest

from peripheries.futures.backtest.base import BASELINES, OURS, Cell, Silent, Told, month_end
from peripheries.futures.backtest.rolling import Backtested
from peripheries.futures.backtest.summary import Estimate, Summary, overtaken, summary

WAYS = (OURS, *BASELINES)
CELLS = tuple(Cell(a, b, kind) for a, b in ("AB", "BA", "AC") for kind in ("talk", "trade"))
MONTHS = 36


def told(
    rng: np.random.Generator, number: int, better: float = 0.0, months: int = MONTHS, **of: object
) -> Told:
    """Scores of noise that all ways share, ours better by so much than every other."""
    shape = len(WAYS), months, len(CELLS)
    common = rng.gamma(2, size=shape[1:]) + rng.normal(0, 0.3)
    log = common + rng.normal(0, 0.1, shape)
    log[1:] += better
    chance = np.broadcast_to(rng.beta(1, 4, shape[1:]), shape)
    made = {
        "log": log,
        "crps": log / 2,
        "interval": 3 * log,
        "inside": np.broadcast_to(rng.uniform(size=shape[1:]) < 0.9, shape),
        "chance": chance,
        "happened": rng.uniform(size=shape[1:]) < chance[0],
        "choice": log.sum(axis=2),
        "acts": np.full(months, len(CELLS)),
        "outside": 2,
    }
    return Told(month_end(500 + number), WAYS, CELLS, **(made | of))


def backtested(better: float = 0.0, origins: int = 48, seed: int = 1, **of: object) -> Backtested:
    rng = np.random.default_rng(seed)
    silent = Silent(date(2000, 1, 31), "nothing was known")
    return Backtested("s", tuple(told(rng, n, better, **of) for n in range(origins)), (silent,))


def summed(found: Backtested, every: int = 1) -> Summary:
    made = summary(found, every, np.random.default_rng(7))
    assert made is not None
    return made


def test_means_are_over_all_origins_months_and_cells() -> None:
    found = backtested(origins=3)
    made = summed(found)
    log = np.stack([one.log for one in found.told])
    assert made.whole.scores == 3 * MONTHS * len(CELLS)
    assert made.whole.log == pytest.approx(log[:, 0].mean())
    for place, way in enumerate(made.ways):
        assert (way.name, way.log) == (WAYS[place], pytest.approx(log[:, place].mean()))
        assert (way.crps, way.interval) == pytest.approx((way.log / 2, 3 * way.log))
        assert way.choice == pytest.approx(way.log)
    inside = np.stack([one.inside[0] for one in found.told])
    assert made.ways[0].covered.value == pytest.approx(inside.mean())
    dyad = next(part for part in made.by_dyad if part.name == "A → C")
    assert dyad.log == pytest.approx(log[:, 0, :, 4:].mean())
    kind = next(part for part in made.by_kind if part.name == "trade")
    assert kind.log == pytest.approx(log[:, 0, :, 1::2].mean())
    assert [part.scores for part in made.by_horizon] == [54, 162, 216, 216]
    assert made.by_horizon[1].log == pytest.approx(log[:, 0, 3:12].mean())
    gain = made.whole.gains[2]
    assert gain.over == WAYS[3]
    assert gain.log.value == pytest.approx((log[:, 3] - log[:, 0]).mean())
    assert (made.silent, made.outside) == ((("2000-01-31", "nothing was known"),), 6)


def test_there_is_no_gain_over_oneself() -> None:
    same = np.ones((len(WAYS), MONTHS, len(CELLS)))
    made = summed(backtested(log=same, crps=same))
    for part in (made.whole, *made.by_horizon, *made.by_dyad, *made.by_kind):
        for gain in part.gains:
            assert gain.log == Estimate(0.0, 0.0, 0.0)
            assert gain.log.says == "no difference can be told"
        assert part.worse_than() == ()
    assert made.until == 0


def test_a_planted_gain_is_found_and_a_planted_loss_too() -> None:
    better, worse = summed(backtested(0.1)), summed(backtested(-0.1))
    for found, says in ((better, "better"), (worse, "worse")):
        assert {gain.log.says for gain in found.whole.gains} == {says}
        assert {gain.crps.says for gain in found.whole.gains} == {says}
        assert found.choices is not None
        assert {saved.says for _, saved in found.choices.gains} == {says}
        assert all(abs(abs(gain.log.value) - 0.1) < 0.02 for gain in found.whole.gains)
    assert better.until == MONTHS
    assert worse.until == 0
    assert all(len(part.worse_than()) == len(BASELINES) for part in worse.by_dyad)


def test_forecasts_reach_as_far_as_every_band_before_is_better() -> None:
    rng = np.random.default_rng(3)
    log = rng.gamma(2, size=(1, MONTHS, len(CELLS))) + np.zeros((len(WAYS), 1, 1))
    log[1:] += 0.1
    log[2, 12:24] -= 0.2
    assert summed(backtested(log=log, crps=log)).until == 12
    log[3, 0:3] -= 0.2
    made = summed(backtested(log=log, crps=log))
    assert made.until == 0
    assert [gain.over for gain in made.by_horizon[2].worse_than()] == [WAYS[2]]


def test_intervals_resample_runs_of_origins() -> None:
    """Gains that come in runs are less sure than the same gains in any order."""
    steps = np.repeat(np.random.default_rng(4).normal(0, 0.2, 5), 12)

    def with_gains(gains: np.ndarray) -> Backtested:
        noise = np.random.default_rng(5)
        made = [told(noise, n, float(gain)) for n, gain in enumerate(gains)]
        return Backtested("s", tuple(made), ())

    def width(estimate: Estimate) -> float:
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low <= estimate.value <= estimate.high
        return estimate.high - estimate.low

    mixed = np.random.default_rng(6).permutation(steps)
    own, other = (summed(with_gains(gains)).whole.gains[0].log for gains in (steps, mixed))
    assert own.value == pytest.approx(other.value, abs=0.02)
    assert width(own) > 1.5 * width(other)


def test_intervals_hold_what_is_so_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(60):
        gains = 0.1 + rng.normal(0, 0.1, 40)
        found = Backtested("s", tuple(told(rng, n, g, 2) for n, g in enumerate(gains)), ())
        # A year apart each origin stands alone.
        own = summed(found, every=12).whole.gains[0].log
        held += own.low <= 0.1 <= own.high
    assert 0.78 <= held / 60 <= 0.98


def test_few_origins_have_no_interval() -> None:
    made = summed(backtested(0.1, origins=24))
    assert {gain.log.says for gain in made.whole.gains} == {"too few origins"}
    assert made.until == 0
    assert summed(backtested(0.1, origins=3), every=12).until == MONTHS
    assert summary(Backtested("s", (), ()), 1, np.random.default_rng(1)) is None


def test_a_part_of_few_origins_has_no_interval_beside_others_that_have() -> None:
    rng = np.random.default_rng(2)
    found = [told(rng, n, 0.1, MONTHS if n < 10 else 12) for n in range(30)]
    made = summed(Backtested("s", tuple(found), ()))
    near, far = made.by_horizon[1], made.by_horizon[3]
    assert near.gains[0].log.says == "better"
    assert far.gains[0].log.says == "too few origins"
    assert (far.scores, made.until) == (10 * 12 * len(CELLS), 12)


def test_the_worst_comes_first_where_a_baseline_was_better() -> None:
    log = np.random.default_rng(3).gamma(2, size=(1, MONTHS, len(CELLS)))
    log = log + np.zeros((len(WAYS), 1, 1))
    log[1:] += 0.1
    log[1, :, :2] -= 0.2
    log[2, :, 2:4] -= 0.4
    sure, unsure = overtaken(summed(backtested(log=log, crps=log)).by_dyad)
    assert [(part.name, gain.over) for part, gain in sure] == [
        ("B → A", WAYS[2]),
        ("A → B", WAYS[1]),
    ]
    assert unsure == []
    few = summed(backtested(origins=3, log=log, crps=log))
    assert [len(one) for one in overtaken(few.by_dyad)] == [0, 2]


def test_what_is_missing_of_one_way_is_left_out_of_all() -> None:
    log = np.random.default_rng(9).gamma(2, size=(len(WAYS), MONTHS, len(CELLS)))
    gapped = log.copy()
    gapped[3, :, 0] = np.nan
    gapped[:, 5, 1] = np.nan
    there = ~np.isnan(gapped).any(axis=0)
    made = summed(backtested(origins=2, log=gapped))
    assert made.whole.scores == 2 * there.sum()
    assert made.whole.log == pytest.approx(log[0][there].mean())


def test_bins_tell_how_often_what_was_said_came() -> None:
    found = backtested(origins=36)
    made = summed(found)
    said = np.concatenate([one.chance[0].ravel() for one in found.told])
    came = np.concatenate([one.happened.ravel() for one in found.told])
    assert sum(one.forecasts for one in made.bins) == said.size
    last = made.bins[-1]
    own = said >= 0.4
    assert (last.forecasts, last.said) == (own.sum(), pytest.approx(said[own].mean()))
    assert last.came.value == pytest.approx(came[own].mean())
    assert sum(one.fits for one in made.bins) >= len(made.bins) - 2
    halved = [one.chance / 2 for one in found.told]
    off = backtested(origins=36, chance=halved[0], happened=found.told[0].happened)
    assert not summed(off).bins[-1].fits


def test_an_index_has_neither_bins_nor_choices() -> None:
    none = dict.fromkeys(("chance", "happened", "choice", "acts"))
    made = summed(backtested(origins=3, **none))
    assert (made.bins, made.choices, made.ways[0].choice) == ((), None, None)
    assert made.by_dyad[0].name == "A – B"
