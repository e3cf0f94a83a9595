"""Taking one file out of a zip or gzip, within bounds: what is damaged or a bomb is refused."""

import gzip
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from peripheries.errors import RecordError

LARGEST: Final = 64 * 2**30
"""Bytes beyond which no file of any source unpacks."""
STEEPEST: Final = 200
"""Unpacked bytes per packed byte beyond which an archive is a bomb; event data reach 5 to 12."""
_SMALL: Final = 2**20
_CHUNK: Final = 2**20
_GZIP: Final = b"\x1f\x8b"


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Lines(Protocol):
    def readline(self, size: int, /) -> bytes: ...


def unpacked(path: Path, scratch: Path, *, largest: int = LARGEST) -> Path:
    """The one file inside `path` (.zip or .gz), written to `scratch`; any other file is itself.

    Raises:
        RecordError: the archive is damaged, holds no file or several, names a path outside itself,
            or unpacks to more than `largest` bytes or `STEEPEST` times its size.
    """
    bound = min(largest, max(STEEPEST * path.stat().st_size, _SMALL))
    try:
        if zipfile.is_zipfile(path):
            return _from_zip(path, scratch, bound)
        if starts_with(path, _GZIP):
            with gzip.open(path) as packed:
                return _copied(packed, scratch / path.stem, bound, path)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError) as bad:
        raise RecordError(f"{path}: a damaged archive ({bad}). Fetch it again.") from bad
    if starts_with(path, b"PK"):
        raise RecordError(f"{path}: a zip that is cut short. Fetch it again.")
    return path


def starts_with(path: Path, first: bytes) -> bool:
    """Whether a file begins with these bytes."""
    with path.open("rb") as file:
        return file.read(len(first)) == first


def first_line(path: Path) -> str:
    """The first line of a file, or of the one file in a zip or gzip; empty if there is none."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_member(archive, path)) as file:
                return _line(file)
        if starts_with(path, _GZIP):
            with gzip.open(path) as file:
                return _line(file)
        with path.open("rb") as plain:
            return _line(plain)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecordError):
        return ""


def _line(file: _Lines) -> str:
    return file.readline(_SMALL).decode("utf-8-sig", errors="replace").rstrip("\r\n")


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    files = [member for member in archive.infolist() if not member.is_dir()]
    if len(files) != 1:
        raise RecordError(f"{path}: a zip of {len(files)} files; this source's hold one.")
    name = PurePosixPath(files[0].filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in files[0].filename:
        raise RecordError(f"{path}: it names a file outside itself ({name}). Do not use it.")
    if files[0].flag_bits & 1:
        raise RecordError(f"{path}: it is locked by a password. Place it unpacked.")
    return files[0]


def _from_zip(path: Path, scratch: Path, bound: int) -> Path:
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, path)
        if member.file_size > bound:
            raise _bomb(path, bound)
        with archive.open(member) as packed:
            return _copied(packed, scratch / PurePosixPath(member.filename).name, bound, path)


def _copied(packed: _Bytes, into: Path, bound: int, path: Path) -> Path:
    """What is stated of a size is not believed: the bytes are counted as they come."""
    written = 0
    with into.open("wb") as file:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            if written > bound:
                file.close()
                into.unlink()
                raise _bomb(path, bound)
            file.write(chunk)
    return into


def _bomb(path: Path, bound: int) -> RecordError:
    return RecordError(
        f"{path}: it unpacks to more than {bound:,} bytes, which no file of this source does. "
        "Do not use it."
    )
