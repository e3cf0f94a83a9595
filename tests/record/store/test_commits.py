"""The chain of commits: nobody's work is lost, and reading it stays fast."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from peripheries.errors import OutputError, RecordError
from peripheries.record.forms import Form
from peripheries.record.store import Added, HeldFile, Store, adding, commits, disk
from peripheries.record.store.held import Change, State
from record import stored

Adds = Callable[..., Added]


def _file(number: int) -> HeldFile:
    sha256 = f"{number:064x}"
    return HeldFile(
        "acts", f"{number}.zip", sha256, 1, f"files/00/{sha256}.zip", "o", stored.NOW, "t"
    )


def _append(root: Path, *files: HeldFile, state: State | None = None) -> State:
    change = Change("files", files=files)
    return commits.append(
        root, lambda _: change, state or State(), now=stored.NOW, program="peripheries 0"
    )


def test_a_writer_who_is_late_reads_what_came_before_and_tries_again(tmp_path: Path) -> None:
    _append(tmp_path, _file(1))
    late = _append(tmp_path, _file(2), state=State())
    assert late.number == 2
    assert {file.name for file in late.files("acts")} == {"1.zip", "2.zip"}
    assert commits.read_state(tmp_path) == late
    assert len(list((tmp_path / "copies").rglob("*.json"))) == 2
    assert sorted(path.name for path in (tmp_path / "commits").iterdir()) == [
        "00000001.json",
        "00000002.json",
    ]


def test_a_late_writer_of_the_same_file_enters_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer enters the file while this one has read it and is about to commit."""
    path = stored.written(tmp_path, "a.tsv", [stored.line()])
    other = stored.opened(store.root)
    true = adding.append
    late: list[Added] = []

    def overtaken(*args: object, **options: object) -> State:
        if not late:
            monkeypatch.setattr(adding, "append", true)
            late.append(other.add("acts", stored.LINES, stored.coming(path), now=stored.NOW))
        return true(*args, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(adding, "append", overtaken)
    added = store.add("acts", stored.LINES, stored.coming(path), now=stored.NOW)
    assert late[0].changed
    assert (added.changed, added.already) == (False, ("a.tsv",))
    assert store.scan("acts", Form.EVENTS).collect().height == 1


def test_without_hard_links_a_number_is_still_taken_once(store: Store, add: Adds) -> None:
    add("a.tsv", [stored.line(source="A")])

    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", link)
        add("b.tsv", [stored.line(source="B")])
        aside = store.root / "x"
        for number in (1, 2):  # a file, and a folder
            aside.write_text("late")
            assert not disk.claimed(aside, commits.place_of(store.root, number))
    add("c.tsv", [stored.line(source="C")])
    rows = stored.opened(store.root).scan("acts", Form.EVENTS).collect()
    assert sorted(rows["source"]) == ["A", "B", "C"]
    assert store.verify().whole
    assert store.verify().strays == ()


def test_a_disk_that_cannot_be_written_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", link)
        with pytest.raises(OutputError, match="Read-only file system"):
            _append(store.root, _file(1))
    assert store.state().number == 0


def test_states_are_the_same_from_the_start_and_from_the_state_written_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "EVERY", 3)
    state = State()
    for number in range(11):
        state = _append(tmp_path, _file(number), state=state)
    kept = commits.kept_state(tmp_path)
    assert kept is not None
    assert kept.number == 9
    assert commits.read_state(tmp_path) == state
    (tmp_path / "state.json").unlink()
    assert commits.read_state(tmp_path) == state


def test_a_gap_or_another_history_is_told(tmp_path: Path) -> None:
    state = State()
    for number in range(4):
        state = _append(tmp_path / "a", _file(number), state=state)
    other = _append(tmp_path / "b", _file(9))
    commits.place_of(tmp_path / "a", 3).unlink()
    with pytest.raises(RecordError, match=r"00000003\.json"):
        commits.read_state(tmp_path / "a")
    with pytest.raises(RecordError, match=r"00000004\.json"):
        commits.read_state(tmp_path / "b", replace(state, number=4))
    assert commits.read_state(tmp_path / "b") == other


def test_ten_thousand_files_are_read_at_once(tmp_path: Path) -> None:
    state = State()
    for batch in range(20):
        files = [_file(batch * 500 + number) for number in range(500)]
        state = _append(tmp_path, *files, state=state)
    read = commits.read_state(tmp_path)
    assert read == state
    assert len(read.held) == 10_000
