"""Resolutions as JSON Lines: one record a line, with the names of those in favour and against."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from peripheries.errors import RecordError
from peripheries.record.united_nations.names import joined
from peripheries.record.united_nations.texts import Ballot, Text
from peripheries.record.united_nations.words import day_of, outcome_of, session_of, vetoed_by

_LONGEST: Final = 2**24
_LISTS: Final = {"MS_in_favour": "Y", "MS_against": "N", "MS_abstaining": "A"}

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
Record = Mapping[str, Value]


def texts_of(path: Path, symbols: str, odd: list[tuple[str, int]]) -> Iterator[Text]:
    """The texts of a file, as they come; lines that cannot be read go to `odd` with their reason.

    Raises:
        RecordError: a line is too long to be a record, or none is one.
    """
    found = False
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST + 1):
            number += 1
            if len(line) > _LONGEST:
                raise RecordError(f"{path}: line {number}: too long for a record of this source.")
            record = _record(line)
            if isinstance(record, str):
                odd.append((record, number))
            elif not str(record["symbol"]).startswith(symbols):
                odd.append((f"a text of another body than {symbols}", number))
            else:
                found = True
                yield _text(record, number)
    if not found:
        raise RecordError(f"{path}: no resolution of {symbols} in it. Is it another source's file?")


def _record(line: bytes) -> Record | str:
    """The record of a line, or the reason why there is none."""
    if not line.strip():
        return "an empty line"
    try:
        record: Value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "a line that is not JSON"
    if not isinstance(record, dict):
        return "a line that is not one record"
    if not isinstance(record.get("symbol"), str) or not record["symbol"]:
        return "a record without a symbol"
    if any(not isinstance(record.get(key, []), list) for key in _LISTS):
        return "a record whose votes are no lists"
    return record


def _text(record: Record, line: int) -> Text:
    def word(*keys: str) -> str | None:
        for key in keys:
            value = record.get(key)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        return None

    symbol = word("symbol") or ""
    note = f"{word('adoption_type') or ''} {word('outcome') or ''}"
    outcome = outcome_of(note)
    return Text(
        number=symbol,
        line=line,
        symbol=symbol,
        day=day_of(word("adoption_date")),
        ballots=_ballots(record, line),
        session=session_of(symbol),
        title=word("resolution_title", "title", "document_title"),
        description=word("adoption_type"),
        agenda=word("agenda_item_name"),
        subjects=_subjects(record.get("subjects")),
        draft=word("draft_resolution", "originating_document"),
        meeting=word("pv", "outcome_letter", "adoption_meeting"),
        outcome=outcome,
        vetoed_by=vetoed_by(note) if outcome == "vetoed" else None,
        totals=(*(_count(word(f"{key}_count")) for key in _LISTS), None, None),
    )


def _ballots(record: Record, line: int) -> list[Ballot]:
    ballots = []
    for key, vote in _LISTS.items():
        value = record.get(key)
        listed = value if isinstance(value, list) else []
        names = [name for name in listed if isinstance(name, str) and name.strip()]
        ballots += [Ballot(None, name, vote, line) for name in joined(names)]
        strays = len(listed) - len(names)
        ballots += [Ballot(None, "?", vote, line, "a name that is not text")] * strays
    return ballots


def _subjects(value: Value) -> str | None:
    """Headings without the thesaurus that each is from."""
    pairs = value if isinstance(value, list) else []
    heads = [str(pair[0]) for pair in pairs if isinstance(pair, list) and pair]
    return "|".join(heads) or None


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
