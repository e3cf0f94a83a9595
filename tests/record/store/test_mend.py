"""Damage is named, and mended where it can be."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from peripheries.errors import RecordError
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed
from peripheries.record.store import Added, Mended, Store, What, commits
from record import stored

Adds = Callable[..., Added]
LATER = stored.NOW + timedelta(days=36500)


@pytest.fixture
def three(add: Adds, store: Store) -> Store:
    """A store of three files, each with a rejected row."""
    for number in range(3):
        add(f"{number}.tsv", [stored.line(source=f"S{number}"), "bad\n"])
    return store


def _mended(store: Store) -> Mended:
    return stored.opened(store.root).mend(stored.lookup, now=LATER)


def _rows(store: Store) -> list[str]:
    return stored.opened(store.root).scan("acts", Form.EVENTS).collect()["source"].to_list()


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = [_flip, Path.unlink, lambda path: path.write_bytes(b"")]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("rejects", [False, True])
def test_a_part_is_named_and_rebuilt(
    three: Store, damage: Callable[[Path], None], rejects: bool
) -> None:
    part = three.parts("acts")[1]
    beside = part.rejects
    assert beside is not None
    place = three.root / (beside.place if rejects else part.place)
    content = place.read_bytes()
    damage(place)
    (found,) = three.verify().damages
    assert (found.place, found.what) == (place, What.REJECTS if rejects else What.PART)
    assert "rebuilt from its files" in str(found)
    assert _mended(three).rebuilt == (part.place,)
    assert place.read_bytes() == content
    assert three.verify().whole
    assert three.state().number == 3


def test_a_missing_part_is_told_before_rows_are_read(three: Store) -> None:
    part = three.parts("acts")[0]
    (three.root / part.place).unlink()
    with pytest.raises(RecordError, match="a part of the store is missing"):
        three.scan("acts", Form.EVENTS)


def test_a_part_that_comes_out_otherwise_is_replaced_by_a_commit(three: Store) -> None:
    def parse(path: Path, scratch: Path) -> Parsed:
        parsed = stored.parse(path, scratch)
        frame = parsed.tables[Form.EVENTS].with_columns(place=pl.lit("RS"))
        return replace(parsed, tables={Form.EVENTS: frame})

    newer = replace(stored.LINES, parse=parse)
    part = three.parts("acts")[1]
    _flip(three.root / part.place)
    mended = three.mend(lambda _stream, _layout: newer, now=LATER)
    ((old, new),) = mended.replaced
    assert old == part.place != new
    assert three.state().number == 4
    assert three.verify().whole
    assert sorted(_rows(three)) == ["S0", "S1", "S2"]


def test_a_part_without_its_file_or_layout_is_left_and_told(three: Store) -> None:
    part = three.parts("acts")[0]
    _flip(three.root / part.place)
    unknown = three.mend(lambda _stream, _layout: None, now=LATER)
    assert "no layout lines" in unknown.left[0][1]
    (held,) = (file for file in three.files("acts") if file.sha256 in part.files)
    _flip(three.root / held.place)
    left = _mended(three).left
    assert {one.what for one, _ in left} == {What.FILE, What.PART}
    assert all(held.origin in f"{one} {why}" for one, why in left)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_is_named_with_its_address_and_healed_by_adding_it(
    three: Store, add: Adds, damage: Callable[[Path], None]
) -> None:
    held = three.files("acts")[2]
    damage(three.root / held.place)
    (found,) = three.verify().damages
    assert "Fetch 2.tsv again from https://example.org/2.tsv" in str(found)
    assert not add("2.tsv", [stored.line(source="S2"), "bad\n"]).changed
    assert three.verify().whole


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_commit_is_named_and_restored_from_its_copy(
    three: Store, damage: Callable[[Path], None], number: int
) -> None:
    rows = _rows(three)
    place = commits.place_of(three.root, number)
    content = place.read_bytes()
    commits.keep(three.root, three.state())
    damage(place)
    assert [one.place for one in three.verify().damages] == [place]
    if place.exists() or number < 3:  # reading alone does not see that the last is gone
        with pytest.raises(RecordError, match=place.name):
            stored.opened(three.root).streams()
    assert _mended(three).restored == (number,)
    assert place.read_bytes() == content
    assert _rows(three) == rows
    assert three.verify().whole


def test_a_commit_without_copy_is_left_and_nothing_is_swept(three: Store) -> None:
    _flip(commits.place_of(three.root, 2))
    for copy in (three.root / "copies").rglob("*.json"):
        copy.unlink()
    mended = _mended(three)
    assert [one.number for one, _ in mended.left if one.what is What.COMMIT] == [2]
    assert mended.swept == ()
    assert len(list((three.root / "parts").rglob("*.parquet"))) == 6


def test_copies_and_the_state_written_out_are_made_anew(
    three: Store, monkeypatch: pytest.MonkeyPatch, add: Adds
) -> None:
    monkeypatch.setattr(commits, "EVERY", 2)
    add("3.tsv", [stored.line()])
    assert (three.root / "state.json").exists()
    _flip(three.root / "state.json")
    next((three.root / "copies").rglob("*.json")).unlink()
    assert {one.what for one in three.verify().damages} == {What.STATE, What.COPY}
    assert len(_rows(three)) == 4
    assert _mended(three).left == ()
    assert three.verify().whole


def test_strays_are_swept_when_they_have_rested_and_not_before(three: Store) -> None:
    root = three.root
    strays = {root / "aside/killed", root / "files/ab/abc.tsv", root / "commits/.x.aside"}
    strays |= {root / "parts/acts/events/undated_0.parquet", root / "copies/ab/abc.json"}
    for stray in strays:
        stray.parent.mkdir(exist_ok=True)
        stray.write_text("left")
    before = three.verify()
    assert before.whole
    assert set(before.strays) == strays
    young = min(stray.stat().st_mtime for stray in strays)
    soon = stored.NOW.fromtimestamp(young, stored.NOW.tzinfo) + timedelta(minutes=50)
    assert three.mend(stored.lookup, now=soon).swept == ()
    os.utime(root / "files/ab/abc.tsv", (1, 1))
    assert three.mend(stored.lookup, now=soon).swept == (root / "files/ab/abc.tsv",)
    assert set(_mended(three).swept) == strays - {root / "files/ab/abc.tsv"}
    assert three.verify().strays == ()
    assert sorted(_rows(three)) == ["S0", "S1", "S2"]
    assert list((root / "aside").iterdir()) == []


def test_what_was_named_by_an_earlier_commit_is_no_stray(add: Adds, store: Store) -> None:
    add("a.tsv", [stored.line()])
    add("a.tsv", [stored.line()] * 2, supersede=True)
    assert _mended(store).swept == ()
    assert len(list((store.root / "parts").rglob("*.parquet"))) == 2


def test_verifying_tells_how_far_it_is(three: Store) -> None:
    told: list[tuple[int, int, str]] = []
    found = three.verify(lambda done, of, words: told.append((done, of, words)))
    assert told[0][0] == 0
    assert told[-1] == (found.bytes, found.bytes, "")
    assert found.checked == 3 * 3 + 3
