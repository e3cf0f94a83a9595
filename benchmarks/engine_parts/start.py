"""What the first call after an import costs, once compiled code is kept."""

import json
import subprocess
import sys

FIRST_CALLS = {
    "import peripheries": "import peripheries",
    "import of the engine": "from peripheries import engine",
    "panel, fit and futures": """
from peripheries import engine
past = engine.history([0, 1, 2, 3], [0, 1, 2, 0], [1, 2, 0, 2], 3)
own = [[engine.Inertia(scale=engine.Scale.LOG1P)]]
found = engine.fit_counts(engine.panel(past, own, n_periods=4), prior_sd=1.0)
engine.count_futures(
    past, engine.CountModel(own, found.mode), first=4, n_periods=2, futures=8, seed=1
)
""",
    "one simulated sequence": """
from peripheries import engine
past = engine.history([0.0, 1.0], [0, 1], [1, 2], 3)
named = [engine.Baseline(), engine.Inertia(), engine.Reciprocity()]
engine.simulate(past, [engine.EventModel(named, [-1.0, 0.1, 0.1])], until=9.0, n_most=9, seed=1)
""",
}
"""Each runs in a process of its own, twice: the first may compile."""

TIMED = """
import time
start = time.perf_counter()
{code}
print(time.perf_counter() - start)
"""


def seconds(code: str) -> float:
    """Wall time of some code in a new process, without the interpreter's start."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(code=code)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def measure() -> dict:
    """Seconds of each, compiled code being there."""
    found = {}
    for name, code in FIRST_CALLS.items():
        seconds(code)
        found[name] = round(seconds(code), 3)
    return found


if __name__ == "__main__":
    print(f"RESULT {json.dumps(measure())}")
