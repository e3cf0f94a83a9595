"""The cells of acts that are forecast, month by month, and what came in them."""

from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine.types import Integers
from peripheries.futures.backtest.base import Cell
from peripheries.model.acts import KINDS, PastActs


@final
@dataclass(frozen=True, eq=False)
class Cells:
    """Kinds, sources and targets by number, (C,) each."""

    kind: Integers
    source: Integers
    target: Integers

    def __len__(self) -> int:
        return len(self.kind)

    def of(self, actors: tuple[str, ...]) -> tuple[Cell, ...]:
        """The cells in words."""
        return tuple(
            Cell(actors[i], actors[j], str(KINDS[k]))
            for k, i, j in zip(self.kind, self.source, self.target, strict=True)
        )

    def places(self, n_actors: int) -> Integers:
        """The place of each kind, source and target among the cells, (K, N, N), or −1."""
        found = np.full((len(KINDS), n_actors, n_actors), -1, dtype=np.int64)
        found[self.kind, self.source, self.target] = np.arange(len(self))
        return found


@final
@dataclass(frozen=True, eq=False)
class Truth:
    """The acts that came, as a later day knows them; `last`: the last month that is over."""

    past: PastActs
    month: Integers
    last: int

    def counts(self, actors: tuple[str, ...], cells: Cells, span: range) -> Integers:
        """Acts of each cell by month, (T, C), actors numbered as in `actors`."""
        number = {code: place for place, code in enumerate(self.past.actors)}
        own = np.array([number.get(code, -1) for code in actors])
        there = (own[cells.source] >= 0) & (own[cells.target] >= 0)
        found = np.zeros((len(span), len(cells)), dtype=np.int64)
        known = Cells(cells.kind[there], own[cells.source[there]], own[cells.target[there]])
        found[:, there] = counts_by_month(self.past, self.month, span, known)
        return found

    def total(self, span: range) -> int:
        """All acts of some months."""
        inside = (self.month >= span.start) & (self.month < span.stop)
        return int((inside & self.past.explained).sum())


def counts_by_month(past: PastActs, month: Integers, span: range, cells: Cells) -> Integers:
    """How often each cell was acted in, (T, C); only acts that are explained.

    month: (M,) of each act · span: the months asked for.
    """
    h = past.history
    own = cells.places(len(past.actors))[h.kind, h.source, h.target]
    told = past.explained & (month >= span.start) & (month < span.stop) & (own >= 0)
    found = np.zeros((len(span), len(cells)), dtype=np.int64)
    np.add.at(found, (month[told] - span.start, own[told]), 1)
    return found
