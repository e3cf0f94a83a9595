"""The answer in a paragraph: made from the verdicts, by templates only."""

from collections import Counter
from datetime import date
from typing import Final

from peripheries.case import Case
from peripheries.case.claims import Claim
from peripheries.claims import Judgement, Verdict
from peripheries.study.plain import Plain

_HOLDS: Final = (Verdict.SUPPORTED, Verdict.DOCUMENTED)
_LEANS: Final = (Verdict.LEANS_FOR, Verdict.REPORTED)
_UNCLEAR: Final = (Verdict.MIXED, Verdict.DISPUTED, Verdict.NOT_FOUND)
_AGAINST: Final = (Verdict.LEANS_AGAINST, Verdict.CONTRADICTED)


def answer(case: Case, as_of: date, judged: list[tuple[Claim, Judgement]]) -> Plain:
    """The numbers of verdicts, and sentences that say which claims they are."""
    groups = {
        "hold": _of(judged, _HOLDS),
        "lean": _of(judged, _LEANS),
        "unclear": _of(judged, _UNCLEAR),
        "against": _of(judged, _AGAINST),
        "on_record": _of(judged, (Verdict.ON_RECORD,)),
        "untested": _of(judged, (Verdict.UNTESTED,)),
    }
    tested = len(judged) - len(groups["untested"])
    sentences = [
        f"“{case.about.title}” makes {len(judged)} claims; the record as known on "
        f"{as_of.isoformat()} can speak to {tested} of them",
        f"{_number(groups['hold'])} {_verb(groups['hold'], 'hold', 'holds')}: "
        f"{_named(groups['hold'])}",
        f"{_number(groups['lean'])} {_verb(groups['lean'], 'lean', 'leans')} its way or "
        f"{_verb(groups['lean'], 'are', 'is')} reported only: {_named(groups['lean'])}",
        f"{_number(groups['unclear'])} {_verb(groups['unclear'], 'are', 'is')} mixed or disputed: "
        f"{_named(groups['unclear'])}",
        f"{_number(groups['against'])} {_verb(groups['against'], 'meet', 'meets')} a record that "
        f"speaks against {_verb(groups['against'], 'them', 'it')}: {_named(groups['against'])}",
        f"{_number(groups['untested'])} cannot be tested yet",
    ]
    kept = [s for s in sentences if not s.startswith("None ")]
    counts = Counter(found.verdict.value for _, found in judged)
    return {
        "text": ". ".join(kept) + ".",
        "counts": {v.value: counts[v.value] for v in Verdict if counts[v.value]},
        "groups": {name: [claim.id for claim in claims] for name, claims in groups.items()},
    }


def _of(judged: list[tuple[Claim, Judgement]], verdicts: tuple[Verdict, ...]) -> list[Claim]:
    return [claim for claim, found in judged if found.verdict in verdicts]


def _number(claims: list[Claim]) -> str:
    return str(len(claims)) if claims else "None"


def _verb(claims: list[Claim], many: str, one: str) -> str:
    return one if len(claims) == 1 else many


def _named(claims: list[Claim]) -> str:
    return "; ".join(f"{claim.short} ({claim.id})" for claim in claims)
