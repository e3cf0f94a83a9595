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
        "hold": _ids(judged, _HOLDS),
        "lean": _ids(judged, _LEANS),
        "unclear": _ids(judged, _UNCLEAR),
        "against": _ids(judged, _AGAINST),
        "on_record": _ids(judged, (Verdict.ON_RECORD,)),
        "untested": _ids(judged, (Verdict.UNTESTED,)),
    }
    sentences = [
        f"Of the {len(judged)} claims of “{case.about.title}”, as the record stood on "
        f"{as_of.isoformat()}, {_listed(groups['hold'], 'hold', 'holds')}",
        _listed(groups["lean"], "lean its way or are reported only", "leans its way"),
        _listed(groups["unclear"], "are mixed or disputed", "is mixed or disputed"),
        f"the record speaks against {_named(groups['against'])}",
        _listed(groups["untested"], "cannot be tested yet", "cannot be tested yet"),
    ]
    counts = Counter(found.verdict.value for _, found in judged)
    return {
        "text": "; ".join(sentences) + ".",
        "counts": {v.value: counts[v.value] for v in Verdict if counts[v.value]},
        "groups": {name: list(ids) for name, ids in groups.items()},
    }


def _ids(judged: list[tuple[Claim, Judgement]], verdicts: tuple[Verdict, ...]) -> list[str]:
    return [claim.id for claim, found in judged if found.verdict in verdicts]


def _listed(ids: list[str], many: str, one: str) -> str:
    if not ids:
        return f"none {many}"
    return f"{len(ids)} {one if len(ids) == 1 else many} ({', '.join(ids)})"


def _named(ids: list[str]) -> str:
    return f"{len(ids)} ({', '.join(ids)})" if ids else "none"
