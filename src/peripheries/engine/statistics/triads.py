"""Two-paths and shared partners: how i and j hang together through third actors."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, final

import numpy as np

from peripheries.engine.asked import one_of
from peripheries.engine.networks import Network
from peripheries.engine.statistics.base import Live, OfTies, Ties
from peripheries.engine.types import Floats


@final
class Path(StrEnum):
    """Which way the two ties through h run; i is the source, j the target."""

    OUTGOING = "outgoing two-paths"
    """i → h → j (transitivity)."""
    INCOMING = "incoming two-paths"
    """j → h → i (cyclic closure)."""
    SHARED_TARGETS = "shared targets"
    """i → h ← j (outbound shared partners)."""
    SHARED_SOURCES = "shared sources"
    """i ← h → j (inbound shared partners)."""


@final
class Combine(StrEnum):
    """What the two ties of a path add; the statistic is the sum over h."""

    COUNT = "count"
    """1 where both ties are there (goldfish; remstats with unique = TRUE)."""
    MIN = "min"
    """The weaker of the two (Butts 2008; remstats)."""
    PRODUCT = "product"
    """Their product (Perry & Wolfe 2013); with scale `sqrt` that of Brandes et al. (2009)."""
    GEOMETRIC = "geometric"
    """The root of their product."""


_ORDER: Final = {
    Combine.COUNT: 0.0,
    Combine.MIN: 0.5,
    Combine.PRODUCT: 1.0,
    Combine.GEOMETRIC: 0.5,
}
"""Power of the product of what both ties keep; the weaker of two ties that keep the same is it."""


def _joined(first: Floats, second: Floats | float, how: Combine) -> Floats:
    match how:
        case Combine.COUNT:
            return ((first > 0) & (second > 0)).astype(np.float64)
        case Combine.MIN:
            return np.minimum(first, second)
        case Combine.PRODUCT:
            return first * second
        case Combine.GEOMETRIC:
            return np.asarray(np.sqrt(np.maximum(first * second, 0.0)))


class _Paths(Live):
    def __init__(self, n_actors: int, path: Path, combine: Combine) -> None:
        super().__init__(n_actors)
        self._combine, self.order = combine, _ORDER[combine]
        # Whether a leg runs towards j: the first from i to h, the second from h to j.
        self._onward = (
            path in (Path.OUTGOING, Path.SHARED_TARGETS),
            path in (Path.OUTGOING, Path.SHARED_SOURCES),
        )

    def tie(self, ties: Ties, leg: int, source: int, target: int, new: float) -> None:
        """The tie is one leg of every path that another tie continues."""
        old = float(ties[leg][source, target])
        # Through h, from its own end of the path (`own`) to every other end.
        if leg == 0:
            own, h = (source, target) if self._onward[0] else (target, source)
            mine = ties[0][own] if self._onward[0] else ties[0][:, own]
            theirs = ties[1] if self._onward[1] else ties[1].T
            paths = self.raw[own, :]
        else:
            h, own = (source, target) if self._onward[1] else (target, source)
            mine = ties[1][:, own] if self._onward[1] else ties[1][own]
            theirs = ties[0].T if self._onward[0] else ties[0]
            paths = self.raw[:, own]
        change = _joined(theirs[h], new, self._combine) - _joined(theirs[h], old, self._combine)
        change[own] = 0.0
        paths += change
        if new < old:
            # Summed afresh: to subtract would leave rounding where nothing is left.
            less, left = np.flatnonzero(change), mine.copy()
            left[h] = new
            paths[less] = _joined(theirs[:, less], left[:, None], self._combine).sum(axis=0)


@final
@dataclass(frozen=True, kw_only=True)
class TwoPaths(OfTies):
    """Sum over h of f(tie between i and h, tie between h and j), over paths from i to j through h.

    f counts, takes the weaker, multiplies, or takes the root of the product (Butts 2008; Perry &
    Wolfe 2013).

    With a `second` network, `network` holds the ties between i and h, and `second` those between h
    and j. Over undirected friendship and enmity, as products with scale `sqrt`, these are the
    statistics of Brandes, Lerner & Snijders (2009); read their names backwards: in friendOfEnemy h
    is i's enemy (`network`) and j's friend (`second`).

    Update: the paths that the tie is a leg of, N pairs for each leg.
    """

    path: Path = Path.OUTGOING
    combine: Combine = Combine.MIN
    second: Network | None = None

    @property
    def name(self) -> str:
        """The kind of path."""
        return self.label or str(self.path)

    @property
    def networks(self) -> tuple[Network, ...]:
        """That of the tie between i and h, and that of the tie between h and j."""
        return (self.network, self.network if self.second is None else self.second)

    def begin(self, n_actors: int) -> Live:
        """No tie yet.

        Raises:
            ValueError: the weaker of two ties is asked for that decay at different speeds, or
                there is no such path.
        """
        one_of("path", self.path, Path)
        one_of("combine", self.combine, Combine)
        first, second = self.networks
        if self.combine == Combine.MIN and first.half_life != second.half_life:
            raise ValueError("The weaker of two ties needs one half-life for both networks.")
        return _Paths(n_actors, Path(self.path), Combine(self.combine))
