"""Arrows and loops in words, and text that fits on one line: what both exports share."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from peripheries.case.mechanisms import Sign
from peripheries.study.results.argument import ArgumentResult, LoopResult, NodeResult

SIGNS_IN_WORDS: Final = (
    "An arrow with + joins what moves the same way; with −, one falls as the other rises."
)
_SYMBOL: Final[dict[Sign, str]] = {"positive": "+", "negative": "−"}
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    r"""The text on one line, with the replacement character for what no XML file can hold.

    >>> one_line("two\n  lines and a bell\a")
    'two lines and a bell�'
    """
    return _NO_CHARACTER.sub("\ufffd", " ".join(text.split()))


def names_of(argument: ArgumentResult) -> dict[str, str]:
    """The name of each node, by its id."""
    return {node.id: one_line(node.name) for node in argument.nodes}


def arrow_in_words(
    effect: str, sign: Sign, mechanisms: Sequence[str], names: Mapping[str, str]
) -> str:
    """What stands after the name of a quantity that moves another: sign, by what, and which."""
    by = ", ".join(names[name] for name in mechanisms)
    return f"→ ({_SYMBOL[sign]} {by}) {names[effect]}"


def loop_in_words(loop: LoopResult, names: Mapping[str, str]) -> str:
    """A feedback loop on one line, from its first quantity back to it."""
    arrows = (arrow_in_words(s.effect, s.sign, s.mechanisms, names) for s in loop.steps)
    return " ".join((f"{loop.kind.capitalize()}:", names[loop.quantities[0]], *arrows))


def marks_of(node: NodeResult) -> list[str]:
    """What came out of a node, in the words of the verdicts; empty where nothing has."""
    return [mark for mark in (node.verdict, node.found) if mark is not None]
