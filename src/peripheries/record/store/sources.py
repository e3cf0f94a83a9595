"""Files on their way into the store: copied aside or left where they lie, with their hash."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, final

from peripheries.errors import RecordError, UsageError
from peripheries.record.store.disk import Room, copied, hashed, linked, settle
from peripheries.record.store.held import Days, FileKey, HeldFile

FILES: Final = "files"
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")
_STREAM: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_LONGEST: Final = 200


@final
@dataclass(frozen=True)
class Incoming:
    """A file that is to enter, and what is known of where it came from."""

    path: Path
    fetched: datetime
    """When it came, or was placed; UTC."""
    terms: str
    name: str = ""
    """Its own name at the source; empty: that of the path."""
    origin: str = ""
    """The address it was fetched from; empty: the path."""
    etag: str | None = None
    last_modified: str | None = None
    md5: str | None = None
    covers: Days | None = None
    in_place: bool = False
    """Left where it lies, because it is large; the store then keeps its path and hash."""


@final
@dataclass(frozen=True)
class Source:
    """A file that can be read under its own name."""

    held: HeldFile
    path: Path
    """To read it from."""
    aside: Path | None
    """To be moved to its place; None where it lies there, or is left where it is."""
    rests: tuple[int, int]
    """Bytes and time of the last change, in nanoseconds, before it was hashed."""

    @property
    def key(self) -> FileKey:
        """What tells it from all others."""
        return self.held.key


def check_stream(stream: str) -> None:
    """Raises UsageError where a stream's name cannot be the name of a folder."""
    if not _STREAM.fullmatch(stream):
        raise UsageError(
            f"{stream!r} cannot be the name of a stream: use lower-case letters, digits, - . _"
        )


def place_within(sha256: str, name: str) -> str:
    """Where a file of this content lies within the store."""
    suffix = Path(name).suffix.lower()
    return f"{FILES}/{sha256[:2]}/{sha256}{suffix if _SUFFIX.fullmatch(suffix) else ''}"


def taken_in(stream: str, file: Incoming, room: Room) -> Source:
    """Hash a file, and copy it unless it is to stay.

    Raises:
        RecordError: there is no such file, or it cannot be read.
    """
    name = _plain(file.name or file.path.name)
    try:
        with file.path.open("rb"):
            size = file.path.stat().st_size
    except OSError as error:
        raise RecordError(
            f"{file.path}: it cannot be read ({error.strerror}). Check the path."
        ) from error
    if file.in_place:
        path, aside = file.path.resolve(), None
        rests = _rests(path)
        sha256 = hashed(path)
    else:
        path = aside = room.named(name)
        sha256, size = copied(file.path, path)
        rests = _rests(path)
    held = HeldFile(
        stream=stream,
        name=name,
        sha256=sha256,
        bytes=size,
        place=str(path) if aside is None else place_within(sha256, name),
        origin=file.origin or str(file.path.resolve()),
        fetched=file.fetched,
        terms=file.terms,
        etag=file.etag,
        last_modified=file.last_modified,
        md5=file.md5,
        covers=file.covers,
    )
    return Source(held, path, aside, rests)


def _plain(name: str) -> str:
    """A name that can stand alone in a folder and in the manifest."""
    kept = re.sub(r"[\x00-\x1f\x7f/\\]", "_", name.encode("utf-8", "replace").decode())
    return kept[-_LONGEST:] if kept.strip(".") else f"_{kept}"


def taken_out(root: Path, held: HeldFile, room: Room) -> Source:
    """A file of the store under its own name, for reading it again.

    Raises:
        RecordError: it is missing or damaged.
    """
    lies = root / held.place
    rests = _rests(lies) if lies.is_file() else None
    if rests is None or hashed(lies) != held.sha256:
        raise RecordError(
            f"{lies}: {'damaged' if lies.exists() else 'missing'} ({held.name} of {held.stream}). "
            f"Fetch it again from {held.origin} and add it."
        )
    if Path(held.place).is_absolute():
        return Source(held, lies, None, rests)
    path = room.named(held.name)
    linked(lies, path)
    return Source(held, path, None, rests)


def _rests(path: Path) -> tuple[int, int]:
    told = path.stat()
    return told.st_size, told.st_mtime_ns


def unchanged(source: Source) -> None:
    """Raises RecordError where a file that was left in its place changed while it was read."""
    place = source.held.place
    if Path(place).is_absolute() and _rests(source.path) != source.rests:
        raise RecordError(f"{place}: it changed while it was read. Add it once it rests.")


def place_files(root: Path, sources: Sequence[Source]) -> None:
    """Bring the copies of files into their places, over what lies there (the same, or damaged).

    They stay aside too, to be read once more if another writer was faster.
    """
    pairs: list[tuple[Path, Path]] = []
    for number, source in enumerate(sources):
        if source.aside is not None:
            aside = source.aside.parent.with_name(f"{source.aside.parent.name}.{number}.placed")
            aside.unlink(missing_ok=True)
            linked(source.aside, aside)
            pairs.append((aside, root / source.held.place))
    settle(*pairs)
