"""The design of the model: every explained act with its options, in standardised statistics."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, final

import numpy as np

from peripheries.case.mechanisms import Part
from peripheries.engine import Active, Declared, Flat, Group, Options, flat, options
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.model.acts import KINDS, PastActs
from peripheries.model.expand import Setting, expanded, kinds_moved

_SIDES: Final = ("cooperation", "conflict")
SOURCE_KINDS: Final = "kinds of each source"
PAIR_SIDES: Final = "sides of each pair"


@final
@dataclass(frozen=True)
class Named:
    """A part under the name of its weight."""

    name: str
    part: Part


@final
@dataclass(frozen=True, eq=False)
class Design:
    """Open options of every explained act, and what tells them apart.

    options: statistics are weights (W of them, standardised), then effects · kind, target: (Q,) of
    each option · source: (M,) · actors: (N,) codes · act: (M,) numbers in the history · groups:
    pooled effects · scale: (W,) standard deviation by which each weight's statistic was divided, 0
    where it never differs · quarter: (M,) of a year in which each act was done.
    """

    options: Flat
    kind: Integers
    target: Integers
    source: Integers
    actors: tuple[str, ...]
    act: Integers
    groups: tuple[Group, ...]
    scale: Floats
    quarter: Integers

    def __len__(self) -> int:
        return len(self.act)

    @property
    def n_weights(self) -> int:
        """W."""
        return len(self.scale)

    @property
    def weights(self) -> tuple[str, ...]:
        """Names of the weights."""
        return self.options.names


def design(past: PastActs, parts: Sequence[Named], setting: Setting) -> Design:
    """The options of every explained act: all whom the source ever dealt with, and all kinds.

    Beside the weights there are effects of kinds (free), of each source's kinds and of each pair's
    cooperation and conflict (pooled), so that what is always so passes for no mechanism.
    """
    found = _options(past, parts, setting, lag=0.0)
    event, kind, target = (axis.astype(np.int64) for axis in np.nonzero(found.open))
    bare = flat(found)
    scale = np.array(
        [
            _spread(
                bare.statistic[:, w], _touched(one.part, setting, found.source[event], kind, target)
            )
            for w, one in enumerate(parts)
        ]
    )
    standardised = bare.statistic / np.where(scale > 0, scale, 1.0)
    levels, names, groups = _effects(past, found.source[event], kind, target)
    whole = replace(bare, statistic=standardised, effects=names, effect=levels)
    quarter = np.array([_quarter(past.day[act]) for act in found.event.tolist()], dtype=np.int64)
    ends = kind, target, found.source
    return Design(whole, *ends, past.actors, found.event, groups, scale, quarter)


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def lagged(
    past: PastActs, parts: Sequence[Named], setting: Setting, made: Design, lag: float
) -> Floats:
    """The weights' statistics as they stood `lag` days before each act, (Q, W)."""
    found = flat(_options(past, parts, setting, lag=lag))
    return np.asarray(found.statistic / np.where(made.scale > 0, made.scale, 1.0))


def _options(past: PastActs, parts: Sequence[Named], setting: Setting, *, lag: float) -> Options:
    statistics = [
        [expanded(one.part, kind, setting) for one in parts] for kind in range(len(KINDS))
    ]
    pairs = Active().at(past.history, 0.0)
    return options(
        past.history,
        statistics,
        names=[one.name for one in parts],
        at_risk=[Declared(pairs | pairs.T)],
        outcome=past.explained.astype(np.float64),
        lag=lag,
    )


def _touched(
    part: Part, setting: Setting, source: Integers, kind: Integers, target: Integers
) -> Booleans:
    """Options that a part can tell from others."""
    pairs = setting.pairs(part.by, part.towards)
    return np.asarray(pairs[source, target] & np.isin(kind, kinds_moved(part)))


def _spread(statistic: Floats, touched: Booleans) -> float:
    inside = statistic[touched]
    spread = float(inside.std()) if inside.size else 0.0
    return spread if spread > 1e-9 else 0.0


def _effects(
    past: PastActs, source: Integers, kind: Integers, target: Integers
) -> tuple[Integers, tuple[str, ...], tuple[Group, ...]]:
    """Which effects are on in each option, their names, and the groups that are pooled."""
    code, n = past.actors, len(past.actors)
    levels, names = [kind - 1], [str(one) for one in KINDS[1:]]
    groups = []
    for group, level, told in (
        (SOURCE_KINDS, source * len(KINDS) + kind, _source_kind),
        (PAIR_SIDES, (source * n + target) * 2 + (kind >= 2), _pair_side),
    ):
        present, own = np.unique(level, return_inverse=True)
        levels.append(own + len(names))
        members = tuple(told(number, code) for number in present.tolist())
        names += members
        groups.append(Group(group, members))
    return np.stack(levels, axis=1), tuple(names), tuple(groups)


def _source_kind(number: int, actors: Sequence[str]) -> str:
    source, kind = divmod(number, len(KINDS))
    return f"{actors[source]}: {KINDS[kind]}"


def _pair_side(number: int, actors: Sequence[str]) -> str:
    pair, side = divmod(number, 2)
    source, target = divmod(pair, len(actors))
    return f"{actors[source]} → {actors[target]}: {_SIDES[side]}"
