"""How fast the past is forgotten: half-lives estimated together with the coefficients.

The caller says how half-lives make a likelihood; here they are searched, and their uncertainty is
carried into that of the coefficients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import ndtri

from peripheries.engine.fit import Fit, fit
from peripheries.engine.history import History
from peripheries.engine.likelihoods import Likelihood
from peripheries.engine.likelihoods.slopes import Slopes, slopes_of
from peripheries.engine.status import Status
from peripheries.engine.types import Floats

Build: TypeAlias = Callable[[Floats], Likelihood]
"""From half-lives (H,) to the likelihood of the coefficients."""

_SLOPE_STEP: Final = 1e-3
_MISSED: Final = 0.1
"""By how many standard errors a slope and a difference may miss one another."""
_BEND_STEP: Final = 2e-3
_FLAT: Final = 0.1
"""Information on a log half-life below which its standard error exceeds a factor of e³."""
_BEYOND: Final = 4.0
"""Half-life as a multiple of the data's span at which the oldest event keeps 84% of its weight."""
_ROOM: Final = 8.0
"""How far past either edge the search may go, as a factor."""
_FROM: Final = 4.0 ** np.array([0, -1, 1, -2, 2, -3, 3])
"""Multiples of the start that are tried first: the profile often has several tops."""
_MOST_STEPS: Final = 100


@final
class HalfLifeStatus(StrEnum):
    """Whether half-lives can be read as they stand; anything but `ok` comes with advice."""

    OK = "ok"
    FORGETS_NOTHING = "forgets nothing"
    REMEMBERS_NOTHING = "remembers nothing"
    FLAT = "flat"
    NOT_CONVERGED = "not converged"
    COEFFICIENTS = "coefficients"


@final
@dataclass(frozen=True, eq=False)
class HalfLifeFit:
    """Half-lives and coefficients with their uncertainty about each other.

    half_life, half_life_error: (H,) in the time unit of the history · estimate, standard_error:
    (P,) · covariance: (P + H, P + H) of coefficients, then half-lives · conditional: the fit with
    the half-lives held where they are, whose standard errors are too small · builds: how often the
    statistics were built.
    """

    names: tuple[str, ...]
    half_life: Floats
    half_life_error: Floats
    estimate: Floats
    standard_error: Floats
    covariance: Floats
    log_likelihood: float
    conditional: Fit
    builds: int
    status: HalfLifeStatus
    advice: str

    def interval(self, level: float = 0.9) -> Floats:
        """Bounds of the half-lives, (H, 2), symmetric on the log scale: never below 0."""
        reach = ndtri((1 + level) / 2) * self.half_life_error / self.half_life
        return np.asarray(self.half_life[:, None] * np.exp(np.outer(reach, [-1.0, 1.0])))


@final
class _Profile:
    """The penalised log-likelihood over log half-lives, maximised over the coefficients."""

    def __init__(self, build: Build, prior_sd: float | Floats) -> None:
        self._build, self._prior_sd = build, prior_sd
        self._start: Floats | None = None
        self.builds = 0

    def likelihood(self, log_half_life: Floats) -> Likelihood:
        self.builds += 1
        return self._build(np.exp(log_half_life))

    def penalty(self, at: Floats) -> Floats:
        """Information that the prior adds to each coefficient."""
        precision = 1.0 / np.square(np.asarray(self._prior_sd, dtype=np.float64))
        return np.broadcast_to(precision, at.shape)

    def fit(self, likelihood: Likelihood, start: Floats | None = None) -> Fit:
        return fit(likelihood, prior_sd=self._prior_sd, start=start)

    def value(self, found: Fit) -> float:
        """The penalised log-likelihood of a fit."""
        at = found.estimate
        return found.log_likelihood - 0.5 * float(self.penalty(at) @ (at * at))

    def falls(self, log_half_life: Floats) -> tuple[float, Floats]:
        """Minus value and slope, for a minimiser; fits start where the one before arrived.

        At the best coefficients the profile's slope is that of the likelihood with them held
        (envelope theorem), so that no second search is needed on either side.
        """
        likelihood = self.likelihood(log_half_life)
        found = self.fit(likelihood, self._start)
        self._start = found.estimate if found.status is Status.OK else None
        slopes = slopes_of(likelihood, len(log_half_life), found.estimate)
        if slopes is None:
            slopes = self.differences(log_half_life, found.estimate, _SLOPE_STEP)
        return -self.value(found), -slopes.slope

    def differences(self, log_half_life: Floats, at: Floats, size: float) -> Slopes:
        """The same by central differences of the log-likelihood and its gradient."""
        up, down = (
            [
                self.likelihood(log_half_life + sign * step)(at)
                for step in np.eye(len(log_half_life))
            ]
            for sign in (size, -size)
        )
        pairs = list(zip(up, down, strict=True))
        return Slopes(
            float(np.mean([a.value + b.value for a, b in pairs]) / 2),
            np.array([(a.value - b.value) / (2 * size) for a, b in pairs]),
            np.stack([(a.gradient - b.gradient) / (2 * size) for a, b in pairs], axis=1),
        )


