"""A forecast: half by mechanisms, half as if what a question counts went on at its own recent rate.

Rates and mechanisms err in different ways, and an even pool of the two does better than either
(backtests; Clemen 1989). It also gives what never happened a chance, as copies of the past do not.
"""

from datetime import date
from typing import Final
from zlib import crc32

import numpy as np
import polars as pl

from peripheries.case.base import Window
from peripheries.case.predicates import ActsPredicate, SeriesPredicate, TextsPredicate
from peripheries.case.questions import Question
from peripheries.engine.types import Floats
from peripheries.futures.ahead import Ahead
from peripheries.futures.asked import (
    Drawn,
    Forecast,
    Unasked,
    in_futures,
    known_count,
    rng_of,
    series_drawn,
    share,
)
from peripheries.futures.rates import MEMORIES, pool
from peripheries.futures.settling import Atom, matching
from peripheries.record import Record

_MONTH: Final = 30.4375


def forecast(question: Question, found: Ahead, seed: int) -> Forecast | Unasked:
    """The share of all futures in which a question comes true, half of them without mechanisms."""
    return share(question, pooled(question.window, found, seed), 2 * found.futures)


def pooled(window: Window, found: Ahead, seed: int) -> Drawn:
    """Counts and figures of twice as many futures: by mechanisms, then at recent rates."""
    record, vintage, futures = found.start.record, found.start.vintage, found.futures
    by_mechanisms = in_futures(window, found, seed)

    def drawn(atom: Atom) -> Floats | None:
        if isinstance(atom, SeriesPredicate):
            return series_drawn(atom, window, record, 2 * futures, rng_of(atom, seed))
        told = by_mechanisms(atom)
        rng = _rng_of_rows(atom, seed)
        own = at_recent_rate(atom, window, record, vintage, futures, rng)
        return None if told is None else np.concatenate([told, own])

    return drawn


def at_recent_rate(
    atom: ActsPredicate | TextsPredicate,
    window: Window,
    record: Record,
    vintage: date,
    futures: int,
    rng: np.random.Generator,
) -> Floats:
    """Counts at rates by month as the past tells them, whatever memory and trust, (F,).

    As of `rates`, but that ages count in days: Σ δ^age acts in Σ δ^months months.
    """
    rows = matching(atom, record)
    name = atom.rows.table if isinstance(atom, ActsPredicate) else atom.table
    begin = record.declarations[name].coverage.start
    dates = rows.filter(pl.col("date").is_between(begin, vintage))["date"]
    age = np.array([(vintage - day).days for day in dates], dtype=np.float64) / _MONTH
    months = max((vintage - begin).days / _MONTH, 1.0)
    seen = [[(delta**age).sum()] for delta in MEMORIES]
    weight = [months if d == 1.0 else (1 - d**months) / -np.log(d) for d in MEMORIES]
    rate = pool(np.array(seen), np.array(weight)).levels(rng, futures)[:, 0]
    ahead_of = max((window.end - max(window.start, vintage)).days, 0) / _MONTH
    known = known_count(atom, window, record)
    return np.asarray(known + rng.poisson(rate * ahead_of), dtype=np.float64)


def _rng_of_rows(atom: ActsPredicate | TextsPredicate, seed: int) -> np.random.Generator:
    """Draws of what an atom counts, whatever number it asks for: 'three' implies 'one'."""
    counted = atom.model_copy(update={"at_least": None, "at_most": None})
    return np.random.default_rng([seed, 1, crc32(counted.model_dump_json().encode())])
