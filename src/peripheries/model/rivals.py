"""Which account the record favours: the argument's mechanisms, a competing explanation, or both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.model.assess import out_of_sample
from peripheries.model.evidence import Evidence

ACCOUNTS: Final = ("argument", "explanation", "both", "neither")
_ADDS: Final = 1.0
"""Nats by which an account must make unseen acts likelier."""


@final
@dataclass(frozen=True)
class Compared:
    """An explanation against the mechanisms that bear on a claim.

    score: log score of unseen acts in nats, above that of neither account · weight: the same as
    shares, exp(score) of one over that of all four (Buckland, Burnham & Augustin 1997) · estimate,
    error: of the explanation's first weight.
    """

    claim: str
    explanation: str
    score: Mapping[str, float]
    weight: Mapping[str, float]
    estimate: float | None
    error: float | None

    @property
    def favours(self) -> str:
        """What makes unseen acts likeliest: `argument`, `explanation`, `both` or `neither`.

        One alone must beat neither by a nat; both together must beat the better one by a nat.
        """
        better = max(("argument", "explanation"), key=lambda account: self.score[account])
        alone = max(self.score[better], 0.0)
        if self.score["both"] - alone >= _ADDS:
            return "both"
        return better if self.score[better] >= _ADDS else "neither"


def compared(
    evidence: Evidence, claims: Mapping[str, Sequence[str]], rivals: Mapping[str, Sequence[str]]
) -> tuple[Compared, ...]:
    """Every explanation against every claim that it is declared to compete with.

    claims: the mechanisms that bear on each · rivals: explanations, and the claims that they are
    against.
    """
    wide = evidence.against
    design = wide.fitted.design
    place = {name: number for number, name in enumerate(design.weights)}
    every = [place[name] for names in wide.rivals.values() for name in names]
    own = {
        claim: [p for name, p in place.items() if name.split(".")[0] in mechanisms]
        for claim, mechanisms in claims.items()
    }
    groups: dict[str, list[int]] = {}
    pairs = [
        (claim, rival) for rival, against in rivals.items() for claim in against if own.get(claim)
    ]
    for claim, rival in pairs:
        others = [p for p in every if p not in [place[name] for name in wide.rivals[rival]]]
        groups |= {
            f"{claim} {rival} argument": every,
            f"{claim} {rival} explanation": others + own[claim],
            f"{claim} {rival} both": others,
            f"{claim} {rival} neither": every + own[claim],
        }
    if not groups:
        return ()
    unseen = out_of_sample(wide.fitted, groups)
    totals = {name: float(scores.sum()) for name, scores in unseen.without.items()}
    found = []
    for claim, rival in pairs:
        neither = totals[f"{claim} {rival} neither"]
        score = {a: totals[f"{claim} {rival} {a}"] - neither for a in ACCOUNTS}
        top = np.exp(np.array(list(score.values())) - max(score.values()))
        weight = dict(zip(ACCOUNTS, (top / top.sum()).tolist(), strict=True))
        estimate, error = _first(evidence, rival)
        found.append(Compared(claim, rival, score, weight, estimate, error))
    return tuple(found)


def _first(evidence: Evidence, rival: str) -> tuple[float | None, float | None]:
    wide = evidence.against
    place = wide.fitted.place(wide.rivals[rival][0])
    if place is None:
        return None, None
    spread = float(wide.fitted.covariance[place, place])
    return float(wide.fitted.coefficient[place]), float(np.sqrt(spread))
