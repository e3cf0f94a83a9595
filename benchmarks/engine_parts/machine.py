"""What this machine can do at most: memory read and multiply-adds, by plain compiled loops."""

import statistics as middle
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numba import njit, prange

_REPEATS = 7


def seconds(work: Callable[[], object], repeats: int = _REPEATS) -> float:
    """Median wall time of a call, after one that is not counted."""
    work()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return middle.median(taken)


@njit(cache=True, parallel=True, error_model="numpy", fastmath=True)
def _read(values: np.ndarray) -> float:
    total = 0.0
    for chunk in prange(64):
        part = 0.0
        for i in range(chunk * len(values) // 64, (chunk + 1) * len(values) // 64):
            part += values[i]
        total += part
    return total


@njit(cache=True, parallel=True, error_model="numpy", fastmath=True)
def _multiply(values: np.ndarray, times: int) -> np.ndarray:
    out = np.zeros((64, len(values)))
    for chunk in prange(64):
        for _ in range(times):
            for i in range(len(values)):
                x = values[i]
                x = x * x + 0.5
                x = x * 0.25 + 0.5
                x = x * 0.25 + x
                x = x * 0.125 + 0.5
                x = x * 0.25 + 0.5
                x = x * x + 0.5
                x = x * 0.25 + 0.5
                x = x * 0.125 + x
                out[chunk, i] = x
    return out


def peak_gib() -> float:
    """The most memory that this process has held, of its own and not of the one that began it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 2**20
    return float("nan")


def read_gb_per_s() -> float:
    """Reading far more than caches hold."""
    values = np.ones(64_000_000)
    return values.nbytes / seconds(lambda: _read(values)) / 1e9


def gflop_per_s() -> float:
    """Multiply-adds on what lies in the nearest cache, two operations each."""
    values, times = np.full(1024, 0.3), 400
    return 64 * times * len(values) * 8 * 2 / seconds(lambda: _multiply(values, times)) / 1e9
