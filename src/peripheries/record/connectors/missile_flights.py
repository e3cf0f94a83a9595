"""North Korean missile flights, one row a missile, 1984 to 18 April 2026.

Source: the open table `tests_flat.csv` of github.com/nagix/nk-missile-tests (Apache-2.0), derived
from the CNS missile-test database: systems of 300 km and 500 kg or better.

Traps: dates are UTC, so many launches fall a day before the Korean date. Outcomes are `unknown`
for all of 2025 and much of 2022 on: not coded, not successes. A missing field is the word
`unknown`. Eight early flights are dated by month only (`1984-09`).

`known` is the day after: a launch that UTC puts on one day is told on that day or, by Korean time,
the next; of a flight dated by its month, the first day of the next month. The source does not say
when a flight of the first years became public.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape
from peripheries.record.faulted import day, faulted
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.unpacking import first_line, unpacked

COLUMNS: Final = (
    *("date", "time", "series", "missile", "facility", "landing", "apogee", "distance"),
    *("bearing", "outcome", "description", "glide"),
)
OUTCOMES: Final = ("success", "failure", "unknown")
_KEYS: Final = ("date", "missile", "outcome", "facility")
_LARGEST: Final = 2**28

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


def _is_table(path: Path) -> bool:
    return first_line(path).split(",") == list(COLUMNS)


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b'"timeBins"' in file.read(256)
    except OSError:
        return False


def _table(path: Path, scratch: Path) -> Parsed:
    lines = read_packed(path, Shape(COLUMNS), scratch)
    flights = _flights(lines.frame)
    return Parsed({Form.SERIES: flights}, lines.read, lines.rejected, remarks=lines.remarks)


def _json(path: Path, scratch: Path) -> Parsed:
    """The layout of the source's own page: flights in bins by year; `line` counts flights."""
    source = unpacked(path, scratch)
    if source.stat().st_size > _LARGEST:
        raise RecordError(f"{path}: too large for this source. Is it another source's file?")
    try:
        content: Value = json.loads(source.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as bad:
        raise RecordError(f"{path}: not JSON: {bad}. Fetch it again.") from bad
    bins = content.get("timeBins") if isinstance(content, dict) else None
    if not isinstance(bins, list):
        raise RecordError(f"{path}: no list `timeBins`. Is it another source's file?")
    rows: list[dict[str, str | int | None]] = []
    read, lost = 0, 0
    for flight in _in(bins):
        read += 1
        if isinstance(flight, dict):
            held = {key: value for key in _KEYS if isinstance(value := flight.get(key), str)}
            rows.append({**dict.fromkeys(_KEYS), **held, "line": read})
        else:
            lost = lost or read
    schema = {**dict.fromkeys(_KEYS, pl.String), "line": pl.Int64}
    flights = _flights(pl.LazyFrame(rows, schema=schema))
    gone = read - len(rows)
    rejected = (Rejected("what is no flight", gone, f"flight {lost}"),) if gone else ()
    return Parsed({Form.SERIES: flights}, read, rejected)


def _in(bins: Sequence[Value]) -> Iterator[Value]:
    """Flights of all bins; what is no bin is told as one that is no flight."""
    for year in bins:
        flights = year.get("data") if isinstance(year, Mapping) else None
        yield from flights if isinstance(flights, list) else [None]


def _flights(frame: pl.LazyFrame) -> pl.LazyFrame:
    month = day(pl.col("date") + "-01")
    on = day(pl.col("date"))
    told = pl.concat_str(
        pl.col("outcome"),
        *(
            pl.when(pl.col(name) != "unknown").then(pl.format(f"{name}: {{}}", pl.col(name)))
            for name in ("missile", "facility")
        ),
        separator="; ",
        ignore_nulls=True,
    )
    columns = {
        "date": pl.coalesce(on, month),
        "known": pl.coalesce(on.dt.offset_by("1d"), month.dt.offset_by("1mo")),
        "step": pl.when(on.is_not_null()).then(pl.lit("event")).otherwise(pl.lit("month")),
        "actor": pl.lit("PRK"),
        "quantity": pl.lit("missile flight"),
        "value": pl.lit(1.0),
        "unit": pl.lit("flights"),
        "detail": told,
    }
    outcome = pl.col("outcome").is_in(OUTCOMES).fill_null(value=False)
    checks = [
        (columns["date"].is_null(), "no day or month"),
        (~outcome, "an outcome that is none of success, failure, unknown"),
    ]
    return faulted(frame, Form.SERIES, columns, checks)


CONNECTOR: Final = Connector(
    title="North Korean missile flights, one row a missile",
    publisher="nagix/nk-missile-tests, after the CNS North Korea Missile Test Database",
    terms="Apache-2.0",
    citation=(
        "nk-missile-tests, https://github.com/nagix/nk-missile-tests, after James Martin Center "
        "for Nonproliferation Studies, The CNS North Korea Missile Test Database"
    ),
    layouts=(
        Layout("table", "CSV with date, time, series, missile, …, glide", _is_table, _table),
        Layout("page", "JSON of the source's page (`test.en.json`): timeBins", _is_json, _json),
    ),
    first=date(1984, 4, 9),
    caveats=(
        "Dates are UTC: many launches fall a day before the Korean date.",
        "Systems that carry 500 kg over 300 km or more; shorter ranges are not counted.",
        "Outcomes are not coded for all of 2025 and much of 2022 on: unknown is not success.",
    ),
    place="https://github.com/nagix/nk-missile-tests",
)
