"""Interventions that end, acts that are forced in a share of futures, and draws keyed by act."""

import numpy as np
import pytest

from peripheries import engine

PAST = engine.history([0, 1, 2, 3], [0, 1, 2, 0], [1, 0, 0, 2], 3, kind=[0, 1, 0, 0])
STATISTICS = [[engine.Inertia(network=engine.Past(kind=k), label="same")] for k in (0, 1)]
ACTS = np.full((6, 3), 2)


def drawn(*interventions, futures=400, acts=ACTS):
    return engine.choice_futures(
        PAST,
        STATISTICS,
        [0.8],
        offset=np.zeros((2, 3, 3)),
        acts=acts,
        first=4,
        futures=futures,
        seed=3,
        interventions=interventions,
    )


def test_a_coefficient_is_off_until_its_end_and_no_longer() -> None:
    never, always = drawn(), drawn(engine.SwitchedOff("same"))
    begun = drawn(engine.SwitchedOff("same", 4, end=6))
    early = begun.period < 6
    assert np.array_equal(begun.target[early], always.target[always.period < 6])
    assert not np.array_equal(begun.target[~early], always.target[always.period >= 6])
    assert not np.array_equal(begun.target[early], never.target[never.period < 6])


def test_odds_are_scaled_until_their_end() -> None:
    found = drawn(engine.Scaled([0], [1], 0.0, begin=4, end=6))
    there = (found.source == 0) & (found.target == 1)
    assert not there[found.period < 6].any()
    assert there[found.period >= 6].any()


@pytest.mark.parametrize(
    "what", [engine.SwitchedOff("same", 5, end=5), engine.Scaled([0], [1], 2.0, 5, end=4)]
)
def test_what_ends_before_it_begins_is_refused(what) -> None:
    with pytest.raises(ValueError, match="lasts from 5"):
        drawn(what)


def test_part_of_a_forced_act_happens_in_that_share_of_futures() -> None:
    """Only source 2 acts, once and late: what it does tells whether it was met before."""
    acts = np.zeros((6, 3), dtype=int)
    acts[5, 2] = 1

    def chosen(weight: float):
        found = drawn(engine.Forced([8], [2], [1], weight=weight), futures=4000, acts=acts)
        assert found.forced.sum() == weight
        return (found.target == 1) & (found.kind == 0)

    none, part, whole = (chosen(w).mean() for w in (0.0, 0.25, 1.0))
    assert none < whole
    assert (part - none) / (whole - none) == pytest.approx(0.25, abs=0.12)


def test_futures_by_moment_know_no_end() -> None:
    with pytest.raises(ValueError, match="only futures by period"):
        engine.simulate(
            PAST,
            engine.EventModel([engine.Baseline()], [0.0]),
            until=5.0,
            n_most=9,
            seed=1,
            interventions=[engine.Scaled([0], [1], 2.0, end=4.5)],
        )


def test_an_acts_draws_stay_whatever_else_happens() -> None:
    plain, other = drawn(), drawn(engine.Scaled([0], [1], 0.0, begin=4))
    one, two = (engine.act_draws(x, 2, seed=5) for x in (plain, other))
    assert one.shape == (len(plain.future), 2)
    assert ((one > 0) & (one < 1)).all()
    assert len(np.unique(one)) == one.size

    def keyed(found, draws):
        count: dict[tuple[int, ...], int] = {}
        keys = {}
        columns = (found.future, found.period, found.source, found.target, found.kind)
        for act, key in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
            count[key] = count.get(key, -1) + 1
            keys[(*key, count[key])] = tuple(draws[act])
        return keys

    first, second = keyed(plain, one), keyed(other, two)
    both = first.keys() & second.keys()
    assert len(both) > 1000
    assert all(first[key] == second[key] for key in both)
