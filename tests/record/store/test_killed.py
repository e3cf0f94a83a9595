"""Writers that are killed at any moment, and writers at work at the same time."""

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from peripheries.record.forms import Form
from record import stored


@pytest.fixture(scope="module")
def nursery() -> Iterator[stored.Nursery]:
    begets = stored.Nursery()
    yield begets
    begets.close()


def _wait(process: int) -> None:
    until = time.monotonic() + 60
    while not stored.gone(process):
        assert time.monotonic() < until, "the writer does not end"
        time.sleep(0.002)


def _killed(kills: int, folder: Path, nursery: stored.Nursery) -> None:
    draws = random.Random(20261123)
    root = folder / "store"
    own = 0
    for kill in range(kills):
        told = folder / f"told{kill}"
        writer = nursery.writer(root, f"w{kill}", told, 1000)
        time.sleep(draws.uniform(0.0, 0.3))
        os.kill(writer, signal.SIGKILL)
        _wait(writer)

        store = stored.opened(root)
        found = store.verify()
        assert found.damages == ()
        acknowledged = told.read_text().split() if told.exists() else []
        held = [name for *_, name in found.state.held if name.startswith(f"w{kill}.")]
        number = len(acknowledged)
        assert sorted(held) in (
            sorted(acknowledged),
            sorted([*acknowledged, f"w{kill}.{number}.tsv"]),
        )
        after = store.add(
            "acts",
            stored.LINES,
            stored.coming(stored.written(folder, f"own{kill}.tsv", [stored.line()] * (kill + 1))),
            now=stored.NOW,
        )
        own += kill + 1
        assert after.state.number == found.state.number + 1
    rows = stored.opened(root).scan("acts", Form.EVENTS).collect()
    assert rows.filter(source="RUS").height == own
    parts = stored.opened(root).parts("acts")
    assert rows.height == sum(part.rows for part in parts)
    mended = stored.opened(root).mend(stored.lookup, now=stored.NOW + timedelta(days=36500))
    assert mended.left == ()
    assert stored.opened(root).verify().strays == ()
    assert stored.opened(root).scan("acts", Form.EVENTS).collect().equals(rows)


def test_twenty_kills_leave_the_last_good_state(tmp_path: Path, nursery: stored.Nursery) -> None:
    _killed(20, tmp_path, nursery)


@pytest.mark.slow
def test_two_hundred_kills_leave_the_last_good_state(
    tmp_path: Path, nursery: stored.Nursery
) -> None:
    _killed(200, tmp_path, nursery)


@pytest.mark.parametrize("writers", [2, 4])
def test_writers_at_once_lose_nothing(
    writers: int, tmp_path: Path, nursery: stored.Nursery
) -> None:
    many = 6
    processes = [
        nursery.writer(tmp_path / "store", f"w{one}", tmp_path / f"told{one}", many)
        for one in range(writers)
    ]
    for process in processes:
        _wait(process)
    found = stored.opened(tmp_path / "store").verify()
    assert found.damages == ()
    assert found.strays == ()
    assert found.state.number == writers * many
    names = {name for *_, name in found.state.held}
    assert names == {f"w{one}.{number}.tsv" for one in range(writers) for number in range(many)}


def test_writers_of_the_same_files_enter_them_once(tmp_path: Path, nursery: stored.Nursery) -> None:
    processes = [
        nursery.writer(tmp_path / "store", "same", tmp_path / f"told{one}", 8) for one in range(3)
    ]
    for process in processes:
        _wait(process)
    store = stored.opened(tmp_path / "store")
    assert store.verify().damages == ()
    assert len(store.files("acts")) == 8
    assert store.scan("acts", Form.EVENTS).collect().height == 6 * 5
