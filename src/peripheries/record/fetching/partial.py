"""A file on its way: its bytes so far, and beside them what the host said of the whole."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, final

from pydantic import TypeAdapter, ValidationError

from peripheries.record.connectors.base import Item

_CHUNK: Final = 2**20


@final
@dataclass(frozen=True)
class Note:
    """What stands beside the bytes."""

    url: str
    etag: str | None
    last_modified: str | None
    length: int | None
    """Bytes of the whole file; None: the host did not say."""

    @property
    def validator(self) -> str | None:
        """For `If-Range` (RFC 9110, 13.1.5): a strong etag, else the date."""
        if self.etag is not None and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


_NOTE: Final = TypeAdapter(Note)


@final
@dataclass(frozen=True)
class Partial:
    """The places of one file in the folder of a run.

    `<name>.partial` holds a beginning of the file and nothing else at any moment, so that a run
    killed anywhere is resumed; `<name>` alone is complete and checked.
    """

    item: Item
    folder: Path

    @property
    def whole(self) -> Path:
        """Where the file stands once it is checked."""
        return self.folder / self.item.name

    @property
    def path(self) -> Path:
        """Where its bytes gather."""
        return self.folder / f"{self.item.name}.partial"

    @property
    def _beside(self) -> Path:
        return self.folder / f"{self.item.name}.partial.json"

    def size(self) -> int:
        """Bytes so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def note(self) -> Note | None:
        """What is known of the bytes at hand; None: nothing that would let them be continued."""
        if self.whole.exists():
            self.whole.replace(self.path)
        try:
            note = _NOTE.validate_json(self._beside.read_bytes(), strict=True)
        except (OSError, ValidationError):
            return None
        sizes = {note.length, self.item.size} - {None}
        if note.url != self.item.url or len(sizes) > 1 or not self.path.exists():
            return None
        return note

    def begin(self, note: Note) -> None:
        """Forget the bytes at hand and begin anew."""
        self.drop()
        self.path.touch()
        self._write(note)

    def finish(self, note: Note) -> None:
        """Mark the bytes at hand as the whole file."""
        self._write(replace(note, length=self.size()))
        self.path.replace(self.whole)

    def drop(self) -> None:
        """Leave nothing behind."""
        for path in (self.whole, self.path, self._beside):
            path.unlink(missing_ok=True)

    def _write(self, note: Note) -> None:
        aside = self.folder / f"{self.item.name}.partial.json.new"
        aside.write_bytes(_NOTE.dump_json(note))
        aside.replace(self._beside)


@final
class Hashes:
    """SHA-256 and MD5 of bytes as they come."""

    def __init__(self, path: Path) -> None:
        """Begin with the bytes that `path` holds."""
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.size = 0
        if path.exists():
            with path.open("rb") as file:
                while piece := file.read(_CHUNK):
                    self.add(piece)

    def add(self, piece: bytes) -> None:
        """Take in what comes next."""
        self._sha256.update(piece)
        self._md5.update(piece)
        self.size += len(piece)

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return self._sha256.hexdigest()

    @property
    def md5(self) -> str:
        """In hexadecimal."""
        return self._md5.hexdigest()
