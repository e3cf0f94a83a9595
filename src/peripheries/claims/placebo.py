"""Placebos: the same comparison where, or when, the claim does not apply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.case.measures import Coupling, Equidistance, Level, MeasureDeclaration
from peripheries.case.vocabulary import TableKind
from peripheries.claims.outcome import (
    WHERE,
    NoPlacebo,
    PlaceboEffect,
    PlaceboOutcome,
    Where,
)
from peripheries.measures import observe, others, subject_of
from peripheries.measures.estimators import placebo_rank
from peripheries.record import Record

NOT_ASKED: Final = "the case asks for none"
NO_OTHERS: Final = "this measure has no other subjects in the record"
NO_ROOM: Final = "the record begins too late for earlier windows of these lengths"


@final
@dataclass(frozen=True)
class Effect:
    """A placebo by name; its effect is computed when it is asked for."""

    name: str
    compute: Callable[[], float]


def ranked(kind: Where, real: float, effects: Sequence[Effect], sign: int) -> PlaceboOutcome:
    """Where the real effect stands among placebos, in the expected direction."""
    values = np.array([effect.compute() for effect in effects], dtype=np.float64)
    if np.isnan(real):
        # An effect that cannot be computed has no rank: no placebo can be run.
        return PlaceboOutcome(kind, real, 0, 0, len(effects), 1.0, ())
    found = placebo_rank(real, values, 1 if sign > 0 else -1)
    order = np.argsort(np.where(np.isnan(values), -np.inf, values * sign))[::-1]
    strongest_first = tuple(
        PlaceboEffect(effects[i].name, float(values[i])) for i in order if not np.isnan(values[i])
    )
    return PlaceboOutcome(kind, real, found.rank, found.n, found.left_out, found.p, strongest_first)


def ranked_anew(placebo: PlaceboOutcome, real: float, sign: int) -> float:
    """Rank as a share of another real effect among the same placebos; 1 where it has none."""
    if np.isnan(real):
        return 1.0
    values = np.array([other.effect for other in placebo.effects])
    return placebo_rank(real, values, 1 if sign > 0 else -1).p


def lacking(
    placebos: Sequence[PlaceboOutcome], because: Mapping[Where, str]
) -> tuple[NoPlacebo, ...]:
    """The kinds of which no placebo was computed, and why.

    because: of each kind, why it was not tried, or why there is none to try.
    """
    ran = {placebo.kind: placebo for placebo in placebos}
    return tuple(
        NoPlacebo(where, _without_data(ran.get(where)) or because[where])
        for where in WHERE
        if where not in ran or not ran[where].n
    )


def _without_data(ran: PlaceboOutcome | None) -> str:
    return f"none of {ran.left_out} has the data" if ran is not None and ran.left_out else ""


def others_of(
    record: Record, of: MeasureDeclaration, rng: np.random.Generator
) -> Sequence[MeasureDeclaration]:
    """The same measure of others; of a level of one actor, that of the others in its table."""
    if not isinstance(of, Level) or of.actor is None:
        return others(record, of, rng)
    if record.kind(of.table) is not TableKind.ACTOR_SERIES:
        return ()
    actors = sorted(set(record.table(of.table)["actor"]) - {of.actor})
    return [of.model_copy(update={"actor": actor}) for actor in actors]


def name_of(record: Record, of: MeasureDeclaration) -> str:
    """Whom a measure is about, told apart from the same measure of others."""
    return observe(record, of).subject if isinstance(of, Level) else subject_of(record, of)


def no_subjects(record: Record, of: MeasureDeclaration, *, asked: bool) -> str:
    """Why there is no placebo in space: there are no other subjects, or the case asks for none."""
    if asked:
        return NO_OTHERS
    drawn = isinstance(of, Coupling | Equidistance)
    there = drawn or others_of(record, of, np.random.default_rng(0))
    return NOT_ASKED if there else NO_OTHERS
