"""Dask on loopback: a scheduler and workers with one thread each, as processes of their own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of its scheduler; tasks are found in the modules of this folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        told = Path(folder) / "scheduler.json"
        reached = ["--host", "127.0.0.1", "--scheduler-file", str(told), "--no-dashboard"]
        place = ["--nthreads", "1", "--local-directory", folder]
        scheduler = _dask(["scheduler", "--port", "0", *reached])
        running = [_dask(["worker", *reached, *place]) for _ in range(workers)]
        try:
            while not told.exists():
                time.sleep(0.1)
            yield json.loads(told.read_text())["address"]
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()
            scheduler.terminate()
            scheduler.wait()


def _dask(words: Sequence[str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(BENCHMARKS), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
    )
