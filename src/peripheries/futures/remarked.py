"""How acts of a changed future are done: marked as in any other, but types as they are scaled."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from peripheries.engine import DrawnActs
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.futures.ahead import Ahead, Start, days_and_marks
from peripheries.futures.changed import KIND_OF_TYPE, Change
from peripheries.futures.drawing import types_of_past


def marked_acts(
    start: Start, until: date, found: DrawnActs, change: Change, *, futures: int, seed: int
) -> Ahead:
    """Acts with their days and marks, as `ahead` gives them where nothing is changed."""
    day, like = days_and_marks(start, found, seed)
    columns = (found.future, found.source, found.target, found.kind)
    future, source, target, kind = (column.astype(np.int64) for column in columns)
    _scale_types(start, found, change, like, np.random.default_rng([seed, futures]))
    return Ahead(start, until, futures, future, day, source, target, kind, like)


def _scale_types(
    start: Start, found: DrawnActs, change: Change, like: Integers, rng: np.random.Generator
) -> None:
    """Copy other marks where types of one kind are scaled by different factors.

    What is copied stays with a chance in proportion to its type's factor; else it is drawn anew
    among all in proportion to that: so each type comes as often as its factor says.
    """
    types = types_of_past(start)
    for t, cell, own in _uneven(found, change):
        factor = change.by_type[t, :, cell[0], cell[1]] * (cell[2] == KIND_OF_TYPE)
        weight = (factor / factor.max())[types]
        anew = own[rng.random(len(own)) >= weight[like[own]]]
        running = np.cumsum(start.marked.chance(cell) * weight)
        drawn = rng.random(len(anew)) * running[-1]
        like[anew] = np.searchsorted(running, drawn, side="right")


def _uneven(
    found: DrawnActs, change: Change
) -> Iterator[tuple[int, tuple[int, int, int], Integers]]:
    """Months and cells with uneven factors, with the acts that are theirs."""
    uneven = uneven_cells(change.by_type)
    period = found.period - found.first
    own = np.flatnonzero(uneven[period, found.kind, found.source, found.target])
    columns = (period[own], found.source[own], found.target[own], found.kind[own])
    places = np.stack([column.astype(np.int64) for column in columns], axis=1)
    each, which = np.unique(places, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    ends = np.searchsorted(which.ravel()[order], np.arange(len(each) + 1))
    for number, (t, i, j, k) in enumerate(each.tolist()):
        yield t, (i, j, k), own[order[ends[number] : ends[number + 1]]]


def uneven_cells(by_type: Floats) -> Booleans:
    """Where types of one kind have different factors, (T, K, N, N)."""
    kinds = range(int(KIND_OF_TYPE.max()) + 1)
    own = [by_type[:, kind == KIND_OF_TYPE] for kind in kinds]
    return np.stack([(one != one[:, :1]).any(axis=1) for one in own], axis=1)
