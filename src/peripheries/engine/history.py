"""What happened: events among actors, oldest first, and when nobody looked."""

from dataclasses import dataclass, field
from typing import final

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.asked import whole
from peripheries.engine.types import Floats, Integers


@final
@dataclass(frozen=True, eq=False)
class History:
    """Events from sources to targets, oldest first; make one with `history`.

    time: (M,) in any unit · source, target: (M,) actors 0 … N − 1 · kind: (M,) class of event,
    from 0 · weight: (M,) how much an event adds to the ties that statistics read · gaps: (G, 2)
    where coverage ends and begins again; in between nothing was recorded, and that is no waiting.
    """

    time: Floats
    source: Integers
    target: Integers
    kind: Integers
    weight: Floats
    n_actors: int
    gaps: Floats = field(default_factory=lambda: np.zeros((0, 2)))

    def __len__(self) -> int:
        return len(self.time)


def history(
    time: ArrayLike,
    source: ArrayLike,
    target: ArrayLike,
    n_actors: int,
    *,
    kind: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    gaps: ArrayLike | None = None,
) -> History:
    """A history from columns of equal length; events at one time share the state before it.

    gaps: (begin, end) of each stretch of time in which nothing was recorded. At both ends coverage
    holds; the time between counts for no likelihood, and memories go on ageing.

    >>> h = history([1.0, 2.0], [0, 1], [1, 0], n_actors=2)
    >>> len(h), h.weight.tolist()
    (2, [1.0, 1.0])

    Raises:
        ValueError: lengths differ, times are not in order, an actor or a kind is no whole number or
            out of range, an event leads from an actor to itself, or a gap does not end after it
            began.
    """
    times = np.asarray(time, dtype=np.float64)
    if times.ndim != 1:
        raise ValueError(f"`time` has {times.ndim} axes: give one time for each event.")
    n = len(times)
    made = History(
        times,
        _numbers("source", source),
        _numbers("target", target),
        np.zeros(n, dtype=np.int64) if kind is None else _numbers("kind", kind),
        np.ones(n) if weight is None else np.asarray(weight, dtype=np.float64),
        whole("n_actors", n_actors, least=0),
        np.zeros((0, 2)) if gaps is None else _merged(np.asarray(gaps, dtype=np.float64)),
    )
    for name in ("source", "target", "kind", "weight"):
        column = getattr(made, name)
        if column.shape != (n,):
            raise ValueError(f"`{name}` has shape {column.shape}; there are {n} times.")
    _check(made)
    return made


def _numbers(name: str, given: ArrayLike) -> Integers:
    """Whole numbers, so that 0.7 is not read as 0."""
    column = np.asarray(given)
    if column.dtype.kind not in "iub":
        amount = column.astype(np.float64)
        if not (amount == np.floor(amount)).all():
            raise ValueError(f"`{name}` holds what is no whole number: number from 0 on.")
    return column.astype(np.int64)


def _check(made: History) -> None:
    if not np.isfinite(made.time).all() or not np.isfinite(made.weight).all():
        raise ValueError("A time or weight is missing or infinite: leave such events out.")
    if (np.diff(made.time) < 0).any():
        late = int(np.flatnonzero(np.diff(made.time) < 0)[0]) + 1
        raise ValueError(f"Event {late} comes before the one that precedes it: sort by time.")
    for name, column in (("source", made.source), ("target", made.target)):
        if len(made) and not (column.min() >= 0 and column.max() < made.n_actors):
            raise ValueError(f"`{name}` names an actor outside 0 … {made.n_actors - 1}.")
    if (made.kind < 0).any():
        raise ValueError("A `kind` is below 0: number kinds of event from 0 on.")
    loops = np.flatnonzero(made.source == made.target)
    if loops.size:
        raise ValueError(f"Event {int(loops[0])} leads from an actor to itself.")


def _merged(gaps: Floats) -> Floats:
    """Gaps in order, those that overlap as one."""
    if not gaps.size:
        return np.zeros((0, 2))
    if gaps.ndim != 2 or gaps.shape[1] != 2:
        raise ValueError(f"`gaps` has shape {gaps.shape}: give a begin and an end for each.")
    wrong = np.flatnonzero(~((gaps[:, 0] < gaps[:, 1]) & np.isfinite(gaps).all(axis=1)))
    if wrong.size:
        begin, end = gaps[int(wrong[0])]
        raise ValueError(f"The gap from {begin} to {end} does not end after it began.")
    merged: list[list[float]] = []
    for begin, end in gaps[np.argsort(gaps[:, 0], kind="stable")].tolist():
        if merged and begin < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([begin, end])
    return np.array(merged)
