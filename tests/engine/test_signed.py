"""Paths over friendship and enmity on examples made by hand: their names must not be swapped."""

import numpy as np
import pytest

from peripheries import engine
from peripheries.engine.likelihoods.risk import rows_at_events

N = 4
FIGHT, HELP = 0, 1


def before_last(past: engine.History, statistic: engine.Statistic) -> np.ndarray:
    """The statistic of every pair before the last event, (N, N)."""
    rows = engine.rows(past, [statistic])
    found = np.zeros((N, N))
    *_, (_, current) = rows_at_events(rows)
    found[~np.eye(N, dtype=bool)] = rows.statistic[current, 0]
    return found


def paths(first: engine.Past, second: engine.Past) -> engine.TwoPaths:
    """As Brandes, Lerner & Snijders (2009) count them."""
    return engine.TwoPaths(
        network=first, second=second, combine=engine.Combine.PRODUCT, scale=engine.Scale.SQRT
    )


ENEMIES, FRIENDS = (engine.Past(kind=kind, undirected=True) for kind in (FIGHT, HELP))


def test_friends_of_enemies_are_not_enemies_of_friends() -> None:
    """1 fights 0, and 2 helps 1: 2 is to 0 the friend of an enemy, 0 to 2 the enemy of a friend."""
    past = engine.history(
        [1.0, 2.0, 3.0], [1, 2, 0], [0, 1, 3], N, kind=[FIGHT, HELP, HELP], weight=[2.0, 8.0, 1.0]
    )
    friend_of_enemy = before_last(past, paths(ENEMIES, FRIENDS))
    enemy_of_friend = before_last(past, paths(FRIENDS, ENEMIES))
    assert friend_of_enemy[0, 2] == enemy_of_friend[2, 0] == 4.0
    assert friend_of_enemy.sum() == enemy_of_friend.sum() == 4.0
    assert not before_last(past, paths(ENEMIES, ENEMIES)).any()
    assert not before_last(past, paths(FRIENDS, FRIENDS)).any()


@pytest.mark.parametrize("same", [ENEMIES, FRIENDS], ids=["enemies", "friends"])
def test_two_of_one_sign_read_alike_from_both_ends(same: engine.Past) -> None:
    kinds = [same.kind, same.kind, 1 - same.kind]
    past = engine.history(
        [1.0, 2.0, 3.0], [0, 1, 0], [1, 2, 3], N, kind=kinds, weight=[2.0, 8.0, 1.0]
    )
    found = before_last(past, paths(same, same))
    assert found[0, 2] == found[2, 0] == 4.0
    assert found.sum() == 8.0


def test_a_shared_adversary_binds_both() -> None:
    """0 and 1 both fight 2 (weights 4 and 9) and 3 (1 and 1); 2 fights 3."""
    past = engine.history(
        np.arange(6.0), [0, 1, 0, 1, 2, 0], [2, 2, 3, 3, 3, 1], N, weight=[4, 9, 1, 1, 5, 1]
    )
    shared = engine.TwoPaths(path=engine.Path.SHARED_TARGETS, combine=engine.Combine.GEOMETRIC)
    found = before_last(past, shared)
    assert found[0, 1] == found[1, 0] == pytest.approx(6.0 + 1.0)
    assert found[0, 2] == found[2, 0] == pytest.approx(np.sqrt(5.0))
    assert found[2, 3] == 0
