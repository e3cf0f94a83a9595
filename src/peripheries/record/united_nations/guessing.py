"""Which file of the United Nations a file is, from its beginning."""

import gzip
import json
import re
import zlib
from pathlib import Path
from typing import Final

from peripheries.record.united_nations.marc import NAMESPACE
from peripheries.record.unpacking import first_line, starts_with

_BEGINNING: Final = 2**16


def beginning(path: Path) -> str:
    """The first characters of a file, plain or gzipped; empty if it cannot be read."""
    try:
        if starts_with(path, b"\x1f\x8b"):
            with gzip.open(path) as packed:
                return packed.read(_BEGINNING).decode("utf-8", errors="replace")
        with path.open("rb") as file:
            return file.read(_BEGINNING).decode("utf-8", errors="replace")
    except (OSError, EOFError, zlib.error):
        return ""


def is_marc(path: Path, symbols: str) -> bool:
    """Whether a file begins as MARCXML, with a text whose symbol begins with `symbols`."""
    text = beginning(path)
    symbol = rf'tag="791"[^>]*>\s*<[^>]*code="a"[^>]*>\s*{re.escape(symbols)}'
    return NAMESPACE in text and re.search(symbol, text) is not None


def is_resolutions(path: Path, symbols: str) -> bool:
    """Whether the first line is a resolution with its lists of votes, of this body."""
    try:
        record = json.loads(first_line(path))
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(record, dict)
        and str(record.get("symbol", "")).startswith(symbols)
        and any(key.startswith("MS_") for key in record)
    )


def has_heading(path: Path, columns: tuple[str, ...]) -> bool:
    """Whether the first line of a file is exactly these columns."""
    return first_line(path).replace('"', "") == ",".join(columns)
