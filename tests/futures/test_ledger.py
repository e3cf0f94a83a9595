"""The ledger: a change of what was sealed is found; writers lose nothing, however they end."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from peripheries.errors import OutputError, RecordError, UsageError
from peripheries.futures.ledger import Entry, Ledger, append, read, verify
from peripheries.futures.sealing import BEGINNING, sealed

ONE = Entry(
    case="two_peripheries",
    question="Q01",
    wording="Will Россия veto?",
    opens=date(2026, 1, 1),
    resolves=date(2026, 12, 31),
    as_of=date(2025, 12, 31),
    made=datetime(2026, 1, 1, 9, tzinfo=UTC),
    probability=0.25,
    monte_carlo_error=0.01,
    baselines={"persistence": 1.0, "base rate": 0.1},
    futures=1000,
    seed=7,
    model="ab" * 32,
    version="0.1.0",
)


def with_changes(**changes: object) -> Entry:
    return Entry.model_validate(ONE.model_dump() | changes)


def several(number: int, start: int = 0) -> list[Entry]:
    return [with_changes(question=f"Q{start + one}") for one in range(number)]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    as_of = draw(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    window = sorted(as_of + timedelta(days=draw(st.integers(1, 900))) for _ in range(2))
    text = st.text(min_size=1, max_size=8).filter(str.strip)
    share = st.floats(0, 1)
    return with_changes(
        as_of=as_of,
        opens=window[0],
        resolves=window[1],
        made=datetime.combine(as_of, draw(st.times()), UTC)
        + draw(st.timedeltas(timedelta(0))) % timedelta(900),
        question=draw(text),
        wording=draw(text),
        probability=draw(share),
        baselines=draw(st.dictionaries(text, share, max_size=3)),
        seed=draw(st.integers(0, 2**128)),
    )


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("three") / "ledger.jsonl"
    append(file, several(3))
    return file.read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changed") / "ledger.jsonl"


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_changed_byte_is_found_or_changes_no_entry(
    three: bytes, place: Path, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(three) - 1) | st.just(len(three) - 1))
    byte = data.draw(st.binary(max_size=2) | st.just(b"\n"))
    place.write_bytes(three[:at] + byte + three[at + 1 :])
    found = _read_if_whole(place)
    # What is not found is a last line whose end alone is missing.
    assert found is None or (found.entries, found.torn) == (tuple(several(3)), b"")


def _read_if_whole(place: Path) -> Ledger | None:
    try:
        return read(place)
    except RecordError:
        return None


@given(data=st.data())
@settings(deadline=None)
def test_a_cut_leaves_whole_entries_and_is_seen_by_the_head(
    three: bytes, place: Path, data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, len(three)))
    place.write_bytes(three[:kept])
    found = read(place)
    ends = [at for at, byte in enumerate(three) if byte == ord("\n") and at <= kept]
    assert found.entries == tuple(several(3)[: len(ends)])
    assert found.torn == three[ends[-1] + 1 if ends else 0 : kept]
    head = json.loads(three.splitlines()[-1])["seal"]
    assert verify(place, head=head) == (len(ends) == 3)


@given(st.lists(st.lists(entries(), max_size=3), max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_is_appended_is_read_in_order_and_once(batches: list[list[Entry]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new" / "ledger.jsonl"
        new: list[Entry] = []
        for batch in batches:
            added = append(file, batch)
            new += added.new
            assert added.ledger.entries == tuple(new)
            assert append(file, batch).new == ()
        if new:
            assert read(file) == append(file, []).ledger
            assert [e for n, e in enumerate(new) if e in new[:n]] == []
        said = [e.model_dump_json(exclude={"made"}) for batch in batches for e in batch]
        assert {e.model_dump_json(exclude={"made"}) for e in new} == set(said)


def test_a_seal_is_the_sha256_of_its_line_without_it(three: bytes) -> None:
    before = BEGINNING
    for line in three.splitlines():
        seal = json.loads(line)["seal"]
        bare = line.replace(f',"seal":"{seal}"'.encode(), b"")
        assert hashlib.sha256(bare).hexdigest() == seal
        assert json.loads(line)["previous"] == before
        before = seal


def test_the_format_is_as_it_was(tmp_path: Path) -> None:
    """Ledgers written before must stay readable: a new seal here breaks every one of them."""
    head = append(tmp_path / "ledger.jsonl", [ONE]).ledger.head
    assert head == "fbd65f92d70ba0a3f80501a12dd91e23699187e689f2e89c777877d205af3cf3"


@pytest.mark.parametrize(
    ("order", "line"),
    [([1, 2], 1), ([0, 2], 2), ([1, 0, 2], 1), ([0, 2, 1], 2), ([0, 0, 1, 2], 2)],
)
def test_lines_removed_or_moved_are_found(
    three: bytes, place: Path, order: list[int], line: int
) -> None:
    lines = three.splitlines(keepends=True)
    place.write_bytes(b"".join(lines[one] for one in order))
    with pytest.raises(RecordError, match=rf"jsonl:{line}: a line was removed, added or moved"):
        read(place)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"my notes", "no sealed line"),
        (b"\n", "no sealed line"),
        (b"[1]\n", "no sealed line"),
        (b"\xff\n", "no sealed line"),
        (b"[" * 100_000 + b"\n", "no sealed line"),
        (sealed({"probability": 2}, BEGINNING)[0], "no forecast that this version knows"),
        (sealed(ONE.model_dump(mode="json") | {"seed": "7"}, BEGINNING)[0], r"\[seed\]: the line"),
        (sealed({"a": 1}, BEGINNING)[0].replace(b":1", b": 1"), "not as it was written"),
        (sealed({"a": 1}, BEGINNING)[0].replace(b":1", b":2"), "changed after it was sealed"),
    ],
)
def test_nothing_is_written_behind_what_is_damaged(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(content)
    with pytest.raises(RecordError, match=rf"jsonl:1.*{problem}"):
        append(file, [ONE])
    assert file.read_bytes() == content


def test_a_torn_last_line_is_told_of_and_set_aside(tmp_path: Path, three: bytes) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(three[:-30])
    torn = three.splitlines()[-1][:-29]
    assert read(file).torn == torn
    assert append(file, several(2)).set_aside is None
    added = append(file, several(3))
    assert added.new == tuple(several(3)[2:])
    assert added.set_aside is not None
    assert added.set_aside.read_bytes() == torn
    assert file.read_bytes() == three


def test_what_an_earlier_writer_left_aside_is_no_hindrance(tmp_path: Path, three: bytes) -> None:
    file = tmp_path / "ledger.jsonl"
    (tmp_path / ".ledger.jsonl.aside").write_bytes(b"half")
    append(file, several(3))
    assert file.read_bytes() == three
    assert {f.name for f in tmp_path.iterdir()} == {"ledger.jsonl", ".ledger.jsonl.lock"}


def test_a_link_stays_a_link_and_rights_stay_as_they_were(tmp_path: Path) -> None:
    file, link = tmp_path / "ledger.jsonl", tmp_path / "link"
    append(file, several(1))
    file.chmod(0o640)
    link.symlink_to(file)
    append(link, several(2))
    assert link.is_symlink()
    assert len(read(file).entries) == 2
    assert file.stat().st_mode & 0o777 == 0o640


def test_the_same_forecast_is_not_new_and_another_is(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    later = {"made": ONE.made + timedelta(hours=3), "version": "0.2.0"}
    assert append(file, [ONE, with_changes(**later)]).new == (ONE,)
    assert append(file, [with_changes(**later)]).new == ()
    others = [
        with_changes(**change)
        for change in (
            {"as_of": date(2025, 11, 30)},
            {"seed": 8},
            {"model": "cd" * 32},
            {"case": "another"},
            {"probability": 0.26},
        )
    ]
    assert append(file, others).new == tuple(others)


def test_a_head_kept_from_earlier_is_in_the_chain(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    head = append(file, several(2)).ledger.head
    append(file, several(3))
    assert verify(file, head=f" {head.upper()}\n")
    assert verify(file, head=BEGINNING)
    assert not verify(file, head="e" * 64)
    with pytest.raises(UsageError, match="64 hexadecimal digits"):
        verify(file, head=head[:10])


@pytest.mark.parametrize(
    ("changes", "after_the_fact"),
    [
        ({}, False),
        ({"made": datetime(2026, 1, 1, 23, 59, tzinfo=UTC)}, False),
        ({"made": datetime(2026, 1, 2, tzinfo=UTC)}, True),
        ({"made": datetime(2026, 1, 2, 8, tzinfo=timezone(timedelta(hours=9)))}, False),
        ({"made": datetime(2027, 1, 1, tzinfo=UTC)}, True),
        (
            {
                "resolves": date(2026, 1, 1),
                "made": datetime(2026, 1, 1, 23, tzinfo=timezone(timedelta(hours=-2))),
            },
            True,
        ),
        ({"made": datetime(2025, 12, 30, tzinfo=UTC)}, False),
    ],
)
def test_what_is_made_after_the_fact_says_so(
    changes: dict[str, object], after_the_fact: bool
) -> None:
    assert with_changes(**changes).retrospective is after_the_fact


@pytest.mark.parametrize(
    "changes",
    [
        {"probability": 1.01},
        {"probability": float("nan")},
        {"probability": "0.5"},
        {"monte_carlo_error": float("inf")},
        {"baselines": {"persistence": -0.1}},
        {"baselines": {"persistence": None}},
        {"futures": 0},
        {"seed": -1},
        {"seed": True},
        {"model": "ab"},
        {"wording": " "},
        {"made": ONE.made.replace(tzinfo=None)},
        {"made": datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))},
        {"made": datetime(2025, 12, 29, tzinfo=UTC)},
        {"opens": date(2027, 1, 1)},
        {"as_of": date(2026, 12, 31), "made": datetime(2026, 12, 31, tzinfo=UTC)},
        {"as_of": "2025-12-31"},
        {"surprise": 1},
    ],
)
def test_what_is_no_forecast_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        with_changes(**changes)


def test_an_entry_that_was_made_past_the_checks_is_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        append(tmp_path / "ledger.jsonl", [ONE.model_copy(update={"probability": float("nan")})])
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no ledger"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(RecordError, match="cannot be read"):
        read(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        append(tmp_path / "file" / "ledger.jsonl", [ONE])


_BEGETS = """
import os, signal, sys
from pathlib import Path
from peripheries.futures.ledger import Entry, append
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for asked in sys.stdin:
    file, who, many, told, entry = asked.split(" ", 4)
    process = os.fork()
    if process == 0:
        for number in range(int(many)):
            named = f"{who}.{number}"
            whole = Entry.model_validate_json(entry).model_copy(update={"question": named})
            append(Path(file), [whole, whole.model_copy(update={"question": named + "b"})])
            with open(told, "a") as out:
                out.write(named + "\\n")
        os._exit(0)
    print(process, flush=True)
