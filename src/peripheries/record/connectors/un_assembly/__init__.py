"""Roll calls of the United Nations General Assembly: who voted how, and on what.

`known` is the day of the vote in every layout: the meetings are public, and the result is announced
in them. `rollcall` is the number of the UN Digital Library's record (bulk CSV, MARCXML), the
symbol (JSON Lines, press; a second vote on one text is `symbol#2`) or the collation's own number.
`origin` says who tells it, so that one source per session can be chosen later: what begins with
`UNxml` has no rows for the absent and unreliable totals, as has `press`; `Voeten` and `UNDL` have.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.connectors.un_assembly import collated
from peripheries.record.packed import naming
from peripheries.record.parsed import Parsed
from peripheries.record.united_nations import bulk, marc, resolutions
from peripheries.record.united_nations.guessing import has_heading, is_marc, is_resolutions
from peripheries.record.united_nations.texts import tabled
from peripheries.record.unpacking import first_line, unpacked

_BODY: Final = "GA"
_SYMBOLS: Final = "A/"


def _is_bulk(path: Path, version: str) -> bool:
    heading = first_line(path)
    return bulk.looks_like(heading) and "permanent_member" not in heading and version in heading


def _bulk(path: Path, scratch: Path) -> Parsed:
    return bulk.parse(path, scratch, _BODY, "UNDL/CSV")


def _marc(path: Path, scratch: Path) -> Parsed:
    source = unpacked(path, scratch)
    with naming(path, source):
        return tabled(marc.texts_of(source, _SYMBOLS), _BODY, "UNDL/MARCXML", scratch)


def _resolutions(path: Path, scratch: Path) -> Parsed:
    odd: list[tuple[str, int]] = []
    source = unpacked(path, scratch)
    with naming(path, source):
        texts = resolutions.texts_of(source, _SYMBOLS, odd)
        return tabled(texts, _BODY, "UNxml/JSON", scratch, odd)


def _collated(
    name: str, says: str, columns: tuple[str, ...], parse: Callable[[Path, Path], Parsed]
) -> Layout:
    return Layout(name, says, partial(has_heading, columns=columns), parse)


CONNECTOR: Final = Connector(
    title="General Assembly: roll calls and the votes of states",
    publisher="United Nations, Dag Hammarskjöld Library",
    terms=(
        "Copyright United Nations; non-commercial use with attribution (UN Digital Library). "
        "Voeten's part of the collated tables: CC0."
    ),
    citation=(
        "United Nations Dag Hammarskjöld Library, General Assembly Voting Data, "
        "https://digitallibrary.un.org/record/4060887; Voeten, E., Strezhnev, A. and Bailey, M., "
        "United Nations General Assembly Voting Data, doi:10.7910/DVN/LEJUQZ"
    ),
    layouts=(
        Layout(
            "bulk-csv",
            "Bulk CSV of votes (`<date>_ga_voting.csv`), a row a member's vote: ms_code, ms_vote",
            partial(_is_bulk, version="ms_vote,"),
            _bulk,
        ),
        Layout(
            "bulk-csv-1",
            "The same in its first version, of September 2024: ms_codes, ms_votes, NV",
            partial(_is_bulk, version="ms_votes,"),
            _bulk,
        ),
        Layout(
            "marcxml",
            "MARCXML as the UN Digital Library exports it: one record a text, votes in 967",
            partial(is_marc, symbols=_SYMBOLS),
            _marc,
        ),
        Layout(
            "json-lines",
            "One resolution a line as JSON, with MS_in_favour, MS_against and MS_abstaining",
            partial(is_resolutions, symbols=_SYMBOLS),
            _resolutions,
        ),
        _collated(
            "collated-votes",
            "Collated table of votes: vid, source, symbol, …, iso3, ccode, vote",
            collated.VOTES,
            collated.votes,
        ),
        _collated(
            "collated-rollcalls",
            "Collated table of roll calls: vid, symbol, …, yes, no, abstain, …, subjects",
            collated.ROLLCALLS,
            collated.rollcalls,
        ),
        _collated(
            "press",
            "Votes of an emergency session as the press told them: symbol, date, totals, iso3, …",
            collated.PRESS,
            collated.press,
        ),
    ),
    first=date(1946, 1, 1),
    caveats=(
        "Bulk CSV and MARCXML hold adopted resolutions only: no paragraphs, no failed drafts.",
        "Texts adopted without a vote, most of them, have no votes.",
        "A member that did not vote has no row in JSON Lines and in the collated UN part.",
        "Votes are those of the voting system; later corrections stand in the meeting's record.",
        "Dates of Voeten's part before 2003 are often days or weeks off.",
    ),
    place=(
        "https://digitallibrary.un.org/record/4060887 (the site turns programs away: place the "
        "file by hand)"
    ),
)
