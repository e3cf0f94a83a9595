"""Which account the record favours: the argument's mechanisms, a competing explanation, or both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from peripheries.engine.types import Floats, Integers
from peripheries.model.assess import Gain, gain_of, out_of_sample
from peripheries.model.evidence import Evidence

ACCOUNTS: Final = ("argument", "explanation", "both", "neither")


@final
@dataclass(frozen=True)
class Compared:
    """An explanation against the mechanisms that bear on a claim.

    score: log score of unseen acts in nats, above that of neither account · weight: the same as
    shares, exp(score) of one over that of all four (Buckland, Burnham & Augustin 1997) · argument,
    rival: what each adds to neither · more: what both add to the better one · estimate, error: of
    the explanation's first weight · as_expected: whether that weight has its sign.
    """

    claim: str
    explanation: str
    score: Mapping[str, float]
    weight: Mapping[str, float]
    argument: Gain
    rival: Gain
    more: Gain
    estimate: float | None
    error: float | None
    as_expected: bool

    @property
    def favours(self) -> str:
        """What makes unseen acts likelier, surely: `argument`, `explanation`, `both` or `neither`.

        The 90% interval of what one adds to neither must lie above 0, and an explanation's weight
        must have the sign that it expects; both together must add as surely to the better one.
        """
        added = {"argument": self.argument.low > 0}
        added["explanation"] = self.rival.low > 0 and self.as_expected
        if self.more.low > 0 and self.as_expected and any(added.values()):
            return "both"
        told = [account for account, adds in added.items() if adds]
        return max(told, key=lambda account: self.score[account]) if told else "neither"


def compared(
    evidence: Evidence, claims: Mapping[str, Sequence[str]], rivals: Mapping[str, Sequence[str]]
) -> tuple[Compared, ...]:
    """Every explanation against every claim that it is declared to compete with.

    claims: the weights that speak to each · rivals: explanations, and the claims that they are
    against.
    """
    wide = evidence.against
    design = wide.fitted.design
    place = {name: number for number, name in enumerate(design.weights)}
    every = [place[name] for names in wide.rivals.values() for name in names]
    own = {
        claim: [p for name, p in place.items() if name in weights]
        for claim, weights in claims.items()
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
    quarter = design.quarter
    found = []
    for claim, rival in pairs:
        scores = {a: unseen.without[f"{claim} {rival} {a}"] for a in ACCOUNTS}
        neither = scores["neither"]
        score = {a: float((own - neither).sum()) for a, own in scores.items()}
        top = np.exp(np.array(list(score.values())) - max(score.values()))
        better = max(("argument", "explanation", "neither"), key=lambda account: score[account])
        estimate, error = _first(evidence, rival)
        found.append(
            Compared(
                claim,
                rival,
                score,
                dict(zip(ACCOUNTS, (top / top.sum()).tolist(), strict=True)),
                _added(scores, "argument", "neither", quarter),
                _added(scores, "explanation", "neither", quarter),
                _added(scores, "both", better, quarter),
                estimate,
                error,
                _as_expected(evidence, rival, estimate),
            )
        )
    return tuple(found)


def _added(scores: Mapping[str, Floats], one: str, other: str, quarter: Integers) -> Gain:
    return gain_of(scores[one] - scores[other], quarter)


def _as_expected(evidence: Evidence, rival: str, estimate: float | None) -> bool:
    sign = 1 if evidence.rivals[rival][0].part.sign == "positive" else -1
    return estimate is not None and estimate * sign > 0


def _first(evidence: Evidence, rival: str) -> tuple[float | None, float | None]:
    wide = evidence.against
    place = wide.fitted.place(wide.rivals[rival][0])
    if place is None:
        return None, None
    spread = float(wide.fitted.covariance[place, place])
    value = float(wide.fitted.coefficient[place] - wide.fitted.bias[place])
    return value, float(np.sqrt(spread))
