"""Files that a user has placed, and files that were fetched: their rows enter the store."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final, final

from peripheries.api.recording.opening import connector, now, open_store
from peripheries.errors import RecordError
from peripheries.record.connectors import Connector
from peripheries.record.connectors.base import Layout
from peripheries.record.store import HeldFile, HeldPart, Incoming, Store

Progress = Callable[[int, int, str], None]
"""Told how many files are done, of how many, and what is being done."""
BATCH: Final = 96
"""Small files that become one part: a day of GDELT's quarters of an hour."""
LARGE: Final = 32 * 2**20
"""Bytes from which a file becomes a part of its own."""


@final
@dataclass(frozen=True)
class Added:
    """What adding files to a stream has changed."""

    stream: str
    parts: tuple[HeldPart, ...]
    """Those that entered; each knows its rows and what was rejected."""
    already: tuple[str, ...]
    """Names of files that were held, or whose rows were."""
    refused: tuple[tuple[str, str], ...]
    """Names of files that cannot be read, and why; nothing of them entered."""
    aside: tuple[str, ...] = ()
    """Names of files of a folder that are of no layout of the stream."""

    @property
    def rows(self) -> int:
        """Rows that entered."""
        return sum(part.rows for part in self.parts)

    @property
    def rejected(self) -> int:
        """Rows that were rejected, each with a reason."""
        return sum(part.read - part.rows for part in self.parts)


def silent(_done: int, _of: int, _words: str) -> None:
    """Tell nobody."""


def add(
    stream: str,
    *files: str | Path,
    store: str | Path | None = None,
    case: str | Path | None = None,
    in_place: bool = False,
    newer: bool = False,
    progress: Progress = silent,
) -> Added:
    """Add files, or folders of them, to a stream; what is held already changes nothing.

    Args:
        stream: name of a stream, as `streams()` lists them.
        files: files or folders; of a folder, the files whose layout is one of the stream's.
        store: folder of the store.
        case: case that declares the stream, if it is none of the built-in ones.
        in_place: leave files where they lie, and keep their path and hash only.
        newer: the files are newer editions: one takes the place of the held file of its name.
        progress: told of every batch.

    Raises:
        RecordError: no file is of a layout of the stream.
        UsageError: there is no such stream.
        OutputError: the store cannot be written; it is as it was.
    """
    source = connector(stream, case)
    moment = now()
    paths, aside = _paths(source, files)
    found = [
        (
            layout_for(source, path, stream),
            Incoming(path, moment, source.terms, in_place=in_place),
        )
        for path in paths
    ]
    added = enter(open_store(store), stream, found, moment, newer=newer, progress=progress)
    return replace(added, aside=tuple(aside))


def enter(
    store: Store,
    stream: str,
    files: Sequence[tuple[Layout, Incoming | HeldFile]],
    moment: datetime,
    *,
    newer: bool = False,
    progress: Progress = silent,
) -> Added:
    """Enter files of known layouts, in batches of one layout each."""
    parts: list[HeldPart] = []
    already: list[str] = []
    refused: list[tuple[str, str]] = []
    done = 0
    for layout, batch in _batches(files):
        progress(done, len(files), f"reading {_name(batch[0])}")
        added = store.add_many(stream, layout, batch, now=moment, supersede=newer)
        parts += added.parts
        already += added.already
        refused += added.refused
        done += len(batch)
    progress(done, len(files), "done")
    return Added(stream, tuple(parts), tuple(already), tuple(refused))


def layout_of(source: Connector, path: Path) -> Layout | None:
    """The layout of a file, of those that the source has."""
    return next((layout for layout in source.layouts if layout.fits(path)), None)


def layout_for(source: Connector, path: Path, stream: str) -> Layout:
    """The layout of a file; RecordError, naming those that there are, if it is none of them."""
    layout = layout_of(source, path)
    if layout is None:
        known = "; ".join(one.says for one in source.layouts)
        raise RecordError(
            f"{path}: it is none of the layouts of {stream}. They are: {known}. "
            "Is it another stream's file, or damaged?"
        )
    return layout


def _paths(source: Connector, files: Iterable[str | Path]) -> tuple[list[Path], list[str]]:
    """Files to add, and names of those of folders that are of no layout."""
    paths: list[Path] = []
    aside: list[str] = []
    for path in map(Path, files):
        if path.is_dir():
            there = [file for file in sorted(path.iterdir()) if file.is_file()]
            fitting = [file for file in there if layout_of(source, file)]
            if not fitting:
                raise RecordError(f"{path}: it holds no file of a layout of this stream.")
            paths += fitting
            aside += [file.name for file in there if file not in fitting]
        elif path.is_file():
            paths.append(path)
        else:
            raise RecordError(f"{path}: no such file. Check the path.")
    return paths, aside


def _batches(
    files: Sequence[tuple[Layout, Incoming | HeldFile]],
) -> Iterable[tuple[Layout, list[Incoming | HeldFile]]]:
    """Files of one layout together: a large one alone, small ones up to a bound."""
    for layout in dict.fromkeys(layout for layout, _ in files):
        own = [file for one, file in files if one is layout]
        small = iter([file for file in own if _size(file) < LARGE])
        while batch := list(islice(small, BATCH)):
            yield layout, batch
        yield from ((layout, [file]) for file in own if _size(file) >= LARGE)


def _size(file: Incoming | HeldFile) -> int:
    return file.bytes if isinstance(file, HeldFile) else file.path.stat().st_size


def _name(file: Incoming | HeldFile) -> str:
    return file.name or (file.path.name if isinstance(file, Incoming) else "")
