"""From a case's words to the engine's statistics: one table of what each declaration becomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final, Literal, cast, final

import numpy as np
import polars as pl

from peripheries.case.base import CaseModel
from peripheries.case.faults import nearest
from peripheries.case.mechanisms import Part
from peripheries.case.statistics import (
    ActorNumber,
    Added,
    Attention,
    CarryOver,
    Dates,
    During,
    Habit,
    Isolation,
    Product,
    Return,
    SeriesNumber,
    SharedPartners,
    Strain,
)
from peripheries.case.statistics import HalfLife as DeclaredHalfLife
from peripheries.engine import (
    ActorChanges,
    ActorCovariate,
    Changes,
    Combine,
    Degree,
    EquidistanceStrain,
    Given,
    HalfLife,
    Inertia,
    Interaction,
    IsolationProduct,
    Past,
    Path,
    Reciprocity,
    Scale,
    Shock,
    Spillover,
    Statistic,
    TwoPaths,
)
from peripheries.engine.types import Booleans, Floats
from peripheries.errors import UsageError
from peripheries.model.acts import KINDS_OF, day_number
from peripheries.model.moved import SeriesMove, course_of, known_days
from peripheries.record import Record, selected

ADDED: Final = "peripheries.statistics"
"""Entry points under which installed packages add statistics."""
MARKS: Final[frozenset[str]] = frozenset({"overt", "invokes_un"})
"""What a part may move instead of a class of acts."""


@final
@dataclass(frozen=True, eq=False)
class Setting:
    """What statistics are made for.

    actors: (N,) codes · half_life, slow: days, where a declaration names none, or `slow` · unit:
    days by unit of the engine's time; times count from `origin` (days since 1970) · moves: changes
    of series that statistics read.
    """

    record: Record
    actors: tuple[str, ...]
    half_life: float
    slow: float
    unit: float = 1.0
    origin: float = 0.0
    moves: tuple[SeriesMove, ...] = ()

    def time(self, days: float) -> float:
        """A day of the history as a time of the engine."""
        return (days - self.origin) / self.unit

    def days(self, half_life: DeclaredHalfLife | None) -> float:
        """A half-life in units of the engine's time."""
        if half_life is None:
            return self.half_life / self.unit
        return (self.slow if half_life == "slow" else half_life) / self.unit

    def memory(self, half_life: DeclaredHalfLife | None) -> HalfLife:
        """The memory of a statistic."""
        return HalfLife(self.days(half_life))

    def moved(self, table: str, whose: str | None = None) -> list[SeriesMove]:
        """Changes of a series."""
        own = (one for one in self.moves if one.table == table)
        return [one for one in own if whose is None or not one.whose or whose in one.whose]

    def pairs(self, of: Sequence[str], upon: Sequence[str], *, either: bool = False) -> Booleans:
        """Pairs from any of some actors to any of others (N, N); none named stands for all."""
        acts, suffers = (
            np.array([not some or actor in some for actor in self.actors], dtype=np.bool_)
            for some in (of, upon)
        )
        mask = np.outer(acts, suffers)
        if either:
            mask |= mask.T
        return np.asarray(mask & ~np.eye(len(self.actors), dtype=np.bool_))


def expanded(part: Part, kind: int, setting: Setting) -> Statistic | None:
    """The statistic of a part for one kind of act; None where it does not move that kind.

    Raises:
        UsageError: an added statistic is not installed.
    """
    if kind not in kinds_moved(part) or not _all_act(part.of, setting):
        return None
    return _made(part.of, kind, setting, setting.pairs(part.by, part.towards))


def kinds_moved(part: Part) -> tuple[int, ...]:
    """Kinds of act that a part moves; a mark may be that of any act."""
    moved = part.moves
    return KINDS_OF["any"] if moved == "overt" or moved == "invokes_un" else KINDS_OF[moved]


