"""Brute force, written to be plainly right: what the engine must equal on tiny histories."""

import numpy as np

from peripheries import engine


def remembered(
    past: engine.History, memory: object, now: float, kind: int | None = None
) -> np.ndarray:
    """Tie weights at a moment, event by event; of one kind of event, or of all."""
    w = np.zeros((past.n_actors, past.n_actors))
    columns = (past.time, past.source, past.target, past.weight, past.kind)
    for time, i, j, weight, what in zip(*columns, strict=True):
        lag = now - time
        if lag <= 0 or kind not in (None, what):
            continue
        match memory:
            case engine.Full():
                kept = 1.0
            case engine.Window(length=length):
                kept = float(lag <= length)
            case engine.Interval(begin=begin, end=end):
                kept = float(begin < lag <= end)
            case engine.HalfLife(length=length):
                kept = 2.0 ** (-lag / length)
        w[i, j] += weight * kept
    return w
