"""Forecasts held to what came: mean scores, skill beside every baseline, and the worst misses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, final

import numpy as np

from peripheries.engine.types import Booleans, Floats
from peripheries.futures.asked import Forecast, Unasked
from peripheries.futures.asking import Asked
from peripheries.futures.calibration import Calibration, calibration
from peripheries.futures.scores import brier, log_score

BASELINES: Final = ("base rate", "persistence", "last year", "own rate")
"""Names of the baselines, in the order in which they are told."""
FEWEST_VINTAGES: Final = 3
"""Vintages below which questions are resampled, not vintages."""
_RESAMPLES: Final = 4000
_INTERVAL: Final = (0.05, 0.95)

Resampled = Literal["vintages", "questions"]


@final
@dataclass(frozen=True)
class ScoredForecast:
    """A question that came out yes or no, with what our forecast of it scored."""

    asked: Asked
    happened: bool
    probability: float
    brier: float
    log_score: float


@final
@dataclass(frozen=True)
class Skill:
    """Mean scores over the same questions, and 1 − ours ÷ theirs with its 90% interval.

    Above 0 ours is better. None where there is nothing to score, or the ratio does not exist; the
    interval also where a single question is all there is.
    """

    ours: float | None
    theirs: float | None
    skill: float | None
    low: float | None
    high: float | None


@final
@dataclass(frozen=True)
class Beside:
    """Our forecasts beside one baseline, over the questions for which both have a probability.

    resampled: what the intervals resample; None where there are none · calibration: of the
    baseline's own probabilities.
    """

    name: str
    questions: int
    vintages: int
    resampled: Resampled | None
    brier: Skill
    log_score: Skill
    calibration: Calibration | None


@final
@dataclass(frozen=True)
class Scored:
    """What forecasts were worth. Each question asked is in one of the last five, and in no other.

    brier, log_score, calibration: of ours over all scored questions; None where there are none ·
    forecasts: the worst misses first · open: ids of those without an outcome so far · void: of
    those whose condition did not come about · known: of those whose outcome was known in their
    vintage, so that it was no forecast · unasked: ids and why they have no forecast.
    """

    brier: float | None
    log_score: float | None
    calibration: Calibration | None
    beside: tuple[Beside, ...]
    forecasts: tuple[ScoredForecast, ...]
    open: tuple[str, ...]
    void: tuple[str, ...]
    known: tuple[str, ...]
    unasked: tuple[tuple[str, str], ...]


def scored(asked: Sequence[Asked], rng: np.random.Generator) -> Scored:
    """Scores of the forecasts of questions that came out yes or no after their vintage.

    Intervals are percentiles of a bootstrap that resamples whole vintages, since questions asked
    on one day share a fit and what came; where there are fewer than three, single questions.
    """
    told = [(one, one.forecast) for one in asked if isinstance(one.forecast, Forecast)]
    found = sorted(
        (_scored(one, said) for one, said in told if is_scored(one)),
        key=lambda one: -one.brier,
    )
    return Scored(
        brier=_mean([one.brier for one in found]),
        log_score=_mean([one.log_score for one in found]),
        calibration=_calibration(
            np.array([one.probability for one in found]),
            np.array([one.happened for one in found]),
            rng,
        ),
        beside=tuple(_beside(name, found, rng) for name in BASELINES),
        forecasts=tuple(found),
        open=tuple(one.question.id for one, _ in told if _state(one) == "open"),
        void=tuple(one.question.id for one, _ in told if _state(one) == "void"),
        known=tuple(one.question.id for one, _ in told if _state(one) == "known"),
        unasked=tuple(
            (one.question.id, one.forecast.because)
            for one in asked
            if isinstance(one.forecast, Unasked)
        ),
    )


def probability_of(asked: Asked, baseline: str) -> float | None:
    """What a baseline says of a question; None where it says nothing."""
    return {one.name: one.probability for one in asked.baselines}.get(baseline)


def is_scored(asked: Asked) -> bool:
    """Whether a question came out yes or no after its vintage."""
    return _state(asked) == "scored"


def _state(asked: Asked) -> Literal["open", "void", "known", "scored"]:
    if asked.settled is None:
        return "open"
    if asked.settled.known <= asked.vintage:
        return "known"
    return "void" if asked.settled.answer == "void" else "scored"


def _scored(asked: Asked, said: Forecast) -> ScoredForecast:
    happened = asked.settled is not None and asked.settled.answer == "yes"
    p = said.probability
    return ScoredForecast(
        asked, happened, p, float(brier(p, happened)), float(log_score(p, happened))
    )


def _beside(name: str, found: Sequence[ScoredForecast], rng: np.random.Generator) -> Beside:
    said = [(one, probability_of(one.asked, name)) for one in found]
    paired = [(one, theirs) for one, theirs in said if theirs is not None]
    p, y = np.array([theirs for _, theirs in paired]), np.array([o.happened for o, _ in paired])
    vintage = np.array([one.asked.vintage.toordinal() for one, _ in paired], dtype=np.int64)
    vintages, cluster = np.unique(vintage, return_inverse=True)
    resampled: Resampled | None = "vintages" if len(vintages) >= FEWEST_VINTAGES else "questions"
    if resampled == "questions":
        cluster, resampled = np.arange(len(paired)), resampled if len(paired) > 1 else None
    drawn = _drawn(int(cluster.max(initial=-1)) + 1, rng)[:, cluster]
    our_brier = np.array([one.brier for one, _ in paired])
    our_log = np.array([one.log_score for one, _ in paired])
    return Beside(
        name,
        len(paired),
        len(vintages),
        resampled,
        _skill(our_brier, brier(p, y), drawn),
        _skill(our_log, log_score(p, y), drawn),
        _calibration(p, y, rng),
    )


def _calibration(p: Floats, y: Booleans, rng: np.random.Generator) -> Calibration | None:
    """Of forecasts of a set of questions, by draws of their own: no other result hangs on them."""
    return calibration(p, y, rng.spawn(1)[0]) if len(p) else None


def _drawn(clusters: int, rng: np.random.Generator) -> Floats:
    """How often each cluster is in each resample, (R, C)."""
    if not clusters:
        return np.zeros((_RESAMPLES, 0))
    even = np.full(clusters, 1.0 / clusters)
    return rng.multinomial(clusters, even, _RESAMPLES).astype(np.float64)


def _skill(ours: Floats, theirs: Floats, drawn: Floats) -> Skill:
    """Skill from scores by question, (Q,), and how often each is in a resample, (R, Q)."""
    if not len(ours):
        return Skill(None, None, None, None, None)
    a, b = float(ours.mean()), float(theirs.mean())
    if not (np.isfinite([a, b]).all() and b > 0):
        return Skill(a, b, None, None, None)
    below = drawn @ theirs
    if len(ours) < 2 or not (below > 0).all():
        return Skill(a, b, 1 - a / b, None, None)
    low, high = np.quantile(1 - (drawn @ ours) / below, _INTERVAL)
    return Skill(a, b, 1 - a / b, float(low), float(high))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
