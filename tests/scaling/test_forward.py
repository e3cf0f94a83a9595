"""A scale that ends with a period: what comes later moves nothing before it."""

import numpy as np
import pytest

from peripheries.scaling import RollCalls, fit_ideal_points
from scaling.worlds import calls_of, world

PLAN = {"positive": "A0", "seed": 3, "draws": 30, "burn": 30}


@pytest.fixture(scope="module")
def history():
    """Six periods; two actors, one of them first by name, come in the fifth."""
    _, calls = world(np.random.default_rng(5), n_actors=14, n_periods=6, n_votes=12)
    names = ("Z0", *(f"A{k}" for k in range(12)), "Z1")
    late = np.isin(calls.actors, [0, 13]) & (calls.periods < 4)
    columns = (x[~late] for x in (calls.votes, calls.actors, calls.periods, calls.choices))
    return calls_of(*columns, names=names)


def until(calls, last):
    """The rows up to a period, with the actors and periods that they name."""
    rows = calls.periods <= last
    actors, actor = np.unique(calls.actors[rows], return_inverse=True)
    return RollCalls(
        calls.votes[rows],
        actor,
        calls.periods[rows],
        calls.choices[rows],
        tuple(calls.actor_names[k] for k in actors),
        calls.period_names[: last + 1],
    )


def by_name(points):
    return {
        (points.actor_names[i], points.period_names[t]): points.draws[:, u]
        for u, (i, t) in enumerate(zip(points.actor, points.period, strict=True))
    }


@pytest.mark.parametrize("last", [3, 4])
def test_later_votes_leave_earlier_draws_bit_for_bit_as_they_were(history, last):
    whole = by_name(fit_ideal_points(history, **PLAN, scale_until="P2"))
    then = by_name(fit_ideal_points(until(history, last), **PLAN, scale_until="P2"))
    assert len(then) == (last + 1) * 12 + 2 * (last == 4)
    assert all((whole[key] == draws).all() for key, draws in then.items())


def test_without_it_later_votes_move_earlier_points(history):
    whole = by_name(fit_ideal_points(history, **PLAN))
    then = by_name(fit_ideal_points(until(history, 4), **PLAN))
    assert any((whole[key] != draws).any() for key, draws in then.items())


def test_the_periods_up_to_it_have_mean_0_and_sd_1_in_every_draw(history):
    points = fit_ideal_points(history, **PLAN, scale_until="P2")
    base = points.draws[:, points.period <= 2].astype(np.float64)
    np.testing.assert_allclose(base.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(base.std(axis=1, ddof=1), 1, atol=1e-6)
    rest = points.draws[:, points.period > 2]
    assert (np.abs(rest.std(axis=1) - 1) > 1e-3).any()


def test_a_scale_over_all_periods_is_the_one_that_is_made_unasked(history):
    asked = fit_ideal_points(history, **PLAN, scale_until="P5")
    assert (asked.draws == fit_ideal_points(history, **PLAN).draws).all()


def test_the_period_and_who_stands_high_must_be_there(history):
    with pytest.raises(ValueError, match="no period 1900"):
        fit_ideal_points(history, **PLAN, scale_until="1900")
    with pytest.raises(ValueError, match="Z0 takes part in no vote"):
        fit_ideal_points(history, **PLAN | {"positive": "Z0"}, scale_until="P2")
