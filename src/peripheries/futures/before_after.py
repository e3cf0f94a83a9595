"""Questions under a scenario: their probabilities without it and with it, in the same futures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np

from peripheries.case.base import Window
from peripheries.case.predicates import ActsPredicate, SeriesPredicate
from peripheries.case.queries import Rows
from peripheries.case.questions import Question
from peripheries.case.vocabulary import QUAD_OF_TYPE
from peripheries.engine.types import Floats
from peripheries.futures.ahead import Ahead
from peripheries.futures.arms import ArmsAhead
from peripheries.futures.asked import (
    Drawn,
    InFutures,
    comes_true,
    in_futures,
    known_count,
    likely,
    rng_of,
    series_drawn,
)
from peripheries.futures.changed import Change, ForcedAct
from peripheries.futures.remarked import marked_acts
from peripheries.futures.settling import Atom
from peripheries.futures.tallies import told


@final
@dataclass(frozen=True)
class BeforeAfter:
    """The probability of a question without a scenario and with it, by mechanisms alone.

    A forecast (`pooled`) goes half by own rates, which no scenario moves.

    error: Monte Carlo error of the change, from pairs of futures · told: whether it can be told
    from none.
    """

    id: str
    question: str
    resolves: date
    without: float
    under: float
    error: float
    told: bool

    @property
    def change(self) -> float:
        """In probability."""
        return self.under - self.without


def before_after(
    arms: ArmsAhead, questions: Sequence[Question], futures: int, seed: int
) -> list[BeforeAfter]:
    """Questions whose windows end with the futures, or before, and after the vintage."""
    open_ones = [one for one in questions if arms.start.vintage < one.resolves <= arms.until]
    if not open_ones:
        return []
    both = arms.drawn(futures)
    plain = arms.change.nothing()
    without, under = (
        marked_acts(arms.start, arms.until, acts, change, futures=futures, seed=seed)
        for acts, change in zip(both, (plain, arms.change), strict=True)
    )
    found = [
        (question, comes_true(question, in_futures(question.window, without, seed), futures))
        for question in open_ones
    ]
    pairs = [
        (question, one, comes_true(question, _under(question, under, arms.change, seed), futures))
        for question, one in found
    ]
    rows = [
        _compared(question, one, other)
        for question, one, other in pairs
        if isinstance(one, InFutures) and isinstance(other, InFutures)
    ]
    change, error = (np.array([getattr(one, name) for one in rows]) for name in ("change", "error"))
    sure = told(change, error)
    named = [
        BeforeAfter(**(vars(one) | {"told": bool(sure[place])})) for place, one in enumerate(rows)
    ]
    return sorted(named, key=lambda one: (not one.told, -abs(one.change)))


def _compared(question: Question, without: InFutures, under: InFutures) -> BeforeAfter:
    p, q = (one.true[one.within].astype(np.float64) for one in (without, under))
    error = _error(q - p) if question.given is None else float(np.hypot(_error(p), _error(q)))
    ends = (question.id, question.question, question.resolves)
    return BeforeAfter(*ends, likely(p), likely(q), error, told=False)


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def _under(question: Question, found: Ahead, change: Change, seed: int) -> Drawn:
    """Counts and figures under a change: forced acts are among the acts, and series as moved."""
    plain = in_futures(question.window, found, seed)
    record, events = found.start.record, found.start.fitted.declared.events

    def drawn(atom: Atom) -> Floats | None:
        if isinstance(atom, SeriesPredicate):
            rng = rng_of(atom, seed)
            return series_drawn(
                atom, question.window, record, found.futures, rng, moves=change.moves
            )
        if isinstance(atom, ActsPredicate) and atom.rows.table == events:
            known = known_count(atom, question.window, record)
            own = sum(_fits(one, atom.rows, question.window) for one in change.forced)
            return found.counts(atom.rows, question.window).astype(np.float64) + known + own
        return plain(atom)

    return drawn


def _fits(one: ForcedAct, rows: Rows, window: Window) -> bool:
    """Whether a forced act is one of a selection."""
    what = one.what
    ends = (what.source, what.target)
    marks = (
        (what.type, rows.type),
        (QUAD_OF_TYPE[what.type], rows.quad),
        (what.instrument, rows.instrument),
        (what.theatre, rows.theatre),
        (what.overtness, rows.overtness),
        (what.invokes_un, rows.invokes_un),
        ("self", rows.attribution),
    )
    fits = _between(ends, rows) or (rows.either_way and _between(ends[::-1], rows))
    return fits and one.day in window and all(not any_of or m in any_of for m, any_of in marks)


def _between(ends: tuple[str, str], rows: Rows) -> bool:
    named = zip(ends, (rows.source, rows.target), strict=True)
    return all(not codes or end in codes for end, codes in named)
