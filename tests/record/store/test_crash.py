"""A writer that stops between any two steps, or cannot write, leaves the last good state."""

import errno
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import final

import pytest

from peripheries.errors import OutputError
from peripheries.record.forms import Form
from peripheries.record.store import Added, Store, reading
from record import stored

Adds = Callable[..., Added]
STEPS = ("link", "replace", "rename", "fsync", "utime")


@final
class _StoppedError(BaseException):
    """Nothing after this step is done."""


def _fail_at(patch: pytest.MonkeyPatch, at: int, how: BaseException) -> list[str]:
    """Makes the `at`-th step raise, and all after it; lists the steps that were asked for."""
    asked: list[str] = []
    for name in STEPS:
        true = getattr(os, name)

        def step(*args: object, name: str = name, true: Callable[..., object] = true) -> object:
            asked.append(name)
            if len(asked) >= at:
                raise how
            return true(*args)

        patch.setattr(os, name, step)
    return asked


HOWS = [_StoppedError(), OSError(errno.ENOSPC, "No space left on device")]


@pytest.mark.parametrize("how", HOWS, ids=["stopped", "full"])
@pytest.mark.parametrize("task", ["add", "replace", "put"])
def test_whatever_the_step_the_store_is_as_before_or_as_after(
    how: BaseException, task: str, store: Store, add: Adds, tmp_path: Path
) -> None:
    add("a.tsv", [stored.line(source="OLD")])
    after = 0
    for at in range(1, 100):
        before = stored.opened(store.root).state()
        lines = [stored.line(source=f"N{at}"), "bad\n"]
        name = "a.tsv" if task == "replace" else f"{at}.tsv"
        path = stored.written(tmp_path / "files", name, lines)
        with pytest.MonkeyPatch.context() as patch:
            asked = _fail_at(patch, at, how)
            try:
                if task == "put":
                    store.put_file("acts", stored.coming(path), now=stored.NOW)
                else:
                    add(name, lines, supersede=True)
            except (_StoppedError, OutputError) as error:
                told = str(error)
        found = stored.opened(store.root).verify()
        assert found.damages == ()
        entered = found.state.number - before.number
        assert entered in (0, 1)
        if isinstance(how, OSError) and not entered:
            assert "It is as it was: make room" in told
        after += entered
        if len(asked) < at:
            break
    else:
        pytest.fail("there are more steps than a hundred")
    assert at > 8
    assert after in (1, 2)  # the last, and where the folder alone was not yet on the disk
    if task != "put":
        rows = stored.opened(store.root).scan("acts", Form.EVENTS).collect()["source"].to_list()
        assert ("OLD" in rows) == (task == "add")


@pytest.mark.parametrize("small", [0, 1_000_000])
def test_a_full_disk_while_rows_are_written_is_told_and_nothing_enters(
    small: int, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a moment, no file of this process can grow beyond a size."""
    lines = [stored.line(source=str(n * 2654435761 % 2**32)) for n in range(60_000)]
    coming = stored.coming(stored.written(tmp_path, "a.tsv", lines))
    held = store.put_file("acts", coming, now=stored.NOW)
    monkeypatch.setattr(reading, "SMALL", small)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, usual[1]))
    try:
        with pytest.raises(OutputError, match="File too large"):
            store.add("acts", stored.LINES, held, now=stored.NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    found = store.verify()
    assert (found.damages, found.strays, found.state.number) == ((), (), 1)
