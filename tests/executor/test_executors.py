import multiprocessing
import os
from pathlib import Path

import numpy as np
import pytest
import threadpoolctl

import chores
from peripheries.errors import CaseError, UsageError
from peripheries.executor import Executor, cores, executor_of


@pytest.fixture(params=["inline", "local", "dask"])
def executor(request: pytest.FixtureRequest) -> Executor:
    if request.param == "dask":
        return executor_of("dask", address=request.getfixturevalue("address"))
    return executor_of(request.param, workers=2 if request.param == "local" else None)


def silent(_done: int, _all: int) -> None:
    pass


def test_results_are_those_of_a_plain_loop_in_the_order_of_the_items(executor: Executor) -> None:
    shared = np.random.default_rng(1).standard_normal((300, 300))
    with threadpoolctl.threadpool_limits(1, "blas"):
        expected = [chores.drawn(shared, seed) for seed in range(7)]
    assert executor.run(chores.drawn, range(7), shared=shared, progress=silent) == expected


def test_progress_tells_of_every_item_once(executor: Executor) -> None:
    seen: list[tuple[int, int]] = []
    executor.run(chores.drawn, range(5), shared=np.eye(2), progress=lambda *of: seen.append(of))
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_no_items_have_no_results(executor: Executor) -> None:
    assert executor.run(chores.drawn, [], shared=np.eye(2), progress=silent) == []


def test_a_users_mistake_is_raised_as_it_was_and_ends_the_rest(
    executor: Executor, tmp_path: Path
) -> None:
    items = ["ours", *map(str, range(20))]
    with pytest.raises(CaseError, match=r"^The case has 1 fault:\n  case.yaml:3 \[name\]") as seen:
        executor.run(chores.failed, items, shared=tmp_path, progress=silent)
    assert [fault.line for fault in seen.value.faults] == [3]
    assert len([*tmp_path.iterdir()]) < 10
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("name", ["local", "dask"])
def test_other_errors_say_where_they_rose(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    found = request.getfixturevalue("address") if name == "dask" else None
    executor = executor_of(name, address=found)
    with pytest.raises(ZeroDivisionError, match="of nothing") as seen:
        executor.run(chores.failed, ["built in"], shared=tmp_path, progress=silent)
    assert "in failed" in seen.value.__notes__[0]
    with pytest.raises(RuntimeError, match=r"^Unclean: 3 of wide"):
        executor.run(chores.failed, ["unclean"], shared=tmp_path, progress=silent)
    with pytest.raises(AttributeError, match="lambda"):
        executor.run(chores.unfit, [0], shared=None, progress=silent)


def test_workers_share_the_cores(address: str) -> None:
    local = executor_of("local", workers=2)
    shared_out = max(1, cores() // 2)
    for executor, loops in ((local, shared_out), (executor_of("dask", address=address), 1)):
        assert executor.run(chores.threads, [0], shared=None, progress=silent) == [(loops, 1)]


@pytest.mark.parametrize("name", ["local", "dask"])
def test_workers_are_at_it_together(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    found = request.getfixturevalue("address") if name == "dask" else None
    executor = executor_of(name, workers=None if found else 2, address=found)
    executor.run(chores.noted, range(6), shared=tmp_path, progress=silent)
    at_work = {mark.name.rpartition("-")[2] for mark in tmp_path.glob("begun-*")}
    assert len(at_work) == 2
    assert str(os.getpid()) not in at_work


@pytest.mark.parametrize(
    ("name", "workers", "address", "said"),
    [
        ("cloud", None, None, "inline, local, dask"),
        ("local", 0, None, "at least 1"),
        ("local", None, "tcp://127.0.0.1:8786", "no address"),
        ("inline", 2, None, "1 worker"),
        ("dask", None, None, "needs the address"),
        ("dask", 2, "tcp://127.0.0.1:8786", "leave their number out"),
    ],
)
def test_what_does_not_fit_together(
    name: str, workers: int | None, address: str | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        executor_of(name, workers, address)


def test_the_cores_are_the_number_of_local_workers() -> None:
    assert executor_of("local") == executor_of("local", workers=cores())
