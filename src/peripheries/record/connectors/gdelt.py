"""Events of the GDELT Project, coded in CAMEO by machine from the world's news: 1.0 and 2.0.

Source: Leetaru & Schrodt (2013), GDELT: Global Data on Events, Location, and Tone; event code books
V1.03 and V2.0. Tab-separated lines without header or quotes, each file in a zip.

Traps: an event is a mention in the news, not an act: one act has many rows, under several codes
and pairs of actors (the rules of double counting take out the plainest). The volume drifts: compare
shares, or give an exposure. Actor codes are CAMEO's, places FIPS's. Events may be dated years
before the article; `known` is the day on which GDELT took the row up, and never before the act.
Quad and Goldstein value come from the CAMEO table and not from the row: every stream has the same.
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.coding import cameo, states
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.connectors.remotes.gdelt1 import gdelt1
from peripheries.record.connectors.remotes.gdelt2 import gdelt2
from peripheries.record.delimited import Shape, read_lines
from peripheries.record.faulted import day, faulted
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed
from peripheries.record.unpacking import first_line, unpacked

_ACTOR: Final = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code"),
    *("Religion2Code", "Type1Code", "Type2Code", "Type3Code"),
)
_PLACE: Final = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_PLACE_2: Final = (*_PLACE[:4], "ADM2Code", *_PLACE[4:])
_ACT: Final = (
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass"),
    *("GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"),
)


def _columns(place: tuple[str, ...], last: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{side}{word}" for side in (1, 2) for word in _ACTOR),
        *_ACT,
        *(f"{who}Geo_{word}" for who in ("Actor1", "Actor2", "Action") for word in place),
        *last,
    )


COLUMNS_2: Final = _columns(_PLACE_2, ("DATEADDED", "SOURCEURL"))
COLUMNS_1: Final = _columns(_PLACE, ("DATEADDED", "SOURCEURL"))
COLUMNS_0: Final = _columns(_PLACE, ("DATEADDED",))
_NUMBERS: Final = {"NumMentions": pl.Int32, "NumArticles": pl.Int32, "AvgTone": pl.Float32}
_COUNTED: Final = (
    *("GLOBALEVENTID", "SQLDATE", "Actor1CountryCode", "Actor2CountryCode", "EventCode"),
    *("DATEADDED", *_NUMBERS),
)
"""What day, actors and quad of a row, and its faults, are told from."""
_WANTED: Final = (
    *_COUNTED,
    *(f"Actor{side}{word}" for side in (1, 2) for word in ("Code", "Type1Code")),
    *("ActionGeo_CountryCode", "SOURCEURL"),
)


def _parse(columns: tuple[str, ...], wanted: tuple[str, ...], path: Path, scratch: Path) -> Parsed:
    shape = Shape(columns, separator="\t", header=False, quoted=False, wanted=wanted)
    lines = read_lines(unpacked(path, scratch), shape, scratch, _NUMBERS)
    rows = _events(lines.frame, frozenset(shape.given))
    return Parsed({Form.EVENTS: rows}, lines.read, lines.rejected, remarks=lines.remarks)


def _events(lines: pl.LazyFrame, given: frozenset[str]) -> pl.LazyFrame:
    act = day(pl.col("SQLDATE"), "%Y%m%d")
    added = day(pl.col("DATEADDED").str.slice(0, 8), "%Y%m%d")
    code = pl.col("EventCode")
    columns = {
        "event_id": pl.col("GLOBALEVENTID"),
        "date": act,
        "known": pl.max_horizontal(act, added),
        "source": states.by_code(pl.col("Actor1CountryCode")),
        "target": states.by_code(pl.col("Actor2CountryCode")),
        "source_actor": pl.col("Actor1Code"),
        "target_actor": pl.col("Actor2Code"),
        "source_role": pl.col("Actor1Type1Code"),
        "target_role": pl.col("Actor2Type1Code"),
        "code": code,
        "type": cameo.event_type(code),
        "quad": cameo.quad(code),
        "intensity": cameo.goldstein(code),
        "mentions": pl.col("NumMentions"),
        "articles": pl.col("NumArticles"),
        "tone": pl.col("AvgTone"),
        "place": pl.col("ActionGeo_CountryCode"),
        "report": pl.col("SOURCEURL"),
    }
    columns = {
        name: told for name, told in columns.items() if given.issuperset(told.meta.root_names())
    }
    number = pl.col("GLOBALEVENTID").cast(pl.UInt64, strict=False)
    checks = (
        (number.is_null(), "GLOBALEVENTID is no number"),
        (act.is_null(), "SQLDATE is no date like YYYYMMDD"),
        (added.is_null(), "DATEADDED does not begin with a date like YYYYMMDD"),
        (cameo.quad(code).is_null(), "EventCode is no code of CAMEO"),
        *((pl.col(name).is_null(), f"{name} is no number") for name in _NUMBERS),
    )
    return faulted(lines, Form.EVENTS, columns, checks)


def _fits(columns: tuple[str, ...], path: Path) -> bool:
    fields = first_line(path).split("\t")
    return len(fields) == len(columns) and fields[0].isdigit() and len(fields[1]) == len("19790101")


def _layout(name: str, says: str, columns: tuple[str, ...]) -> Layout:
    parse, brief = (partial(_parse, columns, wanted) for wanted in (_WANTED, _COUNTED))
    return Layout(name, says, partial(_fits, columns), parse, brief)


_TERMS: Final = "Free for any use, with a citation of the GDELT Project and a link to it"
_CAVEATS: Final = (
    "A row is a mention in the news: one act has many rows, and volume drifts over the years",
    "Machine coding errs often; read counts as shares of what was coded, with their exposure",
    "Places are FIPS codes, actors CAMEO codes",
)
_CITATION: Final = (
    "Leetaru, K. and Schrodt, P. A. (2013). GDELT: Global Data on Events, Location, and Tone, "
    "1979-2012. ISA Annual Convention"
)
_RULES: Final = ("exact", "rereports", "both_directions")

GDELT_2: Final = Connector(
    title="GDELT 2.0 events",
    publisher="The GDELT Project",
    terms=_TERMS,
    citation=_CITATION,
    layouts=(_layout("gdelt2", "GDELT 2.0 events: 61 columns, tab-separated", COLUMNS_2),),
    first=date(2015, 2, 18),
    caveats=(*_CAVEATS, "A file of 15 minutes holds what was added then, whatever its date"),
    remote=gdelt2(),
    place="http://data.gdeltproject.org/gdeltv2/masterfilelist.txt lists every file",
    rules=_RULES,
)
GDELT_1: Final = Connector(
    title="GDELT 1.0 events",
    publisher="The GDELT Project",
    terms=_TERMS,
    citation=_CITATION,
    layouts=(
        _layout("gdelt1", "GDELT 1.0 events since April 2013: 58 columns", COLUMNS_1),
        _layout("gdelt1_old", "GDELT 1.0 events to March 2013: 57 columns", COLUMNS_0),
    ),
    first=date(1979, 1, 1),
    caveats=(*_CAVEATS, "Before April 2013 no row names its report"),
    remote=gdelt1(),
    place="http://data.gdeltproject.org/events/ lists every file",
    rules=_RULES,
)
