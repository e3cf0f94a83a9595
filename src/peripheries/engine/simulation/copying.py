"""Copies of arrays that share memory, in which they go on sharing it."""

from collections.abc import Iterator

import numpy as np

from peripheries.engine.statistics import Live
from peripheries.engine.types import Floats
from peripheries.engine.world import World


def copied_views(world: World) -> dict[int, Floats]:
    """Copies of all views that statistics of a world hold and of what they show, by identity.

    A plain deep copy parts an array from its views, such as a matrix and the same turned round, by
    which a statistic may follow ties; with these as its memo it does not.
    """
    copies: dict[int, Floats] = {}
    lists = (held for held in vars(world).values() if isinstance(held, list))
    lives = (one for several in lists for one in several if isinstance(one, Live))
    for view in (view for live in lives for view in _views(live)):
        base = np.asarray(view.base)
        copy = copies.setdefault(id(base), base.copy(order="K"))
        offset = view.ctypes.data - base.ctypes.data
        copies[id(view)] = np.ndarray(view.shape, view.dtype, copy, offset, view.strides)
    return copies


def _views(live: Live) -> Iterator[Floats]:
    for held in vars(live).values():
        if isinstance(held, np.ndarray) and held.base is not None:
            yield held
        elif isinstance(held, Live):
            yield from _views(held)
