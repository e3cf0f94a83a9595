"""From a declared measure to its observations and to the same measure of others: one table."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from peripheries.case.base import CaseModel
from peripheries.case.measures import (
    Alignment,
    Balance,
    Conduct,
    Coupling,
    Equidistance,
    Importance,
    Invocation,
    Isolation,
    Labour,
    Level,
    MeasureDeclaration,
    OvertShare,
    Relation,
)
from peripheries.case.vocabulary import TableKind
from peripheries.measures import coupling, labour, relation, shares, signs, standing, ties
from peripheries.measures.base import Observations, arrow, joined
from peripheries.record import Record

OBSERVE: Final[dict[type[CaseModel], Callable[..., Observations]]] = {
    Relation: relation.observe,
    Importance: ties.observe_importance,
    Equidistance: ties.observe_equidistance,
    Isolation: standing.observe_isolation,
    Alignment: standing.observe_alignment,
    Coupling: coupling.observe,
    Conduct: shares.observe_conduct,
    OvertShare: shares.observe_overtness,
    Invocation: shares.observe_invocation,
    Labour: labour.observe,
    Level: standing.observe_level,
    Balance: signs.observe,
}
"""Every measure, by the declaration that asks for it."""

OTHERS: Final[dict[type[CaseModel], Callable[..., Sequence[MeasureDeclaration]]]] = {
    Relation: relation.others,
    Importance: ties.other_partners,
    Isolation: standing.other_actors,
    Alignment: standing.other_pairs,
}
"""The same measure of every other subject; measures without others have no placebos in space."""

DRAWN: Final[dict[type[CaseModel], Callable[..., Sequence[MeasureDeclaration]]]] = {
    Coupling: coupling.pseudo_theatres,
    Equidistance: ties.other_rivals,
}
"""The same measure of other subjects drawn at random, where there are too many for all."""


def observe(record: Record, declared: MeasureDeclaration) -> Observations:
    """Observations of a declared measure in a record (whole, or a vintage)."""
    return OBSERVE[type(declared)](record, declared)


def subject_of(record: Record, declared: MeasureDeclaration) -> str:
    """Whom a measure is about, in a few letters: `PRK → RUS` where direction counts."""
    match declared:
        case Relation(table=table, source=source, target=target):
            undirected = (
                record.kind(table) is TableKind.DYAD_SERIES
                and not record.declarations[table].directed
            )
            return joined([source, target]) if undirected else arrow(source, target)
        case Alignment(first=first, second=second):
            return joined([first, second])
        case Importance(actor=actor, partners=partners):
            return f"{actor}: {', '.join(partners)}"
        case Equidistance(pivot=pivot, first=first, second=second):
            return f"{pivot} between {first} and {second}"
        case Coupling(first=first_dyads, second=second_dyads):
            return f"{', '.join(first_dyads)} with {', '.join(second_dyads)}"
    return declared.actor if isinstance(declared, Isolation) else declared.measure


def others(
    record: Record, declared: MeasureDeclaration, rng: np.random.Generator
) -> Sequence[MeasureDeclaration]:
    """The same measure of the other subjects that the record has; empty where there is none."""
    draw = DRAWN.get(type(declared))
    if draw is not None:
        return draw(record, declared, rng)
    find = OTHERS.get(type(declared))
    return find(record, declared) if find else []
