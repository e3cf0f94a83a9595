"""Sampled risk sets: every event beside a few pairs that could have acted instead.

For histories among very many actors: only these pairs are looked at, and memory grows with ties.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.asked import one_of, whole
from peripheries.engine.controls import Design, drawn_beside
from peripheries.engine.history import History
from peripheries.engine.kernels import sparse_statistics as codes
from peripheries.engine.kernels.sparse_statistics import Asked, Pairs, evaluated
from peripheries.engine.kernels.sparse_threads import in_threads, shares
from peripheries.engine.kernels.sparse_ties import Changes, Ties, begun, gathered
from peripheries.engine.networks import Network, Past
from peripheries.engine.risksets import Present
from peripheries.engine.statistics import (
    ActorCovariate,
    Combine,
    Degree,
    Inertia,
    Path,
    Recency,
    Reciprocity,
    Scale,
    Statistic,
    TwoPaths,
)
from peripheries.engine.types import Booleans, Floats, Integers

_SCALES: Final = {Scale.NONE: 0, Scale.BINARY: 1, Scale.LOG1P: 2, Scale.SQRT: 3}
_COLUMNS: Final = (
    ("time", np.float64),
    ("source", np.int64),
    ("target", np.int64),
    ("value", np.float64),
)
_JOINS: Final = {Combine.COUNT: 0, Combine.MIN: 1, Combine.PRODUCT: 2, Combine.GEOMETRIC: 3}
_READS: Final = {"source": 0, "target": 1, "same": 2, "difference": 3, "sum": 4}
_CAN: Final = (
    "Sampled rows can have Inertia, Reciprocity, Degree, TwoPaths and Recency over networks "
    "`Past`, and ActorCovariate, on the scales none, binary, log1p and sqrt."
)


@final
@dataclass(frozen=True, eq=False)
class SampledRows:
    """Sampled sets of M events: each event's own pair, at place 0 of Q, and its controls.

    event: (M,) numbers in the history · source, target: (M, Q), −1 where there is no control ·
    statistic: (M, Q, P) just before the event, 0 where there is no control · log_weight: (M, Q), of
    what a pair stands for, −inf where there is no control.
    """

    names: tuple[str, ...]
    event: Integers
    source: Integers
    target: Integers
    statistic: Floats
    log_weight: Floats

    def __len__(self) -> int:
        return len(self.event)

    @property
    def case(self) -> Floats:
        """Statistics of the events, (M, P)."""
        return self.statistic[:, 0]

    @property
    def control(self) -> Floats:
        """Statistics of the controls, (M, Q − 1, P)."""
        return self.statistic[:, 1:]


def sampled_rows(
    past: History,
    statistics: Sequence[Statistic],
    design: Design,
    *,
    seed: int,
    events: float | Booleans | None = None,
    present: Present | None = None,
) -> SampledRows:
    """Statistics of events and of controls drawn beside them.

    seed: keys the draws by event: the same controls, whatever the statistics and the threads.
    events: which events are scored: a mask (M,), or a share, by which each is scored with that
        probability (Lerner & Lomi 2020); left out, all. The others are history.
    present: who is there when; left out, every actor always is.

    >>> from peripheries.engine import Inertia, history
    >>> from peripheries.engine.controls import CaseControl
    >>> past = history([1.0, 2.0, 3.0], [0, 1, 0], [1, 0, 1], n_actors=1000)
    >>> found = sampled_rows(past, [Inertia()], CaseControl(5), seed=1)
    >>> found.case[:, 0].tolist(), found.control.shape
    ([0.0, 0.0, 1.0], (3, 5, 1))

    Raises:
        ValueError: a statistic cannot be computed for single pairs, the design asks for nothing,
            a scored event is not at risk, or `present` is another risk set than `Present`.
    """
    whole("seed", seed, least=0)
    _check_present(present)
    asked, networks = _asked(past, statistics)
    scored = _scored(past, events, seed)
    drawn = drawn_beside(past, design, seed, scored, present)
    ties, changes = _ties(past, networks)
    pairs = Pairs(past.time[scored], drawn.source, drawn.target)
    start = float(changes.time[0]) if len(changes.time) else 0.0
    found = np.zeros((*drawn.source.shape, len(statistics)))

    def work(part: Integers) -> None:
        evaluated(part, asked, pairs, changes, ties, begun(ties, start), found)

    in_threads(work, shares(len(scored)))
    names = tuple(s.name for s in statistics)
    return SampledRows(names, scored, drawn.source, drawn.target, found, drawn.log_weight)


def _check_present(present: Present | None) -> None:
    if not isinstance(present, Present | None):
        words = f"`present` is a {type(present).__name__}: sampled rows can have `Present`"
        raise ValueError(f"{words} only; for other risk sets use `rows`.")


def _scored(past: History, events: float | Booleans | None, seed: int) -> Integers:
    if events is None:
        return np.arange(len(past))
    if isinstance(events, int | float):
        if not 0 < events <= 1:
            raise ValueError(f"`events` is a share above 0 and up to 1, or a mask; not {events}.")
        return np.flatnonzero(np.random.default_rng([seed, 1]).random(len(past)) < events)
    mask = np.asarray(events)
    if mask.shape != (len(past),) or mask.dtype != np.bool_:
        raise ValueError(f"The mask of events has shape {mask.shape}; there are {len(past)}.")
    return np.flatnonzero(mask)


def _asked(past: History, statistics: Sequence[Statistic]) -> tuple[Asked, list[Past]]:
    """Statistics as the compiled loop reads them, and the networks that they follow."""
    networks: list[Past] = []
    values: list[Floats] = []
    rows = [_row(s, networks, values, past.n_actors) for s in statistics]
    covariates = np.array(values, dtype=np.float64).reshape(-1, past.n_actors)
    return Asked(np.array(rows, dtype=np.int64).reshape(-1, 7), covariates), networks


def _row(
    s: Statistic, networks: list[Past], values: list[Floats], n_actors: int
) -> tuple[int, ...]:
    """One statistic, in the order of `Asked`; networks and covariates are added where new."""
    if s.scale not in _SCALES:
        raise ValueError(f"`{s.name}` has the scale `{s.scale}`. {_CAN}")
    scale = _SCALES[s.scale]
    first, *more = [_number(s, network, networks) for network in s.networks] or [0]
    match s:
        case Inertia():
            return (codes.TIE, first, 0, 0, 0, 0, scale)
        case Reciprocity():
            return (codes.TIE, first, 0, 1, 0, 0, scale)
        case Recency():
            return (codes.SINCE, first, 0, 0, 0, 0, scale)
        case Degree(direction=direction, of=of, counts_ties=counts):
            what = codes.PARTNERS if counts else codes.DEGREE
            return (what, first, 0, direction == "in", of == "target", 0, scale)
        case TwoPaths(path=path, combine=combine):
            turns = (
                path in (Path.INCOMING, Path.SHARED_SOURCES),
                path in (Path.INCOMING, Path.SHARED_TARGETS),
            )
            return (codes.PATHS, first, more[0], *turns, _JOINS[combine], scale)
        case ActorCovariate(values=x, reads=reads):
            if np.shape(x) != (n_actors,):
                raise ValueError(f"`values` has shape {np.shape(x)}; there are {n_actors} actors.")
            one_of("reads", reads, _READS)
            values.append(np.asarray(x, dtype=np.float64))
            if not np.isfinite(values[-1]).all():
                raise ValueError(f"A number of `{s.name}` is missing or infinite: fill it in.")
            return (codes.COVARIATE, len(values) - 1, 0, 0, 0, _READS[reads], scale)
    raise ValueError(f"`{s.name}` is a {type(s).__name__}. {_CAN}")


def _number(s: Statistic, network: Network, networks: list[Past]) -> int:
    if not isinstance(network, Past):
        raise ValueError(f"`{s.name}` reads a network {type(network).__name__}. {_CAN}")
    if network not in networks:
        networks.append(network)
    return networks.index(network)


def _ties(past: History, networks: Sequence[Past]) -> tuple[Ties, Changes]:
    """Every tie that the networks will ever hold, and how it changes."""
    found = [network.changes(past) for network in networks]
    number = np.repeat(np.arange(len(found)), [len(c.time) for c in found])
    time, source, target, value = (
        np.concatenate([np.zeros(0, kind), *(getattr(c, name) for c in found)])
        for name, kind in _COLUMNS
    )
    order = np.argsort(time, kind="stable")
    rate = np.array([0.0 if net.half_life is None else 1 / net.half_life for net in networks])
    ties, tie = gathered(number[order], source[order], target[order], rate, past.n_actors)
    return ties, Changes(time[order], tie, value[order])
