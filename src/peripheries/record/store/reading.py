"""Reading one file by its layout: sound rows, rejected rows, an account of both that adds up."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Layout
from peripheries.record.forms import ALLOWED, REQUIRED, SCHEMAS, Form, last_day_of_step, shaped
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.store.disk import Room, cannot_write
from peripheries.record.store.held import Days, HeldFile, Reading, shortened
from peripheries.record.store.sources import Source

SMALL: Final = 250_000
"""Rows of a file that may be held in memory."""
_SLICE: Final = 2_000_000
_SHORT: Final = timedelta(days=40)
"""A listing that gives a file this long or less is believed; of a longer one, to its last row."""
_KNOWN_REASONS: Final = 10_000
REJECTS: Final = pl.Schema(
    {"file": pl.String, "reason": pl.String, "line": pl.Int64, "rows": pl.UInt32}
)
"""Rejected rows: `rows` is 1, or how many for what was rejected before there were rows."""


@final
@dataclass(frozen=True)
class Table:
    """The rows of one form that a file holds."""

    form: Form
    reading: Reading
    sound: pl.LazyFrame
    rejects: pl.LazyFrame
    file: Path | None
    """A Parquet file that holds the sound rows; None: they are in memory."""


def read_source(source: Source, layout: Layout, room: Room) -> tuple[Table, ...]:
    """Parse a file; what is large is written to `room`.

    Raises:
        RecordError: the file is not of this layout, or its rows do not add up.
    """
    try:
        with room.work() as work:
            parsed = layout.parse(source.path, work)
            return tuple(_table(source, layout, parsed, form, room) for form in parsed.tables)
    except RecordError as bad:
        raise RecordError(str(bad).replace(str(source.path), source.held.origin)) from bad
    except pl.exceptions.PolarsError as bad:
        if cannot_write(bad):
            raise
        reason = str(bad).partition("\n")[0]
        raise RecordError(
            f"{source.held.origin}: it cannot be read as {layout.name} ({reason}). "
            "Fetch it again, or add it as another layout."
        ) from bad


def about(stream: str, layout: str, readings: Sequence[Reading]) -> str:
    """Written into a part, so that what it is can be told without the manifest.

    It also keeps the bytes of parts apart that were made of different files.
    """
    files = [[reading.file, reading.name] for reading in readings]
    return json.dumps({"stream": stream, "layout": layout, "files": files})


def _table(source: Source, layout: Layout, parsed: Parsed, form: Form, room: Room) -> Table:
    sound, faulty = _parted(parsed.tables[form], form)
    file = None if parsed.read <= SMALL else room.place(f"{form}.parquet")
    held = source.held
    told = about(held.stream, layout.name, [Reading(held.sha256, held.name, 0, 0, None, None)])
    faults = room.place(f"{form}.faults.parquet")
    sound, faulty = _computed(sound, faulty, file, faults, told)
    counted = form is next(iter(parsed.tables))
    before = parsed.rejected if counted else ()
    rejected = _joined(before, _tally(faulty))
    span = sound.select(
        pl.len(), pl.col("date").min().alias("first"), _last_day(form).max().alias("last")
    ).collect(engine="in-memory" if file is None else "streaming")
    kept, first, last = span.row(0)
    lost = sum(one.rows for one in rejected)
    read = parsed.read if counted else kept + lost
    if read != kept + lost:
        raise RecordError(
            f"{source.held.origin}: {read:,} rows were read, {kept:,} kept and {lost:,} rejected, "
            f"which does not add up; nothing of it enters. The layout {layout.name} is at fault."
        )
    reading = Reading(
        file=source.held.sha256,
        name=source.held.name,
        read=read,
        kept=kept,
        first=first,
        last=last,
        rejected=shortened(rejected),
        covers=parsed.covers or _until_told(source.held, last),
        gaps=parsed.gaps,
        remarks=parsed.remarks if counted else (),
    )
    return Table(form, reading, sound, _rejects(before, faulty, source.held.name), file)


def _last_day(form: Form) -> pl.Expr:
    return last_day_of_step() if "step" in SCHEMAS[form] else pl.col("date")


def _until_told(held: HeldFile, last: date | None) -> Days | None:
    """The days that the listing says a file covers, no further than its rows and its fetching."""
    if held.covers is None:
        return None
    first, end = held.covers
    end = min(end, held.fetched.date())
    if last is not None and last < end and end - first > _SHORT:
        end = last
    return (first, max(end, first))


def _parted(frame: pl.LazyFrame, form: Form) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Sound rows, and reason and line of the others; a row that leaves out what must be is one."""
    names = frame.collect_schema().names()
    told = pl.col("fault") if "fault" in names else pl.lit(None, pl.String)
    line = pl.col("line").cast(pl.Int64) if "line" in names else pl.lit(None, pl.Int64)
    allowed = ALLOWED.get(form, {})
    odd = {name: ~pl.col(name).is_in(words) for name, words in allowed.items() if name in names}
    whole = [pl.col(name).is_not_null() for name in REQUIRED[form]]
    sound = pl.all_horizontal(
        told.is_null(), *whole, *(~wrong.fill_null(value=False) for wrong in odd.values())
    )
    empty = [pl.when(pl.col(name).is_null()).then(pl.lit(f"no {name}")) for name in REQUIRED[form]]
    empty += [
        pl.when(wrong).then(pl.lit(f"{name} is none of {', '.join(allowed[name])}"))
        for name, wrong in odd.items()
    ]
    # The words are found for the faulty rows alone: for all of them they would cost as much as
    # the rest of the judgement.
    faulty = frame.filter(~sound).select(
        pl.coalesce(told, *empty).alias("reason"), line.alias("line")
    )
    return shaped(frame.filter(sound), form), faulty


