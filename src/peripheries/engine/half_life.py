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

from peripheries.engine.fit import Fit, Status, fit
from peripheries.engine.history import History
from peripheries.engine.likelihoods import Likelihood
from peripheries.engine.types import Floats

Build: TypeAlias = Callable[[Floats], Likelihood]
"""From half-lives (H,) to the likelihood of the coefficients."""

_SLOPE_STEP: Final = 1e-3
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
        self.builds = 0

    def likelihood(self, log_half_life: Floats) -> Likelihood:
        self.builds += 1
        return self._build(np.exp(log_half_life))

    def penalty(self, at: Floats) -> Floats:
        """Information that the prior adds to each coefficient."""
        precision = 1.0 / np.square(np.asarray(self._prior_sd, dtype=np.float64))
        return np.broadcast_to(precision, at.shape)

    def fit(self, log_half_life: Floats) -> Fit:
        return fit(self.likelihood(log_half_life), prior_sd=self._prior_sd)

    def value(self, found: Fit) -> float:
        """The penalised log-likelihood of a fit."""
        at = found.estimate
        return found.log_likelihood - 0.5 * float(self.penalty(at) @ (at * at))

    def falls(self, log_half_life: Floats) -> tuple[float, Floats]:
        """Minus value and slope, for a minimiser.

        At the best coefficients the profile's slope is that of the likelihood with them held
        (envelope theorem), so that no second search is needed on either side.
        """
        found = self.fit(log_half_life)
        return -self.value(found), -self.slope(log_half_life, found.estimate)

    def slope(self, log_half_life: Floats, at: Floats) -> Floats:
        """Central differences of the log-likelihood over log half-lives, (H,)."""
        steps = np.eye(len(log_half_life)) * _SLOPE_STEP
        sides = [
            [self.likelihood(log_half_life + sign * step)(at).value for sign in (1, -1)]
            for step in steps
        ]
        return np.array([(up - down) / (2 * _SLOPE_STEP) for up, down in sides])


def fit_half_lives(
    build: Build, start: ArrayLike, past: History, *, prior_sd: float | Floats = np.inf
) -> HalfLifeFit:
    """The most probable half-lives and coefficients, and standard errors of both.

    build: makes statistics, rows and likelihood for half-lives (H,) · start: half-lives (H,) from
    which to search, in the time unit of the history · past: the events, which say what is too long
    or too short to be told · prior_sd: of the coefficients, as in `fit`; log half-lives have a flat
    prior.

    The profile log-likelihood is climbed over log half-lives from the best of 1/64, 1/16 … 64 times
    the start, by L-BFGS-B (Byrd, Lu, Nocedal & Zhu 1995) on central differences of step 0.001,
    between an eighth of the median gap and 32 spans of the data. Standard errors invert the joint
    information: analytic for coefficients, differences (step 0.002) of the analytic gradient
    across, second differences for log half-lives; half-lives by the delta method. Several
    half-lives may still have tops elsewhere: try several starts. Never raises on a bad optimum;
    `status` says what is wrong, and `advice` what to do.

    Raises:
        ValueError: a start is not positive, or the history lasts no time.
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
        max(places, key=lambda place: profile.value(profile.fit(place))),
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
    found = profile.fit(log_half_life)
    information = _information(profile, log_half_life, found.estimate)
    inverse = np.linalg.pinv(information, hermitian=True)
    half_life, p = np.exp(log_half_life), len(found.estimate)
    to_natural = np.concatenate([np.ones(p), half_life])
    covariance = np.asarray(inverse * np.outer(to_natural, to_natural), dtype=np.float64)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    slope = profile.slope(log_half_life, found.estimate)
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


def _information(profile: _Profile, log_half_life: Floats, at: Floats) -> Floats:
    """Minus the Hessian over coefficients and log half-lives, (P + H, P + H)."""
    p, h = len(at), len(log_half_life)
    steps = np.eye(h) * _BEND_STEP
    middle = profile.likelihood(log_half_life)(at)
    up = [profile.likelihood(log_half_life + step)(at) for step in steps]
    down = [profile.likelihood(log_half_life - step)(at) for step in steps]
    found = np.empty((p + h, p + h))
    found[:p, :p] = middle.information + np.diag(profile.penalty(at))
    for a in range(h):
        across = -(up[a].gradient - down[a].gradient) / (2 * _BEND_STEP)
        found[:p, p + a] = found[p + a, :p] = across
        bend = up[a].value - 2 * middle.value + down[a].value
        found[p + a, p + a] = -bend / _BEND_STEP**2
        for b in range(a):
            same, other = (
                sum(
                    profile.likelihood(log_half_life + s * (steps[a] + t * steps[b]))(at).value
                    for s in (1, -1)
                )
                for t in (1, -1)
            )
            found[p + a, p + b] = found[p + b, p + a] = -(same - other) / (4 * _BEND_STEP**2)
    return found


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
