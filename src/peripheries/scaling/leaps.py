"""Leaps of the burn-in: where a period as a whole goes is carried on at once.

Votes of one period tell nothing of where the period lies, and a sweep moves it by little. Between
two stretches of the burn-in its mean and spread have gone some way; a leap takes them further the
same way, and moves votes so that every choice stays as likely. Draws that are kept come after.
"""

from typing import Final

import numpy as np

from peripheries.scaling.kernels.votes import WIDEST, State
from peripheries.scaling.layout import Layout
from peripheries.scaling.types import Floats

STRETCH: Final = 50
"""Sweeps over which points are averaged before two stretches are compared."""
_TIMES: Final = 4.0
_MOST: Final = 0.25


class Leaps:
    """Averages of the stretches of a burn-in of so many sweeps; the last third has no leap."""

    def __init__(self, layout: Layout, burn: int) -> None:
        self._layout = layout
        self._last = 2 * burn // 3
        self._sum = np.zeros(len(layout.actor))
        self._before: Floats | None = None

    def after(self, sweep: int, point: Floats, mean: Floats, state: State) -> None:
        """Note the points of a sweep (from 0); at the end of every second stretch, leap."""
        if sweep >= self._last:
            return
        self._sum += point / STRETCH
        if (sweep + 1) % STRETCH:
            return
        now, self._sum = self._sum, np.zeros_like(self._sum)
        if self._before is None:
            self._before = now
            return
        shift, factor = self._further(self._before, now)
        _move(self._layout, (shift, factor), point, mean, state)
        self._before = None

    def _further(self, before: Floats, now: Floats) -> tuple[Floats, Floats]:
        """For each unit: by how much its period's mean moves, times what its spread is taken."""
        period = self._layout.period
        n = np.maximum(np.bincount(period), 1)
        means = [np.bincount(period, x) / n for x in (before, now)]
        spreads = [
            np.sqrt(np.bincount(period, (x - m[period]) ** 2) / n) + 1e-3
            for x, m in zip((before, now), means, strict=True)
        ]
        shift = np.clip(_TIMES * (means[1] - means[0]), -_MOST, _MOST)
        factor = np.exp(np.clip(_TIMES * np.log(spreads[1] / spreads[0]), -_MOST, _MOST))
        return (means[1] * (1.0 - factor) + shift)[period], factor[period]


def _move(
    layout: Layout, line: tuple[Floats, Floats], point: Floats, mean: Floats, state: State
) -> None:
    """Take every point to line[0] + line[1] · point, and votes along, in place."""
    ballots = layout.ballots
    n = np.diff(ballots.start)
    vote = np.repeat(np.arange(len(n)), n)
    before = np.bincount(vote, point[ballots.unit]) / n * state.slope
    for values in (point, mean):
        values *= line[1]
        values += line[0]
    state.slope[:] /= np.bincount(vote, line[1][ballots.unit]) / n
    moved = np.bincount(vote, point[ballots.unit]) / n * state.slope - before
    state.lower[:] = np.clip(state.lower + moved, -WIDEST + 1e-6, WIDEST - 2e-6)
    state.upper[:] = np.clip(state.upper + moved, state.lower + 1e-9, WIDEST - 1e-6)
