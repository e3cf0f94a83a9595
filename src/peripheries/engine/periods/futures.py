"""What may happen in the periods to come: thousands of futures of a panel's model together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peripheries.engine.asked import seeded, whole
from peripheries.engine.history import History
from peripheries.engine.kernels import futures as kernel
from peripheries.engine.kernels.arithmetic import SIDE
from peripheries.engine.kernels.panel import ties_before
from peripheries.engine.periods.layout import CountParameters
from peripheries.engine.periods.panel import known_exposure
from peripheries.engine.periods.plan import moved, plan
from peripheries.engine.periods.programme import Programme, programme
from peripheries.engine.simulation.interventions import Intervention
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Booleans, Floats


@final
@dataclass(frozen=True, eq=False)
class CountModel:
    """What draws counts: the statistics of each kind, as for `panel`, and their parameters.

    parameters: of a fit, `found.mode`, or draws of its posterior, `found.draws(…)`, which blocks of
    eight futures take in turn.
    """

    statistics: Sequence[Sequence[Statistic]]
    parameters: CountParameters


@final
@dataclass(frozen=True, eq=False)
class CountFutures:
    """Counts of futures, (F, T, K, N, N), from period `first` on; 0 on the diagonal."""

    count: NDArray[np.uint16]
    first: int

    @property
    def ran_away(self) -> Booleans:
        """Futures in which a count reached 65,535, where it is cut off, (F,)."""
        return np.asarray(self.count.reshape(len(self.count), -1).max(axis=1) == kernel.MOST)


def count_futures(
    past: History,
    model: CountModel,
    *,
    first: int,
    n_periods: int,
    futures: int | range,
    seed: int,
    exposure: ArrayLike = 1.0,
    interventions: Sequence[Intervention] = (),
) -> CountFutures:
    """Futures of the negative binomial model, each feeding into its own statistics.

    past: as for `panel` · first: the number of the first period to draw; all of the past comes
    before it · futures: how many, or the numbers of some of them, so that they can be drawn in
    parts · exposure: broadcast to (N, N, K, T).

    A count is the quantile of a uniform draw keyed by seed, future, period, kind and pair: futures
    of equal numbers share them across interventions and machines, in whatever parts they are drawn.

    Raises:
        ValueError: the past reaches into the future, a statistic cannot be followed by period, an
            exposure is negative or missing, parameters do not fit the statistics or the actors, or
            an intervention names what is not there.
    """
    n, k = past.n_actors, len(model.statistics)
    numbers = futures if isinstance(futures, range) else range(whole("futures", futures, least=0))
    whole("n_periods", n_periods, least=0)
    seeded("seed", seed)
    if not k:
        raise ValueError("The model has no kind of event: give the statistics of one at least.")
    if len(past) and past.time[-1] >= first:
        raise ValueError(f"The past reaches until {past.time[-1]}: begin after it, not at {first}.")
    if numbers.start % SIDE or numbers.step != 1:
        raise ValueError(f"Parts of futures begin at multiples of {SIDE}; this is {numbers}.")
    names = [s.name for s in model.statistics[0]]
    flat = moved([s for own in model.statistics for s in own], interventions, first, n)
    made, planned = programme(flat, n), plan(interventions, names, (n_periods, k, n), first)
    if (planned.forced != np.floor(planned.forced)).any():
        raise ValueError("The weight of a forced event is no count: give a whole number.")
    drawn = _with_axis(model.parameters)
    _check(drawn, (k, n, len(names)))
    count = np.zeros((len(numbers), n_periods, k, n, n), dtype=np.uint16)
    kernel.draw(
        *(seed, numbers.start, first, made.step, made.mask),
        *(made.network_kind, made.undirected, made.kept),
        made.given_columns(first, n_periods),
        ties_at(past, made, first),
        made.column.reshape(k, len(names)),
        _log_exposure(exposure, (n, n, k, n_periods)) + planned.log_factor,
        *(planned.switch, planned.forced),
        np.ascontiguousarray(drawn.coefficient[..., 1:]),
        _offset(drawn),
        np.exp(drawn.log_size),
        count,
    )
    return CountFutures(count, first)


def _check(drawn: CountParameters, shape: tuple[int, int, int]) -> None:
    """Compiled code trusts shapes: parameters of another model are refused here."""
    k, n, p = shape
    wanted = {
        "coefficient": (k, p + 1),
        "log_size": (k,),
        "source": (n, k),
        "target": (n, k),
        "pair": (n, n),
    }
    draws = len(drawn.coefficient)
    for name, own in wanted.items():
        given = np.asarray(getattr(drawn, name))
        if not draws or given.shape != (draws, *own):
            raise ValueError(
                f"Parameters `{name}` have shape {given.shape}; the model asks for {own}, or a "
                "draw or more of that."
            )
        if np.isnan(given).any():
            raise ValueError(f"A number of the parameters `{name}` is missing: mend it.")


def ties_at(past: History, made: Programme, first: int) -> Floats:
    """Ties of each network just before a period, (W, N, N)."""
    ties = np.zeros((len(made.kept), past.n_actors, past.n_actors, 1))
    events = past.time.astype(np.int64) - first, past.source, past.target, past.kind, past.weight
    ties_before(ties, events, made.networks)
    return ties[..., 0]


def _with_axis(parameters: CountParameters) -> CountParameters:
    """Parameters with a leading axis of draws, if only of one."""
    if parameters.coefficient.ndim == 3:
        return parameters
    return CountParameters(*(np.asarray(x)[None] for x in vars(parameters).values()))


def _offset(drawn: CountParameters) -> Floats:
    """All of the log rate but statistics and exposure, (X, K, N, N); −inf on the diagonal."""
    source, target = (np.moveaxis(x, 1, 2) for x in (drawn.source, drawn.target))
    found = (
        drawn.coefficient[:, :, 0, None, None]
        + source[:, :, :, None]
        + target[:, :, None, :]
        + drawn.pair[:, None]
    )
    n = found.shape[-1]
    found[..., np.arange(n), np.arange(n)] = -np.inf
    return np.ascontiguousarray(found)


def _log_exposure(exposure: ArrayLike, shape: tuple[int, int, int, int]) -> Floats:
    given = known_exposure(exposure, shape)
    with np.errstate(divide="ignore"):
        series = np.log(np.broadcast_to(given, shape))
    return np.ascontiguousarray(series.transpose(3, 2, 0, 1))
