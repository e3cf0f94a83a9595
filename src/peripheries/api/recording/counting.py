"""Events of a stream counted by dyad, period and quad."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from peripheries.api.recording.adding import layout_for
from peripheries.api.recording.opening import connector, open_store
from peripheries.api.recording.showing import check_actors, form_of, scan, within
from peripheries.api.words import Step
from peripheries.case.faults import nearest
from peripheries.errors import UsageError
from peripheries.record.connectors import Connector
from peripheries.record.counting import Counted, count, together
from peripheries.record.forms import Form

_AT_ONCE: Final = 2
"""Files that are read at the same time: while one is unpacked, another is parsed."""
_SMALL: Final = 500_000
"""Rows of a file that are held in memory; more go by way of the disk."""


def counts(  # noqa: PLR0913 - all but the first are keywords
    stream: str,
    *,
    by: Step = "month",
    source: str | None = None,
    target: str | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    as_of: date | str | None = None,
    without: Collection[str] = (),
    case: str | Path | None = None,
    store: str | Path | None = None,
) -> Counted:
    """Count the events of a stream, out of core: memory grows with a month's rows at most.

    Args:
        stream: name of a stream of events that the store holds.
        by: length of a period.
        source: who acts.
        target: towards whom.
        since: days on or after this one.
        until: days on or before this one.
        as_of: vintage: only what was known on this day.
        without: rules of double counting to leave out, of those that the stream has.
        case: case that declares the stream, if it is none of the built-in ones.
        store: folder of the store.

    Raises:
        UsageError: the store holds no events of it, or there is no such rule.
    """
    held = open_store(store)
    form_of(held, stream, Form.EVENTS)
    rules = connector(stream, case).rules
    for rule in without:
        if rule not in rules:
            raise UsageError(f"'{stream}' has no rule '{rule}'. {nearest(rule, rules)}")
    check_actors(held, stream, Form.EVENTS, [end for end in (source, target) if end is not None])
    frame = within(scan(held, stream, Form.EVENTS), since, until, as_of)
    # Repeats are found among the rows of one dyad alone as among all: rules never mix dyads, but a
    # mutual act has two directions.
    pair = [end for end in (source, target) if end is not None]
    if pair:
        either = pl.all_horizontal(
            (pl.col("source") == end) | (pl.col("target") == end) for end in pair
        )
        frame = frame.filter(either)
    found = count(frame, step=by, rules=[rule for rule in rules if rule not in without])
    return Counted(_of(found.dyads, source, target), found.unmapped, found.taken)


def count_files(
    stream: str,
    *files: str | Path,
    by: Step = "month",
    case: str | Path | None = None,
) -> Counted:
    """Count the events of files straight away, keeping nothing of them.

    Rows that a store would reject are not counted; repeats are not taken out.

    Args:
        stream: name of the stream whose layouts the files have.
        files: files of any size, packed or not.
        by: length of a period.
        case: case that declares the stream, if it is none of the built-in ones.

    Raises:
        RecordError: a file is of no layout of the stream.
        UsageError: there is no such stream, or no file is named.
    """
    if not files:
        raise UsageError("there is no file to count. Name one or more.")
    source = connector(stream, case)
    with TemporaryDirectory() as name, ThreadPoolExecutor(_AT_ONCE) as threads:
        counted = threads.map(
            lambda numbered: _counted(
                source, stream, Path(numbered[1]), Path(name, str(numbered[0])), by
            ),
            enumerate(files),
        )
        return together(counted)


def _counted(source: Connector, stream: str, path: Path, scratch: Path, by: Step) -> Counted:
    scratch.mkdir()
    try:
        layout = layout_for(source, path, stream)
        parsed = (layout.brief or layout.parse)(path, scratch)
        rows = parsed.tables[Form.EVENTS].filter(pl.col("fault").is_null())
        rows = rows.select("date", "source", "target", "quad")
        if parsed.read <= _SMALL:
            return count(rows.collect().lazy(), step=by, rules=())
        kept = scratch / "kept.parquet"
        rows.sink_parquet(kept, compression="lz4", engine="streaming")
        return count(pl.scan_parquet(kept, glob=False), step=by, rules=())
    finally:
        rmtree(scratch)


def _of(dyads: pl.DataFrame, source: str | None, target: str | None) -> pl.DataFrame:
    if source is not None:
        dyads = dyads.filter(pl.col("source") == source)
    return dyads if target is None else dyads.filter(pl.col("target") == target)
