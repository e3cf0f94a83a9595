"""What a statistic is to the compiled loop: a code with options, if the loop knows it."""

from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.kernels.sequence_state import Code, Compared, Curve, Joint
from peripheries.engine.networks import Network
from peripheries.engine.statistics import (
    ActorCovariate,
    Combine,
    Degree,
    Inertia,
    Live,
    Path,
    Reciprocity,
    Scale,
    Shock,
    Spillover,
    Statistic,
    TwoPaths,
    scaled,
)
from peripheries.engine.statistics.covariates import ActorChanges
from peripheries.engine.types import Booleans, Floats

_CURVES: Final = {
    Scale.NONE: Curve.NONE,
    Scale.BINARY: Curve.BINARY,
    Scale.LOG1P: Curve.LOG1P,
    Scale.SQRT: Curve.SQRT,
}
_JOINTS: Final = {
    Combine.COUNT: Joint.COUNT,
    Combine.MIN: Joint.MIN,
    Combine.PRODUCT: Joint.PRODUCT,
    Combine.GEOMETRIC: Joint.GEOMETRIC,
}
_COMPARED: Final = {
    "source": Compared.SOURCE,
    "target": Compared.TARGET,
    "same": Compared.SAME,
    "difference": Compared.DIFFERENCE,
    "sum": Compared.SUM,
}


@final
@dataclass(frozen=True, eq=False)
class Encoded:
    """A statistic in codes: options as `Code` names them, networks by leg, and masks of pairs.

    start: (N, N) on its scale, before anything has happened.
    """

    code: Code
    options: tuple[int, ...]
    curve: Curve
    networks: tuple[Network, ...]
    masks: tuple[Booleans, Booleans] | None
    start: Floats


def encoded(statistic: Statistic, n_actors: int) -> Encoded | None:
    """A statistic in codes; None if the compiled loop does not know how to follow it."""
    live, masks = statistic.begin(n_actors), _masks(statistic, n_actors)
    found = _code(statistic, live)
    if found is None or statistic.ages or statistic.scale not in _CURVES:
        return None
    start = scaled(live, statistic.scale, np.ones((n_actors, n_actors), dtype=bool))
    return Encoded(*found, _CURVES[statistic.scale], statistic.networks, masks, start)


def _code(statistic: Statistic, live: Live) -> tuple[Code, tuple[int, ...]] | None:
    match statistic:
        case Inertia() | Reciprocity():
            return Code.TIE, (int(isinstance(statistic, Reciprocity)),)
        case Degree():
            out, of_source = statistic.direction == "out", statistic.of == "source"
            return Code.DEGREE, (int(out), int(of_source), int(statistic.counts_ties))
        case TwoPaths():
            first = statistic.path in (Path.OUTGOING, Path.SHARED_TARGETS)
            second = statistic.path in (Path.OUTGOING, Path.SHARED_SOURCES)
            return Code.PATHS, (int(first), int(second), _JOINTS[statistic.combine])
        case Spillover() | Shock():
            return Code.COMMON, ()
        case ActorCovariate(later=ActorChanges()):
            return Code.ACTORS, (_COMPARED[statistic.reads],)
    return (Code.FIXED, ()) if _is_fixed(statistic, live) else None


def _masks(statistic: Statistic, n_actors: int) -> tuple[Booleans, Booleans] | None:
    """Pairs whose ties are summed, and pairs for which they are."""
    match statistic:
        case Spillover():
            return np.asarray(statistic.sources, bool), np.asarray(statistic.targets, bool)
        case Shock():
            everyone = np.ones((n_actors, n_actors), dtype=bool)
            return everyone, np.asarray(statistic.targets, bool)
    return None


def _is_fixed(statistic: Statistic, live: Live) -> bool:
    """Whether nothing that happens changes a statistic."""
    heeds = (type(live).event, type(live).age, type(live).read)
    return not statistic.networks and heeds == (Live.event, Live.age, Live.read)
