"""Adding files to a stream: what is new is read, joined into parts, and entered by one commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, final

from peripheries.errors import OutputError, RecordError
from peripheries.record.connectors.base import Layout
from peripheries.record.forms import Form
from peripheries.record.store.commits import append
from peripheries.record.store.disk import Room, scratch, writing
from peripheries.record.store.held import Change, FileKey, HeldFile, HeldPart, Reading, State
from peripheries.record.store.joining import Joining
from peripheries.record.store.reading import Table, read_source
from peripheries.record.store.sources import (
    Incoming,
    Source,
    check_stream,
    place_files,
    taken_in,
    taken_out,
    unchanged,
)

Progress = Callable[[int, int, str], None]
"""Told how many are done, of how many, and in words of what."""
Refusal = tuple[str, str]
"""The name of a file that cannot enter, and why."""
_TRIES: Final = 100
_Gist = tuple[Form, str, int, int, str]


@final
@dataclass(frozen=True)
class Added:
    """What adding files has changed."""

    state: State = field(repr=False)
    parts: tuple[HeldPart, ...]
    """Those that entered."""
    already: tuple[str, ...]
    """Names of files that are held and read, under this name or as another with the same rows."""
    refused: tuple[Refusal, ...]
    """Nothing of them entered."""
    replaced: tuple[str, ...]
    """Places of the parts that gave way to these, because a newer edition of a file came."""

    @property
    def changed(self) -> bool:
        """Whether anything entered."""
        return bool(self.parts)


@final
class _OvertakenError(Exception):
    """Another writer has changed what was being added to."""

    def __init__(self, found: State) -> None:
        self.found = found
        super().__init__()


@final
@dataclass(frozen=True)
class Adding:
    """Where to, by which layout, when, and by what program."""

    root: Path
    stream: str
    layout: Layout
    now: datetime
    program: str
    supersede: bool = False
    """Whether a file of a held name, with other bytes, takes the held one's place."""
    progress: Progress = lambda _done, _of, _words: None

    def add(self, files: Sequence[Incoming | HeldFile], state: State) -> Added:
        """Enter files with one commit; those that cannot be read are told, and the others enter.

        Raises:
            RecordError: a newer edition came of a file whose neighbours in its part cannot be read.
            OutputError: the store cannot be written; it is as it was.
        """
        check_stream(self.stream)
        with writing(self.root), scratch(self.root) as folder:
            as_named = Room(folder / "files")
            sources, refused = self._sources(files, as_named)
            for attempt in range(_TRIES):
                room = Room(folder / f"attempt{attempt}")
                batch = _Batch(self, state, sources, as_named, room, list(refused))
                try:
                    return self._entered(batch)
                except _OvertakenError as overtaken:
                    state = overtaken.found
        raise OutputError(f"{self.root}: other writers were always faster. Do the same again.")

    def _sources(
        self, files: Sequence[Incoming | HeldFile], room: Room
    ) -> tuple[dict[FileKey, Source], list[Refusal]]:
        found: dict[FileKey, Source] = {}
        refused: list[Refusal] = []
        for file in files:
            try:
                if isinstance(file, Incoming):
                    source = taken_in(self.stream, file, room)
                else:
                    source = taken_out(self.root, file, room)
            except RecordError as bad:
                name = file.name or (file.path.name if isinstance(file, Incoming) else "")
                refused.append((name, str(bad)))
            else:
                found.setdefault(source.key, source)
        return found, refused

    def _entered(self, batch: "_Batch") -> Added:
        batch.read()
        place_files(self.root, batch.to_place())
        made = [joining.made(self.stream, self.layout.name) for joining in batch.joinings.values()]
        for one in made:
            one.settle(self.root)
        change = Change(
            says=f"{self.stream}: {batch.counted()} by {self.layout.name}",
            files=tuple(s.held for s in batch.entering if s.key not in batch.state.held),
            parts=tuple(one.part for one in made),
            gone_files=batch.gone_files,
            gone_parts=tuple(part.place for part in batch.gone_parts),
        )

        def still(found: State) -> Change | None:
            if not batch.untouched(found):
                raise _OvertakenError(found)
            return change if batch.entering else None

        after = append(self.root, still, batch.state, now=self.now, program=self.program)
        return Added(
            after, change.parts, tuple(batch.already), tuple(batch.refused), change.gone_parts
        )


