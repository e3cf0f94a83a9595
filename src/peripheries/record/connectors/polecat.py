"""POLECAT: events coded in PLOVER by machine from news of the world in several languages.

Source: Halterman, Bagozzi, Beger, Schrodt and Scarborough (2023), doi:10.7910/DVN/AJGVIT (research
use). Tab-separated lines of 40 columns with a header, in ISO-8859-1.

Traps: missing is the text None. An actor or recipient may be of several countries, joined by `;`:
it has no state here, unless all are one. Some lines end in TABs too many. A `'` or `"` stands for
itself. An event without a recipient is one that PLOVER tells of its actor alone. Type and mode are
one code here (`COERCE arrest`), since modes of different types share names. `report` is the
publisher: the files name no address.

`known` is the publication date of the story, or the event date where that is later (announced).
"""

from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.record.coding import actors, plover, states
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Shape, read_lines
from peripheries.record.faulted import day, faulted, number
from peripheries.record.forms import Form
from peripheries.record.packed import naming
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.unpacking import first_line, unpacked_all

COLUMNS: Final = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors"),
    *("Actor Title", "Actor Name Raw", "Wikipedia Actor ID"),
    *("Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude"),
    *("GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date"),
    *("Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
_WANTED: Final = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Country", "Source"),
    *("Publication Date", "Actor Name", "Actor Country", "Primary Actor Sector"),
    *("Recipient Name", "Recipient Country", "Primary Recipient Sector"),
)
_SHAPE: Final = Shape(
    COLUMNS, separator="\t", quoted=False, encoding="iso-8859-1", spare=True, wanted=_WANTED
)
_MOST: Final = 60
"""Files of a zip: those of a year are by month or week."""
_SIDES: Final = (("source", "Actor"), ("target", "Recipient"))


def _parse(path: Path, scratch: Path) -> Parsed:
    """The lines of a file, or of all files of a zip, one after the other."""
    frames: list[pl.LazyFrame] = []
    rejected: list[Rejected] = []
    remarks: list[str] = []
    read = 0
    files = unpacked_all(path, scratch, most=_MOST)
    for file in files:
        with naming(path, file):
            lines = read_lines(file, _SHAPE, scratch)
        where = f"{file.name}, " if len(files) > 1 else ""
        frames.append(_events(_given(lines.frame)).with_columns(pl.col("line") + read))
        rejected += (Rejected(r.reason, r.rows, where + r.first) for r in lines.rejected)
        remarks += (where + remark for remark in lines.remarks)
        read += lines.read
    return Parsed({Form.EVENTS: pl.concat(frames)}, read, tuple(rejected), remarks=tuple(remarks))


def _given(lines: pl.LazyFrame) -> pl.LazyFrame:
    text = pl.col(*_WANTED)
    given = lines.with_columns(pl.when(text != "None").then(text).name.keep())
    return given.with_columns(day(pl.col("Event Date")).alias("on")).with_columns(
        actors.seen(pl.col(f"{side} Name"), pl.col("on")).alias(f"{side} seen")
        for _, side in _SIDES
    )


def _events(lines: pl.LazyFrame) -> pl.LazyFrame:
    on, told = pl.col("on"), day(pl.col("Publication Date"))
    word, mode = pl.col("Event Type").str.to_uppercase(), pl.col("Event Mode")
    value = number(pl.col("Intensity"))
    columns = {
        "event_id": pl.col("Event ID"),
        "date": on,
        "known": pl.max_horizontal(on, told),
        "code": plover.code(word, mode),
        "type": plover.event_type(word),
        "quad": plover.quad(word),
        "intensity": pl.coalesce(value, plover.score(word, mode)),
        "place": pl.col("Country"),
        "report": pl.col("Source"),
    }
    for end, side in _SIDES:
        name = pl.col(f"{side} Name")
        state = states.by_text(pl.col(f"{side} Country"), on)
        role = actors.part(pl.col(f"{side} seen"), state, pl.col(f"Primary {side} Sector"))
        columns |= {end: state, f"{end}_actor": name, f"{end}_role": role}
    checks = (
        (pl.col("Event ID").is_null(), "no Event ID"),
        (on.is_null(), "Event Date is no date like 2022-02-24"),
        (told.is_null(), "Publication Date is no date like 2022-02-24"),
        (plover.quad(word).is_null(), "Event Type is no type of PLOVER"),
        (pl.col("Intensity").is_not_null() & value.is_null(), "Intensity is no number"),
    )
    return faulted(lines, Form.EVENTS, columns, checks)


def _fits(path: Path) -> bool:
    return tuple(first_line(path, most=_MOST).rstrip("\t").split("\t")) == COLUMNS


CONNECTOR: Final = Connector(
    title="POLECAT events",
    publisher="POLECAT project; Harvard Dataverse",
    terms="Research use, with citation (doi:10.7910/DVN/AJGVIT)",
    citation=(
        "Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P. A. and Scarborough, G. I. (2023). "
        "PLOVER and POLECAT: A New Political Event Ontology and Dataset. "
        "Data: doi:10.7910/DVN/AJGVIT"
    ),
    layouts=(
        Layout("polecat", "POLECAT events: 40 columns, tab-separated, Latin-1", _fits, _parse),
    ),
    first=date(2018, 1, 1),
    caveats=(
        "Machine-coded from news; an event is a report",
        "Actors of several countries have no state",
        "Quads are PLOVER's: an appeal is verbal conflict here, and cooperation in CAMEO streams",
    ),
    place="https://doi.org/10.7910/DVN/AJGVIT",
    rules=("exact", "rereports"),
)
