"""Random numbers by key and counter: each is computed from its place, and no state is kept.

A draw is a hash of (seed, future, stream, counter). Whoever asks for it gets the same number, in
any order and on any thread, and futures that share keys share their draws. Every function runs in
compiled loops and from Python alike.
"""

import math
from typing import Final, TypeAlias

import numpy as np

from peripheries.compiling import compiled

Word: TypeAlias = int | np.int64 | np.uint64
"""64 bits, whatever number they stand for. From Python give one that is 2^63 or more as a
`np.uint64`: the compiler takes an int to have a sign."""

_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio, made odd."""
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_ONE: Final = np.uint64(1)
_SPARE_BITS: Final = np.uint64(12)
_HALF_STEP: Final = 2.0**-53


@compiled()
def mixed(word: Word) -> np.uint64:
    """64 bits turned into others, one to one: the finaliser of SplitMix64.

    Steele, Lea & Flood (2014), with the multipliers of Stafford's thirteenth variant.
    """
    z = np.uint64(word)
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


@compiled()
def bits(key: Word, counter: Word) -> np.uint64:
    """The 64 random bits at a place of the sequence of a key; counters go 0, 1, 2 and on.

    The sequence is SplitMix64's with the key as its seed. Bits may serve as a key in turn.

    >>> hex(bits(1234567, 0))
    '0x599ed017fb08fc85'
    """
    return mixed(np.uint64(key) + _GAMMA * (np.uint64(counter) + _ONE))


@compiled()
def key_of(seed: Word, future: Word) -> np.int64:
    """The key of one future out of many: 64 bits as a number with a sign."""
    return np.int64(bits(bits(np.uint64(0), seed), future))


@compiled()
def stream_of(key: Word, stream: Word) -> np.int64:
    """The key of one of the streams of a future, as of a pair; streams go 0, 1, 2 and on."""
    return np.int64(bits(key, stream))


@compiled()
def uniform(key: Word, counter: Word) -> float:
    """A number spread evenly over (0, 1): an odd multiple of 2^-53, never 0 nor 1.

    >>> 0 < uniform(key_of(seed=1, future=0), 5) < 1
    True
    """
    steps = bits(key, counter) >> _SPARE_BITS
    return (2.0 * float(steps) + 1.0) * _HALF_STEP


@compiled()
def exponential(key: Word, counter: Word) -> float:
    """A draw of Exp(1), larger than 0: −log of the uniform draw at the same place."""
    return -math.log(uniform(key, counter))
