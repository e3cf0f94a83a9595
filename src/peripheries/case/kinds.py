"""Can what a declaration asks of a table be read off it: by its kind, and by its columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, final

from pydantic import BaseModel

from peripheries.case.faults import nearest
from peripheries.case.interventions import ChangeIsolation, HoldSeries, MoveSeries
from peripheries.case.measures import (
    Alignment,
    Balance,
    Coupling,
    Equidistance,
    Importance,
    Isolation,
    Labour,
    Level,
    Relation,
)
from peripheries.case.model import CountStream, IndexStream, ModelDeclaration
from peripheries.case.predicates import SeriesPredicate, TextsPredicate
from peripheries.case.queries import Rows
from peripheries.case.statistics import ActorNumber, Dates, SeriesNumber
from peripheries.case.tables import TableDeclaration
from peripheries.case.tests import Ballots, Outcomes, Positions, Tally
from peripheries.case.text import Place
from peripheries.case.vocabulary import TableKind

_VALUES: Final = (TableKind.DYAD_SERIES, TableKind.ACTOR_SERIES, TableKind.SERIES)
READ_OFF: Final[dict[type[BaseModel], dict[str, tuple[TableKind, ...]]]] = {
    Relation: {"table": (TableKind.DYAD_SERIES, TableKind.EVENTS, TableKind.DIRECTED_COUNTS)},
    Importance: {"table": (TableKind.DYAD_SERIES,)},
    Equidistance: {"table": (TableKind.DYAD_SERIES, TableKind.EVENTS)},
    Isolation: {"table": (TableKind.ACTOR_SERIES,)},
    Alignment: {"table": (TableKind.DYAD_SERIES, TableKind.ACTOR_SERIES)},
    Coupling: {"table": (TableKind.DYAD_COLUMNS,)},
    Labour: {"wages": (TableKind.FIGURES,), "rate": (TableKind.SERIES,)},
    Level: {"table": (TableKind.SERIES, TableKind.FIGURES, TableKind.ACTOR_SERIES)},
    Balance: {"table": (TableKind.DYAD_SERIES,)},
    Rows: {"table": (TableKind.EVENTS,)},
    Ballots: {"table": (TableKind.ROLL_CALLS,)},
    Tally: {"table": (TableKind.ROLL_CALLS,)},
    Outcomes: {"table": (TableKind.ROLL_CALLS,)},
    Positions: {"table": (TableKind.ROLL_CALLS,)},
    MoveSeries: {"table": _VALUES},
    HoldSeries: {"table": _VALUES},
    ChangeIsolation: {"tables": (TableKind.ACTOR_SERIES,)},
    TextsPredicate: {"table": (TableKind.ROLL_CALLS,)},
    SeriesPredicate: {"table": _VALUES},
    Dates: {"table": (TableKind.SERIES,)},
    ActorNumber: {"table": (TableKind.ACTOR_SERIES,)},
    SeriesNumber: {"table": (TableKind.SERIES,)},
    CountStream: {"table": (TableKind.DIRECTED_COUNTS,)},
    IndexStream: {"table": (TableKind.DYAD_SERIES,)},
    ModelDeclaration: {"events": (TableKind.EVENTS,)},
}
"""Whatever names a table: the key that names it, and the kinds of table that it can be read off."""

Misread = tuple[Place, str, str]
"""Place of the key, problem and remedy."""


@final
@dataclass(frozen=True)
class Tables:
    """The sound tables of a case, and the headings of those whose columns are all there."""

    declared: Mapping[str, TableDeclaration]
    headers: Mapping[str, tuple[str, ...]]


def misread(declaration: BaseModel, at: Place, tables: Tables) -> Iterator[Misread]:
    """Every table that a declaration, or a part of it, cannot be read off."""
    for key, kinds in READ_OFF.get(type(declaration), {}).items():
        for place, name in _tables_named(getattr(declaration, key), (*at, key)):
            table = tables.declared.get(name)
            if table is not None and table.kind not in kinds:
                yield _of_wrong_kind(place, name, kinds, tables)
            elif name in tables.headers:
                yield from _lacking(declaration, place, name, tables)
    yield from _particular(declaration, at, tables)
    for field, value in declaration:
        for place, part in _parts(value, (*at, field)):
            yield from misread(part, place, tables)


def _tables_named(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    """Each table that a key names, one or several."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield (*place, index), str(item)
    else:
        yield place, str(value)


def _parts(value: object, place: Place) -> Iterator[tuple[Place, BaseModel]]:
    if isinstance(value, BaseModel):
        yield place, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _parts(item, (*place, index))


