"""Statistics as a table of steps that compiled code follows, for states that change by period.

A programme holds what a statistic does, not what it is: the same table serves to read the past of a
panel and to draw its futures. Statistics that events do not move become given columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, final

import numpy as np

from peripheries.engine.history import history
from peripheries.engine.networks import Full, HalfLife, Network, Past
from peripheries.engine.statistics import (
    Combine,
    Degree,
    EquidistanceStrain,
    Inertia,
    Interaction,
    IsolationProduct,
    Live,
    ParticipationShift,
    Path,
    Recency,
    RecencyRank,
    Reciprocity,
    Scale,
    Spillover,
    Statistic,
    TwoPaths,
)
from peripheries.engine.types import Floats, Integers
from peripheries.engine.world import World


@final
class Step(IntEnum):
    """What a column does; see `kernels.columns`."""

    GIVEN = 0
    INERTIA = 1
    RECIPROCITY = 2
    DEGREE = 3
    PATHS = 4
    SPILLOVER = 5
    ISOLATION = 6
    STRAIN = 7
    PRODUCT = 8


_MOST_KINDS: Final = 63
SCALES: Final = (Scale.NONE, Scale.BINARY, Scale.LOG1P, Scale.SQRT)
"""Scales that compiled code knows, by number."""
_COMBINE: Final = tuple(Combine)
_WITHOUT_SETTINGS: Final = {
    Inertia: Step.INERTIA,
    Reciprocity: Step.RECIPROCITY,
    IsolationProduct: Step.ISOLATION,
}
_FOLLOWED: Final = "Baseline, Inertia, Reciprocity, Degree, TwoPaths, Spillover, IsolationProduct, "
_ALSO: Final = "EquidistanceStrain, Interaction, covariates and dates"


@final
@dataclass(frozen=True, eq=False)
class Programme:
    """What is kept up and what is read from it.

    network_kind: (W,) kinds of event that a network remembers, a bit for each, −1 for all ·
    undirected: (W,) · kept: (W,) share of a tie that a period leaves · step: (C, 8) the step of
    each column, its two networks and its settings · mask: (B, N, N) pairs that spillovers name ·
    given: the statistics of given columns, in order · column: (S,) column of each statistic asked
    for.
    """

    network_kind: Integers
    undirected: Integers
    kept: Floats
    step: Integers
    mask: Floats
    given: tuple[Statistic, ...]
    column: Integers
    n_actors: int

    @property
    def networks(self) -> tuple[Integers, Integers, Floats]:
        """What each network remembers, as compiled code takes it."""
        return self.network_kind, self.undirected, self.kept

    def given_columns(self, first: int, n_periods: int) -> Floats:
        """Given columns before each period, (G, T, N, N): what dates and covariates say then."""
        n = self.n_actors
        found = np.empty((n_periods, len(self.given), n, n))
        world = World(history([], [], [], n), self.given)
        everyone = ~np.eye(n, dtype=bool)
        due = sorted(world.schedule, key=lambda change: change.time)
        place, clock = 0, min([float(first)] + [change.time for change in due[:1]])
        for t in range(n_periods):
            now = float(first + t)
            while place < len(due) and due[place].time < now:
                if due[place].time > clock:
                    world.age(due[place].time - clock)
                    clock = due[place].time
                world.change(due[place])
                place += 1
            world.age(now - clock)
            clock = now
            world.read(everyone, found[t])
        return np.ascontiguousarray(found.transpose(1, 0, 2, 3))


def programme(statistics: Sequence[Statistic], n_actors: int) -> Programme:
    """The table of steps of these statistics; equal statistics share a column.

    Raises:
        ValueError: a statistic cannot be followed by period.
    """
    made = _Builder(n_actors)
    column = [made.column(statistic) for statistic in statistics]
    networks = list(made.networks)
    return Programme(
        np.array([_bits(w.kind) for w in networks], dtype=np.int64),
        np.array([w.undirected for w in networks], dtype=np.int64),
        np.array([_kept(w) for w in networks], dtype=np.float64),
        np.array(made.steps, dtype=np.int64).reshape(-1, 8),
        np.array(made.masks, dtype=np.float64).reshape(-1, n_actors, n_actors),
        tuple(made.given),
        np.array(column, dtype=np.int64),
        n_actors,
    )


def _bits(kind: int | tuple[int, ...] | None) -> int:
    """Kinds of event as bits of one number; the sign stands for all.

    >>> _bits((0, 2)), _bits(1), _bits(None)
    (5, 2, -1)
    """
    if kind is None:
        return -1
    kinds = {int(one) for one in np.atleast_1d(kind)}
    if not all(0 <= one < _MOST_KINDS for one in kinds):
        raise ValueError(f"A network remembers events of kind {kind}: number them from 0 to 62.")
    return sum(1 << one for one in kinds)


def _kept(network: Past) -> float:
    return 1.0 if network.half_life is None else 2.0 ** (-1.0 / network.half_life)


class _Builder:
    def __init__(self, n_actors: int) -> None:
        self._n = n_actors
        self.networks: dict[Past, int] = {}
        self.steps: list[list[int]] = []
        self.masks: list[Floats] = []
        self.given: list[Statistic] = []
        self._known: dict[Statistic, int] = {}

    def column(self, statistic: Statistic) -> int:
        """The column of a statistic, made once."""
        if statistic not in self._known:
            step = self._step(statistic)
            self._known[statistic] = len(self.steps)
            self.steps.append(step)
        return self._known[statistic]

    def _step(self, statistic: Statistic) -> list[int]:
        if not self._moves(statistic):
            self.given.append(statistic)
            return [Step.GIVEN, len(self.given) - 1, 0, 0, 0, 0, 0, 0]
        if statistic.scale not in SCALES:
            raise _cannot(statistic, f"its scale is `{statistic.scale}`")
        if isinstance(statistic, Interaction):
            one, other = self.column(statistic.first), self.column(statistic.second)
            return [Step.PRODUCT, one, other, 0, 0, 0, 0, SCALES.index(statistic.scale)]
        legs = [self._network(statistic, network) for network in statistic.networks]
        code, settings = self._settings(statistic)
        return [code, legs[0], legs[-1], *settings, SCALES.index(statistic.scale)]

    def _moves(self, statistic: Statistic) -> bool:
        """Whether events move it."""
        if isinstance(statistic, Interaction):
            return self._moves(statistic.first) or self._moves(statistic.second)
        follows_events = type(statistic.begin(self._n)).event is not Live.event
        return follows_events or any(isinstance(w, Past) for w in statistic.networks)

    def _network(self, statistic: Statistic, network: Network) -> int:
        if not isinstance(network, Past):
            raise _cannot(statistic, "it mixes ties that events make with given ones")
        if not isinstance(network.memory, Full | HalfLife):
            raise _cannot(statistic, "its memory is neither full nor a half-life")
        return self.networks.setdefault(network, len(self.networks))

    def _settings(self, statistic: Statistic) -> tuple[Step, list[int]]:
        match statistic:
            case Inertia() | Reciprocity() | IsolationProduct():
                return _WITHOUT_SETTINGS[type(statistic)], [0, 0, 0, 0]
            case Degree():
                out, source = statistic.direction == "out", statistic.of == "source"
                return Step.DEGREE, [out, source, statistic.counts_ties, 0]
            case TwoPaths():
                first = statistic.path in (Path.OUTGOING, Path.SHARED_TARGETS)
                second = statistic.path in (Path.OUTGOING, Path.SHARED_SOURCES)
                return Step.PATHS, [first, second, _COMBINE.index(statistic.combine), 0]
            case Spillover():
                self.masks += [
                    np.asarray(pairs, dtype=np.float64)
                    for pairs in (statistic.sources, statistic.targets)
                ]
                return Step.SPILLOVER, [len(self.masks) - 2, len(self.masks) - 1, 0, 0]
            case EquidistanceStrain():
                return Step.STRAIN, [statistic.pivot, statistic.rival, statistic.other, 0]
        if isinstance(statistic, ParticipationShift | Recency | RecencyRank):
            raise _cannot(statistic, "it follows events one by one")
        raise _cannot(statistic, f"compiled code does not know a {type(statistic).__name__}")


def _cannot(statistic: Statistic, why: str) -> ValueError:
    return ValueError(
        f"`{statistic.name}` cannot be followed by period: {why}. Use {_FOLLOWED}{_ALSO}, with "
        f"full memory or a half-life and a scale among {', '.join(SCALES)}."
    )
