"""Dynamic ideal points from roll calls: the sampler of Bailey, Strezhnev & Voeten, compiled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import get_num_threads

from peripheries.engine.kernels.draws import key_of
from peripheries.scaling.calls import RollCalls
from peripheries.scaling.chains import mixing
from peripheries.scaling.kernels.normal import log_phi_table
from peripheries.scaling.kernels.points import Line, sweep_points
from peripheries.scaling.kernels.votes import State, Tools, sweep_votes
from peripheries.scaling.layout import Layout, laid_out
from peripheries.scaling.leaps import Leaps
from peripheries.scaling.points import HIGH, LOW, IdealPoints, Status
from peripheries.scaling.sharing import parts_of, share_out
from peripheries.scaling.start import started
from peripheries.scaling.types import Booleans, Floats, Singles

FURTHEST = 5.0
"""A drawn point further out is held here, as in the published sampler."""
WORST_R_HAT = 1.1
FEWEST_DRAWS = 20.0
"""A point with a higher R-hat, or fewer effective draws, is not to be relied on."""
_SHARE = 0.95


class _Chain(NamedTuple):
    draws: Singles
    slope: Floats
    cuts: Floats


def fit_ideal_points(
    calls: RollCalls,
    *,
    positive: str,
    seed: int,
    draws: int = 800,
    thin: int = 1,
    burn: int = 1200,
    scale_until: str | None = None,
) -> IdealPoints:
    """Points of actors by period, with joint draws, after Bailey, Strezhnev & Voeten (2017).

    Leaning = slope · point + N(0, 1) is yes below a vote's lower cut point, abstain up to its
    upper one, no beyond. Slopes have the prior N(0, 1), cut points are even within ±7, a point is
    N(mean of the actor's period before, 0.5 n ÷ (n + n before)). `positive` names an actor who
    stands on the high side on the whole. Runs burn + draws · thin sweeps; the same seed gives the
    same draws on any number of threads.

    scale_until: a period. Every draw then has mean 0 and sd 1 over the actor-periods up to it, and
    an actor whose second period is later has the prior N(0, 1) in its first. So votes of a later
    period move nothing before it, and rows that are added at the end leave the draws of earlier
    periods as they were. Left out, all periods set the scale.

    Raises ValueError for an actor that is not there, and for too few draws to tell of mixing.
    """
    if draws < 20 or thin < 1 or burn < 0:
        raise ValueError("Ask for 20 draws or more, thin of 1 or more, and burn of 0 or more.")
    layout = laid_out(calls, _last(calls, scale_until))
    known = {calls.actor_names[k] for k in layout.actor[layout.sets_scale]}
    if positive not in known:
        raise ValueError(f"{positive} takes part in no vote that divides: name another actor.")
    chain = _run(layout, calls.actor_names.index(positive), seed, (burn, draws, thin))
    return _record(calls, layout, chain)


def _last(calls: RollCalls, scale_until: str | None) -> int:
    if scale_until is None:
        return len(calls.period_names) - 1
    if scale_until not in calls.period_names:
        raise ValueError(f"There is no period {scale_until}: name one of the roll calls.")
    return calls.period_names.index(scale_until)


def _run(layout: Layout, positive: int, seed: int, plan: tuple[int, int, int]) -> _Chain:
    burn, n_draws, thin = plan
    point, state = started(layout, positive)
    line = Line(point.copy(), point.copy(), point)
    kept = np.empty((n_draws, len(point)), np.float32)
    slope, cuts = np.zeros(len(state.slope)), np.zeros((len(state.slope), 2))
    base = layout.sets_scale
    side = point[base]
    leaps = Leaps(layout, burn)
    with ThreadPoolExecutor(get_num_threads()) as threads:
        sweep_once = _sweep(layout, state, line, threads)
        for sweep in range(burn + n_draws * thin):
            sweep_once(key_of(seed, 2 * sweep), key_of(seed, 2 * sweep + 1))
            leaps.after(sweep, point, line.mean, state)
            done, rest = divmod(sweep - burn, thin)
            if sweep >= burn and rest == 0:
                # Slopes may turn round with points.
                sign = 1.0 if point[base] @ side >= 0.0 else -1.0
                kept[done] = sign * point
                slope += sign * state.slope / n_draws
                cuts += np.column_stack([state.lower, state.upper]) / n_draws
    sign = 1.0 if kept[:, base & (layout.actor == positive)].mean() >= 0.0 else -1.0
    return _Chain(np.float32(sign) * kept, sign * slope, cuts)


def _sweep(
    layout: Layout, state: State, line: Line, threads: ThreadPoolExecutor
) -> Callable[[np.int64, np.int64], None]:
    """One sweep, given a key for votes and one for points: both are changed in place."""
    tools = Tools(line.point, log_phi_table())
    ballots, seats = layout.ballots, layout.seats
    of_votes, of_points = parts_of(ballots.start), parts_of(seats.start)

    def once(first: np.int64, second: np.int64) -> None:
        line.old[:] = line.mean
        share_out(threads, lambda p: sweep_votes(p, first, state, ballots, tools), of_votes)
        share_out(
            threads,
            lambda p: sweep_points(p, second, seats, state.slope, state.leaning, line),
            of_points,
        )
        _standardise(line.point, layout.sets_scale)

    return once


def _standardise(point: Floats, base: Booleans) -> None:
    """Hold points within ±FURTHEST, then give those of `base` mean 0 and sd 1, in place."""
    np.clip(point, -FURTHEST, FURTHEST, out=point)
    point -= point[base].mean()
    spread = point[base].std(ddof=1) if base.sum() > 1 else 0.0
    point /= spread if spread > 0.0 else 1.0


def _record(calls: RollCalls, layout: Layout, chain: _Chain) -> IdealPoints:
    low, high = np.quantile(chain.draws, [LOW, HIGH], axis=0)
    r_hat, ess = mixing(chain.draws)
    status, advice = _judged(r_hat, ess)
    return IdealPoints(
        calls.actor_names,
        calls.period_names,
        layout.actor,
        layout.period,
        chain.draws.mean(axis=0, dtype=np.float64),
        chain.draws.std(axis=0, dtype=np.float64),
        low.astype(np.float64),
        high.astype(np.float64),
        layout.n_votes,
        chain.draws,
        layout.vote_ids,
        chain.slope,
        chain.cuts,
        r_hat,
        ess,
        status,
        advice,
    )


def _judged(r_hat: Floats, ess: Floats) -> tuple[Status, str]:
    good = (r_hat <= WORST_R_HAT) & (ess >= FEWEST_DRAWS)
    share = float(good.mean())
    if share >= _SHARE:
        return Status.OK, ""
    return Status.NOT_CONVERGED, (
        f"{1 - share:.0%} of the points have R-hat above {WORST_R_HAT} or an effective sample "
        f"size below {FEWEST_DRAWS:.0f}: raise draws, thin or burn. Distances within a period mix "
        "sooner than the points themselves."
    )
