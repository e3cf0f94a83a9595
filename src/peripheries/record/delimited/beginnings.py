"""Text that begins as packed files begin: Polars would try to unpack it."""

import shutil
from pathlib import Path
from typing import Final

from peripheries.record.unpacking import starts_with

EMPTY_LINE: Final = b"\n"
"""In front of text, to be skipped, it keeps Polars from taking the text for a packed file."""
_BEGINNINGS: Final = (b"\x1f\x8b", b"x\x01", b"x\x9c", b"x\xda", b"\x28\xb5\x2f\xfd")
"""Of gzip, zlib (three levels) and Zstandard."""


def as_text(path: Path, scratch: Path) -> tuple[Path, int]:
    """A file that Polars reads as text, and how many lines of it are to be skipped."""
    if not any(starts_with(path, beginning) for beginning in _BEGINNINGS):
        return path, 0
    into = scratch / f"{path.name}.text"
    with path.open("rb") as file, into.open("wb") as out:
        out.write(EMPTY_LINE)
        shutil.copyfileobj(file, out)
    return into, 1