def fit_half_lives(
    build: Build, start: ArrayLike, past: History, *, prior_sd: float | Floats = np.inf
) -> HalfLifeFit:
    """The most probable half-lives and coefficients, and standard errors of both.

    build: makes statistics, rows and likelihood for half-lives (H,) · start: half-lives (H,) from
    which to search, in the time unit of the history · past: the events, which say what is too long
    or too short to be told · prior_sd: of the coefficients, as in `fit`; log half-lives have a flat
    prior.

    The profile log-likelihood is climbed over log half-lives from the best of 1/64, 1/16 … 64 times
    the start, by L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995), between an eighth of the median gap and
    32 spans of the data. Its slope is exact where memories say which of the half-lives is theirs
    (`HalfLife(h, free=0)`), else from central differences of step 0.001, which cost two builds for
    each half-life. Standard errors invert the joint information: analytic for coefficients, the
    rest from the slopes, or from differences of step 0.002; half-lives by the delta method. Several
    half-lives may still have tops elsewhere: try several starts. Never raises on a bad optimum;
    `status` says what is wrong, and `advice` what to do.

    Raises:
        ValueError: a start is not positive, the history lasts no time, or not every memory with a
            half-life says so that is searched for.
    """
    first = np.atleast_1d(np.asarray(start, dtype=np.float64))
    if not (first > 0).all():
        raise ValueError(f"Half-lives start at {first.tolist()}: they must be positive.")
    short, long = _edges(past)
    bounds = (np.log(short / _ROOM), np.log(long * _ROOM))
    profile = _Profile(build, prior_sd)
    places = [np.clip(np.log(first * factor), *bounds) for factor in _FROM]
    top = minimize(
        profile.falls,
        max(places, key=lambda place: profile.value(profile.fit(profile.likelihood(place)))),
        jac=True,
        method="L-BFGS-B",
        bounds=[bounds] * len(first),
        options={"maxiter": _MOST_STEPS, "ftol": 1e-13, "gtol": 1e-5},
    )
    return _told(profile, np.asarray(top.x, dtype=np.float64), (short, long))


def _edges(past: History) -> tuple[float, float]:
    """Median gap between times of events, and a multiple of the time from first to last."""
    times = np.unique(past.time)
    if len(times) < 2:
        raise ValueError("All events are at one time: nothing can be said of forgetting.")
    return float(np.median(np.diff(times))), float(times[-1] - times[0]) * _BEYOND


def _told(profile: _Profile, log_half_life: Floats, edges: tuple[float, float]) -> HalfLifeFit:
    likelihood = profile.likelihood(log_half_life)
    found = profile.fit(likelihood)
    information, slope = _curvature(profile, likelihood, log_half_life, found.estimate)
    inverse = np.linalg.pinv(information, hermitian=True)
    half_life, p = np.exp(log_half_life), len(found.estimate)
    to_natural = np.concatenate([np.ones(p), half_life])
    covariance = np.asarray(inverse * np.outer(to_natural, to_natural), dtype=np.float64)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    status, advice = _judged(half_life, edges, _profiled(information, p), slope, found)
    return HalfLifeFit(
        found.names,
        half_life,
        error[p:],
        found.estimate,
        error[:p],
        covariance,
        found.log_likelihood,
        found,
        profile.builds,
        status,
        advice,
    )


