"""Texts and votes of the United Nations Security Council: adopted, failed and vetoed.

`known` is the day of the vote in every layout: votes are cast in public meetings. `rollcall` is the
number of the UN Digital Library's record (bulk CSV, MARCXML), or the symbol of the resolution or
draft; a second vote under one symbol is `symbol#2`. Totals of 0-0-0 are missing.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.connectors.un_council import collated
from peripheries.record.packed import naming
from peripheries.record.parsed import Parsed
from peripheries.record.united_nations import bulk, marc, resolutions
from peripheries.record.united_nations.guessing import has_heading, is_marc, is_resolutions
from peripheries.record.united_nations.texts import tabled
from peripheries.record.unpacking import first_line, unpacked

_BODY: Final = "SC"
_SYMBOLS: Final = "S/"


def _is_bulk(path: Path) -> bool:
    heading = first_line(path)
    return bulk.looks_like(heading) and "permanent_member" in heading


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
    title="Security Council: resolutions, failed and vetoed drafts, and the votes of members",
    publisher="United Nations, Dag Hammarskjöld Library",
    terms="Copyright United Nations; non-commercial use with attribution (UN Digital Library).",
    citation=(
        "United Nations Dag Hammarskjöld Library, Security Council Voting Data, "
        "https://digitallibrary.un.org/record/4055387"
    ),
    layouts=(
        Layout(
            "bulk-csv",
            "Bulk CSV of votes (`<date>_sc_voting.csv`): ms_code, ms_vote, permanent_member",
            _is_bulk,
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
            "Collated votes on resolutions: symbol, date, iso3, name, vote",
            collated.VOTES,
            collated.votes,
        ),
        _collated(
            "collated-resolutions",
            "Collated resolutions: symbol, num, date, title, …, n_yes, n_no, n_abs",
            collated.RESOLUTIONS,
            collated.resolutions,
        ),
        _collated(
            "collated-drafts",
            "Collated drafts that were not adopted: draft, date, outcome, …, file",
            collated.DRAFTS,
            collated.drafts,
        ),
        _collated(
            "collated-draft-votes",
            "Collated votes on drafts that were not adopted: draft, date, member, vote",
            collated.DRAFT_VOTES,
            collated.draft_votes,
        ),
        _collated(
            "vetoes",
            "List of vetoes: year, date, month, draft, …, member_veto1, …, france_uk",
            collated.VETOES,
            collated.vetoes,
        ),
    ),
    first=date(1946, 1, 1),
    caveats=(
        "Bulk CSV and MARCXML hold adopted resolutions only: no failed or vetoed drafts.",
        "MARCXML does not say which texts were adopted without a vote unless a note (591) does.",
        "The list of vetoes ends in July 2022 and names who vetoed, not how the others voted; "
        "failed drafts are collated from March 2023 on: late 2022 falls between.",
        "A member that was absent has no row in JSON Lines and in the collated tables.",
    ),
    place=(
        "https://digitallibrary.un.org/record/4055387 (the site turns programs away: place the "
        "file by hand)"
    ),
)