"""


class Nursery:
    """A process that begets writers, each ready to write at once, and not of this one's threads."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _BEGETS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def writer(self, file: Path, who: str, many: int) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        told = file.with_name(f"{who}.told")
        self.process.stdin.write(f"{file} {who} {many} {told} {ONE.model_dump_json()}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    begets = Nursery()
    yield begets
    begets.process.communicate()


def _wait(process: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.002)
    raise AssertionError("the writer does not end")


def _told(file: Path, who: str) -> list[str]:
    told = file.with_name(f"{who}.told")
    return told.read_text().split() if told.exists() else []


def test_twenty_kills_lose_nothing_that_was_told(tmp_path: Path, nursery: Nursery) -> None:
    draws = random.Random(20261123)
    file = tmp_path / "ledger.jsonl"
    append(file, [ONE])
    before = 1
    for kill in range(20):
        writer = nursery.writer(file, f"w{kill}", 1000)
        time.sleep(draws.uniform(0.0, 0.12))
        os.kill(writer, signal.SIGKILL)
        _wait(writer)
        found = read(file)
        assert found.torn == b""
        names = [entry.question for entry in found.entries[before:]]
        told = _told(file, f"w{kill}")
        both = [name for one in range(len(names) // 2) for name in _pair(kill, one)]
        assert names == both  # a batch is there whole or not at all
        assert len(told) <= len(names) // 2 <= len(told) + 1
        before = len(found.entries)
        assert append(file, [with_changes(question=f"own{kill}")]).new
        before += 1
    assert before > 20 + 1 + 20, "the writers were killed before they wrote"


def _pair(kill: int, number: int) -> tuple[str, str]:
    return f"w{kill}.{number}", f"w{kill}.{number}b"


def test_writers_at_once_lose_nothing(tmp_path: Path, nursery: Nursery) -> None:
    file = tmp_path / "ledger.jsonl"
    writers = [nursery.writer(file, who, 25) for who in ("a", "b", "c")]
    for writer in writers:
        _wait(writer)
    found = read(file)
    for who in ("a", "b", "c"):
        names = [e.question for e in found.entries if e.question.startswith(who)]
        assert names == [f"{who}.{one}{end}" for one in range(25) for end in ("", "b")]
    assert len(found.entries) == 150


def test_writers_of_the_same_enter_it_once(tmp_path: Path, nursery: Nursery) -> None:
    file = tmp_path / "ledger.jsonl"
    writers = [nursery.writer(file, "same", 10) for _ in range(2)]
    for writer in writers:
        _wait(writer)
    assert len(read(file).entries) == 20
