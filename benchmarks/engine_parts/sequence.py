"""Sequences of events in time, drawn forward: one long one, and many short ones from one past."""

import json
import math
from collections.abc import Sequence

import numpy as np

from engine_parts.machine import seconds
from peripheries import engine

N_ACTORS = 50
MOST = {"until": np.inf, "seed": 1}
RECORDED = {
    "1,000 events": {"redeem": 0.011, "remulate": 0.37},
    "5,000 events": {"remulate, with decay": 5.1},
}
"""Seconds of the peers, as recorded on a 2-core machine (checks/rem.md); redeem's of 980 events."""
FADING = {"network": engine.Past(memory=engine.HalfLife(50.0))}
EFFECTS: tuple[engine.Statistic, ...] = (
    engine.Baseline(),
    engine.Inertia(),
    engine.Reciprocity(),
    engine.TwoPaths(combine=engine.Combine.COUNT),
    engine.Degree(direction="out", of="source"),
    engine.Degree(direction="in", of="target"),
)
THETA = np.array([-7.18, 0.0883, -0.0474, 0.00004, 0.00095, 0.00029])
"""As estimated on the synthetic history of 50 actors and 10,000 events of rem.md."""


def sequence(effects: Sequence[engine.Statistic], theta: np.ndarray, n_most: int) -> engine.History:
    """One future from an empty past, cut off at a number of events."""
    empty = engine.history([], [], [], N_ACTORS)
    return engine.simulate(empty, engine.EventModel(effects, theta), n_most=n_most, **MOST)


def long_ones(effects: Sequence[engine.Statistic], theta: np.ndarray) -> dict[str, float]:
    """Seconds for 1,000 and for 5,000 events, and the power of their number that time grows by."""
    short, long = (seconds(lambda m=m: sequence(effects, theta, m)) for m in (1_000, 5_000))
    return {
        "1,000 events": round(short, 5),
        "5,000 events": round(long, 5),
        "growth": round(math.log(long / short, 5), 2),
    }


def measure() -> dict[str, object]:
    """Medians in seconds, beside those of the peers."""
    past = sequence(EFFECTS, THETA, 1_000)
    model = engine.EventModel(EFFECTS, THETA)
    decaying = [
        *(engine.Baseline(), engine.Inertia(**FADING, scale=engine.Scale.LOG1P)),
        engine.Reciprocity(**FADING, scale=engine.Scale.LOG1P),
    ]
    three = long_ones(EFFECTS[:3], THETA[:3])
    return {
        "five effects": long_ones(EFFECTS, THETA),
        "inertia and reciprocity": three,
        "redeem_over_ours": round(RECORDED["1,000 events"]["redeem"] / three["1,000 events"], 1),
        "with decay, 1,000 events": round(
            seconds(lambda: sequence(decaying, np.array([-7.18, 0.3, 0.3]), 1_000), 3), 3
        ),
        "1,000 futures of 200 events after 1,000": round(
            seconds(lambda: engine.simulate_many(past, model, n_most=200, n=1_000, **MOST), 3), 3
        ),
        "recorded_peers_s": RECORDED,
    }


if __name__ == "__main__":
    print(f"RESULT {json.dumps(measure())}")
