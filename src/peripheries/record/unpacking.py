"""Taking one file out of a zip or gzip, within bounds: what is damaged or a bomb is refused."""

import errno
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol, cast

from isal import igzip, isal_zlib

from peripheries.errors import RecordError

LARGEST: Final = 64 * 2**30
"""Bytes beyond which no file of any source unpacks."""
STEEPEST: Final = 200
"""Unpacked bytes per packed byte beyond which an archive is a bomb; event data reach 5 to 12."""
_SMALL: Final = 2**20
_MANY: Final = 366
"""Files of a zip that holds a year of them."""
_LONGEST: Final = 200
"""Bytes of the name of a file in a zip."""
_CHUNK: Final = 2**20
_GZIP: Final = b"\x1f\x8b"
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL: Final = struct.Struct("<4s22xHH")
"""Head of a member: its mark, and the lengths of its name and of what follows the name."""
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError),
    cast("type[Exception]", isal_zlib.error),  # its stub takes the class for one of its own
)
"""What damaged bytes make the readers raise, beside `OSError`."""
_OF_BYTES: Final = (None, errno.EINVAL)
"""Numbers of an `OSError` that comes of the bytes, and not of the disk."""


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
    return unpacked_all(path, scratch, largest=largest, most=1)[0]


def unpacked_all(
    path: Path, scratch: Path, *, largest: int = LARGEST, most: int = _MANY
) -> list[Path]:
    """The files inside `path`, a zip of up to `most`, by name; else as `unpacked`.

    Raises:
        RecordError: as `unpacked`; the bounds are those of all files together.
    """
    bound = min(largest, max(STEEPEST * path.stat().st_size, _SMALL))
    try:
        if zipfile.is_zipfile(path):
            return _from_zip(path, scratch, bound, most)
        if starts_with(path, _GZIP):
            with igzip.IGzipFile(path) as packed:
                return [_copied(packed, scratch / path.stem, bound, path)]
    except (*_DAMAGED, OSError) as bad:
        if isinstance(bad, OSError) and bad.errno not in _OF_BYTES:
            raise
        raise RecordError(f"{path}: a damaged archive ({bad}). Fetch it again.") from bad
    if starts_with(path, b"PK"):
        raise RecordError(f"{path}: a zip that is cut short. Fetch it again.")
    return [path]


def starts_with(path: Path, first: bytes) -> bool:
    """Whether a file begins with these bytes."""
    with path.open("rb") as file:
        return file.read(len(first)) == first


def first_line(path: Path, *, most: int = 1) -> str:
    """The first line of a file, or of the first in a gzip or a zip of up to `most`; else empty."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                members = _members(archive, path, most)
                with archive.open(members[0]) as file:
                    return _line(file)
        if starts_with(path, _GZIP):
            with igzip.IGzipFile(path) as file:
                return _line(file)
        with path.open("rb") as plain:
            return _line(plain)
    except (*_DAMAGED, OSError, RecordError):
        return ""


def _line(file: _Lines) -> str:
    return file.readline(_SMALL).decode("utf-8-sig", errors="replace").rstrip("\r\n")


def _members(archive: zipfile.ZipFile, path: Path, most: int) -> list[zipfile.ZipInfo]:
    files = [member for member in archive.infolist() if not member.filename.endswith("/")]
    if not files or len(files) > most:
        at_most = "one" if most == 1 else f"one to {most}"
        raise RecordError(f"{path}: a zip of {len(files)} files; this source's hold {at_most}.")
    for file in files:
        name = PurePosixPath(file.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in file.filename:
            raise RecordError(f"{path}: it names a file outside itself ({name}). Do not use it.")
        if not 0 < len(name.name.encode()) <= _LONGEST:
            raise RecordError(f"{path}: a file in it has no name, or one too long. Fetch it again.")
        if file.flag_bits & 1:
            raise RecordError(f"{path}: it is locked by a password. Place it unpacked.")
        if file.compress_type not in _PACKED:
            raise RecordError(f"{path}: packed in a way that no source uses. Place it unpacked.")
    if len({PurePosixPath(file.filename).name for file in files}) < len(files):
        raise RecordError(f"{path}: two of its files have one name. Place them unpacked.")
    return sorted(files, key=lambda file: file.filename)


def _from_zip(path: Path, scratch: Path, bound: int, most: int) -> list[Path]:
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        members = _members(archive, path, most)
        if sum(member.file_size for member in members) > bound:
            raise _bomb(path, bound)
        taken: list[Path] = []
        for member in members:
            into = scratch / PurePosixPath(member.filename).name
            if member.compress_type == zipfile.ZIP_DEFLATED:
                taken.append(_copied(_Deflated(file, member), into, bound, path))
            else:
                with archive.open(member) as packed:
                    taken.append(_copied(packed, into, bound, path))
            bound -= into.stat().st_size
        return taken


class _Deflated:
    """A member's bytes, unpacked more than twice as fast as by the standard library."""

    def __init__(self, file: IO[bytes], member: zipfile.ZipInfo) -> None:
        file.seek(member.header_offset)
        mark, name, more = _LOCAL.unpack(file.read(_LOCAL.size))
        if mark != b"PK\x03\x04":
            raise zipfile.BadZipFile("the member's head is not where it should be")
        file.seek(name + more, 1)
        self._file, self._member = file, member
        self._packed = member.compress_size
        self._unpack = isal_zlib.decompressobj(-15)
        self._crc, self._size = 0, 0

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes, or none at the end, once length and checksum were found right."""
        while not self._unpack.eof:
            packed = self._unpack.unconsumed_tail or self._file.read(min(self._packed, _CHUNK))
            if packed is not self._unpack.unconsumed_tail:
                self._packed -= len(packed)
            out = self._unpack.decompress(packed, size)
            if out:
                self._crc = isal_zlib.crc32(out, self._crc)
                self._size += len(out)
                return out
            if not packed:
                raise EOFError("it is cut short")
        if (self._crc, self._size) != (self._member.CRC, self._member.file_size):
            raise zipfile.BadZipFile("bad checksum or length")
        return b""


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