def _of_wrong_kind(
    place: Place, name: str, kinds: tuple[TableKind, ...], tables: Tables
) -> Misread:
    fitting = [other for other, table in tables.declared.items() if table.kind in kinds]
    problem = f"the table '{name}' holds {tables.declared[name].kind}; this is read off "
    remedy = f"It may be: {', '.join(sorted(fitting))}." if fitting else "None is declared."
    return place, problem + " or ".join(kinds), remedy


def _lacking(declaration: BaseModel, place: Place, name: str, tables: Tables) -> Iterator[Misread]:
    """Columns that a table of this kind may do without, and this reading of it may not."""
    table = tables.declared[name]
    for word in _needed(declaration, table.kind):
        heading = table.heading(word)
        if heading not in tables.headers[name]:
            problem = f"the table '{name}' has no column '{heading}', which is needed here"
            yield place, problem, "Add it, or map another with `columns`."


def _needed(declaration: BaseModel, kind: TableKind) -> tuple[str, ...]:
    match declaration:
        case Tally() | Positions():
            return ("yes", "no", "abstain")
        case Outcomes(vetoed_by=vetoed_by):
            return ("outcome",) if vetoed_by is None else ("outcome", "vetoed_by")
        case TextsPredicate():
            asked = {"topic": declaration.topic, "outcome": declaration.outcome}
            asked["vetoed_by"] = declaration.vetoed_by
            return tuple(column for column, value in asked.items() if value)
    return ("confidence",) if kind is TableKind.FIGURES else ()


def _particular(declaration: BaseModel, at: Place, tables: Tables) -> Iterator[Misread]:
    """What only one measure asks: a quantity where there are several, a column for each dyad."""
    if isinstance(declaration, Level) and declaration.quantity is None:
        table = tables.declared.get(declaration.table)
        if table is not None and table.kind is TableKind.FIGURES:
            problem = f"the table '{declaration.table}' holds several quantities"
            yield (*at, "quantity"), problem, "Name one of them."
    if isinstance(declaration, Level) and declaration.actor is None:
        table = tables.declared.get(declaration.table)
        if table is not None and table.kind is TableKind.ACTOR_SERIES:
            problem = f"the table '{declaration.table}' holds several actors"
            yield (*at, "actor"), problem, "Name one of them."
    if isinstance(declaration, SeriesPredicate) and declaration.table in tables.declared:
        yield from _whose(declaration, at, tables.declared[declaration.table])
    if isinstance(declaration, MoveSeries | HoldSeries) and declaration.table in tables.declared:
        yield from _wrongly_whose(declaration, at, tables.declared[declaration.table])
    if isinstance(declaration, Coupling) and declaration.table in tables.headers:
        for side, dyads in (("first", declaration.first), ("second", declaration.second)):
            yield from _unheaded((*at, side), dyads, tables.headers[declaration.table])


def _unheaded(at: Place, dyads: tuple[str, ...], header: tuple[str, ...]) -> Iterator[Misread]:
    either_way = {"-".join(sorted(heading.split("-"))) for heading in header if "-" in heading}
    for index, dyad in enumerate(dyads):
        heading = "-".join(sorted(dyad.split("-")))
        if either_way and heading not in either_way:
            problem = f"the table has no column for the dyad '{dyad}'"
            yield (*at, index), problem, nearest(heading, either_way)


_WHOSE: Final = {TableKind.ACTOR_SERIES: "actor", TableKind.DYAD_SERIES: "between"}


def _wrongly_whose(
    declaration: SeriesPredicate | MoveSeries | HoldSeries, at: Place, table: TableDeclaration
) -> Iterator[Misread]:
    for key in _WHOSE.values():
        if getattr(declaration, key) is not None and key != _WHOSE.get(table.kind):
            yield (*at, key), f"the table is no series that has `{key}`", "Leave it out."


def _whose(declaration: SeriesPredicate, at: Place, table: TableDeclaration) -> Iterator[Misread]:
    """Whose figure, where a table holds several; and bounds that no figure can lie beyond."""
    yield from _wrongly_whose(declaration, at, table)
    wanted = _WHOSE.get(table.kind)
    if wanted is not None and getattr(declaration, wanted) is None:
        yield (*at, wanted), "the table holds several series", f"Say whose: add `{wanted}`."
    above, below = declaration.above, declaration.below
    most = None if declaration.takes == "sum" else table.most
    if above is not None and most is not None and above >= most:
        problem = f"nothing lies above {above:g}: the table ends at {most:g}"
        yield (*at, "above"), problem, "It can never be true: mend the bound."
    if below is not None and table.least is not None and below <= table.least:
        problem = f"nothing lies below {below:g}: the table begins at {table.least:g}"
        yield (*at, "below"), problem, "It can never be true: mend the bound."
