"""Which premise carries the argument: a tie lived through again without each mechanism."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Final, final

import numpy as np

from peripheries.case.model import KnockOuts
from peripheries.engine.types import Floats
from peripheries.futures.knocked_ahead import KnockedAhead, knocked_ahead
from peripheries.futures.relived import Relived, relived
from peripheries.futures.spread import Spread, spread
from peripheries.model.evidence import Evidence

COOPERATION: Final = (0, 1)
FEW: Final = 5
"""Mechanisms whose interactions and shares are told: every set of them is tried, 2⁵ in all."""


@final
@dataclass(frozen=True)
class KnockOut:
    """Cooperative acts of a tie without one mechanism, less those with it; both ways."""

    mechanism: str
    there: Spread
    back: Spread
    both: Spread


@final
@dataclass(frozen=True)
class Pair:
    """What two mechanisms do together beyond what each does."""

    first: str
    second: str
    value: float
    low: float
    high: float
    error: float


@final
@dataclass(frozen=True)
class Share:
    """What a mechanism adds, on average over the orders in which the few come in (Shapley 1953)."""

    mechanism: str
    value: float
    low: float
    high: float
    error: float


@final
@dataclass(frozen=True)
class KnockedOut:
    """A tie lived through again.

    observed: cooperative acts recorded there and back · model: the same drawn with everything on ·
    each: without one mechanism, the furthest first · pairs, shares: of the few that matter most ·
    ahead: the same of the months after the vintage; None where none can be drawn.
    """

    actors: tuple[str, str]
    first: str
    months: int
    futures: int
    observed: tuple[int, int]
    model: tuple[Spread, Spread]
    each: tuple[KnockOut, ...]
    pairs: tuple[Pair, ...]
    shares: tuple[Share, ...]
    ahead: KnockedAhead | None


def knocked_out(
    evidence: Evidence, declared: KnockOuts, mechanisms: Sequence[str], seed: int
) -> KnockedOut | None:
    """Each mechanism switched off in turn, with the same draws; None where nothing can be drawn."""
    again = relived(
        evidence.past,
        evidence.fitted,
        evidence.parts,
        evidence.setting,
        declared.between,
        declared.within,
        np.random.default_rng(seed),
    )
    if again is None:
        return None
    tries = _Tries(again, declared.futures, seed, {m: _weights(evidence, m) for m in mechanisms})
    told = [m for m in mechanisms if tries.weights[m]]
    base = tries.acts(())
    each = sorted(
        (_without(m, tries.acts((m,)) - base) for m in told), key=lambda k: -abs(k.both.mean)
    )
    few = [knock.mechanism for knock in each[:FEW]]
    sets = {
        off: tries.acts(off).sum(axis=1)
        for size in range(len(few) + 1)
        for off in combinations(few, size)
    }
    observed = again.observed[:, COOPERATION].sum(axis=1)
    return KnockedOut(
        declared.between,
        f"{(1970 + again.first // 12):04}-{again.first % 12 + 1:02}",
        len(again.acts),
        declared.futures,
        (int(observed[0]), int(observed[1])),
        (spread(base[:, 0]), spread(base[:, 1])),
        tuple(each),
        tuple(_pair(sets, first, second) for first, second in combinations(few, 2)),
        tuple(_share(sets, few, one) for one in few),
        knocked_ahead(
            evidence,
            declared.between,
            {mechanism: tries.weights[mechanism] for mechanism in told},
            evidence.record.as_of or evidence.past.day[-1],
            seed,
        ),
    )


def _weights(evidence: Evidence, mechanism: str) -> list[str]:
    names = evidence.fitted.design.weights
    return [names[place] for place in evidence.places(mechanism)]


@final
@dataclass(frozen=True, eq=False)
class _Tries:
    again: Relived
    futures: int
    seed: int
    weights: Mapping[str, Sequence[str]]

    def acts(self, off: Collection[str]) -> Floats:
        """Cooperative acts of each future there and back, (F, 2), without some mechanisms."""
        names = [name for mechanism in off for name in self.weights[mechanism]]
        drawn = self.again.drawn(names, futures=self.futures, seed=self.seed)
        return np.asarray(drawn[:, :, COOPERATION].sum(axis=2))


def _without(mechanism: str, change: Floats) -> KnockOut:
    both = change.sum(axis=1)
    return KnockOut(mechanism, spread(change[:, 0]), spread(change[:, 1]), spread(both))


Sets = Mapping[tuple[str, ...], Floats]
"""Sets of mechanisms that are off, in one order, and the acts of each future."""


def _pair(sets: Sets, first: str, second: str) -> Pair:
    together = sets[()] - sets[(first,)] - sets[(second,)] + sets[(first, second)]
    found = spread(together)
    return Pair(first, second, found.mean, found.low, found.high, found.error)


def _share(sets: Sets, few: Sequence[str], one: str) -> Share:
    """Mean over orders of what it adds when it comes in, the others being on or off before it."""
    n = len(few)
    total = np.zeros_like(sets[()])
    for off, acts in sets.items():
        if one in off:
            more = tuple(m for m in off if m != one)
            on_before = n - len(off)
            weight = factorial(on_before) * factorial(n - on_before - 1) / factorial(n)
            total += weight * (sets[more] - acts)
    found = spread(total)
    return Share(one, found.mean, found.low, found.high, found.error)
