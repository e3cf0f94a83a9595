from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.measures.estimators import balance

POWERS = ("GBR", "FRA", "RUS", "AUH", "DEU", "ITA")
# Antal, Krapivsky & Redner (2006): a tie holds while begin <= year < end.
TIES = (
    ("FRA", "GBR", -1, 1872, 1904),
    ("RUS", "GBR", -1, 1872, 1907),
    ("AUH", "GBR", -1, 1872, 9999),
    ("RUS", "FRA", -1, 1872, 1890),
    ("AUH", "FRA", -1, 1872, 9999),
    ("DEU", "FRA", -1, 1872, 9999),
    ("AUH", "RUS", +1, 1872, 1890),
    ("DEU", "RUS", +1, 1872, 1890),
    ("DEU", "AUH", +1, 1872, 9999),
    ("ITA", "AUH", +1, 1882, 9999),
    ("ITA", "DEU", +1, 1882, 9999),
    ("AUH", "RUS", -1, 1890, 9999),
    ("DEU", "RUS", -1, 1890, 9999),
    ("RUS", "FRA", +1, 1891, 9999),
    ("FRA", "GBR", +1, 1904, 9999),
    ("RUS", "GBR", +1, 1907, 9999),
    ("DEU", "GBR", -1, 1907, 9999),
    ("ITA", "GBR", -1, 1907, 9999),
    ("ITA", "FRA", -1, 1907, 9999),
    ("ITA", "RUS", -1, 1907, 9999),
)


def great_powers(year):
    signs = np.zeros((6, 6), dtype=np.int64)
    for a, b, sign, begin, end in TIES:
        if begin <= year < end:
            i, j = POWERS.index(a), POWERS.index(b)
            signs[i, j] = signs[j, i] = sign
    return signs


def by_brute_force(signs):
    """Triangles, balanced triangles, frustration and number of best divisions, one by one."""
    n = len(signs)
    loops = [signs[a, b] * signs[b, c] * signs[a, c] for a, b, c in combinations(range(n), 3)]
    tied = [node for node in range(n) if signs[node].any()]
    costs = {}
    for camps in product((1, -1), repeat=len(tied)):
        side = dict(zip(tied, camps, strict=True))
        costs[camps] = sum(
            signs[a, b] * side[a] * side[b] < 0
            for a, b in combinations(tied, 2)
            if signs[a, b] != 0
        )
    best = min(costs.values())
    return (
        sum(x != 0 for x in loops),
        sum(x > 0 for x in loops),
        best,
        list(costs.values()).count(best),
    )


def frustrated(signs, camps):
    side = np.where(camps == 1, -1, 1)
    return int(np.sum(np.triu(signs * np.outer(side, side)) < 0))


@st.composite
def networks(draw, most=7):
    n = draw(st.integers(1, most))
    upper = draw(st.lists(st.sampled_from((-1, 0, 1)), min_size=n * n, max_size=n * n))
    signs = np.triu(np.array(upper, dtype=np.int64).reshape(n, n), 1)
    return signs + signs.T


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1872, (9, 7, 5, 1)),
        (1881, (9, 7, 5, 1)),
        (1882, (11, 8, 6, 1)),
        (1890, (10, 5, 3, 1)),
        (1891, (11, 8, 6, 1)),
        (1894, (11, 8, 6, 1)),
        (1904, (11, 8, 6, 1)),
        (1907, (15, 20, 20, 0)),
    ],
)
def test_great_powers(year, expected):
    found = balance(great_powers(year))
    assert (found.ties, found.triangles, found.balanced, found.frustration) == expected


def test_the_powers_of_1907_stand_in_two_camps():
    found = balance(great_powers(1907))
    camps = {
        frozenset(name for name, camp in zip(POWERS, found.camps, strict=True) if camp == side)
        for side in (0, 1)
    }
    assert camps == {frozenset({"GBR", "FRA", "RUS"}), frozenset({"AUH", "DEU", "ITA"})}
    assert found.divisions == 1
    assert balance(great_powers(1872)).camps[POWERS.index("ITA")] == -1


@settings(max_examples=60, deadline=None)
@given(networks())
def test_equals_brute_force(signs):
    found = balance(signs)
    triangles, balanced, frustration, divisions = by_brute_force(signs)
    assert (found.triangles, found.balanced, found.frustration) == (
        triangles,
        balanced,
        frustration,
    )
    assert frustrated(signs, found.camps) == frustration
    parts = 0
    reached = np.zeros(len(signs), dtype=bool)
    for node in range(len(signs)):
        if signs[node].any() and not reached[node]:
            parts += 1
            here = np.eye(len(signs), dtype=bool)[node]
            for _ in signs:
                here = here | (np.abs(signs) @ here > 0)
            reached |= here
    assert found.divisions * 2**parts == divisions


@settings(max_examples=60, deadline=None)
@given(networks(10), st.randoms(use_true_random=False))
def test_relabelling_and_switching_change_nothing(signs, random):
    n = len(signs)
    order = random.sample(range(n), n)
    switch = np.array([random.choice((-1, 1)) for _ in range(n)])
    found = balance(signs)
    other = balance((signs * np.outer(switch, switch))[np.ix_(order, order)])
    for name in ("ties", "triangles", "balanced", "frustration", "divisions"):
        assert getattr(found, name) == getattr(other, name)


def test_twenty_nodes_with_a_planted_division():
    rng = np.random.default_rng(1)
    side = rng.choice((-1, 1), 20)
    signs = np.outer(side, side) - np.eye(20, dtype=np.int64)
    assert balance(signs).frustration == 0
    signs[0, 1] = signs[1, 0] = -signs[0, 1]
    found = balance(signs)
    assert found.frustration == 1
    assert len(set(found.camps[side == 1])) == 1


def test_more_than_can_be_tried_and_malformed_signs_are_refused():
    with pytest.raises(RecordError, match="25 actors"):
        balance(np.ones((25, 25), dtype=np.int64) - np.eye(25, dtype=np.int64))
    with pytest.raises(ValueError, match="symmetric"):
        balance(np.array([[0, 1], [-1, 0]]))
    with pytest.raises(ValueError, match="square"):
        balance(np.array([[1, 1], [1, 0]]))
