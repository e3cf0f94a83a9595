"""Every simple cycle of a small signed digraph."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, final


@final
class Arc(NamedTuple):
    """A signed arc between two numbered nodes."""

    cause: int
    effect: int
    sign: int
    """1 where both move the same way, −1 where not."""


Cycle = tuple[Arc, ...]


@final
@dataclass(frozen=True)
class Cycles:
    """Cycles of a graph, each once."""

    found: tuple[Cycle, ...]
    """The shortest first, then by their nodes; each starts at its lowest node."""
    up_to: int | None
    """Length at which the search was given up; None where all cycles are found."""


def cycles(arcs: Sequence[Arc], most: int) -> Cycles:
    """Every simple cycle of a graph; two arcs of unlike sign between two nodes make two cycles.

    Paths grow by one arc at a time from the lowest node of the cycle that they may become. There
    can be very many: none grows further once there are more than `most` of one length.

    >>> ring = [Arc(0, 1, 1), Arc(1, 0, -1), Arc(1, 2, 1)]
    >>> cycles(ring, most=1000).found
    ((Arc(cause=0, effect=1, sign=1), Arc(cause=1, effect=0, sign=-1)),)
    """
    ordered = sorted(set(arcs))
    leaving: dict[int, list[Arc]] = defaultdict(list)
    for arc in ordered:
        leaving[arc.cause].append(arc)
    homes = {start: _leading_to(start, ordered) for start in leaving}
    paths: list[Cycle] = [(arc,) for arc in ordered if arc.effect in homes[arc.cause]]
    found: list[Cycle] = []
    length = 1
    while paths:
        found += [path for path in paths if _is_closed(path)]
        unclosed = [path for path in paths if not _is_closed(path)]
        if len(unclosed) > most:
            return Cycles(tuple(found), length)
        paths = [longer for path in unclosed for longer in _longer(path, leaving, homes)]
        length += 1
    return Cycles(tuple(found), None)


def _leading_to(start: int, arcs: Sequence[Arc]) -> set[int]:
    """Nodes, none lower than `start`, from which it can be reached by way of such nodes."""
    found = {start}
    grown = True
    while grown:
        more = {a.cause for a in arcs if a.effect in found and a.cause > start} - found
        found |= more
        grown = bool(more)
    return found


def _is_closed(path: Cycle) -> bool:
    return path[-1].effect == path[0].cause


def _longer(path: Cycle, leaving: dict[int, list[Arc]], homes: dict[int, set[int]]) -> list[Cycle]:
    """The path with each arc that may follow: towards home, and to no node a second time."""
    start, end = path[0].cause, path[-1].effect
    allowed = homes[start] - {arc.effect for arc in path}
    return [(*path, arc) for arc in leaving[end] if arc.effect in allowed]
