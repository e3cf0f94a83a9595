"""World scale: the coded events of 2018 among all their actors, with sampled risk sets.

Each size is measured in a process of its own, so that its peak of memory is its own.
"""

import json
import statistics as middle
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from engine_parts.machine import peak_gib
from peripheries import engine
from peripheries.engine.controls import CounterMatched
from peripheries.engine.likelihoods.sampled import Sampled
from peripheries.engine.sampling import sampled_rows

Found = TypeVar("Found")
FOLDER = Path(__file__).resolve().parents[1]
DATA = FOLDER.parent / ".." / "shared" / "data" / "icews" / "ICEWS18.zip"
SIZES = (10_000, 100_000, 468_558)
REPEATS = 3
BOUNDS = {"seconds": 120, "peak_rss_gib": 8}
DESIGN = CounterMatched(tied=5, others=5)
"""Ten pairs to an event: of all pairs one in three thousand is tied, and even draws hold none."""


def read() -> tuple[engine.History, int]:
    """The events (subject, relation, object, time in hours), and how many loops were left out."""
    with zipfile.ZipFile(DATA) as archive:
        text = b"".join(archive.read(f"{part}.txt") for part in ("train", "valid", "test"))
        n_actors = int(archive.read("stat.txt").split()[0])
    source, _, target, hour = np.array(text.split(), dtype=np.int64).reshape(-1, 4).T
    kept = source != target
    past = engine.history(hour[kept] / 24.0, source[kept], target[kept], n_actors)
    return past, int((~kept).sum())


def eight() -> list[engine.Statistic]:
    """Eight statistics; what is forgotten is so with a half-life of thirty days."""
    month = {"network": engine.Past(engine.HalfLife(30.0)), "scale": engine.Scale.LOG1P}
    return [
        engine.Inertia(scale=engine.Scale.BINARY, label="tied before"),
        engine.Inertia(**month),
        engine.Reciprocity(**month),
        engine.Degree(direction="out", of="source", **month),
        engine.Degree(direction="in", of="target", **month),
        *(
            engine.TwoPaths(path=path, **month)
            for path in engine.Path
            if path is not engine.Path.INCOMING
        ),
    ]


def first(past: engine.History, n: int) -> engine.History:
    """The first n events."""
    return engine.history(past.time[:n], past.source[:n], past.target[:n], past.n_actors)


def timed(work: Callable[[], Found]) -> tuple[float, Found]:
    """Wall time of a call, and what it gives."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def estimated(past: engine.History) -> tuple[engine.Fit, list[float]]:
    """The fit, and seconds for controls alone, for controls with statistics, and for the fit."""
    drawing, _ = timed(partial(sampled_rows, past, [], DESIGN, seed=1))
    computing, rows = timed(partial(sampled_rows, past, eight(), DESIGN, seed=1))
    fitting, fit = timed(partial(engine.fit, Sampled(rows)))
    return fit, [computing + fitting, drawing, computing - drawing, fitting]


def of_size(n: int) -> dict:
    """Statistics and fit of the first n events."""
    reading, (past, loops) = timed(read)
    few, past = first(past, 100), first(past, n)
    compiling, _ = timed(partial(estimated, few))
    runs = [estimated(past) for _ in range(REPEATS)]
    fit = runs[-1][0]
    seconds, *stages = (middle.median(column) for column in zip(*(r for _, r in runs), strict=True))
    return {
        "events": len(past),
        "actors": past.n_actors,
        "loops_left_out": loops,
        "seconds": round(seconds, 3),
        "events_per_s": round(len(past) / seconds),
        "read_s": round(reading, 2),
        "first_call_s": round(compiling, 2),
        **dict(zip(("draws_s", "statistics_s", "fit_s"), np.round(stages, 3), strict=True)),
        "peak_rss_gib": round(peak_gib(), 2),
        "status": fit.status.value,
        "steps": fit.steps,
        "log_likelihood": fit.log_likelihood,
        "coefficients": {
            name: [round(b, 3), round(error, 3)]
            for name, b, error in zip(fit.names, fit.estimate, fit.robust_error, strict=True)
        },
    }


def measure() -> dict:
    """Every size, and the power of the number of events with which the time grows."""
    if not DATA.is_file():
        return {"skipped": "the coded events of 2018 are not beside the repository"}
    found = {}
    for n in SIZES:
        command = [sys.executable, "-m", "engine_parts.world", str(n)]
        done = subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True)
        told = done.stdout
        found[str(n)] = json.loads(told.splitlines()[-1])
    size, taken = (
        np.log([found[str(n)][column] for n in SIZES]) for column in ("events", "seconds")
    )
    return {
        **found,
        "grows_with_power": round(float(np.polyfit(size, taken, 1)[0]), 3),
        "bounds": BOUNDS,
    }


if __name__ == "__main__":
    print(json.dumps(of_size(int(sys.argv[1])) if sys.argv[1:] else measure()))
