"""Marks of acts to come: those of acts like them, of wider classes where there are none."""

import numpy as np
import pytest

from peripheries.futures.marking import BLOCKS, Marked, marked

N = 3000


def past(pooling: float = 2.0, half_life: float = 10.0) -> Marked:
    """0 → 1 has mark 1 in 30%; 0 → 2 was never seen; 2 → 1 has mark 2 only; kinds 0 and 1."""
    rng = np.random.default_rng(1)
    source = np.where(np.arange(200) < 150, 0, 2)
    mark = np.where(source == 2, 2, rng.random(200) < 0.3)
    target, kind = np.ones(200, dtype=np.int64), np.zeros(200, dtype=np.int64)
    return Marked(source, target, kind, np.zeros(200), mark, half_life, pooling)


def copied(model: Marked, source: int, target: int, kind: int = 0) -> np.ndarray:
    rng = np.random.default_rng(2)
    cell = np.tile([source, target, kind], (N, 1))
    like = model.copied(model.shares(rng), np.arange(N) % 500, cell, rng.random((N, 2)))
    return model.mark[like]


def test_marks_are_those_of_the_same_pair() -> None:
    share = (past().mark[:150] == 1).mean()
    assert (copied(past(), 0, 1) == 1).mean() == pytest.approx(share, abs=0.05)
    assert (copied(past(), 2, 1) == 2).mean() > 0.9


def test_a_pair_without_acts_takes_those_of_its_source_then_of_the_kind() -> None:
    assert (copied(past(), 2, 0) == 2).mean() > 0.9
    stranger = copied(past(), 1, 0)
    assert (stranger == 2).mean() == pytest.approx(0.25, abs=0.05)


def test_the_more_is_pooled_the_less_a_pair_is_its_own() -> None:
    apart, pooled = (copied(past(pooling=p), 2, 1) == 2 for p in (0.5, 400.0))
    assert pooled.mean() < apart.mean() - 0.3


def test_a_kind_that_was_never_seen_takes_any_act() -> None:
    assert {*copied(past(), 0, 1, kind=3)} == {0, 1, 2}


def test_old_acts_count_for_less_and_how_much_is_learnt_from_the_past() -> None:
    rng = np.random.default_rng(3)
    day = np.sort(rng.random(600)) * 20 * 365.25
    turned = (day > 10 * 365.25).astype(np.int64)
    zero = np.zeros(600, dtype=np.int64)
    found = marked(zero, zero + 1, zero, day, np.where(turned, 1, 0))
    assert (copied(found, 0, 1) == 1).mean() > 0.9
    steady = marked(zero, zero + 1, zero, day, rng.integers(0, 2, 600))
    assert steady.half_life == 10.0


def test_shares_differ_between_blocks_of_futures_as_much_as_few_acts_leave_open() -> None:
    model = past()
    rng = np.random.default_rng(2)
    future = np.arange(N) % BLOCKS
    cell = np.tile([0, 1, 0], (N, 1))
    like = model.copied(model.shares(rng), future, cell, rng.random((N, 2)))
    share = np.bincount(future, model.mark[like] == 1) / np.bincount(future)
    binomial = np.sqrt(0.3 * 0.7 * BLOCKS / N)
    assert share.std() > 1.1 * binomial


def test_each_act_is_copied_as_its_two_draws_say() -> None:
    """Class by class from narrow to wide, then from the running sums of the class."""
    rng = np.random.default_rng(5)
    source, target, mark = rng.integers(0, 4, (3, 60))
    day, kind = np.sort(rng.random(60)) * 3000, rng.integers(0, 3, 60)
    model = Marked(source, target, kind, day, mark, 3.0, 2.0)
    weight, future = model.shares(rng), rng.integers(0, 50, 400)
    cell, drawn = rng.integers(0, (6, 5, 4), (400, 3)), rng.random((400, 2))
    expected = []
    for act, (level, place) in enumerate(drawn):
        classes = model._chances(weight[future[act] % BLOCKS], *cell[act].tolist())
        ends = np.cumsum([chance for chance, _ in classes])
        running = classes[min(int((ends <= level).sum()), 2)][1]
        expected.append(int((running <= place * running[-1]).sum()))
    assert model.copied(weight, future, cell, drawn).tolist() == expected
    assert not len(model.copied(weight, future[:0], cell[:0], drawn[:0]))
