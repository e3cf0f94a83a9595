"""Files of sealed lines, each line holding the seal of the one before it: no change goes unseen.

A line is `{"entry":…,"previous":…,"seal":…}` with sorted keys and no spaces. Its seal is the
SHA-256 of the same text in UTF-8 without the seal: `{"entry":…,"previous":…}`.
"""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from pydantic import JsonValue

from peripheries.errors import OutputError
from peripheries.record.store.disk import settle

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


BEGINNING: Final = "0" * 64
"""Stands for the seal before the first line."""
_SEAL: Final = re.compile(r"[0-9a-f]{64}")
_STARTS: Final = b'{"entry":'
_ENDS: Final = re.compile(rb'"seal":"[0-9a-f]{64}"\}')


def canonical(value: JsonValue) -> str:
    """The one way in which a value is written.

    >>> canonical({"b": 1.0, "a": "é"})
    '{"a":"é","b":1.0}'

    Raises:
        ValueError: a number is not finite.
    """
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def is_seal(text: str) -> bool:
    """Whether a text has the form of a seal: 64 hexadecimal digits, lower case."""
    return _SEAL.fullmatch(text) is not None


def sealed(entry: JsonValue, previous: str) -> tuple[bytes, str]:
    """A line with its end, and its seal; `previous` is the seal of the line before."""
    text = canonical({"entry": entry, "previous": previous})
    seal = hashlib.sha256(text.encode()).hexdigest()
    return f'{text[:-1]},"seal":"{seal}"}}\n'.encode(), seal


def unsealed(line: bytes, previous: str) -> tuple[str, str]:
    """The entry of a line, as JSON, and the line's seal; `line` without its end.

    Raises:
        ValueError: saying what is wrong with the line.
    """
    try:
        found = json.loads(line.decode())
        entry, before, seal = found["entry"], found["previous"], found["seal"]
        again, right = sealed(entry, before)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError("this is no sealed line") from error
    if seal != right:
        raise ValueError("the line was changed after it was sealed")
    if again != line + b"\n":
        raise ValueError("the line is not as it was written, though its content is")
    if before != previous:
        raise ValueError("a line was removed, added or moved just before this one")
    return canonical(entry), right


def parted(content: bytes) -> tuple[list[bytes], bytes]:
    """The lines of a file, and what a writer that was stopped left of a last one (or nothing).

    A last line that lacks only its end is a line. What begins otherwise than a sealed line, or goes
    on after its seal, was not left by a writer: it is given as a line, for `unsealed` to refuse.
    """
    *lines, rest = content.split(b"\n")
    begun = rest.startswith(_STARTS) or _STARTS.startswith(rest)
    if begun and not _ENDS.search(rest):
        return lines, rest
    return [*lines, rest], b""


def replace(place: Path, content: bytes) -> None:
    """Write a file, whole or not at all, and wait until it is on the disk; within `alone_at`."""
    aside = place.with_name(f".{place.name}.aside")
    try:
        aside.write_bytes(content)
        if place.exists():
            shutil.copymode(place, aside)
        settle((aside, place))
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def alone_at(place: Path) -> Iterator[None]:
    """Waits until no other writer is at a file; makes its folder.

    The lock, on a hidden file that stays beside it, goes with the process that holds it.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.with_name(f".{place.name}.lock").open("ab") as file:
            _lock(file)
            yield
    except OSError as error:
        raise OutputError(
            f"{place}: the ledger cannot be written ({error.strerror or error}). Mend that and do "
            "the same again: no forecast is written twice."
        ) from error
