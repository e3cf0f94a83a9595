"""Events of a stream counted by dyad, period and quad."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import polars as pl

from peripheries.api.recording.adding import layout_for
from peripheries.api.recording.opening import connector, open_store
from peripheries.api.recording.showing import check_actors, form_of, scan, within
from peripheries.api.words import Step
from peripheries.case.faults import nearest
from peripheries.errors import UsageError
from peripheries.record.connectors import Connector
from peripheries.record.counting import Counted, count
from peripheries.record.forms import Form


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
        UsageError: there is no such stream.
    """
    source = connector(stream, case)
    with TemporaryDirectory() as name, ThreadPoolExecutor(1) as ahead:
        folder = Path(name)
        # Unpacking and checking of one file goes on while the one before is read.
        parsed = ahead.map(
            lambda numbered: _parsed(source, stream, numbered[1], folder / str(numbered[0])),
            enumerate(map(Path, files)),
        )
        kept = []
        for number, rows in enumerate(parsed):
            kept.append(folder / f"{number}.parquet")
            rows.sink_parquet(kept[-1], compression="lz4", engine="streaming")
            rmtree(folder / str(number))
        return count(pl.scan_parquet(kept), step=by, rules=())


def _parsed(source: Connector, stream: str, path: Path, scratch: Path) -> pl.LazyFrame:
    scratch.mkdir()
    rows = layout_for(source, path, stream).parse(path, scratch).tables[Form.EVENTS]
    sound = rows.filter(pl.col("fault").is_null())
    return sound.select("date", "source", "target", "quad")


def _of(dyads: pl.DataFrame, source: str | None, target: str | None) -> pl.DataFrame:
    if source is not None:
        dyads = dyads.filter(pl.col("source") == source)
    return dyads if target is None else dyads.filter(pl.col("target") == target)
