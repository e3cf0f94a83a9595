"""Draws by key: as the published generator, even, and without a trace of their neighbours."""

import numpy as np
import pytest
from numba import njit
from scipy.stats import chi2, expon, kstest

from peripheries.engine.kernels import draws, waits

WORD = 2**64
PLACES = 2**16


def test_a_sequence_is_that_of_splitmix64() -> None:
    """First outputs of the authors' code for the seed 1234567."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [draws.bits(1234567, counter) for counter in range(3)] == published


def unmixed(word: int) -> int:
    """What the finaliser turns into a word."""
    word ^= (word >> 31) ^ (word >> 62)
    word = word * pow(0x94D049BB133111EB, -1, WORD) % WORD
    word ^= (word >> 27) ^ (word >> 54)
    word = word * pow(0xBF58476D1CE4E5B9, -1, WORD) % WORD
    return word ^ (word >> 30) ^ (word >> 60)


@pytest.mark.parametrize(("word", "drawn"), [(0, 2.0**-53), (WORD - 1, 1 - 2.0**-53)])
def test_the_least_and_the_largest_draw_are_within_zero_and_one(word: int, drawn: float) -> None:
    key = (unmixed(word) - 0x9E3779B97F4A7C15) % WORD
    assert draws.bits(np.uint64(key), 0) == word
    assert draws.uniform(np.uint64(key), 0) == drawn
    assert draws.exponential(np.uint64(key), 0) > 0


@njit
def grid(axis: int, n: int):
    """Draws at neighbouring places: of seeds, futures, streams or counters."""
    found = np.empty(n)
    for k in range(n):
        seed, future, stream, counter = 5, 5, 5, 5
        if axis == 0:
            seed = k
        elif axis == 1:
            future = k
        elif axis == 2:
            stream = k
        else:
            counter = k
        key = draws.stream_of(draws.key_of(seed, future), stream)
        found[k] = draws.uniform(key, counter)
    return found


@pytest.mark.parametrize("axis", range(4), ids=["seed", "future", "stream", "counter"])
def test_draws_are_even_and_neighbours_tell_nothing_of_one_another(axis: int) -> None:
    drawn = grid(axis, PLACES + 1)
    for here, there in ((drawn[:-1], drawn[1:]), (drawn[:-2], drawn[2:])):
        cells = (here * 32).astype(int) * 32 + (there * 32).astype(int)
        counts, expected = np.bincount(cells, minlength=1024), len(cells) / 1024
        misfit = float(((counts - expected) ** 2).sum() / expected)
        assert chi2.ppf(0.0005, 1023) < misfit < chi2.ppf(0.9995, 1023)
    waits_drawn = -np.log(drawn)
    assert kstest(waits_drawn, expon.cdf).pvalue > 0.001


@pytest.mark.parametrize("bit", [0, 1, 7, 31, 63])
def test_one_bit_of_a_key_changes_every_bit_of_a_draw_half_of_the_time(bit: int) -> None:
    keys = [np.uint64(draws.bits(3, k)) for k in range(2000)]
    flipped = np.uint64(1 << bit)
    changed = [draws.bits(key, 0) ^ draws.bits(key ^ flipped, 0) for key in keys]
    shares = [sum(word >> place & 1 for word in changed) / 2000 for place in range(64)]
    assert np.abs(np.array(shares) - 0.5).max() < 4.2 * 0.5 / np.sqrt(2000)


def test_what_a_unit_draws_is_its_own() -> None:
    """Waits, chances and places of all units and events are different draws."""
    key = draws.key_of(1, 2)
    everything = set()
    for unit in range(20):
        for number in range(20):
            everything |= {
                waits.wait_of(key, unit, number),
                -np.log(waits.chance_of(key, unit, number)),
                -np.log(waits.drawn_from(np.arange(2.0**20), key, unit, number) + 0.5),
            }
    assert len(everything) == 3 * 400
    together = np.empty(20)
    waits.waits_of(key, 3, together)
    assert together.tolist() == [waits.wait_of(key, unit, 3) for unit in range(20)]
