"""Two-paths and shared partners: how i and j hang together through third actors."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, final

import numpy as np

from peripheries.engine.statistics.base import Live, Statistic
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


_ORDER: Final = {Combine.COUNT: 0, Combine.MIN: 1, Combine.PRODUCT: 2}


def _joined(first: Floats, second: float, how: Combine) -> Floats:
    if how is Combine.COUNT:
        return ((first > 0) & (second > 0)).astype(np.float64)
    return np.minimum(first, second) if how is Combine.MIN else first * second


class _Paths(Live):
    def __init__(self, n_actors: int, path: Path, combine: Combine) -> None:
        super().__init__(n_actors)
        self._path, self._combine, self.order = path, combine, _ORDER[combine]

    def tie(self, ties: Floats, source: int, target: int, new: float) -> None:
        """The tie a → b is one leg of every path through it; the other leg stands in `ties`."""
        old = float(ties[source, target])
        if self._path in (Path.OUTGOING, Path.INCOMING):
            onward = self._change(ties[target, :], old, new)
            before = self._change(ties[:, source], old, new)
            raw = self.raw if self._path is Path.OUTGOING else self.raw.T
            raw[source, :] += onward
            raw[:, target] += before
            return
        # The actor that shares h with others: the sender where targets are shared, or the receiver.
        shares = self._path is Path.SHARED_TARGETS
        actor = source if shares else target
        others = ties[:, target] if shares else ties[source, :]
        change = self._change(others, old, new)
        change[actor] = 0.0
        self.raw[actor, :] += change
        self.raw[:, actor] += change

    def _change(self, other: Floats, old: float, new: float) -> Floats:
        return _joined(other, new, self._combine) - _joined(other, old, self._combine)


@final
@dataclass(frozen=True, kw_only=True)
class TwoPaths(Statistic):
    """Sum over h of the two ties of every path between source and target through h."""

    path: Path = Path.OUTGOING
    combine: Combine = Combine.MIN

    @property
    def name(self) -> str:
        """The kind of path."""
        return self.label or self.path.value

    def begin(self, n_actors: int) -> Live:
        """No tie yet."""
        return _Paths(n_actors, self.path, self.combine)
