"""How often sources are given to act, and which of their acts happen: thinning, superposition."""

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peripheries.engine.kernels.choices import Happening, Menu
from peripheries.engine.kernels.futures import MOST
from peripheries.engine.types import Floats

Shape = tuple[int, int, int, int]
"""Futures, periods, kinds, actors."""


@final
@dataclass(frozen=True, eq=False)
class Chances:
    """Chances (T, K, N, N) that acts happen, given and further ones; None where none is asked.

    more: (F, T, N) how many further acts, or (1, T, N) in all futures.
    """

    kept: Floats | None
    more: NDArray[np.uint16]
    more_kept: Floats | None

    @property
    def any(self) -> bool:
        """Whether an act that is drawn may not happen."""
        return self.kept is not None or self.more_kept is not None

    def happening(self, further: NDArray[np.uint16], menu: Menu) -> Happening:
        """The chances by option, (T, O). further: `more`, of sources that have an option left."""
        source = np.repeat(np.arange(len(menu.begin) - 1), np.diff(menu.begin))

        def lowered(chance: Floats | None) -> Floats:
            if chance is None:
                return np.zeros((0, 0))
            return np.ascontiguousarray(chance[:, menu.kind, source, menu.target])

        return Happening(lowered(self.kept), further, lowered(self.more_kept))


def chances_of(
    kept: ArrayLike | None, more: tuple[ArrayLike, ArrayLike] | None, shape: Shape
) -> Chances:
    """What is asked of `choice_futures`, as arrays.

    Raises:
        ValueError: shapes do not fit, a chance or a count is none.
    """
    n_futures, n_periods, _, n = shape
    own = None if kept is None else _chance("kept", kept, shape)
    if more is None:
        return Chances(own, np.zeros((1, n_periods, n), dtype=np.uint16), None)
    if len(more) != 2:
        raise ValueError(f"`more` has {len(more)} parts: give further acts and their chances.")
    number = counts("more", more[0], n_futures, n)
    if number.shape[1] != n_periods:
        raise ValueError(f"`more` has {number.shape[1]} periods, and `acts` has {n_periods}.")
    return Chances(own, number, _chance("more", more[1], shape))


def _chance(name: str, given: ArrayLike, shape: Shape) -> Floats:
    _, n_periods, k, n = shape
    chance = np.asarray(given, dtype=np.float64)
    if chance.shape != (n_periods, k, n, n):
        raise ValueError(
            f"Chances of `{name}` have shape {chance.shape}: give {(n_periods, k, n, n)}."
        )
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError(f"A chance of `{name}` is missing or not from 0 to 1.")
    return chance


def counts(name: str, given: ArrayLike, n_futures: int, n: int) -> NDArray[np.uint16]:
    """How often each source acts, (F, T, N), or (1, T, N) in all futures.

    Raises:
        ValueError: the shape does not fit, or what is given is no count.
    """
    number = np.asarray(given)
    if number.ndim not in (2, 3) or number.shape[-1] != n:
        raise ValueError(f"`{name}` has shape {number.shape}: give counts by period and source.")
    if number.ndim == 3 and len(number) != n_futures:
        raise ValueError(f"`{name}` has {len(number)} futures, and {n_futures} are asked for.")
    if not _are_counts(number):
        raise ValueError(f"`{name}` holds what is no count from 0 to {MOST:,}.")
    found = np.ascontiguousarray(number, dtype=np.uint16)
    return found if found.ndim == 3 else found[None]


def _are_counts(given: np.ndarray) -> bool:
    """Whether all are whole numbers that 16 bits hold."""
    if not given.size:
        return True
    if not (given.min() >= 0 and given.max() <= MOST):
        return False
    return given.dtype.kind in "iu" or bool((given == np.floor(given)).all())


def check_most(number: NDArray[np.uint16], further: NDArray[np.uint16], forced: Floats) -> None:
    """Refuse what could exceed the largest count of a cell.

    Raises:
        ValueError: it could.
    """
    largest = sum(float(given.max(initial=0)) for given in (number, further, forced))
    if largest > MOST:
        raise ValueError(
            f"A count could reach {largest:,.0f}, and {MOST:,} are kept: lower `acts` or `more`."
        )