def _curvature(
    profile: _Profile, likelihood: Likelihood, log_half_life: Floats, at: Floats
) -> tuple[Floats, Floats]:
    """Minus the Hessian over coefficients and log half-lives, and the slope over the latter."""
    curve, slopes = likelihood(at), slopes_of(likelihood, len(log_half_life), at)
    if slopes is not None:
        bend = _bend_of_slopes(profile, log_half_life, at, slopes.slope)
    else:
        bend = _bend_of_values(profile, log_half_life, at, curve.value)
        slopes = profile.differences(log_half_life, at, _BEND_STEP)
    own = curve.information + np.diag(profile.penalty(at))
    return np.block([[own, -slopes.across], [-slopes.across.T, -bend]]), slopes.slope


def _bend_of_slopes(profile: _Profile, log_half_life: Floats, at: Floats, slope: Floats) -> Floats:
    """Second derivatives over log half-lives, (H, H): differences of the slope.

    Raises:
        ValueError: the log-likelihood does not change as the slope says.
    """
    h = len(log_half_life)
    bend, missed = np.empty((h, h)), np.empty(h)
    for a, step in enumerate(np.eye(h) * _BEND_STEP):
        sides = (profile.likelihood(log_half_life + sign * step) for sign in (1, -1))
        up, down = (found for side in sides if (found := slopes_of(side, h, at)) is not None)
        bend[a] = (up.slope - down.slope) / (2 * _BEND_STEP)
        missed[a] = (up.value - down.value) / (2 * _BEND_STEP) - slope[a]
    if (missed**2 > _MISSED**2 * np.maximum(np.abs(np.diag(bend)), 1.0)).any():
        raise ValueError(
            "The log-likelihood does not change with half-lives as their slopes say: give every "
            "memory with the half-life of place k of those searched for `free=k`, or none any."
        )
    return np.asarray((bend + bend.T) / 2)


def _bend_of_values(profile: _Profile, log_half_life: Floats, at: Floats, middle: float) -> Floats:
    """The same by second differences of the log-likelihood."""
    h = len(log_half_life)
    steps = np.eye(h) * _BEND_STEP

    def beside(step: Floats) -> float:
        return sum(profile.likelihood(log_half_life + s * step)(at).value for s in (1, -1))

    bend = np.diag([(beside(step) - 2 * middle) / _BEND_STEP**2 for step in steps])
    for a in range(h):
        for b in range(a):
            both = beside(steps[a] + steps[b]) - beside(steps[a] - steps[b])
            bend[a, b] = bend[b, a] = both / (4 * _BEND_STEP**2)
    return bend


def _profiled(information: Floats, p: int) -> Floats:
    """Information on log half-lives that is left when the coefficients are free, (H, H)."""
    across = information[:p, p:]
    explained = across.T @ np.linalg.pinv(information[:p, :p], hermitian=True) @ across
    return np.asarray(information[p:, p:] - explained)


def _judged(
    half_life: Floats,
    edges: tuple[float, float],
    information: Floats,
    slope: Floats,
    found: Fit,
) -> tuple[HalfLifeStatus, str]:
    short, long = edges
    if (half_life > long).any():
        return HalfLifeStatus.FORGETS_NOTHING, (
            f"Half-life {_which(half_life > long)} is beyond {_BEYOND:g} times the span of the "
            "data: nothing is forgotten within it. Use full memory."
        )
    if (half_life < short).any():
        return HalfLifeStatus.REMEMBERS_NOTHING, (
            f"Half-life {_which(half_life < short)} is below the median gap between events: only "
            "the last event counts. Use participation shifts, or a finer clock."
        )
    if np.linalg.eigvalsh(information)[0] < _FLAT:
        return HalfLifeStatus.FLAT, (
            "Very different half-lives fit alike: hold one at a value, leave out statistics "
            "without effect, or gather more events."
        )
    if float(slope @ np.linalg.solve(information, slope)) > 1e-6:
        return HalfLifeStatus.NOT_CONVERGED, "The top was not reached: start elsewhere."
    if found.status is not Status.OK:
        return HalfLifeStatus.COEFFICIENTS, found.advice
    return HalfLifeStatus.OK, ""


def _which(beyond: np.ndarray) -> str:
    return ", ".join(str(place) for place in np.flatnonzero(beyond))
