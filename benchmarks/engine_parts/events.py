"""Fits of event histories beside peers: statistics and estimation together, same answers.

R is not on this machine as a rule. The peers' times were recorded on a 2-core machine of the same
kind (checks/rem.md). A plain loop over all pairs, timed in the same run, carries them over: our
time is given as a multiple of the loop's, with the peers' recorded times beside it.
"""

import csv
import json
import statistics as middle
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from peripheries import engine

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "checks" / "data"
REPEATS = 5
RECORDED = {
    "five effects, 50 actors, 10,000 events": {"redeem": 9.0, "remverse": 24.4, "goldfish": 49.6},
    "twelve effects with windows, 84 actors, 439 events": {"goldfish": 36.8},
    "three effects, 84 actors, 439 events": {"redeem": 0.07, "goldfish": 2.6, "remverse": 8.4},
    "three decaying effects by order, 84 actors, 439 events": {
        "eventnet, thirteen statistics, and coxph": 20.8
    },
}
"""Seconds of the peers, as recorded; goldfish's the fastest of its engines."""


def table(name: str) -> list[dict[str, str]]:
    """Rows of a file of the examples."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calls(name: str, actors: list[str]) -> engine.History:
    """A history from a file of times, senders and receivers."""
    rows, number = table(name), {actor: i for i, actor in enumerate(actors)}
    return engine.history(
        [float(row["time"]) for row in rows],
        [number[row["sender"]] for row in rows],
        [number[row["receiver"]] for row in rows],
        len(actors),
    )


def five_effects() -> tuple[engine.History, list[engine.Statistic], float | None]:
    """The synthetic history of 50 actors and 10,000 events."""
    rows = table("synth_N50_M10000.csv")
    actors = sorted({row[c] for row in rows for c in ("sender", "receiver")})
    named = [
        *(engine.Baseline(), engine.Inertia(), engine.Reciprocity()),
        engine.TwoPaths(combine=engine.Combine.COUNT),
        engine.Degree(direction="out", of="source"),
        engine.Degree(direction="in", of="target"),
    ]
    return calls("synth_N50_M10000.csv", actors), named, None


def social_evolution() -> tuple[engine.History, list[str], list[dict[str, str]]]:
    """The calls among 84 students, and who they are."""
    actors = table("goldfish_Social_Evolution_actors.csv")
    labels = [actor["label"] for actor in actors]
    return calls("goldfish_Social_Evolution_calls.csv", labels), labels, actors


def three_effects() -> tuple[engine.History, list[engine.Statistic], float | None]:
    """Inertia, reciprocity and two-paths with a baseline."""
    past, _, _ = social_evolution()
    named = [
        *(engine.Baseline(), engine.Inertia(), engine.Reciprocity()),
        engine.TwoPaths(combine=engine.Combine.COUNT),
    ]
    return past, named, None


def twelve_effects() -> tuple[engine.History, list[engine.Statistic], float | None]:
    """The twelve-parameter model of goldfish's vignette."""
    past, labels, actors = social_evolution()
    number = {label: i for i, label in enumerate(labels)}
    changes = table("goldfish_Social_Evolution_friendship.csv")
    later = engine.Changes(
        np.array([float(c["time"]) for c in changes]),
        np.array([number[c["sender"]] for c in changes]),
        np.array([number[c["receiver"]] for c in changes]),
        np.array([float(c["replace"]) for c in changes]),
        adds=False,
    )
    friends = engine.Given(np.zeros((len(labels), len(labels))), later)
    grade = np.array([np.nan if a["gradeType"] == "NA" else float(a["gradeType"]) for a in actors])
    floor = np.array([float(a["floor"]) for a in actors])
    window = engine.Past(memory=engine.Window(300.0))
    binary = engine.Scale.BINARY
    named: list[engine.Statistic] = [
        engine.Baseline(),
        engine.Degree(direction="in", of="source", counts_ties=True),
        engine.Degree(direction="out", of="source", counts_ties=True),
        engine.Degree(direction="in", of="source", counts_ties=True, network=friends),
        *(engine.Inertia(scale=binary), engine.Reciprocity(scale=binary)),
        engine.Inertia(scale=binary, network=window),
        engine.Reciprocity(scale=binary, network=window),
        *(engine.Inertia(network=friends), engine.Reciprocity(network=friends)),
        engine.ActorCovariate(
            values=np.where(np.isnan(grade), np.nanmean(grade), grade), reads="same"
        ),
        engine.ActorCovariate(values=floor, reads="same"),
    ]
    return past, named, float(changes[-1]["time"])


def ours(made: tuple[engine.History, list[engine.Statistic], float | None]) -> engine.Fit:
    """Statistics and estimation."""
    past, named, end = made
    return engine.fit(engine.Timed(engine.rows(past, named, end=end)))


def by_order() -> tuple[engine.History, Callable[[], engine.Fit]]:
    """Repetition, return and two-paths that fade with a half-life of seven days, by order."""
    past, _, _ = social_evolution()
    week = {"network": engine.Past(memory=engine.HalfLife(7 * 86_400.0))}
    named = [engine.Inertia(**week), engine.Reciprocity(**week), engine.TwoPaths(**week)]
    return past, lambda: engine.fit(engine.Ordered(engine.rows(past, named)))


def loop(past: engine.History) -> float:
    """The reference: one pass over all pairs at every event, with two statistics."""
    n, total = past.n_actors, 0.0
    ties = np.zeros((n, n))
    for i, j in zip(past.source.tolist(), past.target.tolist(), strict=True):
        total += float(np.exp(0.01 * ties + 0.01 * ties.T).sum())
        ties[i, j] += 1.0
    return total


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


PEAK = """
import sys
sys.path.insert(0, {folder!r})
from engine_parts import events
from engine_parts.machine import peak_gib
made = events.five_effects()
before = peak_gib()
events.ours(made)
print(before, peak_gib())
"""


def peak() -> dict[str, float]:
    """Largest memory of a process that fits five effects, and of one that has only begun."""
    folder = str(Path(__file__).resolve().parents[1])
    code = PEAK.format(folder=folder)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = map(float, done.stdout.split())
    return {
        "peak_rss_gib": round(after, 3),
        "before_gib": round(before, 3),
        "recorded_leanest_peer_gb": 0.33,
    }


def measure() -> dict:
    """Time every model beside the loop; medians and ratios."""
    if not DATA.is_dir():
        return {"skipped": "the examples are not beside the repository"}
    made = (five_effects(), twelve_effects(), three_effects())
    works = [*((model[0], partial(ours, model)) for model in made), by_order()]
    found: dict[str, dict] = {}
    for name, (past, work) in zip(RECORDED, works, strict=True):
        value = work().log_likelihood  # once before timing, so that imports do not count
        pairs = [(seconds(work), seconds(partial(loop, past))) for _ in range(REPEATS)]
        took = middle.median(own for own, _ in pairs)
        fastest = min(RECORDED[name].values())
        found[name] = {
            "seconds": round(took, 3),
            "times_the_loop": round(middle.median(own / ref for own, ref in pairs), 2),
            "recorded_peers_s": RECORDED[name],
            "recorded_fastest_peer_over_ours": round(fastest / took, 1),
            "log_likelihood": value,
        }
    found["memory, five effects"] = peak()
    return found


if __name__ == "__main__":
    print(f"RESULT {json.dumps(measure())}")
