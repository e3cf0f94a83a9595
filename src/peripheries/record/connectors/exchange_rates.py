"""The ruble: official rates by day (Bank of Russia), and month closes of the US dollar.

Source of the official rates: XML_dynamic of the Bank of Russia, one currency a file, windows-1251,
decimal commas, so many rubles for `Nominal` units. A rate stands for the day on which it is in
force; it was set the working day before, so `known` is that day. Days without a rate (the last one
holds on) have no row. Rates before 1998-01-01 are in rubles of which 1,000 became one.

Source of the month closes: `usd_rub.csv` (an open repository, MIT): date as dd.mm.yyyy (the first
of the month that the bar covers), close, open, high, low with a decimal comma, newest first.

Traps: market closes, not the official rate; the newest row covers a month that had not ended.
`known` is the first day of the next month.
"""

from datetime import date
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape
from peripheries.record.faulted import again, day, faulted, number
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed
from peripheries.record.unpacking import first_line, unpacked

COLUMNS: Final = ("date", "close", "open", "high", "low")
CURRENCIES: Final = {
    "R01235": "USD",
    "R01239": "EUR",
    "R01375": "CNY",
    "R01820": "JPY",
    "R01815": "KRW",
    "R01035": "GBP",
}
"""The Bank of Russia's numbers of currencies (https://www.cbr.ru/scripts/XML_valFull.asp)."""
REDENOMINATED: Final = date(1998, 1, 1)
_LARGEST: Final = 2**27


def _is_official(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            beginning = file.read(1024)
    except OSError:
        return False
    return b"<ValCurs" in beginning and b"DateRange1" in beginning


def _is_monthly(path: Path) -> bool:
    return first_line(path).replace('"', "").split(",") == list(COLUMNS)


def _official(path: Path, scratch: Path) -> Parsed:
    source = unpacked(path, scratch)
    if source.stat().st_size > _LARGEST:
        raise RecordError(f"{path}: too large for this source. Is it another source's file?")
    try:
        root = fromstring(source.read_bytes(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as bad:
        raise RecordError(f"{path}: not XML that can be read ({bad}). Fetch it again.") from bad
    if root.tag != "ValCurs":
        raise RecordError(f"{path}: {root.tag}, not ValCurs. Is it another source's file?")
    rows = [
        (at, record.get("Date"), record.get("Id") or root.get("ID"), *_told(record))
        for at, record in enumerate(root.iter("Record"), start=1)
    ]
    texts = ("on", "currency", "nominal", "told")
    schema = {"line": pl.Int64, **dict.fromkeys(texts, pl.String)}
    frame = pl.LazyFrame(rows, schema=schema, orient="row")
    on = day(pl.col("on"), "%d.%m.%Y")
    units = number(pl.col("nominal"), decimal_comma=True)
    value = number(pl.col("told"), decimal_comma=True)
    letters = pl.col("currency").replace(CURRENCIES)
    old = on < REDENOMINATED
    columns = {
        "date": on,
        "known": on,
        "step": pl.lit("day"),
        "actor": pl.lit("RUS"),
        "quantity": pl.format("RUB per {}", letters),
        "value": value / units,
        "unit": pl.when(old).then(pl.lit("rubles before 1998")).otherwise(pl.lit("rubles")),
        "detail": pl.lit("official rate"),
    }
    checks = [
        (on.is_null(), "no day"),
        (pl.col("currency").is_null(), "no currency"),
        (units.is_null() | (units <= 0), "no number of units (Nominal)"),
        (value.is_null() | (value <= 0), "no rate (Value)"),
        (again(pl.col("currency"), on), "a second rate of this day"),
    ]
    rates = faulted(frame, Form.SERIES, columns, checks)
    return Parsed({Form.SERIES: rates}, len(rows))


def _told(record: Element) -> tuple[str | None, str | None]:
    return record.findtext("Nominal"), record.findtext("Value")


def _day(text: str | None) -> date | None:
    read: date | None = pl.select(day(pl.lit(text, dtype=pl.String), "%d.%m.%Y")).item()
    return read


def _monthly(path: Path, scratch: Path) -> Parsed:
    lines = read_packed(path, Shape(COLUMNS), scratch)
    on = day(pl.col("date"), "%d.%m.%Y")
    numbers = {name: number(pl.col(name), decimal_comma=True) for name in COLUMNS[1:]}
    columns = {
        "date": on,
        "known": on.dt.offset_by("1mo"),
        "step": pl.lit("month"),
        "actor": pl.lit("RUS"),
        "quantity": pl.lit("RUB per USD, month close"),
        "value": numbers["close"],
        "low": numbers["low"],
        "high": numbers["high"],
        "unit": pl.lit("rubles"),
        "detail": pl.lit("market close; low and high are the month's"),
    }
    checks = [
        (on.is_null() | (on.dt.day() != 1), "no first day of a month"),
        *((read.is_null(), f"{name} is no number") for name, read in numbers.items()),
        (again(on), "a second row of this month"),
    ]
    closes = faulted(lines.frame, Form.SERIES, columns, checks)
    return Parsed({Form.SERIES: closes}, lines.read, lines.rejected, remarks=lines.remarks)


CONNECTOR: Final = Connector(
    title="Rubles for foreign money: official rates by day, month closes of the dollar",
    publisher="Bank of Russia; month closes: an open repository",
    terms="Bank of Russia: free use with reference to the source. Month closes: MIT.",
    citation="Bank of Russia, official exchange rates, https://www.cbr.ru/eng/currency_base/dynamics/",
    layouts=(
        Layout(
            "official",
            "XML of the Bank of Russia (XML_dynamic.asp), one currency by day, windows-1251",
            _is_official,
            _official,
        ),
        Layout(
            "month-closes",
            "CSV with date (dd.mm.yyyy), close, open, high, low, decimal commas, newest first",
            _is_monthly,
            _monthly,
        ),
    ),
    first=date(1992, 7, 1),
    caveats=(
        "The official rate is set from the market of the working day before, and since 2022 from "
        "banks' reports where the market is closed.",
        "Days without a rate (weekends, holidays) have no row; the last rate holds on.",
        "The newest row of the month closes covers a month that had not ended.",
    ),
    place="https://www.cbr.ru/scripts/XML_dynamic.asp",
)
