"""The store: what it holds, and the doors by which files enter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import final

import polars as pl

from peripheries.errors import OutputError, RecordError
from peripheries.record.connectors.base import Layout
from peripheries.record.forms import SCHEMAS, Form
from peripheries.record.store.adding import Added, Adding, Progress
from peripheries.record.store.calendar import Calendar, calendar
from peripheries.record.store.commits import append, read_state
from peripheries.record.store.disk import Room, scratch, writing
from peripheries.record.store.held import Change, HeldFile, HeldPart, State
from peripheries.record.store.mending import Lookup, Mended, mend
from peripheries.record.store.reading import REJECTS
from peripheries.record.store.sources import Incoming, check_stream, place_files, taken_in
from peripheries.record.store.verifying import Verified, verify


def _silent(_done: int, _of: int, _words: str) -> None:
    return


@final
@dataclass(frozen=True)
class Listed:
    """Rejected rows, as many as were asked for."""

    rows: pl.DataFrame
    """`file`, `reason`, `line`, `rows`: how many rows the entry stands for."""
    entries: int
    """How many entries there are; more than `rows` holds if a limit cut them."""
    rejected: int
    """How many rows they stand for."""


@final
class Store:
    """Partitioned Parquet with a manifest, append-only and content-addressed.

    Every question is answered from the last commit; whoever asks several that must agree takes
    `state` once. Several processes may read and write at the same time.
    """

    def __init__(self, root: Path, program: str) -> None:
        self.root = root
        self._program = program
        self._state: State | None = None

    @classmethod
    def open(cls, root: Path, *, program: str) -> "Store":
        """The store in a folder, which is made by the first that enters.

        Args:
            root: folder of the store.
            program: name and version of what writes, for the manifest.

        Raises:
            OutputError: it is not a folder.
        """
        if root.exists() and not root.is_dir():
            raise OutputError(f"{root}: not a folder. Choose another place for the store.")
        return cls(root, program)

    def state(self) -> State:
        """All that is held, after the last commit.

        Raises:
            RecordError: the chain of commits is damaged.
        """
        self._state = read_state(self.root, self._state)
        return self._state

    def streams(self) -> tuple[str, ...]:
        """The names of all streams, in order."""
        return self.state().streams()

    def files(self, stream: str) -> tuple[HeldFile, ...]:
        """The files of a stream, by name."""
        return self.state().files(stream)

    def unread(self, stream: str) -> tuple[HeldFile, ...]:
        """The files of a stream that no part is made of: put, and not yet added."""
        state = self.state()
        read = {
            (reading.file, reading.name)
            for part in state.parts(stream)
            for reading in part.readings
        }
        return tuple(file for file in state.files(stream) if (file.sha256, file.name) not in read)

    def parts(self, stream: str, form: Form | None = None) -> tuple[HeldPart, ...]:
        """The parts of a stream (of one form), in the order of their days."""
        return self.state().parts(stream, form)

    def scan(self, stream: str, form: Form) -> pl.LazyFrame:
        """The rows of a stream, in the order of its parts; none where it holds nothing.

        Raises:
            RecordError: a part is missing.
        """
        paths = [self.root / part.place for part in self.parts(stream, form)]
        for path in paths:
            if not path.is_file():
                raise RecordError(
                    f"{path}: a part of the store is missing. Rebuild it with "
                    "`peripheries record verify --mend`."
                )
        if not paths:
            return pl.LazyFrame(schema=SCHEMAS[form])
        return pl.scan_parquet(paths, glob=False, hive_partitioning=False)

    def rejected(self, stream: str, form: Form | None = None, *, limit: int = 1000) -> Listed:
        """The rejected rows of a stream: reason, line and file; `entries` tells if some are cut."""
        parts = self.parts(stream, form)
        paths = [self.root / part.rejects.place for part in parts if part.rejects is not None]
        frame = (
            pl.scan_parquet(paths, glob=False, hive_partitioning=False)
            if paths
            else pl.LazyFrame(schema=REJECTS)
        )
        told = frame.select(pl.len(), pl.col("rows").cast(pl.Int64).sum()).collect(
            engine="streaming"
        )
        entries, rows = told.row(0)
        return Listed(frame.head(limit).collect(engine="streaming"), entries, rows)

    def calendar(self, stream: str, form: Form) -> Calendar:
        """Day by day: what is covered, how many rows it has, where there are gaps and outages."""
        return calendar(self.parts(stream, form), self.scan(stream, form))

    def put_file(self, stream: str, file: Incoming, *, now: datetime) -> HeldFile:
        """Keep a file as it came, unread; once held, it changes nothing.

        Raises:
            RecordError: it cannot be read from its path.
            OutputError: the store cannot be written; it is as it was.
        """
        check_stream(stream)
        with writing(self.root), scratch(self.root) as folder:
            source = taken_in(stream, file, Room(folder / "files"))

            def entered(state: State) -> Change | None:
                if source.key in state.held:
                    return None
                return Change(f"{stream}: {source.held.name} put", files=(source.held,))

            state = self.state()
            known = state.held.get(source.key, source.held)
            if known.place == source.held.place:
                place_files(self.root, [source])
            self._state = append(self.root, entered, state, now=now, program=self._program)
        return self._state.held[source.key]

    def add(
        self,
        stream: str,
        layout: Layout,
        file: Incoming | HeldFile,
        *,
        now: datetime,
        supersede: bool = False,
    ) -> Added:
        """Read one file and enter its rows; a file that is held and read changes nothing.

        Args:
            stream: where its rows belong.
            layout: how it is read.
            file: one that comes, or one that was put.
            now: UTC.
            supersede: whether it takes the place of a held file of its name with other bytes.

        Raises:
            RecordError: it cannot be read as this layout, or its rows do not add up.
            OutputError: the store cannot be written.
            UsageError: the stream's name cannot be one.
            In every case the store is as it was.
        """
        added = self.add_many(stream, layout, [file], now=now, supersede=supersede)
        for _, why in added.refused:
            raise RecordError(why)
        return added

    def add_many(
        self,
        stream: str,
        layout: Layout,
        files: Sequence[Incoming | HeldFile],
        *,
        now: datetime,
        supersede: bool = False,
        progress: Progress = _silent,
    ) -> Added:
        """Read many small files and enter their rows as one part a form, by one commit.

        A file that cannot be read is told in `refused`, and the others enter. Rows stand in the
        order in which the files are given; see `add`.
        """
        adding = Adding(
            self.root, stream, layout, now, self._program, supersede=supersede, progress=progress
        )
        added = adding.add(files, self.state())
        self._state = added.state
        return added

    def verify(self, progress: Progress = _silent) -> Verified:
        """Compute every hash again and name what is damaged, missing, or nobody's."""
        return verify(self.root, progress)

    def mend(self, layouts: Lookup, *, now: datetime, progress: Progress = _silent) -> Mended:
        """Restore commits, rebuild parts from their files, and sweep away what is nobody's.

        Args:
            layouts: from a stream and the name of a layout to the layout; None: not known.
            now: UTC.
            progress: told how many bytes are checked, of how many.
        """
        self._state = None
        return mend(self.root, layouts, now=now, program=self._program, progress=progress)
