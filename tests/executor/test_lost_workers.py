import os
import signal
from pathlib import Path

import pytest

import chores
from peripheries.errors import PeripheriesError
from peripheries.executor import Executor, executor_of


@pytest.fixture(params=["local", "dask"])
def executor(request: pytest.FixtureRequest) -> Executor:
    if request.param == "dask":
        return executor_of("dask", address=request.getfixturevalue("address"))
    return executor_of("local", workers=2)


class Killer:
    """Kills so many processes that are at an item, as soon as items are done."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.seen: list[int] = []
        self.killed: set[str] = set()

    def __call__(self, done: int, _all: int) -> None:
        self.seen.append(done)
        begun = {mark.name.removeprefix("begun-") for mark in self.folder.glob("begun-*")}
        ended = {mark.name.removeprefix("ended-") for mark in self.folder.glob("ended-*")}
        for note in sorted(begun - ended - self.killed):
            if len(self.killed) < self.count:
                self.killed.add(note)
                os.kill(int(note.partition("-")[2]), signal.SIGKILL)


@pytest.mark.parametrize("count", [1, 2])
def test_killed_workers_cost_time_not_results(
    executor: Executor, tmp_path: Path, count: int
) -> None:
    killer = Killer(tmp_path, count)
    squares = executor.run(chores.noted, range(10), shared=tmp_path, progress=killer)
    assert squares == [item * item for item in range(10)]
    assert len(killer.killed) == count
    assert killer.seen == [*range(1, 11)]
    assert len([*tmp_path.glob("begun-*")]) > len([*tmp_path.glob("ended-*")])


def test_only_the_item_of_a_lost_process_is_done_again(tmp_path: Path) -> None:
    local = executor_of("local", workers=2)
    squares = local.run(chores.killed_once, range(6), shared=tmp_path, progress=lambda *_: None)
    assert squares == [0, 1, 4, 9, 16, 25]
    items = sorted(int(mark.name.partition("-")[0]) for mark in tmp_path.glob("*-*"))
    assert items == [0, 1, 2, 3, 4, 5]


def test_an_item_that_ends_its_workers_is_given_up(executor: Executor) -> None:
    with pytest.raises(PeripheriesError, match=r"^Item 2 of 3 was given up: "):
        executor.run(chores.killed, range(3), shared=None, progress=lambda *_: None)
