"""Placebos of weights on marks: what they are, what scores are, and the confounder they catch."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from model.tiny import FIRST, chronicle, named, past_of, random_rows, with_table
from peripheries.engine import fit
from peripheries.model import mark_placebos
from peripheries.model.design import Named
from peripheries.model.expand import Setting
from peripheries.model.mark_placebos import other_actors, other_times
from peripheries.model.marks import MarkFit, fit_mark, likelihood_of
from peripheries.record import Record

CODES = tuple(letter * 3 for letter in "ABCDEFGHIJKLMN")
STEPS = [FIRST + timedelta(120 * step - 3600) for step in range(43)]
NUMBER = {"statistic": "actor_series", "table": "share", "of": "source"}
OWN = named("cover", of=NUMBER, moves="overt", by=["AAA", "BBB"])


def _fitted(
    levels: np.ndarray, moved_by: np.ndarray, part: Named = OWN, slope: float = 2.5
) -> MarkFit:
    """Acts that are open where a number is large; levels, moved_by: (steps, actors)."""
    rows = random_rows(700, 3, CODES[:5])
    record = chronicle(rows)
    day = [day for day in STEPS for _ in CODES]
    told = {"time": day, "known": day, "actor": [*CODES] * len(STEPS), "value": levels.ravel()}
    acts, rng = record.table("chronicle"), np.random.default_rng(9)
    open_ = []
    for source, when in acts.select("source", "date").iter_rows():
        step = sum(one < when for one in STEPS) - 1
        chance = 1 / (1 + np.exp(-slope * moved_by[step, CODES.index(source)]))
        open_.append("overt" if rng.random() < chance else "denied")
    marked = acts.with_columns(overtness=pl.Series(open_), invokes_un=pl.lit("unknown"))
    frames = record.frames | {"chronicle": marked}
    whole = Record(record.declarations, frames, record.left_out, None)
    whole = with_table(whole, "share", pl.DataFrame(told), "actor_series")
    # The pairs of those who never act are known too, so that there are actors to exchange.
    past = past_of(whole)
    setting = Setting(whole, past.actors, 100.0, 400.0)
    found = fit_mark(past, marked, "overt", [part], setting, 1.0)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(2).normal(size=(len(STEPS), len(CODES)))


@pytest.fixture(scope="module")
def moved(noise: np.ndarray) -> MarkFit:
    """What an actor's own number moves."""
    return _fitted(noise, noise)


def _rank(scored: mark_placebos.Scored) -> float:
    above = sum(one.score >= scored.real for one in scored.placebos)
    return (1 + above) / (1 + len(scored.placebos))


def test_what_the_own_number_moves_ranks_first(moved: MarkFit) -> None:
    space = other_actors(moved, 0, np.random.default_rng(1))
    assert _rank(space) == 1 / (1 + len(space.placebos))
    assert _rank(other_times(moved, 0)) == 1 / 17


def test_a_tide_that_lifts_every_actor_is_caught_by_other_actors(noise: np.ndarray) -> None:
    """All numbers rise and fall as one; marks follow the tide, so that each number fits as well."""
    tide = np.random.default_rng(5).normal(size=(len(STEPS), 1)) + np.zeros((1, len(CODES)))
    fitted = _fitted(tide + 0.1 * noise, tide)
    assert fitted.found.estimate[0] > 3 * fitted.error[0]
    assert _rank(other_actors(fitted, 0, np.random.default_rng(1))) > 0.1


def test_a_slow_drift_is_caught_by_earlier_times(noise: np.ndarray) -> None:
    drift = np.linspace(-1.5, 1.5, len(STEPS))[:, None] + np.zeros((1, len(CODES)))
    fitted = _fitted(drift + 0.02 * noise, drift)
    assert fitted.found.estimate[0] > 3 * fitted.error[0]
    assert _rank(other_times(fitted, 0)) > 0.3


def test_the_score_is_that_of_the_likelihood(moved: MarkFit) -> None:
    """By hand: slope over the root of the curvature, less what the other coefficients take."""
    likelihood, _ = likelihood_of(moved.marked, moved.choice)
    held = moved.prior_sd.copy()
    held[0] = 1e-6
    at = fit(likelihood, prior_sd=held, start=moved.found.estimate).estimate
    curve = likelihood(at)
    rest = np.arange(1, len(at))
    beside = curve.information[np.ix_(rest, rest)] + np.diag(held[rest] ** -2.0)
    cross = curve.information[0, rest]
    left = curve.information[0, 0] - cross @ np.linalg.solve(beside, cross)
    assert other_times(moved, 0).real == pytest.approx(curve.gradient[0] / np.sqrt(left), rel=1e-3)


def test_the_statistic_of_today_is_the_one_that_was_fitted(moved: MarkFit) -> None:
    same = np.arange(len(moved.marked.past.actors))[None, :]
    today = mark_placebos._at_acts(moved.marked, OWN.part, 0.0, same)
    assert today[:, 0] == pytest.approx(moved.marked.statistic[:, 0])


def test_nobody_named_stands_for_itself(moved: MarkFit) -> None:
    space = other_actors(moved, 0, np.random.default_rng(1))
    pairs = [
        dict(reversed(one.split(" for ")) for one in p.name.split(", ")) for p in space.placebos
    ]
    assert all({*pair} == {"AAA", "BBB"} for pair in pairs)
    assert all(own != other for pair in pairs for own, other in pair.items())
    # Five actors act: of the ordered pairs who may stand for two of them, all but those with a
    # fixed one.
    assert len(pairs) == 5 * 4 - 4 - 4 + 1


def test_what_is_the_same_of_all_actors_has_no_placebo_in_space(noise: np.ndarray) -> None:
    during = named(
        "war",
        of={"statistic": "during", "within": {"start": "2012", "end": "2013"}},
        moves="overt",
        by=["AAA", "BBB"],
    )
    fitted = _fitted(noise, noise, during)
    assert other_actors(fitted, 0, np.random.default_rng(1)).placebos == ()


def test_leaving_an_act_out_is_fitting_without_it(moved: MarkFit) -> None:
    by_influence = moved.influence(0)
    likeliest = moved.act[np.argsort(-by_influence)[:3]].tolist()
    refits = {act: moved.without(act) for act in likeliest}
    assert all(
        act not in one.act and len(one.act) == len(moved.act) - 1 for act, one in refits.items()
    )
    # The first order is near a refit, and one of the few is the act without which least is left.
    left = {act: float(one.found.estimate[0]) for act, one in refits.items()}
    gone = moved.found.estimate[0] - left[likeliest[0]]
    assert gone == pytest.approx(by_influence.max(), rel=0.3)
    tried = [moved.without(int(act)).found.estimate[0] for act in moved.act[:60]]
    assert min(left.values()) <= min(tried) + 1e-9
