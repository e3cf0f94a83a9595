"""How the United Nations writes days, sessions, outcomes and the names of its permanent members."""

import re
from datetime import date
from typing import Final

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NUMBERS: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_WORDS: Final = re.compile(r"(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})")
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

WITHOUT_VOTE: Final = r"(?i)without (?:a )?vote|acclamation|consensus"
"""In a note on how a text was adopted: nobody was counted."""
PERMANENT: Final = {
    "China": "CHN",
    "France": "FRA",
    "United Kingdom": "GBR",
    "Russian Federation": "RUS",
    "United States": "USA",
}
"""The permanent members as notes on vetoes name them."""


def day_of(text: str | None) -> date | None:
    r"""The day in `2 March 2022`, `2022-03-02` or `20220302`; None for anything else.

    >>> day_of("14\xa0November 2022"), day_of("20220230"), day_of("March 2022")
    (datetime.date(2022, 11, 14), None, None)
    """
    text = (text or "").strip()
    try:
        if found := _NUMBERS.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if (found := _WORDS.fullmatch(text)) and found[2].lower() in _MONTHS:
            return date(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        return None
    return None


def session_of(symbol: str | None) -> str | None:
    """The session of the General Assembly in which a resolution was adopted, from its symbol.

    >>> [session_of(s) for s in ("A/RES/77/284", "A/RES/ES-11/1", "A/RES/3314 (XXIX)")]
    ['77', 'ES-11', '29']
    """
    if found := re.match(r"A/RES/((?:E?S-)?\d+)/", symbol or ""):
        return found[1]
    if found := re.match(r"A/RES/\d+.*\(([IVXLC]+)\)", symbol or ""):
        return str(_roman(found[1]))
    return None


def tidy_session(text: str | None) -> str | None:
    """A session as symbols write it: `11emsp` is ES-11, `28sp` S-28.

    >>> tidy_session("11emsp"), tidy_session("77"), tidy_session(" ")
    ('ES-11', '77', None)
    """
    found = re.fullmatch(r"(\d+)(emsp|sp)", (text or "").strip())
    if found:
        return f"{'ES' if found[2] == 'emsp' else 'S'}-{found[1]}"
    return (text or "").strip() or None


def _roman(text: str) -> int:
    """A number in Roman numerals.

    >>> _roman("XXIX")
    29
    """
    values = [_ROMAN[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def outcome_of(told: str) -> str:
    """Adopted, adopted without a vote, not adopted or vetoed, from a note on the outcome.

    >>> outcome_of("Adopted by acclamation, 4444th meeting")
    'adopted without a vote'
    """
    lower = told.lower()
    if "not adopted" in lower or "failed" in lower:
        return "vetoed" if "permanent member" in lower else "not adopted"
    return "adopted without a vote" if re.search(WITHOUT_VOTE, told) else "adopted"


def vetoed_by(note: str | None) -> str | None:
    """The permanent members that a note names, as ISO codes joined by `;` in alphabetical order."""
    codes = sorted(code for name, code in PERMANENT.items() if name in (note or ""))
    return ";".join(codes) or None
