"""The feedback loops of an argument: rings of quantities that move each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from peripheries.case.mechanisms import Sign
from peripheries.study.argument.cycles import Arc, Cycle, cycles
from peripheries.study.results.argument import EdgeResult, LoopResult, StepResult

MOST_PATHS: Final = 5_000
"""Loops are looked for until there are more paths of one length: the map of an argument has fewer,
and where there are more, nobody reads all its loops."""

_NUMBER: Final[dict[Sign, int]] = {"positive": 1, "negative": -1}
_SIGN: Final[dict[int, Sign]] = {1: "positive", -1: "negative"}


def loops_of(
    quantities: Sequence[str], edges: Sequence[EdgeResult]
) -> tuple[tuple[LoopResult, ...], int | None]:
    """Every feedback loop once, and how many quantities the longest that was looked for has.

    `quantities` are nodes in the order in which loops start from them; the number is None where
    all loops were found. Links of the same sign between two quantities are one arrow of several
    mechanisms; links of unlike sign make two loops.
    """
    place = {name: number for number, name in enumerate(quantities)}
    mechanisms: dict[Arc, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.mechanism is not None and edge.sign is not None:
            arc = Arc(place[edge.source], place[edge.target], _NUMBER[edge.sign])
            mechanisms[arc].append(edge.mechanism)
    found = cycles(list(mechanisms), MOST_PATHS)
    return tuple(_loop(cycle, quantities, mechanisms) for cycle in found.found), found.up_to


def _loop(
    cycle: Cycle, quantities: Sequence[str], mechanisms: Mapping[Arc, Sequence[str]]
) -> LoopResult:
    against = sum(arc.sign < 0 for arc in cycle)
    return LoopResult(
        kind="balancing" if against % 2 else "reinforcing",
        quantities=tuple(quantities[arc.cause] for arc in cycle),
        mechanisms=tuple(dict.fromkeys(name for arc in cycle for name in mechanisms[arc])),
        steps=tuple(
            StepResult(
                cause=quantities[arc.cause],
                effect=quantities[arc.effect],
                sign=_SIGN[arc.sign],
                mechanisms=tuple(mechanisms[arc]),
            )
            for arc in cycle
        ),
    )
