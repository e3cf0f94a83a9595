"""A layout of a few columns, files of it, and a store that enters them until it is killed."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from peripheries.record.connectors.base import Layout
from peripheries.record.delimited import Shape, read_lines
from peripheries.record.forms import Form, shaped
from peripheries.record.parsed import Parsed
from peripheries.record.store import Incoming, Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SHAPE = Shape(("day", "source", "target", "quad"), "\t", header=False, quoted=False)


def parse(path: Path, scratch: Path) -> Parsed:
    """Events, a line each; the file `covers_A_B.tsv` covers the days from A to B."""
    lines = read_lines(path, _SHAPE, scratch)
    day = pl.col("day").str.to_date("%Y-%m-%d", strict=False)
    frame = lines.frame.with_columns(
        event_id=pl.col("line").cast(pl.String), date=day, known=day, code=pl.lit("010")
    )
    fault = pl.when(pl.col("day").is_not_null() & day.is_null()).then(pl.lit("no such day"))
    table = pl.concat(
        [shaped(frame, Form.EVENTS), frame.select("line", fault=fault)], how="horizontal"
    )
    words = path.stem.split("_")
    covers = None
    if words[0] == "covers":
        covers = (date.fromisoformat(words[1]), date.fromisoformat(words[2]))
    return Parsed({Form.EVENTS: table}, lines.read, lines.rejected, covers, lines.remarks)


LINES = Layout("lines", "events, a line each", lambda path: path.suffix == ".tsv", parse)


def line(day: str = "2020-01-01", source: str = "RUS", target: str = "PRK") -> str:
    """One sound line."""
    return f"{day}\t{source}\t{target}\tverbal_conflict\n"


def written(folder: Path, name: str, lines: Sequence[str]) -> Path:
    """A file of lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def coming(path: Path) -> Incoming:
    """A file as it comes."""
    return Incoming(path, NOW, "free", origin=f"https://example.org/{path.name}")


def opened(root: Path) -> Store:
    """The store in a folder."""
    return Store.open(root, program="peripheries 0")


def lookup(stream: str, layout: str) -> Layout | None:
    """The one layout there is."""
    return LINES if (stream, layout) == ("acts", "lines") else None


def enter(root: Path, folder: Path, who: str, told: Path, many: int) -> None:
    """Add files one after another, and note each once it is in; a third of them are put only."""
    store = opened(root)
    for number in range(many):
        day = date(2000, 1, 1) + timedelta(days=number)
        path = written(folder, f"{who}.{number}.tsv", [line(f"{day}", who)] * 5 + ["bad\n"])
        if number % 3 == 2:
            store.put_file("acts", coming(path), now=NOW)
        else:
            store.add("acts", LINES, coming(path), now=NOW)
        with told.open("a", encoding="utf-8") as file:
            file.write(f"{path.name}\n")


class Nursery:
    """A process that begets writers, each ready to write at once, and not of this one's threads."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def writer(self, root: Path, who: str, told: Path, many: int) -> int:
        """The process id of a new writer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{root} {who} {told} {many}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()


def gone(process: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def _beget() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with tempfile.TemporaryDirectory() as folder:
        read_lines(written(Path(folder), "warm.tsv", [line()]), _SHAPE, Path(folder))
    for asked in sys.stdin:
        root, who, told, many = asked.split()
        process = os.fork()
        if process == 0:
            enter(Path(root), Path(f"{told}.files"), who, Path(told), int(many))
            os._exit(0)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _beget()
