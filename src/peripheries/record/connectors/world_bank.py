"""Indicators of the World Bank by year, quarter or month, of states and of groups of them.

Layouts: a page of the API (version 2, JSON: one object about the page, one list of values) and the
bulk download of one indicator (`API_<indicator>_DS2_en_csv_v2_<n>.zip`: a CSV with four lines
before its heading, and two files about it).

`known` is the day on which the source was last updated, as the file says: the figures carry no day
of publication of their own and are revised, so no vintage before that day may see any of them.
`actor` is the source's code: a state's, or an aggregate's (WLD, EUU; none is a state's ISO code),
named in `detail`. `quantity` is the indicator's code. A value that the source gives as missing is
a row without a value, never 0.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.coding.states import by_code
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape, read_lines
from peripheries.record.delimited.heading import opened, rows_of
from peripheries.record.faulted import again, faulted, number
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.unpacking import first_line, unpacked

_LARGEST: Final = 2**28
_PIECE: Final = 2**20
_BULK: Final = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
_HEAD: Final = 4
_UNIT: Final = r"\(([^()]+)\)\s*$"
_TEXTS: Final = ("indicator", "named", "code", "country", "period", "unit")

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


def _is_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            beginning = file.read(2048)
    except OSError:
        return False
    return beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") and (
        b'"lastupdated"' in beginning or b'"message"' in beginning
    )


def _is_bulk(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _table_in(archive) is not None
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return first_line(path).startswith('"Data Source"')


def _table_in(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """The file of values: the one whose name begins with API_."""
    found = [member for member in archive.infolist() if member.filename.startswith("API_")]
    return found[0] if len(found) == 1 and "/" not in found[0].filename else None


def _page(path: Path, scratch: Path) -> Parsed:
    about, values = _parts(unpacked(path, scratch, largest=_LARGEST), path)
    updated = _day(about.get("lastupdated"))
    if updated is None:
        raise RecordError(
            f"{path}: no day of the last update (lastupdated), without which nobody knows when "
            "these figures could be known. Fetch it again."
        )
    rows: list[dict[str, str | int | float | None]] = []
    odd = 0
    for at, value in enumerate(values, start=1):
        row = _row(value) if isinstance(value, dict) else None
        if row is None:
            odd = odd or at
        else:
            rows.append({**row, "line": at})
    schema = {**dict.fromkeys((*_TEXTS, "value"), pl.String), "line": pl.Int64}
    frame = _series(pl.LazyFrame(rows, schema=schema), pl.lit(updated))
    gone = len(values) - len(rows)
    rejected = (Rejected("what is no value of an indicator", gone, f"value {odd}"),) if gone else ()
    page, pages = about.get("page"), about.get("pages")
    more = isinstance(pages, int) and pages > 1
    remarks = (f"page {page} of {pages}: the others are other files",) if more else ()
    return Parsed({Form.SERIES: frame}, len(values), rejected, remarks=remarks)


def _parts(source: Path, path: Path) -> tuple[Mapping[str, Value], Sequence[Value]]:
    if source.stat().st_size > _LARGEST:
        raise RecordError(f"{path}: too large for a page of this source. Ask for fewer values.")
    try:
        content: Value = json.loads(source.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as bad:
        raise RecordError(f"{path}: not JSON: {bad}. Fetch it again.") from bad
    parts = content if isinstance(content, list) else []
    about = parts[0] if parts and isinstance(parts[0], dict) else {}
    if "message" in about:
        raise RecordError(f"{path}: the source's refusal, not data: {about['message']}. Ask anew.")
    values = parts[1] if len(parts) > 1 else None
    if not about or not isinstance(values, list | None):
        raise RecordError(f"{path}: not a page of the API (version 2). Is it another source's?")
    return about, values or []


def _row(value: Mapping[str, Value]) -> dict[str, str | int | float | None] | None:
    indicator, country = value.get("indicator"), value.get("country")
    if not isinstance(indicator, dict) or not isinstance(country, dict):
        return None
    told = value.get("value")
    if isinstance(told, bool | list | dict):
        return None
    code = value.get("countryiso3code") or country.get("id")
    held = {
        "indicator": indicator.get("id"),
        "named": indicator.get("value"),
        "code": code,
        "country": country.get("value"),
        "period": value.get("date"),
        "unit": value.get("unit") or None,
    }
    if any(not isinstance(text, str | None) for text in held.values()):
        return None
    texts = {key: text for key, text in held.items() if isinstance(text, str)}
    return {**dict.fromkeys(_TEXTS), **texts, "value": None if told is None else str(told)}


def _bulk(path: Path, scratch: Path) -> Parsed:
    """Cells are the rows: a line of another length counts as many as it should have had."""
    source = _unpacked(path, scratch)
    with opened(source, Shape(())) as file:
        rows = rows_of(file, Shape(()), path)
        beginning = [row for _, row in zip(range(_HEAD + 1), rows, strict=False)]
        above = {row[0]: row[1] for row in beginning[:-1] if len(row) > 1}
        lines = _rows_before(beginning)
    heading = tuple(beginning[-1]) if len(beginning) > _HEAD else ()
    updated = _day(above.get("Last Updated Date"))
    periods = [name for name in heading[len(_BULK) :] if name]
    if heading[: len(_BULK)] != _BULK or updated is None or not _are_periods(periods):
        raise RecordError(
            f"{path}: not the World Bank's bulk file: four lines, one of them with the Last "
            "Updated Date, then Country Name, Country Code, Indicator Name, Indicator Code and "
            "the years. Is it another source's file?"
        )
    body = scratch / "body.csv"
    _without_head(source, body, lines)
    try:
        table = read_lines(body, Shape((*_BULK, *periods), spare=True), scratch)
    except RecordError as bad:
        told = str(bad).replace(str(body), str(path))
        told = re.sub(r"line \d+", lambda found: _further(found[0], lines), told)
        raise RecordError(told) from bad
    long = table.frame.unpivot(
        index=["line", *_BULK], on=periods, variable_name="period", value_name="value"
    ).select(
        pl.col("line") + lines,
        "period",
        "value",
        indicator="Indicator Code",
        named="Indicator Name",
        code="Country Code",
        country="Country Name",
        unit=pl.lit(None, dtype=pl.String),
    )
    rejected = tuple(
        Rejected(r.reason, r.rows * len(periods), _further(r.first, lines)) for r in table.rejected
    )
    frame = _series(long, pl.lit(updated))
    return Parsed({Form.SERIES: frame}, table.read * len(periods), rejected, remarks=table.remarks)


def _rows_before(beginning: Sequence[Sequence[str]]) -> int:
    """How many lines of the file stand before its heading, from the rows up to it."""
    return sum(1 + sum(field.count("\n") for field in row) for row in beginning[:-1])


def _further(first: str, lines: int) -> str:
    return f"line {int(first.removeprefix('line ')) + lines}"


def _are_periods(names: Sequence[str]) -> bool:
    known = all(re.fullmatch(r"\d{4}(Q[1-4]|M\d{2})?", name) for name in names)
    return bool(names) and known and len(set(names)) == len(names)


def _without_head(source: Path, into: Path, lines: int) -> None:
    with source.open("rb") as file, into.open("wb") as out:
        for _ in range(lines):
            file.readline()
        while piece := file.read(_PIECE):
            out.write(piece)


def _unpacked(path: Path, scratch: Path) -> Path:
    """The file of values of a bulk zip, or the file itself where it is placed unpacked."""
    if not zipfile.is_zipfile(path):
        return unpacked(path, scratch, largest=_LARGEST)
    into = scratch / "values.csv"
    try:
        with zipfile.ZipFile(path) as archive:
            member = _table_in(archive)
            if member is None or member.flag_bits & 1:
                raise RecordError(f"{path}: not one file API_… in the zip. Fetch it again.")
            with archive.open(member) as packed, into.open("wb") as out:
                written = 0
                while piece := packed.read(_PIECE):
                    written += len(piece)
                    if written > _LARGEST:
                        raise RecordError(
                            f"{path}: it unpacks to more than {_LARGEST:,} bytes. Do not use it."
                        )
                    out.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as bad:
        raise RecordError(f"{path}: a damaged archive ({bad}). Fetch it again.") from bad
    return into


def _day(text: Value) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _series(frame: pl.LazyFrame, updated: pl.Expr) -> pl.LazyFrame:
    period = pl.col("period")
    year = period.str.extract(r"^(\d{4})").cast(pl.Int32)
    quarter = period.str.extract(r"^\d{4}Q([1-4])$").cast(pl.Int32)
    month = period.str.extract(r"^\d{4}M(\d{2})$").cast(pl.Int32)
    sound = period.str.contains(r"^[12]\d{3}(Q[1-4]|M(0[1-9]|1[0-2]))?$")
    first = pl.when(sound).then(pl.date(year, pl.coalesce(quarter * 3 - 2, month, 1), 1))
    value = number(pl.col("value"))
    code = pl.col("code").str.strip_chars()
    columns = {
        "date": first,
        "known": updated,
        "step": pl.when(quarter.is_not_null())
        .then(pl.lit("quarter"))
        .when(month.is_not_null())
        .then(pl.lit("month"))
        .otherwise(pl.lit("year")),
        "actor": pl.coalesce(by_code(code, first), code),
        "quantity": pl.col("indicator"),
        "value": value,
        "unit": pl.coalesce("unit", pl.col("named").str.extract(_UNIT), pl.lit("as named")),
        "detail": pl.concat_str("named", "country", separator="; ", ignore_nulls=True),
    }
    checks = [
        (first.is_null(), "no year, quarter or month"),
        (pl.col("indicator").is_null(), "no indicator"),
        (code.is_null(), "no country"),
        (value.is_null() & pl.col("value").is_not_null(), "a value that is no number"),
        (again(pl.col("indicator"), code, period), "a second value of this time"),
    ]
    return faulted(frame, Form.SERIES, columns, checks)


CONNECTOR: Final = Connector(
    title="World Bank indicators, of states and of groups of them",
    publisher="World Bank",
    terms="CC BY 4.0, unless an indicator's own note says otherwise",
    citation="World Bank, World Development Indicators, https://data.worldbank.org",
    layouts=(
        Layout(
            "page",
            "A page of the API, version 2, as JSON: [about the page, [values]]",
            _is_page,
            _page,
        ),
        Layout(
            "bulk",
            "Bulk download of one indicator: API_<indicator>_DS2_en_csv_v2_<n>.zip, or its CSV",
            _is_bulk,
            _bulk,
        ),
    ),
    first=date(1960, 1, 1),
    caveats=(
        "Figures are revised without a trace: known is the day of the file's last update, and no "
        "earlier vintage sees them.",
        "Aggregates (WLD, EUU, …) stand beside states under their own codes: choose, then sum.",
        "A missing value has a row without a value.",
    ),
    place="https://data.worldbank.org",
)
