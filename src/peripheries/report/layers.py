"""Where the nodes and arrows of a directed graph are drawn: in layers, from top to bottom.

The method is that of Sugiyama, Tagawa & Toda (1981): few arrows against the stream (Eades, Lin &
Smyth 1993), longest-path layers, barycentres against crossings, and least squares for places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import fmean
from typing import Final, final

_SWEEPS: Final = 24
_SETTLING: Final = 30

Edge = tuple[str, str]
"""Where an arrow begins, and where it ends."""


@final
@dataclass(frozen=True)
class Placed:
    """Where everything stands.

    x: place along its layer, of nodes and of the bends of long arrows · layer: 0 is the top ·
    routes: for each arrow the nodes and bends that it passes, from its beginning to its end.
    """

    x: Mapping[str, float]
    layer: Mapping[str, int]
    routes: tuple[tuple[str, ...], ...]


def placed(nodes: Sequence[str], edges: Sequence[Edge], *, width: float, bend: float) -> Placed:
    """Places of nodes that are `width` apart at least, and of bends that are `bend` wide.

    The same graph gets the same places.

    >>> placed(["a", "b"], [("a", "b")], width=10, bend=2).layer
    {'a': 0, 'b': 1}
    """
    order = {node: place for place, node in enumerate(_downstream(nodes, edges))}
    down = [(a, b) if order[a] < order[b] else (b, a) for a, b in edges]
    layer = _layers(sorted(nodes, key=order.__getitem__), down)
    routes = tuple(_routes(down, layer))
    links = [link for route in dict.fromkeys(routes) for link in pairwise(route)]
    rows = _ordered(layer, links)
    x = _spread(rows, links, {node: width if node in order else bend for node in layer})
    found = (r if r[0] == a else r[::-1] for r, (a, _) in zip(routes, edges, strict=True))
    return Placed(x, layer, tuple(found))


def _downstream(nodes: Sequence[str], edges: Sequence[Edge]) -> list[str]:
    """An order of the nodes in which few arrows point back."""
    left, head, tail = list(nodes), [], []
    while left:
        into = {n: sum(b == n and a in left for a, b in edges if a != b) for n in left}
        out = {n: sum(a == n and b in left for a, b in edges if a != b) for n in left}
        sink = next((n for n in left if not out[n]), None)
        source = next((n for n in left if not into[n]), None)
        if source is not None:
            head.append(source)
            left.remove(source)
        elif sink is not None:
            tail.append(sink)
            left.remove(sink)
        else:
            best = max(left, key=lambda n: out[n] - into[n])
            head.append(best)
            left.remove(best)
    return head + tail[::-1]


def _layers(nodes: Sequence[str], down: Sequence[Edge]) -> dict[str, int]:
    """The longest path from the top; a node without arrows into it stands just above its first."""
    layer = dict.fromkeys(nodes, 0)
    for node in nodes:
        layer[node] = max((layer[a] + 1 for a, b in down if b == node and a != b), default=0)
    fed = {b for a, b in down if a != b}
    for node in nodes:
        below = [layer[b] for a, b in down if a == node and b != a]
        if node not in fed and below:
            layer[node] = min(below) - 1
    return layer


def _routes(down: Sequence[Edge], layer: dict[str, int]) -> Iterator[tuple[str, ...]]:
    """Arrows as chains from layer to layer; adds the bends between to `layer`."""
    for a, b in down:
        between = range(layer[a] + 1, layer[b])
        bends = tuple(f"{a}>{b}>{level}" for level in between)
        layer |= dict(zip(bends, between, strict=True))
        yield (a, *bends, b)


def _ordered(layer: Mapping[str, int], links: Sequence[Edge]) -> list[list[str]]:
    """The nodes of each layer in an order with few crossings."""
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node, level in layer.items():
        rows[level].append(node)
    best, fewest = rows, _crossings(rows, links)
    for sweep in range(_SWEEPS):
        rows = _swept(rows, links, upward=sweep % 2 == 1)
        if (crossings := _crossings(rows, links)) < fewest:
            best, fewest = rows, crossings
    return best


def _swept(rows: list[list[str]], links: Sequence[Edge], *, upward: bool) -> list[list[str]]:
    """Each layer put in the order of the means of its neighbours in the one before."""
    turn = reversed if upward else iter
    found: list[list[str]] = []
    for row in turn(rows):
        place = {node: at for at, node in enumerate(found[-1])} if found else {}
        means = {node: _mean_place(node, links, place, row) for node in row}
        found.append(sorted(row, key=means.__getitem__))
    return found[::-1] if upward else found


def _mean_place(
    node: str, links: Sequence[Edge], place: Mapping[str, int], row: Sequence[str]
) -> float:
    near = [place[o] for link in links if node in link for o in link if o in place]
    return fmean(near) if near else float(row.index(node))


def _crossings(rows: Sequence[Sequence[str]], links: Sequence[Edge]) -> int:
    place = {node: at for row in rows for at, node in enumerate(row)}
    level = {node: at for at, row in enumerate(rows) for node in row}
    return sum(
        (place[a] - place[c]) * (place[b] - place[d]) < 0
        for (a, b), (c, d) in combinations(links, 2)
        if level[a] == level[c]
    )


def _spread(
    rows: Sequence[Sequence[str]], links: Sequence[Edge], size: Mapping[str, float]
) -> dict[str, float]:
    """Places along the layers: near the neighbours, and nothing on anything else."""
    x: dict[str, float] = {}
    for row in rows:
        x |= _apart(row, dict.fromkeys(row, 0.0), size)
    near: dict[str, list[str]] = {node: [] for node in x}
    for a, b in links:
        near[a].append(b)
        near[b].append(a)
    for turn in range(_SETTLING):
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = {n: fmean(x[o] for o in near[n]) if near[n] else x[n] for n in row}
            x |= _apart(row, wanted, size)
    return x


def _apart(
    row: Sequence[str], wanted: Mapping[str, float], size: Mapping[str, float]
) -> dict[str, float]:
    """The nearest places (least squares) to those wanted at which nothing overlaps."""
    offset, at = {}, 0.0
    for before, node in pairwise(("", *row)):
        at += (size[before] + size[node]) / 2 if before else 0.0
        offset[node] = at
    blocks: list[list[float]] = []
    for node in row:
        blocks.append([wanted[node] - offset[node]])
        while len(blocks) > 1 and fmean(blocks[-2]) >= fmean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    means = [fmean(block) for block in blocks for _ in block]
    return {node: mean + offset[node] for node, mean in zip(row, means, strict=True)}
