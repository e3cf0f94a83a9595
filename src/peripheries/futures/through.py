"""By which way a scenario works: its effect with and without each mechanism."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from peripheries.engine.types import Floats
from peripheries.futures.arms import Arms
from peripheries.futures.effects import Quantity, cell_of
from peripheries.futures.tallies import Paired, counted, told


@final
@dataclass(frozen=True)
class Part:
    """How much of an effect is missing where a mechanism is off in both arms."""

    mechanism: str
    change: float
    error: float
    told: bool


@final
@dataclass(frozen=True)
class Through:
    """An effect by mechanism; numbers are acts in a future.

    parts: the largest first · alone: what is left where all of them are off · rest: what these do
    not add up to, where mechanisms work together or in each other's place.
    """

    quantity: Quantity
    change: float
    error: float
    parts: tuple[Part, ...]
    alone: float
    rest: float


def through(
    arms: Arms,
    quantities: Sequence[Quantity],
    months: range,
    futures: int,
    progress: Callable[[str], None],
) -> list[Through]:
    """Effects on some quantities by mechanism, controls among them; months: as periods."""
    if not quantities:
        return []
    cells = np.array([cell_of(arms, one) for one in quantities])

    def change(*off: str) -> Floats:
        both = arms.drawn(futures, off)
        return Paired(*(counted(one, cells, months) for one in both)).change.astype(np.float64)

    whole, left = change(), {}
    weights = weights_of(arms)
    for name, own in weights.items():
        progress(name)
        left[name] = whole - change(*own)
    alone = change(*(one for own in weights.values() for one in own)).mean(axis=0)
    return [
        _through(one, whole[:, place], {m: c[:, place] for m, c in left.items()}, alone[place])
        for place, one in enumerate(quantities)
    ]


def weights_of(arms: Arms) -> dict[str, list[str]]:
    """The weights of each mechanism and control that has any."""
    start = arms.start
    found: dict[str, list[str]] = {}
    for place in start.weights.tolist():
        name = start.fitted.parts[place].name
        found.setdefault(name.split(".")[0], []).append(name)
    return found


def _through(quantity: Quantity, whole: Floats, left: dict[str, Floats], alone: float) -> Through:
    mean = np.array([one.mean() for one in left.values()])
    error = np.array([_error(one) for one in left.values()])
    sure = told(mean, error)
    parts = [
        Part(name, float(mean[place]), float(error[place]), bool(sure[place]))
        for place, name in enumerate(left)
    ]
    total = float(whole.mean())
    rest = total - float(mean.sum()) - float(alone)
    ordered = tuple(sorted(parts, key=lambda one: -abs(one.change)))
    return Through(quantity, total, _error(whole), ordered, float(alone), rest)


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))
