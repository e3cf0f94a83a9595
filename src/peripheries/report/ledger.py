"""What the report sets beside a claim: how it fares, its premises, and the accounts against it."""

from dataclasses import dataclass
from typing import Final, final

from peripheries.report.shown import Shown

_HEADINGS: Final = {
    "hold": (
        "What holds",
        "Measured claims passed the strictest line of the rule; claims of fact rest on an official "
        "record or on independent publishers.",
    ),
    "lean": (
        "What leans its way, or is reported only",
        "The record points where the essay points, without meeting the strictest line; or a claim "
        "of fact rests on one publisher or on an accuser's word.",
    ),
    "on_record": (
        "What is a matter of norms",
        "Who voted and said what is shown, and nothing is concluded.",
    ),
    "unclear": (
        "What is mixed or disputed",
        "Tests disagree, are too weak for either side, or the record holds rows that say "
        "otherwise. What could have been seen at all stands in each test.",
    ),
    "against": (
        "What the record speaks against",
        "The record points away from what the essay says.",
    ),
    "untested": (
        "What the record cannot say",
        "No test of it has the data that it takes; each says what it waits for.",
    ),
}


@final
@dataclass(frozen=True)
class Chapter:
    """Claims that fare alike, under a heading."""

    title: str
    lead: str
    group: Shown
    claims: tuple[Shown, ...]


def ledger(results: Shown) -> list[Chapter]:
    """The claims by how they fare, the best first."""
    claims = {claim.id.raw: claim for claim in results.claims}
    return [
        Chapter(*_HEADINGS[str(group.name.raw)], group, tuple(claims[i.raw] for i in group.claims))
        for group in results.answer.groups
    ]


def premises(results: Shown) -> dict[str, list[Shown]]:
    """The mechanisms that bear on each claim."""
    found: dict[str, list[Shown]] = {}
    for mechanism in results.mechanisms:
        for claim in mechanism.declared.bears_on:
            found.setdefault(str(claim.raw), []).append(mechanism)
    return found


def rivals(results: Shown) -> dict[str, dict[str, Shown]]:
    """By claim and explanation, how the two accounts compare."""
    found: dict[str, dict[str, Shown]] = {}
    for one in results.model.compared if results.model else ():
        found.setdefault(str(one.claim.raw), {})[str(one.explanation.raw)] = one
    return dict(sorted(found.items()))


def favoured(results: Shown) -> dict[str, dict[str, list[Shown]]]:
    """The comparisons by the account that they favour, and by claim."""
    found: dict[str, dict[str, list[Shown]]] = {}
    for claim, row in rivals(results).items():
        for one in row.values():
            found.setdefault(str(one.favours.raw), {}).setdefault(claim, []).append(one)
    return found
