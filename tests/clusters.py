"""A cluster of Dask for tests: a scheduler and workers, as processes of their own on loopback."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "PYTHONPATH": str(Path(__file__).resolve().parent),  # where the tasks are
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",  # so as to despair soon
}


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers; who kills one sees it started anew."""
    told = folder / "scheduler.json"
    reached = ["--host", "127.0.0.1", "--scheduler-file", str(told), "--no-dashboard"]
    running = [_dask(folder / "scheduler.log", ["scheduler", "--port", "0", *reached])]
    try:
        for index in range(workers):
            place = ["--nthreads", "1", "--local-directory", str(folder / str(index))]
            running.append(_dask(folder / f"{index}.log", ["worker", *reached, *place]))
        deadline = time.monotonic() + 30
        while not told.exists():
            assert time.monotonic() < deadline, (folder / "scheduler.log").read_text()
            time.sleep(0.05)
        yield json.loads(told.read_text())["address"]
    finally:
        for ending in (running[1:], running[:1]):  # workers say goodbye to their scheduler
            for process in ending:
                process.terminate()
            for process in ending:
                _await(process)


def _dask(log: Path, words: Sequence[str]) -> subprocess.Popen[bytes]:
    with log.open("w") as target:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            stdout=target,
            stderr=target,
            env=os.environ | SETTINGS,
        )


def _await(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
