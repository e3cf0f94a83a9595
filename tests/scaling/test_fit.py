import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.scaling import Status, distance, fit_ideal_points
from scaling.worlds import calls_of, chosen, plain_chain, world


def fit(calls, **given):
    plan = {"draws": 1500, "burn": 200, "seed": 3, "positive": calls.actor_names[0]} | given
    return fit_ideal_points(calls, **plan)


def within_periods(found):
    """Points about their period's mean: where a period lies as a whole mixes slowly."""
    means = np.bincount(found.period, found.point) / np.bincount(found.period)
    return found.point - means[found.period]


@pytest.fixture(scope="module")
def assembly():
    rng = np.random.default_rng(0)
    point, calls = world(rng)
    return point * np.sign(point[0].mean()), calls


@pytest.fixture(scope="module")
def fitted(assembly):
    return fit(assembly[1])


def test_points_and_spreads_are_those_of_a_sampler_in_plain_numpy():
    rng = np.random.default_rng(5)
    _, calls = world(rng, n_actors=8, n_periods=2, n_votes=12)
    ours = fit(calls, draws=10_000, burn=1000)
    plain = plain_chain(calls, rng, 8000, 1000, ours.point)
    np.testing.assert_allclose(ours.point, plain.mean(axis=0), atol=0.06)
    np.testing.assert_allclose(ours.sd, plain.std(axis=0), atol=0.04)


def test_drawn_points_are_found_again(assembly, fitted):
    point = assembly[0].ravel()
    assert np.corrcoef(point, fitted.point)[0, 1] > 0.95


