"""What sources may do in the periods to come, given how often each acts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peripheries.engine.asked import seeded, whole
from peripheries.engine.history import History
from peripheries.engine.kernels.arithmetic import SIDE
from peripheries.engine.kernels.choices import Menu, draw_choices
from peripheries.engine.kernels.slots import Slots
from peripheries.engine.periods.futures import ties_at
from peripheries.engine.periods.happening import chances_of, check_most, counts
from peripheries.engine.periods.plan import moved, plan
from peripheries.engine.periods.programme import Programme, Step, programme
from peripheries.engine.simulation.interventions import Intervention
from peripheries.engine.statistics import Statistic
from peripheries.engine.types import Booleans, Floats, Integers


@final
@dataclass(frozen=True, eq=False)
class DrawnActs:
    """Acts of futures, (M,), by future, then period, then source.

    futures: their numbers · first: the first period · future, period: their numbers, from those on
    · source, target, kind · forced: (T, K, N, N) acts that happened besides, which are not in the
    list; expected, where there is no whole number of them.
    """

    futures: range
    first: int
    future: NDArray[np.int32]
    period: NDArray[np.int32]
    source: NDArray[np.int16]
    target: NDArray[np.int16]
    kind: NDArray[np.int16]
    forced: Floats

    @property
    def count(self) -> NDArray[np.uint16]:
        """How often what happened, (F, T, K, N, N); 2 bytes for each.

        Forced acts are among it, as far as they happened in every future.
        """
        shape = (len(self.futures), *self.forced.shape)
        found = np.zeros(shape, dtype=np.uint16)
        future, period = self.future - self.futures.start, self.period - self.first
        cell = np.ravel_multi_index((future, period, self.kind, self.source, self.target), shape)
        np.add.at(found.reshape(-1), cell, np.uint16(1))
        found += self.forced.astype(np.uint16)
        return found


def choice_futures(  # noqa: PLR0913 - all but the first three are keywords
    past: History,
    statistics: Sequence[Sequence[Statistic]],
    coefficient: ArrayLike,
    *,
    offset: ArrayLike,
    acts: ArrayLike,
    first: int,
    futures: int | range,
    seed: int,
    interventions: Sequence[Intervention] = (),
    kept: ArrayLike | None = None,
    more: tuple[ArrayLike, ArrayLike] | None = None,
) -> DrawnActs:
    """Futures of `Conditional`: each act of a source is a draw among kinds and targets.

    past: as for `panel` · statistics: K × P, the same names for each kind · coefficient: (P,), or
    draws (X, P), which blocks of eight futures take in turn · offset: (K, N, N), what is added to
    the log odds of each option, −inf where there is none; pairs of an actor with itself are none ·
    acts: (T, N) how often each source acts in each period, from `first` on, or (F, T, N) in each of
    these futures · futures: how many, or the numbers of some of them, so that they can be drawn in
    parts · kept: (T, K, N, N) the chance that an act happens once it is drawn as this option; left
    out, 1 · more: further acts as `acts`, and (T, K, N, N) the chance that one of them happens.

    What is drawn in a period is seen from the next one on. Options of a source compete: `Scaled`
    multiplies the odds of an option against the others, so that of one alone the chance p becomes
    f · p ÷ (1 − p + f · p). A source all of whose options are scaled by 0 does nothing; its acts
    are dropped. `Forced` happens at whole periods besides those acts; what its weights have over a
    whole number happens in that share of futures.

    `kept` and `more` scale the rate of an option and leave all others alone, where `acts` are
    Poisson. By f ≤ 1: the option's acts are kept with chance f (thinning, Lewis & Shedler 1979).
    By f > 1: given further acts that are Poisson with F − 1 times the source's rate, F ≥ f, they
    happen with chance (f − 1) ÷ (F − 1) where they are this option, 0 where they are another
    (superposition). What does not happen is in no list and is not remembered.

    Futures of equal number share the draws of a source's acts, whatever interventions there are,
    in whatever parts they are drawn. Of acts drawn as the same option, a smaller chance keeps some
    of those that a larger one keeps.

    Raises:
        ValueError: shapes do not fit, a number is missing, the past reaches into the future, a
            statistic cannot be followed by period, an intervention names what is not there, a
            source acts without options, a chance is none, or a count could exceed 65,535.
    """
    n, k, names = past.n_actors, len(statistics), _names(statistics)
    numbers = _numbers(futures)
    seeded("seed", seed)
    number, effect = counts("acts", acts, len(numbers), n), _effects(coefficient, names)
    n_periods = number.shape[1]
    chances = chances_of(kept, more, (len(numbers), n_periods, k, n))
    acting = np.asarray(number.any(axis=(0, 1)) | chances.more.any(axis=(0, 1)))
    options = _options(offset, (k, n, n), acting)
    if len(past) and past.time[-1] >= first:
        raise ValueError(f"The past reaches until {past.time[-1]}: begin after it, not at {first}.")
    made = programme(moved([s for own in statistics for s in own], interventions, first, n), n)
    planned = plan(interventions, names, (n_periods, k, n), first)
    check_most(number, chances.more, planned.forced)
    base = options + planned.log_factor
    number, further = _open_only(number, base), _open_only(chances.more, base)
    slots, menu = _lowered(made, made.given_columns(first, n_periods), base, acting)
    begin = _begin(number, further, len(numbers))
    drawn = _room(numbers, first, int(begin[-1]), planned.forced)
    draw_choices(
        (seed, numbers.start, first),
        made.networks,
        ties_at(past, made, first),
        slots,
        menu,
        number,
        chances.happening(further, menu),
        planned.forced,
        effect,
        planned.switch,
        begin,
        (drawn.future, drawn.period, drawn.source, drawn.target, drawn.kind),
    )
    return _happened(drawn) if chances.any else drawn


def _begin(number: NDArray[np.uint16], further: NDArray[np.uint16], n_futures: int) -> Integers:
    """Where the acts of each future begin, and the last of them end, (F + 1,)."""
    found = np.zeros(n_futures + 1, dtype=np.int64)
    for given in (number, further):
        found[1:] += given.sum(axis=(1, 2), dtype=np.int64)
    return np.cumsum(found)


def _room(futures: range, first: int, n_acts: int, forced: Floats) -> DrawnActs:
    """Acts yet to be written; as long as they are not, their kind is −1."""
    future, period = np.empty((2, n_acts), dtype=np.int32)
    source, target = np.empty((2, n_acts), dtype=np.int16)
    kind = np.full(n_acts, -1, dtype=np.int16)
    return DrawnActs(futures, first, future, period, source, target, kind, forced)


def _happened(drawn: DrawnActs) -> DrawnActs:
    """The acts that have been written, in less room."""
    own = np.flatnonzero(drawn.kind >= 0)
    return replace(
        drawn,
        future=drawn.future[own],
        period=drawn.period[own],
        source=drawn.source[own],
        target=drawn.target[own],
        kind=drawn.kind[own],
    )


def _names(statistics: Sequence[Sequence[Statistic]]) -> list[str]:
    names = [[s.name for s in own] for own in statistics]
    if not names or any(own != names[0] for own in names):
        raise ValueError(
            f"Every kind needs the same statistics, by name; these are {names}. Give them labels."
        )
    return names[0]


def _numbers(futures: int | range) -> range:
    if not isinstance(futures, range):
        return range(whole("futures", futures, least=0))
    if futures.start < 0 or futures.start % SIDE or futures.step != 1:
        raise ValueError(f"Parts of futures begin at multiples of {SIDE}; this is {futures}.")
    return futures


def _effects(coefficient: ArrayLike, names: list[str]) -> Floats:
    """Draws of the coefficients, (X, P)."""
    effect = np.atleast_2d(np.array(coefficient, dtype=np.float64, order="C"))
    if effect.ndim != 2 or not len(effect) or effect.shape[1] != len(names):
        raise ValueError(
            f"`coefficient` has shape {np.shape(coefficient)}: give one number for each of "
            f"{', '.join(names)}, or a draw or more of that."
        )
    if not np.isfinite(effect).all():
        raise ValueError("A coefficient is missing or infinite: leave its statistic out.")
    return effect


def _options(offset: ArrayLike, shape: tuple[int, int, int], acting: Booleans) -> Floats:
    """Offsets (K, N, N), −inf on the diagonal, with which every source that acts has an option."""
    options = np.array(offset, dtype=np.float64, order="C")
    if options.shape != shape:
        raise ValueError(f"`offset` has shape {options.shape}: give {shape}.")
    if np.isnan(options).any() or (options == np.inf).any():
        raise ValueError("An offset is missing or +inf: give −inf where there is no option.")
    each = np.arange(shape[1])
    options[:, each, each] = -np.inf
    if (acting & ~np.isfinite(options).any(axis=(0, 2))).any():
        raise ValueError("A source acts that has no option: mend `offset` or `acts`.")
    return options


def _open_only(number: NDArray[np.uint16], base: Floats) -> NDArray[np.uint16]:
    """Acts without those of sources of which nothing is left in a period. base: (T, K, N, N)."""
    is_open = np.isfinite(base).any(axis=(1, 3))
    return number if is_open.all() else number * is_open.astype(np.uint16)


def _lowered(made: Programme, given: Floats, base: Floats, acting: Booleans) -> tuple[Slots, Menu]:
    """The options of the sources that act, and what they read. base: (T, K, N, N)."""
    n, n_kinds = made.n_actors, base.shape[1]
    ever = np.isfinite(base).any(axis=0) & acting[:, None]
    source, kind, target = np.nonzero(ever.transpose(1, 0, 2))
    column = made.column.reshape(n_kinds, -1)[kind]
    pair = source * n + target
    can = _can_be(made, given)[column, pair[:, None]]
    told = made.step[column, 0] == Step.GIVEN
    option, weight = np.nonzero(can & ~told)
    slots, slot_of = _slots(made, given, column[option, weight], pair[option])
    told_option, told_weight = np.nonzero(can & told)
    place = made.step[column[told_option, told_weight], 1]
    n_weights, each = column.shape[1], np.arange(len(kind) + 1)
    menu = Menu(
        np.searchsorted(source, np.arange(n + 1)),
        kind,
        target,
        np.ascontiguousarray(base[:, kind, source, target]),
        np.searchsorted(told_option, each),
        kind[told_option] * n_weights + told_weight,
        np.ascontiguousarray(given[place, :, source[told_option], target[told_option]].T),
        np.searchsorted(option, each),
        kind[option] * n_weights + weight,
        slot_of[column[option, weight], pair[option]],
    )
    return slots, menu


def _can_be(made: Programme, given: Floats) -> Booleans:
    """Where a column can be other than 0, (C, N · N)."""
    n = made.n_actors
    found = np.ones((len(made.step), n, n), dtype=np.bool_)
    for c, (code, one, other, *settings) in enumerate(made.step.tolist()):
        if code == Step.GIVEN:
            found[c] = given[one].any(axis=0)
        elif code == Step.SPILLOVER:
            found[c] = made.mask[settings[1]] != 0
        elif code == Step.STRAIN:
            found[c] = False
            found[c, settings[0], [settings[1], settings[2]]] = True
        elif code == Step.PRODUCT:
            found[c] = found[one] & found[other]
    return found.reshape(len(made.step), n * n)


def _slots(
    made: Programme, given: Floats, column: Integers, pair: Integers
) -> tuple[Slots, Integers]:
    """Where columns are read so that these pairs of them are known, and the slot of each."""
    n, n_columns = made.n_actors, len(made.step)
    asked = np.zeros((n_columns, n * n), dtype=np.bool_)
    asked[column, pair] = True
    for c in reversed(range(n_columns)):
        if made.step[c, 0] == Step.PRODUCT:
            asked[made.step[c, 1:3]] |= asked[c]
    slot_of = np.zeros((n_columns, n * n), dtype=np.int64)
    reads, begin = [np.zeros((0, 2), dtype=np.int64)], np.zeros(n_columns + 1, dtype=np.int64)
    for c in range(n_columns):
        cell = np.flatnonzero(asked[c])
        what, own = np.unique(_read_at(made, c, cell, slot_of), axis=0, return_inverse=True)
        slot_of[c, cell] = begin[c] + own
        begin[c + 1] = begin[c] + len(what)
        reads.append(what)
    mask, places = np.nonzero(made.mask.reshape(-1, n * n))
    left, right = (np.ascontiguousarray(side) for side in np.concatenate(reads).T)
    pair_begin = np.searchsorted(mask, np.arange(len(made.mask) + 1))
    masks = made.mask.reshape(-1, n * n)
    return Slots(made.step, begin, left, right, given, masks, pair_begin, places), slot_of


def _read_at(made: Programme, c: int, cell: Integers, slot_of: Integers) -> Integers:
    """What slots of a column read at cells, (S, 2): equal where the column is, as in `Slots`."""
    n = made.n_actors
    code, one, other, _, last = made.step[c, :5].tolist()
    i, j = cell // n, cell % n
    nothing = np.zeros_like(cell)
    match code:
        case Step.INERTIA:
            pair = one * n * n + cell, nothing
        case Step.RECIPROCITY:
            pair = one * n * n + j * n + i, nothing
        case Step.DEGREE:
            pair = (i if last else j), nothing
        case Step.SPILLOVER:
            values = made.mask[last].reshape(-1)[cell]
            _, where, own = np.unique(values, return_index=True, return_inverse=True)
            pair = cell[where][own], nothing
        case Step.STRAIN:
            pair = np.where(j == last, -1, 1), nothing
        case Step.PRODUCT:
            pair = slot_of[one, cell], slot_of[other, cell]
        case _:
            pair = i, j
    return np.stack(pair, axis=1)
