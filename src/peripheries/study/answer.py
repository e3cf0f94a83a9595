"""The answer in a paragraph: made from the verdicts, by templates only."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from peripheries.claims import Verdict
from peripheries.study.results import AnswerResult, ClaimResult

_HOLDS: Final = (Verdict.SUPPORTED, Verdict.DOCUMENTED)
_LEANS: Final = (Verdict.LEANS_FOR, Verdict.REPORTED)
_UNCLEAR: Final = (Verdict.MIXED, Verdict.DISPUTED, Verdict.NOT_FOUND)
_AGAINST: Final = (Verdict.LEANS_AGAINST, Verdict.CONTRADICTED)


def answer(title: str, as_of: date, judged: Sequence[ClaimResult]) -> AnswerResult:
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
        f"“{title}” makes {len(judged)} claims; the record as known on "
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
    counts = Counter(claim.verdict for claim in judged)
    return AnswerResult(
        text=". ".join(kept) + ".",
        counts={v: counts[v] for v in Verdict if counts[v]},
        groups={name: tuple(claim.id for claim in claims) for name, claims in groups.items()},
    )


def _of(judged: Sequence[ClaimResult], verdicts: tuple[Verdict, ...]) -> list[ClaimResult]:
    return [claim for claim in judged if claim.verdict in verdicts]


def _number(claims: list[ClaimResult]) -> str:
    return str(len(claims)) if claims else "None"


def _verb(claims: list[ClaimResult], many: str, one: str) -> str:
    return one if len(claims) == 1 else many


def _named(claims: list[ClaimResult]) -> str:
    return "; ".join(f"{claim.short} ({claim.id})" for claim in claims)
