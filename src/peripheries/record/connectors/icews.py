"""ICEWS, the Integrated Crisis Early Warning System: events coded in CAMEO by machine from news.

Source: Boschee et al., ICEWS Coded Event Data (doi:10.7910/DVN/28075). Tab-separated lines of 20
columns with a header; nothing is quoted, and a `"` in a name stands for itself. NA is missing.

Traps: an Event ID occurs on several dates (145,312 times in 2013): the key is id and date. One
yearly file has dates like 12/1/2017. Meetings are stored once in each direction. The country of a
person is the nationality: officials of international bodies have no state here.

`known` is the event date: ICEWS dates an event by the day of the report, and has no other day.
"""

from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.coding import actors, cameo, states
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape
from peripheries.record.faulted import day, faulted, number
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed
from peripheries.record.unpacking import first_line

COLUMNS: Final = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text"),
    *("CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID"),
    *("Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude"),
    "Longitude",
)
_WANTED: Final = (
    *("Event ID", "Event Date", "CAMEO Code", "Intensity", "Story ID", "Country"),
    *(f"{side} {word}" for side in ("Source", "Target") for word in ("Name", "Sectors", "Country")),
)
_SHAPE: Final = Shape(COLUMNS, separator="\t", quoted=False, wanted=_WANTED)
_BODIES: Final = "International Government Organization"
_DAY: Final = pl.coalesce(day(pl.col("Event Date")), day(pl.col("Event Date"), "%m/%d/%Y"))
_SHORTEST: Final = 3


def _parse(path: Path, scratch: Path) -> Parsed:
    lines = read_packed(path, _SHAPE, scratch)
    text = pl.col(*_WANTED)
    given = lines.frame.with_columns(pl.when(text != "NA").then(text).name.keep())
    given = given.with_columns(_DAY.alias("on")).with_columns(
        actors.seen(pl.col(f"{side} Name"), pl.col("on")).alias(f"{side} seen")
        for side in ("Source", "Target")
    )
    return Parsed({Form.EVENTS: _events(given)}, lines.read, lines.rejected, remarks=lines.remarks)


def _events(lines: pl.LazyFrame) -> pl.LazyFrame:
    on = pl.col("on")
    code = pl.col("CAMEO Code")
    value = number(pl.col("Intensity"))
    columns = {
        "event_id": pl.col("Event ID"),
        "date": on,
        "known": on,
        "code": code,
        "type": cameo.event_type(code),
        "quad": cameo.quad(code),
        "intensity": pl.coalesce(value, cameo.goldstein(code)),
        "place": pl.col("Country"),
        "report": pl.col("Story ID"),
    }
    for end in ("source", "target"):
        columns |= _actor(end, end.capitalize(), on)
    checks = (
        (pl.col("Event ID").is_null(), "no Event ID"),
        (on.is_null(), "Event Date is no date like 2017-12-01 or 12/1/2017"),
        (code.str.len_chars() < _SHORTEST, "CAMEO Code has lost its leading zeros"),
        (cameo.quad(code).is_null(), "CAMEO Code is no code of CAMEO"),
        (pl.col("Intensity").is_not_null() & value.is_null(), "Intensity is no number"),
    )
    return faulted(lines, Form.EVENTS, columns, checks)


def _actor(end: str, side: str, on: pl.Expr) -> dict[str, pl.Expr]:
    name, sectors = pl.col(f"{side} Name"), pl.col(f"{side} Sectors")
    country = states.standing(states.by_text(pl.col(f"{side} Country"), on), on)
    of_body = sectors.str.contains(_BODIES, literal=True).fill_null(value=False)
    state = pl.when(~of_body).then(country)
    return {
        end: state,
        f"{end}_actor": name,
        f"{end}_role": actors.part(pl.col(f"{side} seen"), state, sectors),
    }


def _fits(path: Path) -> bool:
    return tuple(first_line(path).split("\t")) == COLUMNS


CONNECTOR: Final = Connector(
    title="ICEWS coded events",
    publisher="Lockheed Martin; Harvard Dataverse",
    terms="Terms of the Dataverse page (doi:10.7910/DVN/28075); cite the data set",
    citation=(
        "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. "
        "(2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075"
    ),
    layouts=(
        Layout("icews", "ICEWS events: 20 columns, tab-separated, with a header", _fits, _parse),
    ),
    first=date(1995, 1, 1),
    caveats=(
        "Machine-coded from news; an event is a report, dated by the day of the report",
        "Meetings are stored once in each direction",
        "An Event ID is unique only together with its date",
        "A person's country is the nationality; officials of international bodies have no state",
    ),
    place="https://doi.org/10.7910/DVN/28075",
    rules=("exact", "rereports", "both_directions"),
)