def test_every_draw_has_mean_0_and_sd_1(fitted):
    np.testing.assert_allclose(fitted.draws.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(fitted.draws.std(axis=1, ddof=1), 1, atol=1e-5)


def test_draws_do_not_hang_on_the_number_of_threads(assembly, fitted):
    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        alone = fit(assembly[1])
    finally:
        numba.set_num_threads(threads)
    np.testing.assert_array_equal(alone.draws, fitted.draws)


def test_another_seed_gives_other_draws_of_the_same_points(assembly, fitted):
    other = fit(assembly[1], seed=4)
    assert not np.array_equal(other.draws, fitted.draws)
    np.testing.assert_allclose(within_periods(other), within_periods(fitted), atol=0.2)


def test_the_named_actor_is_high(assembly):
    lowest = int(np.argmin(assembly[0].mean(axis=1)))
    turned = fit(assembly[1], positive=f"A{lowest}")
    assert turned.point[turned.actor == lowest].mean() > 0
    assert np.corrcoef(assembly[0].ravel(), turned.point)[0, 1] < -0.95


def test_yes_and_no_changed_round_leaves_points_where_they_are(assembly, fitted):
    calls = assembly[1]
    turned = fit(calls_of(calls.votes, calls.actors, calls.periods, 2 - calls.choices))
    np.testing.assert_allclose(within_periods(turned), within_periods(fitted), atol=0.2)
    assert np.corrcoef(turned.slope, -fitted.slope)[0, 1] > 0.95


def test_names_and_numbers_carry_no_meaning(assembly, fitted):
    calls = assembly[1]
    rng = np.random.default_rng(1)
    votes = rng.permutation(calls.votes.max() + 1)
    actors = rng.permutation(len(calls.actor_names))
    names = tuple(calls.actor_names[k] for k in np.argsort(actors))
    mixed = calls_of(votes[calls.votes], actors[calls.actors], calls.periods, calls.choices, names)
    found = fit(mixed, positive="A0")
    for name in ("A3", "A11"):
        ours, theirs = fitted.units_of(name), found.units_of(name)
        moved = within_periods(found)[theirs] - within_periods(fitted)[ours]
        np.testing.assert_allclose(moved, 0, atol=0.2)


def test_votes_on_which_all_agree_change_nothing(assembly, fitted):
    calls = assembly[1]
    n = len(calls.actor_names)
    more = calls_of(
        np.append(calls.votes, np.full(n, 900)),
        np.append(calls.actors, np.arange(n)),
        np.append(calls.periods, np.zeros(n, int)),
        np.append(calls.choices, np.zeros(n, int)),
    )
    np.testing.assert_array_equal(fit(more).draws, fitted.draws)


def test_bridges_hold_two_periods_to_one_scale():
    rng = np.random.default_rng(2)
    first = rng.standard_normal(60)
    point = np.column_stack([first * 0.5, first * 1.5])
    high = f"A{np.argmax(first)}"
    ratio = {}
    for shared in (True, False):
        found = fit(chosen(rng, point, 40, shared=shared), draws=600, positive=high)
        spread = [found.point[found.period == t].std() for t in (0, 1)]
        ratio[shared] = spread[1] / spread[0]
    assert ratio[True] > 1.7
    assert ratio[False] < 1.4


def test_gaps_and_periods_without_votes_have_no_points(assembly):
    calls = assembly[1]
    gone = (calls.actors == 4) & (calls.periods == 1)
    kept = ~gone
    periods = np.where(calls.periods == 2, 3, calls.periods)
    found = fit(calls_of(calls.votes[kept], calls.actors[kept], periods[kept], calls.choices[kept]))
    assert found.period[found.units_of("A4")].tolist() == [0, 3]
    assert set(found.period) == {0, 1, 3}
    assert found.period_names == ("P0", "P1", "P2", "P3")


def test_few_votes_are_told_by_a_wide_interval(assembly):
    calls = assembly[1]
    kept = (calls.actors != 7) | (calls.votes % 30 < 2)
    found = fit(
        calls_of(calls.votes[kept], calls.actors[kept], calls.periods[kept], calls.choices[kept])
    )
    width = found.high - found.low
    assert width[found.actor == 7].min() > 1.5 * np.median(width)


def test_distances_come_from_joint_draws(fitted):
    found = distance(fitted, "A0", "A1")
    same = distance(fitted, "A1", "A0")
    np.testing.assert_array_equal(found.draws, same.draws)
    assert found.period.tolist() == [0, 1, 2]
    assert ((found.low <= found.distance) & (found.distance <= found.high)).all()
    i, j = fitted.units_of("A0")[1], fitted.units_of("A1")[1]
    by_hand = np.abs(fitted.draws[:, i] - fitted.draws[:, j])
    assert found.high[1] == pytest.approx(np.quantile(by_hand, 0.95))


def test_actors_who_never_met_have_no_distance():
    calls = calls_of([0, 0, 1, 1], [0, 1, 2, 3], [0, 0, 1, 1], [0, 2, 0, 2])
    found = fit(calls, draws=20)
    with pytest.raises(ValueError, match="never voted in the same period"):
        distance(found, "A0", "A2")


def test_too_short_a_chain_says_so(assembly):
    found = fit(assembly[1], draws=20, burn=0)
    assert found.status is Status.NOT_CONVERGED
    assert "raise draws" in found.advice


def test_a_long_enough_chain_is_ok():
    _, calls = world(np.random.default_rng(4), n_periods=1)
    found = fit(calls, draws=3000, burn=500)
    assert found.status is Status.OK
    assert found.advice == ""


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"positive": "Atlantis"}, "name another actor"),
        ({"draws": 3}, "20 draws or more"),
        ({"thin": 0}, "thin of 1 or more"),
    ],
)
def test_what_cannot_be_done_is_refused(assembly, given, message):
    with pytest.raises(ValueError, match=message):
        fit(assembly[1], **given)


def test_votes_that_divide_nobody_are_refused():
    with pytest.raises(ValueError, match="No vote divides anybody"):
        fit(calls_of([0, 0], [0, 1], [0, 0], [1, 1]))


rows = st.sets(st.tuples(*[st.integers(0, k) for k in (5, 4, 2)]), min_size=4, max_size=40)


@settings(max_examples=25, deadline=None)
@given(rows, st.integers(0, 1000))
def test_any_table_that_divides_gives_finite_points_and_counts(cells, seed):
    table = np.array(sorted(cells))
    choices = np.random.default_rng(seed).integers(0, 3, len(table))
    calls = calls_of(*table.T, choices)
    divided = [len(set(choices[table[:, 0] == v])) > 1 for v in table[:, 0]]
    if not any(divided):
        return
    positive = f"A{table[divided, 1][0]}"
    found = fit_ideal_points(calls, positive=positive, seed=seed, draws=20, burn=100)
    assert np.isfinite(found.draws).all()
    assert found.n_votes.sum() == sum(divided)
    assert (found.low <= found.high).all()
    assert (found.cuts[:, 0] <= found.cuts[:, 1]).all()
    assert len({*zip(found.actor, found.period, strict=True)}) == len(found.point)
