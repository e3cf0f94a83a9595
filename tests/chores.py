"""Tasks for the tests of executors: other processes import them from here."""

import os
import signal
import time
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_info

from peripheries.errors import CaseError, Fault


def drawn(shared: npt.NDArray[np.float64], seed: int) -> float:
    """A number that hangs on the seed, and on the order of the sums of a product of matrices."""
    rng = np.random.default_rng(seed)
    time.sleep(0.01 * (seed % 3))  # items do not end in their order
    return float((shared @ rng.standard_normal(shared.shape)).sum())


def noted(folder: Path, item: int) -> int:
    """Notes by whom it was begun and ended, and takes a while between."""
    note = f"{item}-{os.getpid()}"
    (folder / f"begun-{note}").touch()
    time.sleep(0.2)
    (folder / f"ended-{note}").touch()
    return item * item


def threads(_shared: None, _item: int) -> tuple[int, int]:
    """Threads of compiled loops, and most threads of linear algebra."""
    blas = [found["num_threads"] for found in threadpool_info() if found["user_api"] == "blas"]
    return numba.get_num_threads(), max(blas)


class Unclean(Exception):
    """Does not come out of its bytes as it went in, as many an exception."""

    def __init__(self, rank: int, file: str) -> None:
        super().__init__(f"{rank} of {file}")


def failed(folder: Path, item: str) -> None:
    """Items name their error; others take a while and leave a mark."""
    errors = {
        "ours": CaseError([Fault(Path("case.yaml"), 3, "name", "no name", "Give one.")]),
        "built in": ZeroDivisionError("of nothing"),
        "unclean": Unclean(3, "wide"),
    }
    if item in errors:
        raise errors[item]
    time.sleep(0.3)
    (folder / item).touch()


def unfit(_shared: None, _item: int) -> object:
    """A result that cannot be sent."""
    return lambda: None


def killed_once(folder: Path, item: int) -> int:
    """The first process at item 2 is killed; every process notes what it ends."""
    if item == 2 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / f"{item}-{os.getpid()}").touch()
    return item * item


def killed(_shared: None, item: int) -> int:
    """Whoever does item 1 is killed."""
    if item == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return item
