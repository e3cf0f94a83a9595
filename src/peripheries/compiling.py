"""How every loop is compiled: at its first call, and kept for later processes where it can be."""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(**options: object) -> Callable[[Loop], Loop]:
    """Numba's compiler with these options; what it makes is kept beside the code, or for the user.

    Where neither can be written to, every process compiles for itself.
    """

    def made(loop: Loop) -> Loop:
        try:
            kept: Loop = njit(cache=True, **options)(loop)  # type: ignore[call-overload]
        except RuntimeError:
            # Numba's word for: there is nowhere to keep it.
            kept = njit(**options)(loop)  # type: ignore[call-overload]
        return kept

    return made