def _all_act(declared: CaseModel, setting: Setting) -> bool:
    """Whether a statistic about three actors has all of them in the record."""
    if isinstance(declared, Product):
        return _all_act(declared.first, setting) and _all_act(declared.second, setting)
    if not isinstance(declared, Strain):
        return True
    return {declared.pivot, declared.rival, declared.other} <= set(setting.actors)


def _made(declared: CaseModel, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    made = cast("_Maker", _MAKERS[type(declared)])
    return made(declared, kind, setting, pairs)


def _within(statistic: Statistic, pairs: Booleans) -> Statistic:
    """A statistic on some pairs only, 0 elsewhere."""
    if bool((pairs | np.eye(len(pairs), dtype=np.bool_)).all()):
        return statistic
    return Interaction(first=statistic, second=Inertia(network=Given(pairs.astype(np.float64))))


def _past(
    reads: Literal["same"] | str, kind: int, setting: Setting, half_life: DeclaredHalfLife | None
) -> Past:
    kinds = (kind,) if reads == "same" else KINDS_OF[reads]  # type: ignore[index]
    return Past(setting.memory(half_life), kinds)


def _habit(declared: Habit, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    network = _past(declared.reads, kind, setting, declared.half_life)
    return _within(Inertia(network=network, scale=Scale(declared.scale)), pairs)


def _return(declared: Return, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    network = _past(declared.reads, kind, setting, declared.half_life)
    return _within(Reciprocity(network=network, scale=Scale(declared.scale)), pairs)


def _shared(declared: SharedPartners, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    shared = TwoPaths(
        network=_past(declared.reads, kind, setting, declared.half_life),
        path=Path.SHARED_TARGETS,
        combine=Combine.GEOMETRIC,
        scale=Scale(declared.scale),
    )
    return _within(shared, pairs)


def _isolation(declared: Isolation, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    network = _past(declared.reads, kind, setting, declared.half_life)
    return _within(IsolationProduct(network=network, scale=Scale(declared.scale)), pairs)


def _carry_over(declared: CarryOver, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    return Spillover(
        network=_past(declared.reads, kind, setting, declared.half_life),
        sources=setting.pairs(declared.of, declared.upon, either=declared.either_way),
        targets=pairs,
        scale=Scale(declared.scale),
    )


def _strain(declared: Strain, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    del kind
    three = [setting.actors.index(a) for a in (declared.pivot, declared.rival, declared.other)]
    memory = setting.memory(declared.half_life)
    strain = EquidistanceStrain(
        pivot=three[0],
        rival=three[1],
        other=three[2],
        cooperation=Past(memory, KINDS_OF["cooperation"]),
        conflict=Past(memory, KINDS_OF["conflict"]),
    )
    return _within(strain, pairs)


def _dates(declared: Dates, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    del kind
    if declared.rows is not None:
        days = selected(setting.record, declared.rows)["date"]
    else:
        # A period without any says that nothing happened in it; one with some, when it was known.
        table = str(declared.table)
        days = known_days(setting.record.table(table), setting.moved(table))
    if declared.within is not None:
        days = days.filter(days.is_between(declared.within.start, declared.within.end))
    times = np.array([setting.time(day_number(day)) for day in days.sort()], dtype=np.float64)
    half_life = setting.days(declared.half_life)
    return Shock(times=times, targets=pairs, half_life=half_life, scale=Scale(declared.scale))


def _during(declared: During, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    del kind
    source, target = np.nonzero(pairs)
    start, end = (
        setting.time(day_number(day)) for day in (declared.within.start, declared.within.end)
    )
    # Seen from the first day on, the last day included.
    times = np.repeat([start - 0.5 / setting.unit, end + 0.5 / setting.unit], len(source))
    changes = Changes(
        times,
        np.tile(source, 2).astype(np.int64),
        np.tile(target, 2).astype(np.int64),
        np.repeat([1.0, 0.0], len(source)),
        adds=False,
    )
    return Inertia(network=Given(np.zeros(pairs.shape), changes))


def _attention(declared: Attention, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    network = _past(declared.reads, kind, setting, declared.half_life)
    degree = Degree(network=network, direction="in", of="target", scale=Scale(declared.scale))
    return _within(degree, pairs)


def _actor_number(declared: ActorNumber, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    del kind
    rows = setting.record.table(declared.table).filter(pl.col("actor").is_in(setting.actors))
    rows = rows.drop_nulls("value").sort("known", "time")
    mean = float(np.mean(rows["value"].to_numpy())) if rows.height else 0.0
    later = _changes_of_actors(declared.table, rows, setting, mean)
    values: Floats = np.full(len(setting.actors), mean)
    ends: list[Literal["source", "target"]] = (
        ["source", "target"] if declared.of == "product" else [declared.of]
    )
    read = [ActorCovariate(values=values, reads=end, later=later) for end in ends]
    whole = read[0] if len(read) == 1 else Interaction(first=read[0], second=read[1])
    return _within(whole, pairs)


def _changes_of_actors(
    table: str, rows: pl.DataFrame, setting: Setting, mean: float
) -> ActorChanges:
    """When which actor's number becomes what, oldest first."""
    place, day, value = [], [], []
    for number, actor in enumerate(setting.actors):
        own = rows.filter(pl.col("actor") == actor)
        course = course_of(own, setting.moved(table, actor), mean)
        place.append(np.full(len(course.day), number, dtype=np.int64))
        day.append(course.day)
        value.append(course.value)
    days = np.concatenate(day)
    order = np.argsort(days, kind="stable")
    times = np.array([setting.time(one) for one in days[order].tolist()])
    return ActorChanges(times, np.concatenate(place)[order], np.concatenate(value)[order])


def _series_number(
    declared: SeriesNumber, kind: int, setting: Setting, pairs: Booleans
) -> Statistic:
    del kind
    rows = setting.record.table(declared.table).drop_nulls("value").sort("known", "time")
    # What a series is measured from is the mean of what was seen, whatever is changed.
    mean = float(rows["value"].to_numpy().mean()) if rows.height else 0.0
    course = course_of(rows, setting.moved(declared.table), mean)
    centred = course.value - mean
    source, target = np.nonzero(pairs)
    times = np.array([setting.time(day) for day in course.day.tolist()], dtype=np.float64)
    changes = Changes(
        np.repeat(times, len(source)),
        np.tile(source, len(times)).astype(np.int64),
        np.tile(target, len(times)).astype(np.int64),
        np.repeat(centred, len(source)),
        adds=False,
    )
    return Inertia(network=Given(np.zeros(pairs.shape), changes))


def _product(declared: Product, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    return Interaction(
        first=_made(declared.first, kind, setting, pairs),
        second=_made(declared.second, kind, setting, pairs),
    )


def _added(declared: Added, kind: int, setting: Setting, pairs: Booleans) -> Statistic:
    del kind
    found = {point.name: point for point in entry_points(group=ADDED)}
    if declared.name not in found:
        raise UsageError(
            f"No installed package adds '{declared.name}'. {nearest(declared.name, found)}"
        )
    make = found[declared.name].load()
    statistic: Statistic = make(setting, **declared.options)
    return _within(statistic, pairs)


_Maker = Callable[[CaseModel, int, Setting, Booleans], Statistic]
_MAKERS: Final[dict[type[CaseModel], Callable[..., Statistic]]] = {
    Habit: _habit,
    Return: _return,
    SharedPartners: _shared,
    Isolation: _isolation,
    CarryOver: _carry_over,
    Strain: _strain,
    Dates: _dates,
    During: _during,
    Attention: _attention,
    ActorNumber: _actor_number,
    SeriesNumber: _series_number,
    Product: _product,
    Added: _added,
}
"""What each declared statistic becomes."""
