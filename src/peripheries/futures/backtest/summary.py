"""What a backtest says in all: mean scores, and how much better than each baseline, with doubt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, final

import numpy as np

from peripheries.engine.types import Floats
from peripheries.futures.backtest.base import BASELINES, LEVEL, OURS, Cell, Told
from peripheries.futures.backtest.rolling import Backtested

BANDS: Final = ((1, 3), (4, 12), (13, 24), (25, 36))
"""Months ahead that are told together."""
BLOCK: Final = 12
"""Months of origins that are resampled together: their forecasts overlap, and share what came."""
_RESAMPLES: Final = 2000
_EDGES: Final = (0.0, 0.01, 0.03, 0.1, 0.2, 0.4, 1.0)
"""Ends of the bins of probabilities."""


Says = Literal["better", "worse", "no difference can be told", "too few origins"]
"""What a gain lets one say of ours: the whole interval above 0, below it, or neither."""


@final
@dataclass(frozen=True)
class Estimate:
    """A mean with its 90% interval; no interval where there are too few origins."""

    value: float
    low: float | None
    high: float | None

    @property
    def says(self) -> Says:
        """Of a gain, in words."""
        if self.low is None or self.high is None:
            return "too few origins"
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "no difference can be told"


@final
@dataclass(frozen=True)
class WayScores:
    """Mean scores of one way to forecast, smaller is better.

    covered: share of what came that was in its interval · choice: mean by act of −log of the chance
    that this is what its source would do, given that it acts; None for an index.
    """

    name: str
    log: float
    crps: float
    interval: float
    covered: Estimate
    choice: float | None


@final
@dataclass(frozen=True)
class Gain:
    """How much smaller our mean score is than that of another way; below 0, ours is worse."""

    over: str
    log: Estimate
    crps: Estimate


@final
@dataclass(frozen=True)
class Part:
    """Some of the scores, as those of a dyad; `gains` over each other way.

    scores: months and cells of all origins, of which every way forecast what came.
    """

    name: str
    scores: int
    log: float
    crps: float
    gains: tuple[Gain, ...]

    def worse_than(self) -> tuple[Gain, ...]:
        """Baselines that were better here, by the mean of either score."""
        own = [gain for gain in self.gains if gain.over in BASELINES]
        return tuple(gain for gain in own if gain.log.value < 0 or gain.crps.value < 0)


def overtaken(
    parts: Sequence[Part],
) -> tuple[list[tuple[Part, Gain]], list[tuple[Part, Gain]]]:
    """Baselines that were better somewhere, the worst for ours first.

    Those of which the whole interval of a score says so, and those of which only a mean does.
    """
    found = [(part, gain) for part in parts for gain in part.worse_than()]
    found.sort(key=lambda one: min(one[1].log.value, one[1].crps.value))
    sure = [one for one in found if "worse" in (one[1].log.says, one[1].crps.says)]
    return sure, [one for one in found if one not in sure]


@final
@dataclass(frozen=True)
class Choices:
    """What each act was, given that its source acts, whose rate then has no say.

    gains: nats that ours saves by act, over each other way by name.
    """

    acts: int
    log: float
    gains: tuple[tuple[str, Estimate], ...]


@final
@dataclass(frozen=True)
class Bin:
    """Forecasts of like probability: their mean, and how often it came, with a 90% interval."""

    forecasts: int
    said: float
    came: Estimate

    @property
    def fits(self) -> bool:
        """Whether what was said lies in the interval of what came."""
        if self.came.low is None or self.came.high is None:
            return False
        return self.came.low <= self.said <= self.came.high


@final
@dataclass(frozen=True)
class Summary:
    """A backtest of one stream in figures.

    until: months ahead up to which ours is better than every baseline by the log score, with the
    whole interval; 0 if not even the first · choices: None for an index · outside: acts of pairs
    that no way forecasts, each counted once for each origin.
    """

    stream: str
    first: str
    last: str
    origins: int
    silent: tuple[tuple[str, str], ...]
    ways: tuple[WayScores, ...]
    whole: Part
    by_horizon: tuple[Part, ...]
    by_kind: tuple[Part, ...]
    by_dyad: tuple[Part, ...]
    choices: Choices | None
    bins: tuple[Bin, ...]
    until: int
    outside: int


Chosen = Callable[[Cell], bool]


def summary(found: Backtested, every: int, rng: np.random.Generator) -> Summary | None:
    """Figures of a backtest whose origins are some months apart; None where nothing was told."""
    if not found.told:
        return None
    drawn = _drawn(len(found.told), -(-BLOCK // every), rng)
    ways = found.told[0].ways
    kinds = dict.fromkeys(cell.kind for told in found.told for cell in told.cells)
    dyads = dict.fromkeys((c.first, c.second) for told in found.told for c in told.cells)
    by_horizon = [
        part
        for first, last in BANDS
        if (part := _part(f"{first}–{last} months", found.told, drawn, span=(first, last)))
    ]
    by_kind = [_part(kind, found.told, drawn, of=_of_kind(kind)) for kind in kinds]
    link = "→" if found.told[0].chance is not None else "–"
    by_dyad = [_part(f"{a} {link} {b}", found.told, drawn, of=_of_dyad(a, b)) for a, b in dyads]
    whole = _part("all", found.told, drawn)
    if whole is None:
        return None
    return Summary(
        found.stream,
        found.told[0].origin.isoformat(),
        found.told[-1].origin.isoformat(),
        len(found.told),
        tuple((one.origin.isoformat(), one.because) for one in found.silent),
        tuple(_way(place, name, found.told, drawn) for place, name in enumerate(ways)),
        whole,
        tuple(by_horizon),
        tuple(part for part in by_kind if part is not None),
        tuple(part for part in by_dyad if part is not None),
        _choices(found.told, drawn),
        tuple(_bins(found.told, drawn)),
        _until(by_horizon),
        sum(one.outside for one in found.told),
    )


@final
@dataclass(frozen=True, eq=False)
class _Drawn:
    """How often each origin is in each resample, (R, O); `fewest`: origins that it takes."""

    weight: Floats
    fewest: int


def _drawn(origins: int, block: int, rng: np.random.Generator) -> _Drawn:
    """Runs of origins, the first coming after the last (circular blocks: Politis & Romano 1992).

    It takes three runs at least.
    """
    runs = -(-origins // block)
    start = rng.integers(0, origins, (_RESAMPLES, runs))
    place = (start[:, :, None] + np.arange(block)).reshape(_RESAMPLES, -1)[:, :origins] % origins
    weight = np.stack([np.bincount(row, minlength=origins) for row in place])
    return _Drawn(weight.astype(np.float64), 2 * block + 1)


def _of_kind(kind: str) -> Chosen:
    return lambda cell: cell.kind == kind


def _of_dyad(first: str, second: str) -> Chosen:
    return lambda cell: (cell.first, cell.second) == (first, second)


def _part(
    name: str,
    told: Sequence[Told],
    drawn: _Drawn,
    *,
    of: Chosen | None = None,
    span: tuple[int, int] | None = None,
) -> Part | None:
    """Mean scores of some cells and months ahead; None where there are none."""
    log, count = _sums(told, "log", of, span)
    crps, _ = _sums(told, "crps", of, span)
    if not count.sum():
        return None
    gains = tuple(
        Gain(
            over,
            _mean(log[:, place] - log[:, 0], count, drawn),
            _mean(crps[:, place] - crps[:, 0], count, drawn),
        )
        for place, over in enumerate(told[0].ways)
        if over != OURS
    )
    total = int(count.sum())
    return Part(name, total, float(log[:, 0].sum() / total), float(crps[:, 0].sum() / total), gains)


def _sums(
    told: Sequence[Told], score: str, of: Chosen | None, span: tuple[int, int] | None
) -> tuple[Floats, Floats]:
    """Sums of a score by origin and way, (O, W), and how many there are, (O,)."""
    sums, counts = [], []
    for one in told:
        values: Floats = getattr(one, score)
        if span is not None:
            values = values[:, span[0] - 1 : span[1]]
        if of is not None:
            values = values[:, :, [of(cell) for cell in one.cells]]
        there = ~np.isnan(values).any(axis=0)
        sums.append(np.where(there, values, 0.0).sum(axis=(1, 2)))
        counts.append(there.sum())
    return np.array(sums), np.array(counts, dtype=np.float64)


def _mean(total: Floats, count: Floats, drawn: _Drawn) -> Estimate:
    """A ratio of sums over origins, (O,) each; no interval where few of them have any."""
    value = float(total.sum() / count.sum())
    if (count > 0).sum() < drawn.fewest:
        return Estimate(value, None, None)
    below = drawn.weight @ count
    ratio = (drawn.weight @ total)[below > 0] / below[below > 0]
    low, high = np.quantile(ratio, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high))


def _way(place: int, name: str, told: Sequence[Told], drawn: _Drawn) -> WayScores:
    log, count = _sums(told, "log", None, None)
    crps, _ = _sums(told, "crps", None, None)
    interval, _ = _sums(told, "interval", None, None)
    inside = np.array([(one.inside[place] & ~np.isnan(one.log).any(axis=0)).sum() for one in told])
    total = float(count.sum())
    choice, acts = _chosen(told)
    return WayScores(
        name,
        float(log[:, place].sum() / total),
        float(crps[:, place].sum() / total),
        float(interval[:, place].sum() / total),
        _mean(inside.astype(np.float64), count, drawn),
        float(choice[:, place].sum() / acts.sum()) if acts.sum() else None,
    )


def _choices(told: Sequence[Told], drawn: _Drawn) -> Choices | None:
    choice, acts = _chosen(told)
    if not acts.sum():
        return None
    gains = tuple(
        (over, _mean(choice[:, place] - choice[:, 0], acts, drawn))
        for place, over in enumerate(told[0].ways)
        if over != OURS
    )
    return Choices(int(acts.sum()), float(choice[:, 0].sum() / acts.sum()), gains)


def _chosen(told: Sequence[Told]) -> tuple[Floats, Floats]:
    """Sums of the scores of choices by origin and way, (O, W), and how many acts, (O,)."""
    found = [
        (np.zeros(len(one.ways)), 0)
        if one.choice is None or one.acts is None
        else (one.choice.sum(axis=1), int(one.acts.sum()))
        for one in told
    ]
    return np.stack([sums for sums, _ in found]), np.array([n for _, n in found], dtype=np.float64)


def _bins(told: Sequence[Told], drawn: _Drawn) -> Iterator[Bin]:
    """Probabilities of one act at least, ours, against what came."""
    for low, high in pairwise(_EDGES):
        said, came, count = [], [], []
        for one in told:
            if one.chance is None or one.happened is None:
                return
            inside = (one.chance[0] >= low) & (one.chance[0] < high)
            said.append(one.chance[0][inside].sum())
            came.append(one.happened[inside].sum())
            count.append(inside.sum())
        total = np.array(count, dtype=np.float64)
        if total.sum():
            mean = float(np.sum(said) / total.sum())
            came_all = np.array(came, dtype=np.float64)
            yield Bin(int(total.sum()), mean, _mean(came_all, total, drawn))


def _until(by_horizon: Sequence[Part]) -> int:
    found = 0
    for (_, last), part in zip(BANDS, by_horizon, strict=False):
        own = [gain.log.low for gain in part.gains if gain.over in BASELINES]
        if any(low is None or low <= 0 for low in own):
            break
        found = last
    return found
