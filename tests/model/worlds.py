"""Invented worlds in which a claim is true, false or confounded: acts drawn from known weights.

Nine states act for fifteen years. Two rivals quarrel with a pivot, in episodes; the claim is that
this makes the pivot and its partner cooperate. Whether it does, each world knows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, final

import numpy as np
import polars as pl

from acts import act
from invented import record_of
from peripheries.case import Case
from peripheries.case.about import About
from peripheries.case.mechanisms import Mechanism, weight_name
from peripheries.case.model import ModelDeclaration
from peripheries.case.tests import MechanismTest
from peripheries.claims.bench import Bench
from peripheries.claims.outcome import TestOutcome
from peripheries.claims.tests.mechanism import run_mechanism
from peripheries.engine import History, history, redrawn
from peripheries.engine.types import Booleans, Floats, Integers
from peripheries.model.acts import KINDS, day_number
from peripheries.model.evidence import Evidence, read_evidence
from peripheries.model.expand import Setting, expanded
from peripheries.record import Record
from peripheries.record.frames import EVENT_SCHEMA

ACTORS: Final = ("ADA", "BOR", "CYR", "DAN", "EMI", "KAR", "LOR", "MAR", "NAV")
RIVALS, PIVOT, PARTNER = ("LOR", "MAR"), "KAR", "NAV"
SINCE, END = date(2006, 1, 1), date(2020, 12, 31)
YEARS: Final = 15
HALF_LIFE, SLOW = 120.0, 730.0
TESTED: Final = "spillover"
BYSTANDER: Final = "shared_adversary"
"""A mechanism without weight in every world."""
SPREAD: Final = {"inertia": 0.17, "reciprocity": 0.20, TESTED: 0.60, BYSTANDER: 0.9}
"""Roughly the standard deviation of each statistic; the weights of a world are by so much of it."""
QUIET: Final = 0.8
"""Roughly what the tested statistic is in quiet times: at it a world is as it would be without the
weight."""
BASE: Final = {"inertia": 0.3, "reciprocity": 0.2}
_KIND: Final = np.array([0.0, -0.6, -0.3, -1.0])


@final
class Kind(StrEnum):
    """What is so in a world."""

    TRUE = "true"
    NULL = "null"
    REVERSED = "reversed"
    ATTENTION = "attention burst"
    TREND = "common trend"
    DRIFT = "drift of the pair"
    STEP = "coincident step of the pair"


@final
class Course(StrEnum):
    """How the quarrel with the pivot goes."""

    SEVERAL = "three episodes"
    ONE = "one episode, to the end"


@final
@dataclass(frozen=True, eq=False)
class World:
    """A case with its record.

    weight: what the world was drawn with, in log odds by the typical standard deviation.
    """

    case: Case
    record: Record
    weight: dict[str, float]


MECHANISMS: Final = tuple(
    Mechanism.model_validate(
        {"id": name, "name": name, "says": name, "bears_on": "K01", "parts": [part]}
    )
    for name, part in {
        "inertia": {"of": {"statistic": "inertia"}, "moves": "any"},
        "reciprocity": {
            "of": {"statistic": "reciprocity", "reads": "cooperation"},
            "moves": "cooperation",
        },
        TESTED: {
            "of": {
                "statistic": "carry_over",
                "reads": "conflict",
                "of": [*RIVALS],
                "upon": PIVOT,
                "either_way": True,
                "half_life": "slow",
            },
            "moves": "cooperation",
            "by": [PIVOT, PARTNER],
            "towards": [PIVOT, PARTNER],
        },
        BYSTANDER: {
            "of": {"statistic": "shared_partners", "reads": "conflict", "half_life": "slow"},
            "moves": "cooperation",
            "by": PARTNER,
        },
    }.items()
)
MODEL: Final = ModelDeclaration.model_validate(
    {
        "events": "chronicle",
        "since": "2006-01-01",
        "half_life": [HALF_LIFE],
        "slow_half_life": [365, SLOW],
        "controls": [
            {
                "id": "attention",
                "says": "how much an actor is dealt with",
                "part": {
                    "of": {"statistic": "attention", "reads": "any", "half_life": 90},
                    "moves": "any",
                },
            }
        ],
        "specifications": [
            {"name": "acts since 2010", "since": "2010-01-01"},
            {"name": "memories half as long", "memory": 0.5},
            {"name": "memories twice as long", "memory": 2.0},
            {"name": "a narrower prior", "prior_sd": 0.5},
            {"name": "without controls", "controls": False},
        ],
    }
)


def case_of(model: ModelDeclaration | None = MODEL) -> Case:
    """A case of mechanisms and their model, and nothing else."""
    about = About.model_validate(
        {
            "id": "invented",
            "title": "Invented",
            "summary": "An invented case.",
            "essay": {
                "title": "Invented",
                "author": "Nobody",
                "venue": "Nowhere",
                "date": "2021-01-01",
                "paragraphs": {},
            },
            "as_of": "2021-01-01",
            "essay_as_of": "2021-01-01",
            "pivot_date": "2014-01-01",
            "pivot_name": "nothing",
        }
    )
    kept = ("actors", "theatres", "systems", "tables", "publishers", "events")
    empty = {key: {} for key in kept}
    rest = ("measures", "quantities", "explanations", "claims", "questions", "scenarios")
    none = dict.fromkeys((*rest, "streams", "built"), ())
    return Case(Path(), about, **empty, mechanisms=MECHANISMS, model=model, **none)


def world(
    kind: Kind,
    course: Course,
    weight: float,
    rng: np.random.Generator,
    *,
    acts: int = 600,
    size: float = 1.5,
) -> World:
    """A world of a kind.

    weight: of the tested mechanism, where it has one · size: of what confounds, in log odds.
    """
    weights = {**BASE, TESTED: 0.0, BYSTANDER: 0.0}
    if kind in {Kind.TRUE, Kind.REVERSED}:
        weights[TESTED] = weight if kind is Kind.TRUE else -weight
    days, source = _occasions(acts, rng)
    episodes = _episodes(course, rng)
    moved = _moved(kind, course, episodes, size, weights[TESTED] / SPREAD[TESTED] * QUIET, rng)
    told = _drawn(days, source, weights, moved, rng)
    return World(case_of(), _record(days, told, rng), weights)


def judged(made: World, mechanism: str, rng: np.random.Generator) -> TestOutcome:
    """The test of a mechanism, as a run does it."""
    return judged_on(made.case, read_evidence(made.case, made.record), mechanism, rng)


def judged_on(
    case: Case, evidence: Evidence | None, mechanism: str, rng: np.random.Generator
) -> TestOutcome:
    """The same on evidence that is read already."""
    test = MechanismTest.model_validate(
        {"test": "mechanism", "asks": "Does it weigh?", "mechanism": mechanism}
    )
    return run_mechanism(test, Bench(case, evidence, 1), rng)


def _occasions(acts: int, rng: np.random.Generator) -> tuple[list[date], Integers]:
    """Who acts and when: some sources act ten times as often as others, unevenly over the years."""
    n = len(ACTORS)
    rate = rng.lognormal(0.0, 0.7, n)[:, None] * rng.lognormal(0.0, 0.5, (n, YEARS))
    for codes, factor in (((PIVOT, PARTNER), 2.5), (RIVALS, 1.5)):
        rate[[ACTORS.index(code) for code in codes]] *= factor
    cell = rng.choice(n * YEARS, acts, p=(rate / rate.sum()).ravel())
    source, year = np.divmod(cell, YEARS)
    days = [date(2006 + y, 1, 1) + timedelta(int(rng.integers(365))) for y in year.tolist()]
    order = np.argsort([day_number(day) for day in days], kind="stable")
    return [days[place] for place in order.tolist()], source[order]


def _episodes(course: Course, rng: np.random.Generator) -> list[tuple[float, float]]:
    """When the rivals quarrel with the pivot, in years since the beginning."""
    if course is Course.ONE:
        return [(float(rng.uniform(8, 10)), float(YEARS))]
    starts = np.array([2.0, 6.0, 10.5]) + rng.uniform(0, 2, 3)
    return [(start, start + float(rng.uniform(0.8, 1.6))) for start in starts.tolist()]


Moved = Callable[[float], Floats]
"""What moves acts beside the weights, (K, N, N) at a time in years since the beginning."""


def _moved(
    kind: Kind,
    course: Course,
    episodes: list[tuple[float, float]],
    size: float,
    less: float,
    rng: np.random.Generator,
) -> Moved:
    """less: log odds by which the pair cooperates less at all times."""
    n, pivot, partner = len(ACTORS), ACTORS.index(PIVOT), ACTORS.index(PARTNER)
    rivals = [ACTORS.index(a) for a in RIVALS]
    always = _KIND[:, None, None] + rng.normal(0, 0.4, (4, n, 1))
    always = always + np.repeat(rng.normal(0, 0.7, (2, n, n)), 2, axis=0)
    always[:2, [pivot, partner], [partner, pivot]] += 1.0 - less

    def quarrel(at: float) -> bool:
        return any(start <= at < end for start, end in episodes)

    burst = episodes[0][0], (episodes[-1][1] if course is Course.SEVERAL else episodes[0][0] + 2)
    begin = episodes[0][0] - 2.0

    def now(at: float) -> Floats:
        found = always.copy()
        if quarrel(at):
            found[2:, rivals, pivot] += 2.0
            found[2:, pivot, rivals] += 2.0
        if kind is Kind.ATTENTION and burst[0] <= at < burst[1] and quarrel(at):
            found[:, :, pivot] += size
        if kind is Kind.TREND:
            found[:2] += size * at / YEARS
        if kind is Kind.DRIFT:
            risen = size * float(np.clip((at - begin) / (YEARS - begin), 0, 1))
            found[:2, [pivot, partner], [partner, pivot]] += risen
        if kind is Kind.STEP and at >= episodes[0][0]:
            found[:2, [pivot, partner], [partner, pivot]] += size
        return found

    return now


def _drawn(
    days: list[date],
    source: Integers,
    weights: dict[str, float],
    moved: Moved,
    rng: np.random.Generator,
) -> History:
    """What each source did, drawn act by act; what is done feeds what follows."""
    n = len(ACTORS)
    parts = [(weight_name(m.id, part), part) for m in MECHANISMS for part in m.parts]
    parts = [(name, part) for name, part in parts if weights[name]]
    setting = Setting(record_of(pl.DataFrame()), ACTORS, HALF_LIFE, SLOW)
    statistics = [[expanded(part, k, setting) for _, part in parts] for k in range(len(KINDS))]
    theta = np.array([weights[name] / SPREAD[name] for name, _ in parts])
    blank = history(
        [day_number(day) for day in days],
        source,
        (source + 1) % n,
        n,
        kind=np.arange(len(days)) % len(KINDS),
    )
    uniform = rng.uniform(size=len(days))

    def choose(m: int, seen: Floats, there: Booleans) -> tuple[int, int]:
        at = (days[m] - SINCE).days / 365.25
        odds = seen @ theta + moved(at)[:, source[m]]
        odds = np.where(there, odds, -np.inf).ravel()
        share = np.cumsum(np.exp(odds - odds.max()))
        taken = int(np.searchsorted(share, uniform[m] * share[-1]))
        return taken // n, taken % n

    return redrawn(
        blank,
        statistics,
        names=[name for name, _ in parts],
        choose=choose,
        drawn=np.ones(len(days), dtype=np.bool_),
    )


def _record(days: list[date], told: History, rng: np.random.Generator) -> Record:
    """Every act known within a month, a few of a year alone, a few alleged."""
    vague, alleged = rng.uniform(size=(2, len(days))) < [[0.02], [0.05]]
    rows = [
        act(
            f"E{m:04}",
            day,
            ACTORS[told.target[m]],
            source=ACTORS[told.source[m]],
            quad=KINDS[told.kind[m]].value,
            known=day + timedelta(int(rng.integers(30))),
            precision="year" if vague[m] else "day",
            attribution="alleged" if alleged[m] else "self",
        )
        for m, day in enumerate(days)
    ]
    frame = pl.DataFrame(rows, schema=EVENT_SCHEMA).sort("date", "event_id")
    return record_of(frame, "chronicle", kind="events", unit="row", step="event")
