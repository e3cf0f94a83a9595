"""What the store holds, shown on the terminal: rows, counts, and what is covered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

import polars as pl

from peripheries.api.recording.counting import counts
from peripheries.api.recording.covering import Coverage, coverage
from peripheries.api.recording.drawing import draw
from peripheries.api.recording.showing import rejected, rows, unmapped
from peripheries.api.words import Step
from peripheries.cli.console import console
from peripheries.cli.showing import print_frame
from peripheries.cli.words import ShownAs
from peripheries.errors import UsageError

_EVENTS: Final = ("date", "known", "source", "target", "code", "quad", "intensity", "report")
_LEFT_OUT: Final = ("description", "subjects", "origin", "body")
_FULL, _MOST, _SOME, _NONE, _EMPTY = "█", "▓", "░", "·", "○"
_MONTHS: Final = "JFMAMJJASOND"


@final
@dataclass(frozen=True)
class Asked:
    """The options of `record show`."""

    form: str | None
    source: str | None
    target: str | None
    since: str | None
    until: str | None
    as_of: str | None
    step: Step | None
    without: tuple[str, ...]
    rejected: bool
    unmapped: bool
    limit: int
    shown_as: ShownAs | None
    store: str | None
    case: str | None


def show_and_tell(stream: str, asked: Asked) -> None:
    """Rows, counts, rejected rows or unmapped actors, whichever was asked for."""
    if (asked.rejected, asked.unmapped, asked.step is not None).count(True) > 1:
        raise UsageError("--rejected, --unmapped and --by are three questions: ask one at a time.")
    if asked.without and asked.step is None:
        raise UsageError("--without leaves off a rule of counting: give --by too.")
    if asked.rejected:
        frame = rejected(stream, limit=asked.limit, store=asked.store)
    elif asked.unmapped:
        frame = unmapped(stream, store=asked.store).head(asked.limit)
    elif asked.step is not None:
        _counts_and_tell(stream, asked, asked.step)
        return
    else:
        frame = rows(
            stream,
            form=asked.form,
            source=asked.source or (),
            target=asked.target or (),
            since=asked.since,
            until=asked.until,
            as_of=asked.as_of,
            limit=asked.limit,
            store=asked.store,
        )
    print_frame(frame, _main(frame), asked.shown_as)
    if frame.height == asked.limit:
        console(error=True).print(f"{asked.limit} rows at most are shown; --limit shows more.")


def _main(frame: pl.DataFrame) -> list[str]:
    if "event_id" in frame.columns:
        return list(_EVENTS)
    return [name for name in frame.columns if name not in _LEFT_OUT]


def _counts_and_tell(stream: str, asked: Asked, step: Step) -> None:
    found = counts(
        stream,
        by=step,
        source=asked.source,
        target=asked.target,
        since=asked.since,
        until=asked.until,
        as_of=asked.as_of,
        without=asked.without,
        case=asked.case,
        store=asked.store,
    )
    print_frame(found.dyads, found.dyads.columns, asked.shown_as)
    taken = ", ".join(f"{name} {rows:,}" for name, rows in found.taken.items())
    unknown = found.unmapped.select(pl.sum_horizontal(pl.exclude("date")).sum()).item() or 0
    # To the side, so that what programs read is the table alone.
    console(error=True).print(
        f"Taken out as double: {taken or 'nothing'}. Without a known state at one end: {unknown:,}."
    )


def coverage_and_tell(
    stream: str, form: str | None, dyad: str | None, out: str | None, store: str | None
) -> None:
    """The calendar as a strip of months for each year, or drawn to a file."""
    found = coverage(stream, form=form, dyad=dyad, store=store)
    terminal = console()
    if out is not None:
        terminal.print(f"{draw(found, Path(out))}", soft_wrap=True)
        return
    terminal.print(f"{stream} {found.form}{_of(found)}")
    terminal.print(f"      {_MONTHS}")
    for year, strip in _strips(found):
        terminal.print(f"{year}  {strip}")
    legend = (
        f"{_FULL} whole month covered  {_MOST} half or more  {_SOME} less  {_NONE} nothing known"
    )
    terminal.print(legend + (f"  {_EMPTY} covered, no row of the dyad" if found.dyad else ""))
    outages = int(found.days["outage"].sum())
    terminal.print(
        f"{int(found.days['covered'].sum()):,} days covered, {found.missing:,} missing in "
        f"{len(found.gaps)} gaps, {outages} with hardly a row."
    )


def _of(found: Coverage) -> str:
    return "" if found.dyad is None else f", {found.dyad[0]} to {found.dyad[1]}"


def _strips(found: Coverage) -> list[tuple[int, str]]:
    day = pl.col("date")
    of_dyad = pl.col("of_dyad").sum() if found.dyad else pl.lit(1)
    months = found.days.group_by(day.dt.year().alias("year"), day.dt.month().alias("month")).agg(
        (pl.col("covered").sum() / day.first().dt.days_in_month()).alias("share"),
        of_dyad.alias("of_dyad"),
    )
    strips: dict[int, list[str]] = {}
    for year, month, share, rows_of_dyad in months.sort("year", "month").iter_rows():
        strips.setdefault(year, [_NONE] * 12)[month - 1] = _mark(share, rows_of_dyad)
    return [(year, "".join(marks)) for year, marks in strips.items()]


def _mark(share: float, of_dyad: int) -> str:
    if share == 0:
        return _NONE
    if of_dyad == 0:
        return _EMPTY
    return _FULL if share == 1 else _MOST if share >= 0.5 else _SOME
