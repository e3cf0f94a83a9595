"""Delimited text, packed or not; what is told of it names the file that the user knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peripheries.errors import RecordError
from peripheries.record.delimited import Lines, Shape, read_lines
from peripheries.record.unpacking import unpacked


def read_packed(path: Path, shape: Shape, scratch: Path) -> Lines:
    """The lines of a file, of the one file in a zip, or of a gzip.

    Raises:
        RecordError: the archive is damaged or a bomb, the header is another, or a quote is never
            closed.
    """
    source = unpacked(path, scratch)
    with naming(path, source):
        return read_lines(source, shape, scratch)


@contextmanager
def naming(path: Path, source: Path) -> Iterator[None]:
    """Name `path` in what is told of `source`, which was made from it."""
    try:
        yield
    except RecordError as bad:
        raise RecordError(str(bad).replace(str(source), str(path))) from bad