@final
@dataclass
class _Batch:
    """Files being added, given one state of the store."""

    to: Adding
    state: State
    sources: Mapping[FileKey, Source]
    as_named: Room
    """For files under their own names."""
    room: Room
    """For what is read from them."""
    refused: list[Refusal]
    already: list[str] = field(default_factory=list)
    entering: list[Source] = field(default_factory=list)
    joinings: dict[Form, Joining] = field(default_factory=dict)
    gone_files: tuple[FileKey, ...] = ()
    gone_parts: tuple[HeldPart, ...] = ()
    _healing: list[Source] = field(default_factory=list)
    """Files that are held already; should what lies there be damaged, they take its place."""

    def __post_init__(self) -> None:
        self._names: dict[str, set[FileKey]] = {}
        for file in self.state.files(self.to.stream):
            self._names.setdefault(file.name, set()).add(file.key)
        self._entering_names: set[str] = set()
        self._gists: dict[_Gist, str] = {}
        self._read: set[tuple[str, str]] = set()
        for part in self.state.parts(self.to.stream):
            for reading in part.readings:
                self._read.add((reading.file, reading.name))
                self._gists[_gist(part.form, reading)] = reading.name

    def read(self) -> None:
        """Read what is new, and then what must be read anew because it shares a replaced part."""
        for done, source in enumerate(self.sources.values()):
            self.to.progress(done, len(self.sources), source.held.name)
            try:
                self._read_one(source)
            except RecordError as bad:
                self.refused.append((source.held.name, str(bad)))
        new = {source.key for source in self.entering}
        older = (self._names.get(source.held.name, set()) for source in self.entering)
        self.gone_files = tuple(sorted(key for keys in older for key in keys - new))
        self.gone_parts = _made_of(self.state, self.to.stream, self.gone_files)
        self._read_neighbours()

    def counted(self) -> str:
        """How many files enter, in words."""
        many = len(self.entering)
        return "1 file" if many == 1 else f"{many:,} files"

    def to_place(self) -> list[Source]:
        """Sources whose bytes belong into the store."""
        return [*self.entering, *self._healing]

    def untouched(self, found: State) -> bool:
        """Whether nothing that bears on these files has changed since the state that was read."""
        return found is self.state or self._bearing(found) == self._bearing(self.state)

    def _bearing(self, state: State) -> tuple[frozenset[FileKey], frozenset[str]]:
        names = {source.held.name for source in self.sources.values()}
        hashes = {source.held.sha256 for source in self.sources.values()}
        files = [
            file.key
            for file in state.files(self.to.stream)
            if file.name in names or file.sha256 in hashes
        ]
        parts = _made_of(state, self.to.stream, files)
        gone = (part.place for part in self.gone_parts if part.place in state.made)
        return frozenset(files), frozenset((*(part.place for part in parts), *gone))

    def _read_one(self, source: Source) -> None:
        held = self.state.held.get(source.key)
        if (source.held.sha256, source.held.name) in self._read:
            self.already.append(source.held.name)
            if held is not None and held.place == source.held.place:
                self._healing.append(source)
            return
        self._check_name(source)
        tables = read_source(source, self.to.layout, self.room)
        unchanged(source)
        # Days may be read off a file's name, so that the same bytes may give other rows.
        twins = [self._gists.get(_gist(table.form, table.reading)) for table in tables]
        if all(twins):
            self.already.append(f"{source.held.name} (as {twins[0]})")
            return
        self.entering.append(source)
        self._entering_names.add(source.held.name)
        self._join(tables)

    def _join(self, tables: Sequence[Table]) -> None:
        for table in tables:
            joining = self.joinings.setdefault(table.form, Joining(table.form, self.room))
            joining.add(table)
            self._gists[_gist(table.form, table.reading)] = table.reading.name

    def _check_name(self, source: Source) -> None:
        name = source.held.name
        if name in self._entering_names:
            raise RecordError(f"{name}: given twice, with different bytes. Give them other names.")
        if not self.to.supersede and self._names.get(name, set()) - {source.key}:
            raise RecordError(
                f"{source.held.origin}: {self.to.stream} holds another file of this name. If this "
                "is a newer edition, say that it replaces the older; else give it another name."
            )

    def _read_neighbours(self) -> None:
        gone = set(self.gone_files)
        for part in self.gone_parts:
            keys = [(self.to.stream, one.file, one.name) for one in part.readings]
            for key in (key for key in keys if key not in gone):
                gone.add(key)
                if part.layout != self.to.layout.name:
                    raise RecordError(
                        f"{part.place}: it holds rows of other files, read as {part.layout}. "
                        f"Add the newer edition by that layout, not by {self.to.layout.name}."
                    )
                source = taken_out(self.to.root, self.state.held[key], self.as_named)
                self._join(read_source(source, self.to.layout, self.room))


def _made_of(state: State, stream: str, keys: Sequence[FileKey]) -> tuple[HeldPart, ...]:
    wanted = {(sha256, name) for _, sha256, name in keys}
    return tuple(
        part
        for part in state.parts(stream)
        if wanted and any((one.file, one.name) in wanted for one in part.readings)
    )


def _gist(form: Form, reading: Reading) -> _Gist:
    """What two readings of the same bytes share if they gave the same rows."""
    days = (reading.first, reading.last, reading.covers)
    return (form, reading.file, reading.read, reading.kept, str(days))
