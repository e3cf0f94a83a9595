"""MARCXML of the UN Digital Library, one record a text: read as a stream, whatever its size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from peripheries.errors import RecordError
from peripheries.record.united_nations.texts import Ballot, Text
from peripheries.record.united_nations.words import day_of, outcome_of, session_of, tidy_session

NAMESPACE: Final = "http://www.loc.gov/MARC21/slim"
_PIECE: Final = 2**18
_LONGEST: Final = 2**24
"""Characters beyond which one record is none."""
_VOTES: Final = ("Y", "N", "A")
_TOTALS: Final = ("b", "c", "d", "e", "f")


@final
@dataclass
class Field:
    """One field of a record: its tag, its line and its subfields."""

    tag: str
    line: int
    parts: dict[str, str] = field(default_factory=dict)


@final
class _Handler(ContentHandler):
    """Gathers the fields of one record after another."""

    def __init__(self) -> None:
        super().__init__()
        self._locator: Locator | None = None
        self.records: list[list[Field]] = []
        self.any = False
        self._fields: list[Field] = []
        self._code: str | None = None
        self._text: list[str] = []
        self._size = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        kind = name.rpartition(":")[2]
        if kind == "record":
            self._fields, self._size = [], 0
        elif kind in {"datafield", "controlfield"}:
            self._fields.append(Field(attrs.get("tag", ""), self._where()))
            self._code = "" if kind == "controlfield" else None
        elif kind == "subfield":
            self._code = attrs.get("code", "")
        self._text = []

    def characters(self, content: str) -> None:
        """Text of a field, in pieces."""
        if self._code is not None:
            self._size += len(content)
            if self._size > _LONGEST:
                raise SAXException("a record without end")
            self._text.append(content)

    def endElement(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in {"subfield", "controlfield"} and self._fields and self._code is not None:
            self._fields[-1].parts.setdefault(self._code, "".join(self._text).strip())
            self._code = None
        elif kind == "record":
            self.records.append(self._fields)
            self.any = True
            self._fields = []

    def _where(self) -> int:
        return (self._locator.getLineNumber() or 0) if self._locator else 0


def texts_of(path: Path, symbols: str) -> Iterator[Text]:
    """The texts of a file with the votes on each, as they come.

    Votes on texts whose symbol does not begin with `symbols` are another body's: they are told as
    faults. A member without a letter did not vote (X); where no member has one, nothing is told.

    Raises:
        RecordError: not well-formed, or with a document type or entities, which such a file never
            needs and a bomb does.
    """
    handler = _Handler()
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                parser.feed(piece)
                yield from (_text(record, symbols) for record in _taken(handler))
        parser.close()
        yield from (_text(record, symbols) for record in _taken(handler))
        if not handler.any:
            raise RecordError(f"{path}: no record of MARCXML in it. Fetch it again.")
    except DefusedXmlException as bomb:
        raise RecordError(
            f"{path}: it declares a document type or entities ({type(bomb).__name__}), which no "
            "file of this source does. Do not use it."
        ) from bomb
    except SAXParseException as bad:
        raise RecordError(
            f"{path}: line {bad.getLineNumber()}: not well-formed XML ({bad.getMessage()}). "
            "Fetch it again."
        ) from bad
    except (SAXException, ValueError, LookupError) as bad:
        raise RecordError(f"{path}: not MARCXML ({bad}). Fetch it again.") from bad


def _taken(handler: _Handler) -> list[list[Field]]:
    records, handler.records = handler.records, []
    return records


def _text(record: list[Field], symbols: str) -> Text:
    def first(*places: str) -> str | None:
        for place in places:
            for part in record:
                if part.tag == place[:3] and part.parts.get(place[3:]):
                    return part.parts[place[3:]]
        return None

    symbol = first("791a")
    note = first("591a") or ""
    outcome = outcome_of(note)
    ballots = _ballots(record, symbol, symbols, counted=outcome == "adopted")
    title = " ".join(part for code in "abc" if (part := first(f"245{code}")))
    stated = tuple(_number(first(f"996{code}")) for code in _TOTALS)
    return Text(
        number=first("001") or symbol or f"line {record[0].line if record else 0}",
        line=record[0].line if record else 0,
        symbol=symbol,
        day=day_of(first("269a", "992a")),
        ballots=ballots,
        session=tidy_session(first("791c")) or session_of(symbol),
        title=title or None,
        description=note or None,
        draft=first("993a"),
        meeting=first("952a"),
        outcome=outcome,
        totals=stated,
    )


def _ballots(
    record: list[Field], symbol: str | None, symbols: str, *, counted: bool
) -> list[Ballot]:
    fields = [part for part in record if part.tag == "967"]
    told = counted and any(part.parts.get("d") for part in fields)
    ballots = []
    for part in fields:
        code, name = part.parts.get("c"), part.parts.get("e")
        vote = part.parts.get("d") or "X"
        fault = None
        if symbol is not None and not symbol.startswith(symbols):
            fault = f"a vote on a text of another body than {symbols}"
        elif vote not in {*_VOTES, "X"}:
            fault = "a vote that is none of Y, N, A"
        kept = vote if told else None
        ballots.append(Ballot(code, name or code or "", kept, part.line, fault))
    return [b if b.name else Ballot(None, "?", b.vote, b.line, "no name") for b in ballots]


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
