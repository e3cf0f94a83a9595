"""The answer in a paragraph: made from the verdicts, by templates only."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from peripheries.claims import Verdict
from peripheries.study.results import AnswerResult, ClaimResult, GroupResult

_GROUPS: Final = (
    ("hold", "holds", "hold", (Verdict.SUPPORTED, Verdict.DOCUMENTED)),
    (
        "lean",
        "leans its way or is reported only",
        "lean its way or are reported only",
        (Verdict.LEANS_FOR, Verdict.REPORTED),
    ),
    (
        "on_record",
        "is a norm, shown as who held what",
        "are norms, shown as who held what",
        (Verdict.ON_RECORD,),
    ),
    (
        "unclear",
        "is mixed or disputed",
        "are mixed or disputed",
        (Verdict.MIXED, Verdict.DISPUTED, Verdict.NOT_FOUND),
    ),
    (
        "against",
        "meets a record that speaks against it",
        "meet a record that speaks against them",
        (Verdict.LEANS_AGAINST, Verdict.CONTRADICTED),
    ),
    ("untested", "cannot be tested yet", "cannot be tested yet", (Verdict.UNTESTED,)),
)
"""Name, words for one claim, words for several, verdicts: from the best to the worst."""
_TOO_MANY_TO_NAME: Final = ("untested",)


def answer(title: str, as_of: date, judged: Sequence[ClaimResult]) -> AnswerResult:
    """How many claims fare how, and which they are."""
    counts = Counter(claim.verdict for claim in judged)
    groups = [
        GroupResult(
            name=name,
            says=f"{len(found)} {one if len(found) == 1 else many}",
            claims=tuple(claim.id for claim in found),
        )
        for name, one, many, verdicts in _GROUPS
        if (found := [claim for claim in judged if claim.verdict in verdicts])
    ]
    tested = len(judged) - counts[Verdict.UNTESTED]
    lead = (
        f"“{title}” makes {len(judged)} claims; the record as known on {as_of.isoformat()} can "
        f"speak to {tested} of them."
    )
    short = {claim.id: claim.short for claim in judged}
    return AnswerResult(
        lead=lead,
        text=" ".join([lead, *(_sentence(group, short) for group in groups)]),
        counts={v: counts[v] for _, _, _, words in _GROUPS for v in words if counts[v]},
        groups=tuple(groups),
    )


def _sentence(group: GroupResult, short: dict[str, str]) -> str:
    if group.name in _TOO_MANY_TO_NAME:
        return f"{group.says}."
    named = "; ".join(f"{short[claim]} ({claim})" for claim in group.claims)
    return f"{group.says}: {named}."
