"""One run at a time in a folder: two would write into each other's files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from peripheries.errors import OutputError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK: Final = ".lock"
"""Stays in the folder; the lock on it goes with the process that holds it, however that ends."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Makes the folder and holds it.

    Raises:
        OutputError: it cannot be made, or another run is at work in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("ab")
    except OSError as fault:
        raise OutputError(f"{folder}: {fault.strerror}. Choose another folder.") from fault
    with file:
        try:
            _lock(file)
        except OSError as fault:
            raise OutputError(
                f"{folder}: another run fetches the same source. Wait until it ends."
            ) from fault
        yield
