"""What callers ask for, refused with a remedy before anything is computed from it."""

import operator
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from peripheries.engine.types import Floats

_SEEDS: Final = 2**63


def one_of(name: str, given: str, choices: Iterable[str]) -> None:
    """Refuse a word that is none of the choices.

    Raises:
        ValueError: it is none.
    """
    words = list(choices)
    if given not in words:
        raise ValueError(f"`{name}` is {given!r}: say {' or '.join(f'`{w}`' for w in words)}.")


def whole(name: str, given: int, least: int, below: int | None = None) -> int:
    """A whole number within bounds.

    >>> whole("n", 3, least=0)
    3

    Raises:
        ValueError: it is no whole number, or out of bounds.
    """
    try:
        number = operator.index(given)
    except TypeError:
        number = least - 1
    if number < least or (below is not None and number >= below):
        above = "" if below is None else f" and below {below}"
        raise ValueError(f"`{name}` is {given}: give a whole number of at least {least}{above}.")
    return number


def seeded(name: str, given: int) -> int:
    """A seed, or the number of a future, as compiled code takes it: 0 … 2^63 − 1.

    Raises:
        ValueError: it is none.
    """
    return whole(name, given, least=0, below=_SEEDS)


def prior_sds(prior_sd: ArrayLike, n: int) -> Floats:
    """The standard deviations of Normal priors of n coefficients, (n,).

    Raises:
        ValueError: one is not above 0, or there is not one for each or for all.
    """
    sd = np.asarray(prior_sd, dtype=np.float64)
    if sd.shape not in ((), (n,)):
        raise ValueError(f"`prior_sd` has shape {sd.shape}: give one number, or {n}.")
    if not (sd > 0).all():
        raise ValueError("`prior_sd` is not above 0: leave out what has no effect.")
    return np.broadcast_to(sd, (n,))


def prior_precision(prior_sd: ArrayLike, n: int) -> Floats:
    """What Normal(0, prior_sd) priors add to the information of n coefficients, (n,).

    >>> prior_precision([0.5, np.inf], 2).tolist()
    [4.0, 0.0]

    Raises:
        ValueError: as for `prior_sds`.
    """
    return np.asarray(1.0 / np.square(prior_sds(prior_sd, n)))


def coefficients_of(names: tuple[str, ...], given: ArrayLike) -> Floats:
    """Coefficients in the order of their names, (P,).

    Raises:
        ValueError: there is not one for each name, or one is missing or infinite.
    """
    found = np.asarray(given, dtype=np.float64)
    if found.shape != (len(names),):
        words = f"Coefficients have shape {found.shape}"
        raise ValueError(f"{words}: give one for each of {', '.join(names)}.")
    if not np.isfinite(found).all():
        raise ValueError("A coefficient is missing or infinite: leave its statistic out.")
    return found
