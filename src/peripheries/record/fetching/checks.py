"""Whether a file that came whole is what it should be."""

import gzip
import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from peripheries.record.connectors.base import Item
from peripheries.record.fetching.partial import Hashes
from peripheries.record.fetching.trouble import blocked, passing, wrong
from peripheries.record.unpacking import LARGEST, STEEPEST

_CHUNK: Final = 2**20
_SMALL: Final = 2**20
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S
)
_HEAD: Final = 1024


def is_page(first: bytes) -> bool:
    r"""Whether bytes begin as a web page does.

    >>> is_page(b"\n<!DOCTYPE html><title>Just a moment</title>"), is_page(b"<?xml ?><ValCurs/>")
    (True, False)
    """
    return _PAGE.match(first[:_HEAD]) is not None


def is_packed(item: Item) -> bool:
    """Whether a file is a zip or gzip by its name."""
    return item.name.lower().endswith((".zip", ".gz"))


def check(path: Path, item: Item, hashes: Hashes) -> None:
    """Trouble if the file at `path` is not `item`: a web page, empty, altered or damaged."""
    with path.open("rb") as file:
        first = file.read(_HEAD)
    if is_page(first) and not item.name.lower().endswith((".html", ".htm")):
        raise page_instead(item)
    if hashes.size == 0:
        raise passing("an empty file came")
    if item.size is not None and hashes.size != item.size:
        raise wrong(f"it has {hashes.size:,} bytes where the source's list says {item.size:,}")
    if item.md5 is not None and hashes.md5 != item.md5.lower():
        raise wrong(f"its MD5 is {hashes.md5} where the source's list says {item.md5.lower()}")
    if item.name.lower().endswith(".zip"):
        _check_zip(path)
    elif item.name.lower().endswith(".gz"):
        _check_gzip(path)


def page_instead(item: Item) -> Exception:
    """The trouble of a web page where a file should be."""
    return blocked("a web page came in place of the file", item.url)


def _bound(path: Path) -> int:
    return min(LARGEST, max(STEEPEST * path.stat().st_size, _SMALL))


def _check_zip(path: Path) -> None:
    """Reads every byte of every member, which checks its CRC; sizes stated are not believed."""
    left = _bound(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.flag_bits & 1:
                    continue
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise wrong("a zip came that is packed in a way that no source uses")
                with archive.open(member) as packed:
                    while piece := packed.read(_CHUNK):
                        left -= len(piece)
                        if left < 0:
                            raise wrong(_bomb(path))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError) as bad:
        # Of `OSError`: a damaged head makes the reader seek to where nothing can be.
        raise wrong(f"a zip that is cut short or damaged came ({bad})") from bad


def _check_gzip(path: Path) -> None:
    left = _bound(path)
    try:
        with gzip.open(path) as packed:
            while piece := packed.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise wrong(_bomb(path))
    except (gzip.BadGzipFile, zlib.error, EOFError) as bad:
        raise wrong(f"a gzip that is cut short or damaged came ({bad})") from bad


def _bomb(path: Path) -> str:
    return f"it unpacks to more than {_bound(path):,} bytes, which no file of this source does"
