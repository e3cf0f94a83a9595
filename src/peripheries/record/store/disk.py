"""Writing that is whole or not there at all: aside first, to the disk, then renamed in one step."""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.errors import OutputError

ASIDE: Final = "aside"
"""The folder below a store's root in which everything is written first."""
_CHUNK: Final = 2**20
_CANNOT_WRITE: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EIO}
)
_WITHIN: Final = "commit"

Tell = Callable[[int], None]
"""Told of bytes as they are done."""


def hashed(path: Path, tell: Tell = lambda _: None) -> str:
    """The sha256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            tell(len(chunk))
    return digest.hexdigest()


def copied(source: Path, into: Path) -> tuple[str, int]:
    """Copy a file; gives sha256 and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, into.open("xb") as out:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += out.write(chunk)
    return digest.hexdigest(), size


def linked(source: Path, into: Path) -> None:
    """A second name for a file; a copy where there are no hard links."""
    try:
        os.link(source, into)
    except OSError:
        shutil.copyfile(source, into)


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def settle(*pairs: tuple[Path, Path]) -> None:
    """Bring whole files into their places, each in one step, over whatever lies there.

    Places are named by content, so what lies there is the same, or damaged. A file's time is
    that of its coming into place, by which sweeping knows it from what a killed writer left.
    """
    for aside, place in pairs:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.utime(aside)
        to_disk(aside)
        aside.replace(place)
    for folder in {place.parent for _, place in pairs}:
        to_disk(folder)


def claimed(aside: Path, place: Path) -> bool:
    """Bring a whole file into a place that nobody holds, in one step; False if it is held.

    By a hard link, which fails where the name is taken. On file systems without hard links a folder
    that holds the file is renamed to the place: that fails too where a file or a folder that is not
    empty has the name, so that the promise is the same (`at_place` reads either).
    """
    to_disk(aside)
    try:
        os.link(aside, place)
    except FileExistsError:
        return False
    except OSError as error:
        without = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
        if error.errno not in without:
            raise
        return _claimed_by_folder(aside, place)
    finally:
        aside.unlink(missing_ok=True)
    with suppress(OSError):  # it is entered: what fails from here on is no failure of entering
        to_disk(place.parent)
    return True


def _claimed_by_folder(aside: Path, place: Path) -> bool:
    folder = aside.with_name(f"{aside.name}.folder")
    folder.mkdir()
    aside.replace(folder / _WITHIN)
    to_disk(folder)
    try:
        folder.rename(place)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR}:
            return False
        raise
    with suppress(OSError):
        to_disk(place.parent)
    return True


def at_place(place: Path) -> Path:
    """The file that was claimed at `place`, however it came there."""
    return place / _WITHIN if place.is_dir() else place


@contextmanager
def scratch(root: Path) -> Iterator[Path]:
    """A new folder below the store's `aside`, gone afterwards whatever happens."""
    within = root / ASIDE
    within.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=within))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@final
class Room:
    """A folder for what many files need on the way: making and removing one for each takes long."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._numbers = count()

    def place(self, name: str) -> Path:
        """A place for a file that ends in this name, taken by no other."""
        return self.folder / f"{next(self._numbers)}.{name}"

    def named(self, name: str) -> Path:
        """A place for a file of exactly this name; in a folder of its own if the name is taken."""
        place = self.folder / name
        return Path(tempfile.mkdtemp(dir=self.folder)) / name if place.exists() else place

    @contextmanager
    def work(self) -> Iterator[Path]:
        """An empty folder, one at a time; what is left in it is gone afterwards."""
        place = self.folder / "work"
        place.mkdir(exist_ok=True)
        try:
            yield place
        finally:
            for left in place.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Tells a disk that is full or cannot be written as such.

    Raises:
        OutputError: nothing was entered.
    """
    try:
        yield
    except OSError as error:
        raise _cannot_write(root, error.strerror or str(error)) from error
    except pl.exceptions.PolarsError as error:
        if not cannot_write(error):
            raise
        raise _cannot_write(root, str(error).rsplit(": ", 1)[-1]) from error


def cannot_write(error: Exception) -> bool:
    """Whether the disk, not the data, is why a computation failed."""
    found = re.search(r"\(os error (\d+)\)", str(error))
    return found is not None and int(found[1]) in _CANNOT_WRITE


def _cannot_write(root: Path, reason: str) -> OutputError:
    return OutputError(
        f"{root}: the store cannot be written ({reason}). It is as it was: make room, or mend "
        "the permissions, and do the same again."
    )