def _computed(
    sound: pl.LazyFrame, faulty: pl.LazyFrame, file: Path | None, faults: Path, told: str
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Both in one pass; what is large on the disk."""
    if file is None:
        held, odd = pl.collect_all([sound, faulty])
        return held.lazy(), odd.lazy()
    pl.collect_all(
        [
            sound.sink_parquet(
                file,
                compression="zstd",
                compression_level=1,
                metadata={"peripheries": told},
                lazy=True,
            ),
            faulty.sink_parquet(faults, compression="zstd", lazy=True),
        ],
        engine="streaming",
    )
    return pl.scan_parquet(file, glob=False), pl.scan_parquet(faults, glob=False)


def _tally(faulty: pl.LazyFrame) -> Iterator[Rejected]:
    """Reasons with their rows and lowest line, a slice of the rows at a time."""
    rows = faulty.select(pl.len()).collect().item()
    for start in range(0, rows, _SLICE):
        counted = (
            faulty.slice(start, _SLICE)
            .group_by("reason")
            .agg(pl.len(), pl.col("line").min().alias("line"))
            .sort("line", "reason", nulls_last=True)
            .collect(engine="streaming")
        )
        for reason, many, line in counted.iter_rows():
            yield Rejected(reason, many, _where(line))


def _where(line: int | None) -> str:
    return "a line that was not told" if line is None else f"line {line}"


def _line(first: str) -> int | None:
    found = re.search(r"\d+", first)
    return int(found[0]) if found else None


def _joined(before: tuple[Rejected, ...], faults: Iterator[Rejected]) -> list[Rejected]:
    """Reasons summed up; the first of each is the one on the lowest line."""
    found: dict[str, Rejected] = {}
    for one in (*before, *faults):
        same = found.get(one.reason)
        if same is None and len(found) >= _KNOWN_REASONS:
            one = Rejected("reasons beyond the first 10,000", one.rows, one.first)
            same = found.get(one.reason)
        if same is not None:
            first = min(same, one, key=lambda r: (_line(r.first) is None, _line(r.first) or 0))
            one = Rejected(one.reason, same.rows + one.rows, first.first)
        found[one.reason] = one
    return list(found.values())


def _rejects(before: tuple[Rejected, ...], faulty: pl.LazyFrame, name: str) -> pl.LazyFrame:
    early = pl.LazyFrame(
        [(name, one.reason, _line(one.first), one.rows) for one in before],
        schema=REJECTS,
        orient="row",
    )
    late = faulty.select(
        pl.lit(name).alias("file"), "reason", "line", pl.lit(1, pl.UInt32).alias("rows")
    )
    return pl.concat([early, late])
