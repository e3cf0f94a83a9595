"""What a connector is: the layouts of a source's files, and where they may be fetched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import final

from peripheries.record.parsed import Parsed


@final
@dataclass(frozen=True)
class Layout:
    """One true format of a source's files."""

    name: str
    says: str
    """One line: what such a file is and how it is recognised."""
    fits: Callable[[Path], bool]
    """Whether a file looks like this one, from its name and beginning; never raises."""
    parse: Callable[[Path, Path], Parsed]
    """From the file and an empty scratch folder to its rows. Raises RecordError, naming file and
    remedy, if the file as a whole is not of this layout; single bad rows are rejected instead."""
    brief: Callable[[Path, Path], Parsed] | None = None
    """The same for events of which only `date`, `source`, `target`, `quad` and `fault` are asked:
    the other columns may be null. None: it would not be quicker than `parse`."""


@final
@dataclass(frozen=True)
class Item:
    """One file that a source offers."""

    url: str
    name: str
    """Its own name, unique within the stream."""
    covers: tuple[date, date] | None = None
    size: int | None = None
    """Bytes, where the source states them."""
    md5: str | None = None


@final
@dataclass(frozen=True)
class Wanted:
    """What of a source is asked for."""

    since: date
    until: date
    which: tuple[str, ...] = ()
    """Series of a source that has many (indicators, currencies); empty: the connector's own."""


Ask = Callable[[str], bytes]
"""Fetches a small listing by its address; raises RecordError if it cannot be had."""


@final
@dataclass(frozen=True)
class Remote:
    """Where a source's files lie."""

    hosts: tuple[str, ...]
    """Addresses to which its fetcher may speak, as `https://host`; redirects leave them never."""
    offers: Callable[[Wanted, Ask], Iterator[Item]]
    """The files that hold what is wanted, oldest first."""
    largest: int
    """Bytes beyond which a file of this source cannot be what it says."""
    refreshes: bool = False
    """Whether a file of one name changes at the source (a series that grows); if not, a file that
    is held is never asked for again."""


@final
@dataclass(frozen=True)
class Connector:
    """A source: who publishes it, under what terms, what its files look like, where they lie."""

    title: str
    publisher: str
    terms: str
    """Terms of use as the publisher states them."""
    citation: str
    layouts: tuple[Layout, ...]
    first: date
    """First day of which it can tell anything."""
    caveats: tuple[str, ...]
    """What a careful user must know."""
    remote: Remote | None = None
    """None: the user places its files."""
    place: str = ""
    """Where a user gets its files by hand."""
    rules: tuple[str, ...] = field(default=())
    """Rules of double counting that apply to its rows, by name (record.repeats)."""
