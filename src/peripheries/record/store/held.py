"""What the store's manifest says it holds: files as they came, parts made of them, and commits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, final

from peripheries.record.forms import Form
from peripheries.record.parsed import Rejected

Days = tuple[date, date]
"""A first and a last day."""
FileKey = tuple[str, str, str]
"""Stream, sha256 and name of a file."""
_REASONS: Final = 100
_DAY: Final = timedelta(days=1)


@final
@dataclass(frozen=True)
class HeldFile:
    """A file as it was fetched or placed, byte for byte."""

    stream: str
    name: str
    sha256: str
    bytes: int
    place: str
    """Within the store, or the absolute path of a file that was left where it lies."""
    origin: str
    """The address or path that it came from."""
    fetched: datetime
    """When it came; UTC."""
    terms: str
    etag: str | None = None
    last_modified: str | None = None
    md5: str | None = None
    covers: Days | None = None
    """As the source's listing tells it; what the file itself tells stands in its readings."""

    @property
    def key(self) -> FileKey:
        """What tells it from all others."""
        return (self.stream, self.sha256, self.name)


@final
@dataclass(frozen=True)
class Reading:
    """What one file gave to one part: read = kept + rejected."""

    file: str
    """The sha256 of the file."""
    name: str
    read: int
    kept: int
    first: date | None
    """Days of its rows; None where it gave none, or none with a date."""
    last: date | None
    rejected: tuple[Rejected, ...] = ()
    covers: Days | None = None
    remarks: tuple[str, ...] = ()
    gaps: tuple[Days, ...] = ()
    """Ranges of days between those of its rows of which it tells nothing."""

    @property
    def told(self) -> Days | None:
        """Days of which it tells all that the source has: as it says, or those of its rows."""
        if self.covers is not None or self.first is None or self.last is None:
            return self.covers
        return (self.first, self.last)

    @property
    def covered(self) -> tuple[Days, ...]:
        """The ranges of days of which it tells all that the source has."""
        if self.told is None:
            return ()
        first, last = self.told
        starts = (first, *(end + _DAY for _, end in self.gaps))
        ends = (*(start - _DAY for start, _ in self.gaps), last)
        return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start <= end)


@final
@dataclass(frozen=True)
class Beside:
    """The rejected rows of a part: a Parquet file of file, reason, line and number of rows."""

    place: str
    sha256: str
    bytes: int


@final
@dataclass(frozen=True)
class HeldPart:
    """Rows of one form, made of one or several files by one layout."""

    stream: str
    form: Form
    place: str
    """Within the store; no two parts share it."""
    sha256: str
    bytes: int
    layout: str
    readings: tuple[Reading, ...]
    """One for each file, in the order of their rows."""
    rejects: Beside | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The sha256 of every file it was made of."""
        return tuple(reading.file for reading in self.readings)

    @property
    def read(self) -> int:
        """Rows read: kept and rejected."""
        return sum(reading.read for reading in self.readings)

    @property
    def rows(self) -> int:
        """Rows kept."""
        return sum(reading.kept for reading in self.readings)

    @property
    def first(self) -> date | None:
        """The first day of its rows."""
        return min((r.first for r in self.readings if r.first), default=None)

    @property
    def last(self) -> date | None:
        """The last day of its rows."""
        return max((r.last for r in self.readings if r.last), default=None)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Reasons over all its files; `first` names the file too where there are several."""
        several = len(self.readings) > 1
        found: dict[str, Rejected] = {}
        for reading in self.readings:
            for one in reading.rejected:
                before = found.get(one.reason)
                first = f"{reading.name}, {one.first}" if several else one.first
                found[one.reason] = (
                    Rejected(one.reason, before.rows + one.rows, before.first)
                    if before
                    else Rejected(one.reason, one.rows, first)
                )
        return tuple(found.values())

    @property
    def covers(self) -> tuple[Days, ...]:
        """The days of which each of its files tells, in order."""
        return tuple(sorted({days for reading in self.readings for days in reading.covered}))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What its readers remarked, by file where there are several."""
        several = len(self.readings) > 1
        return tuple(
            f"{reading.name}: {remark}" if several else remark
            for reading in self.readings
            for remark in reading.remarks
        )

    def made_of(self, key: FileKey) -> bool:
        """Whether a file is one of those that it was made of."""
        stream, sha256, name = key
        return stream == self.stream and any(
            reading.file == sha256 and reading.name == name for reading in self.readings
        )


@final
@dataclass(frozen=True)
class Change:
    """What one commit does to what is held."""

    says: str
    files: tuple[HeldFile, ...] = ()
    """Enter, or take the place of an entry of the same key."""
    parts: tuple[HeldPart, ...] = ()
    gone_files: tuple[FileKey, ...] = ()
    """No longer held to be true; their bytes stay, and so does the history."""
    gone_parts: tuple[str, ...] = ()
    """The places of parts that others replace."""


@final
@dataclass(frozen=True)
class Commit:
    """One change, when it was made, and by what; it names the commit before it."""

    number: int
    before: str
    """sha256 of the commit before; empty for the first."""
    made: datetime
    program: str
    change: Change


@final
@dataclass(frozen=True)
class State:
    """What is held after some commit."""

    number: int = 0
    head: str = ""
    """sha256 of the last commit; empty where there is none."""
    held: Mapping[FileKey, HeldFile] = field(default_factory=lambda: MappingProxyType({}))
    made: Mapping[str, HeldPart] = field(default_factory=lambda: MappingProxyType({}))

    def streams(self) -> tuple[str, ...]:
        """The names of all streams, in order."""
        held = {file.stream for file in self.held.values()}
        return tuple(sorted(held | {part.stream for part in self.made.values()}))

    def files(self, stream: str) -> tuple[HeldFile, ...]:
        """The files of a stream, by name."""
        found = (file for file in self.held.values() if file.stream == stream)
        return tuple(sorted(found, key=lambda file: (file.name, file.sha256)))

    def parts(self, stream: str, form: Form | None = None) -> tuple[HeldPart, ...]:
        """The parts of a stream (of one form), in the order of their days."""
        found = (
            part
            for part in self.made.values()
            if part.stream == stream and form in {None, part.form}
        )
        return tuple(sorted(found, key=lambda part: (part.first or date.min, part.place)))

    def after(self, commit: Commit, sha256: str) -> "State":
        """This state with one more commit."""
        return folded(self, [(commit, sha256)])


def folded(state: State, commits: list[tuple[Commit, str]]) -> State:
    """A state after further commits, each with its sha256."""
    if not commits:
        return state
    held, made = dict(state.held), dict(state.made)
    for commit, _ in commits:
        for key in commit.change.gone_files:
            held.pop(key, None)
        for place in commit.change.gone_parts:
            made.pop(place, None)
        held.update((file.key, file) for file in commit.change.files)
        made.update((part.place, part) for part in commit.change.parts)
    last, sha256 = commits[-1]
    return State(last.number, sha256, MappingProxyType(held), MappingProxyType(made))


def shortened(rejected: list[Rejected]) -> tuple[Rejected, ...]:
    """The most frequent reasons, and one entry that says how many others there are."""
    ranked = sorted(rejected, key=lambda one: -one.rows)
    if len(ranked) <= _REASONS:
        return tuple(ranked)
    others = ranked[_REASONS:]
    summed = Rejected(
        f"{len(others):,} other reasons", sum(one.rows for one in others), others[0].first
    )
    return (*ranked[:_REASONS], summed)
