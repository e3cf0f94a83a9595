"""How often verdicts are right in worlds whose truth is known: `scripts/bench validation`.

Worlds are those of `tests/model/worlds.py`; what came out is recorded in docs/validation.md. An
argument other than 1 is the share of the recorded number of worlds: `scripts/bench validation 0.1`.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the whole where the tests' modules can be imported, one thread for each process."""
    paths = os.pathsep.join([str(HERE), str(HERE.parent / "tests")])
    environment = os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "validation_parts.whole", *sys.argv[1:]]
    subprocess.run(command, check=True, env=environment)


main()
