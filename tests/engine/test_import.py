"""What an import costs: nothing is compiled, and heavy libraries wait until they are asked for."""

import subprocess
import sys

import numpy as np

NOTHING_COMPILED = """
import sys
import peripheries
assert "numba" not in sys.modules, "importing the package imports the compiler"
from peripheries import engine
import peripheries.engine.kernels as kernels
from importlib import import_module
from pkgutil import iter_modules
from numba.core.registry import CPUDispatcher
loops = [
    value
    for module in iter_modules(kernels.__path__)
    for value in vars(import_module(f"peripheries.engine.kernels.{module.name}")).values()
    if isinstance(value, CPUDispatcher)
]
assert len(loops) > 50, len(loops)
assert [loop for loop in loops if loop.signatures] == []
assert not {"nutpie", "arviz", "matplotlib", "polars"} & set(sys.modules)
"""

FUTURES = """
from peripheries import engine
import numpy as np
past = engine.history([0, 1, 2, 3], [0, 1, 2, 0], [1, 2, 0, 2], 3)
own = [[engine.Inertia(scale=engine.Scale.LOG1P)]]
none = np.zeros((3, 1))
at = engine.CountParameters(np.array([[-1.0, 0.4]]), np.zeros(1), none, none, np.zeros((3, 3)))
model = engine.CountModel(own, at)
found = engine.count_futures(past, model, first=4, n_periods=9, futures=24, seed=5).count
"""


def test_importing_compiles_nothing() -> None:
    subprocess.run([sys.executable, "-c", NOTHING_COMPILED], check=True)


def test_futures_by_period_are_the_same_in_another_process() -> None:
    here: dict[str, np.ndarray] = {}
    exec(FUTURES, here)
    told = "print(found.tobytes().hex())"
    done = subprocess.run(
        [sys.executable, "-c", FUTURES + told], check=True, capture_output=True, text=True
    )
    assert bytes.fromhex(done.stdout.strip()) == here["found"].tobytes()
