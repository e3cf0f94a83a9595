"""The map of the argument as a picture: quantities as boxes, what moves what as arrows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import Final, final

from peripheries.report.layers import Placed, placed
from peripheries.report.shown import Shown

_BOX: Final = (152.0, 58.0)
_GAP: Final = 26.0
_BEND: Final = 34.0
_STEP: Final = 128.0
_LETTERS: Final = 21
_LINE: Final = 15.0
_PORTS: Final = 0.72
"""Share of a box's width along which arrows are fastened."""
_HALF: Final = 0.5
_ALONG: Final = 0.64
"""Where on its way an arrow is signed: past the middle, so that two that cross ways stay apart."""


@final
@dataclass(frozen=True)
class Box:
    """A quantity: its middle, and its name in lines with their distances from the middle."""

    node: Shown
    x: float
    y: float
    lines: tuple[tuple[float, str], ...]


@final
@dataclass(frozen=True)
class Arrow:
    """What moves what.

    says: one line for the mechanisms · sign: `positive` or `negative` · found: of the mechanisms
    that say so, the best that came out · path: as SVG writes it · x, y: where its words stand.
    """

    says: str
    by: tuple[Shown, ...]
    sign: str
    found: str
    path: str
    x: float
    y: float


@final
@dataclass(frozen=True)
class Picture:
    """Boxes and arrows, and the size of the whole in the units of both."""

    width: float
    height: float
    box: tuple[float, float]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def picture(argument: Shown) -> Picture | None:
    """The quantities of an argument drawn; None where it has no arrows between any."""
    nodes = {str(n.id.raw): n for n in argument.nodes}
    merged = _merged(argument)
    linked = {end for a, b, _ in merged for end in (a, b)}
    quantities = [name for name in nodes if name in linked]
    if not merged:
        return None
    ends = [(a, b) for a, b, _ in merged]
    found = placed(quantities, ends, width=_BOX[0] + _GAP, bend=_BEND)
    left = min(found.x[name] for name in quantities) - _BOX[0] / 2
    left = min(left, min(found.x.values()) - _BEND / 2) - _GAP / 2
    right = max(found.x[name] for name in quantities) + _BOX[0] / 2
    right = max(right, max(found.x.values()) + _BEND / 2) + _GAP / 2
    centre = {
        name: (x - left, _BOX[1] / 2 + 8 + found.layer[name] * _STEP) for name, x in found.x.items()
    }
    arrows = _arrows(merged, found, centre, nodes)
    height = max(y for _, y in centre.values()) + _BOX[1] / 2 + 8
    boxes = tuple(_box(nodes[name], *centre[name]) for name in quantities)
    return Picture(right - left, height, _BOX, boxes, tuple(arrows))


Merged = dict[tuple[str, str, str], list[str]]
"""Cause, effect and sign → the mechanisms that say so."""


def _merged(argument: Shown) -> Merged:
    found: Merged = {}
    for edge in argument.edges:
        if edge.relation == "moves":
            key = (str(edge.source.raw), str(edge.target.raw), str(edge.sign.raw))
            found.setdefault(key, []).append(str(edge.mechanism.raw))
    return found


def _box(node: Shown, x: float, y: float) -> Box:
    lines = wrap(str(node.name.raw), _LETTERS)
    top = -(len(lines) - 1) * _LINE / 2
    return Box(node, x, y, tuple((top + i * _LINE, line) for i, line in enumerate(lines)))


Point = tuple[float, float]


def _arrows(
    merged: Merged, found: Placed, centre: dict[str, Point], nodes: dict[str, Shown]
) -> Iterator[Arrow]:
    ports = _ports(found, centre)
    for number, ((cause, effect, sign), names) in enumerate(merged.items()):
        route = found.routes[number]
        bends = [centre[name] for name in route[1:-1]]
        points = [ports[number, 0], *bends, ports[number, 1]]
        by = tuple(nodes[name] for name in names)
        x, y = _signed(points)
        way = f"{nodes[cause].name.raw} → {nodes[effect].name.raw}"
        told = "; ".join(f"{m.name.raw} ({m.found.raw or 'no estimate'})" for m in by)
        yield Arrow(f"{way}: {told}", by, sign, _best(by), _curve(points), x, y)


def _best(by: Sequence[Shown]) -> str:
    words = [str(m.found.raw) for m in by]
    order = ("as expected", "contrary", "unclear")
    return next((word for word in order if word in words), "none")


def _ports(found: Placed, centre: dict[str, Point]) -> dict[tuple[int, int], Point]:
    """Where each arrow begins and ends: side by side along the boxes, none on another."""
    sides: dict[tuple[str, bool], list[tuple[float, int, int]]] = {}
    for number, route in enumerate(found.routes):
        for end, (here, there) in enumerate(((route[0], route[1]), (route[-1], route[-2]))):
            below = centre[there][1] > centre[here][1]
            sides.setdefault((here, below), []).append((centre[there][0], number, end))
    ports = {}
    for (name, below), fastened in sides.items():
        x, y = centre[name]
        for place, (_, number, end) in enumerate(sorted(fastened)):
            share = (place + 1) / (len(fastened) + 1) - _HALF
            edge = _BOX[1] / 2 if below else -_BOX[1] / 2
            ports[number, end] = (x + share * _PORTS * _BOX[0], y + edge)
    return ports


def _curve(points: Sequence[Point]) -> str:
    """A smooth line through the points that leaves, passes and arrives upright."""
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        path += f" C{x0:.1f},{middle:.1f} {x1:.1f},{middle:.1f} {x1:.1f},{y1:.1f}"
    return path


def _signed(points: Sequence[Point]) -> Point:
    """Where the sign of an arrow stands: on the curve of its middle piece."""
    pieces = list(pairwise(points))
    (x0, y0), (x1, y1) = pieces[len(pieces) // 2]
    t = _ALONG
    bent = 3 * t * t - 2 * t**3  # both handles of the curve stand upright over its ends
    rise = 1.5 * t * (1 - t) + t**3
    return x0 + (x1 - x0) * bent, y0 + (y1 - y0) * rise
