"""The map of an argument as Argdown text (https://argdown.org/syntax)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from peripheries.case.claims import System
from peripheries.study.argument.wording import (
    SIGNS_IN_WORDS,
    arrow_in_words,
    loop_in_words,
    marks_of,
    names_of,
    one_line,
)
from peripheries.study.results.argument import ArgumentResult, NodeResult, Relation

_LIVE: Final = re.compile(r"[\\@#*_\[\]<>{}]|\.(?=\S+\.)|:(?=\S+:)|/(?=/)|=(?==)")
"""What Argdown would read as markup: titles, tags, mentions, emphasis, data, comments, shortcodes
(`.name.`) and front matter; relations and lists start lines, and our texts have one line."""
_SYMBOL: Final[dict[Relation, str]] = {
    "supports": "<+",
    "bears on": "<+",
    "attacks": "<-",
    "competes": "<-",
}


def as_argdown(title: str, systems: Mapping[str, System], argument: ArgumentResult) -> str:
    """The argument as an Argdown document.

    Claims are statements, grouped by the system that they belong to; mechanisms, explanations and
    tests are arguments for or against them. A test that decides nothing stands beside its claim
    without a relation. Verdicts are tags. What moves what, and the loops, are lists: Argdown has no
    word for causes.
    """
    blocks = (
        _front_matter(title),
        *_claims(systems, argument),
        *_accounts("Mechanisms", "mechanism", argument),
        *_accounts("Competing explanations", "explanation", argument),
        *_arrows(argument),
        *_loops(argument),
    )
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Text on one line, in which nothing is markup.

    >>> escaped("resolution [2397] & item #1: see https://www.un.org")
    'resolution \\[2397\\] & item \\#1: see https:\\//www\\.un.org'
    """
    return _LIVE.sub(r"\\\g<0>", one_line(text))


def _front_matter(title: str) -> str:
    quoted = json.dumps(one_line(title), ensure_ascii=False).replace("=", r"\u003d")
    return f"===\ntitle: {quoted}\nselection:\n    excludeDisconnected: false\n==="


def _claims(systems: Mapping[str, System], argument: ArgumentResult) -> Iterator[str]:
    for name, system in systems.items():
        group = [node for node in argument.nodes if node.system == name]
        if group:
            yield f"# {escaped(system.name)}"
        for node in group:
            yield "\n".join((_defined(node, node.says), *_relations(node, argument)))


def _accounts(heading: str, kind: str, argument: ArgumentResult) -> Iterator[str]:
    group = [node for node in argument.nodes if node.kind == kind]
    if group:
        yield f"# {heading}"
    for node in group:
        yield _defined(node, f"{node.name}: {node.says}")


def _defined(node: NodeResult, text: str) -> str:
    head = f"[{node.id}]" if node.kind == "claim" else f"<{node.id}>"
    return " ".join((f"{head}: {escaped(text)}", *map(_tag, marks_of(node))))


def _tag(mark: str) -> str:
    return f"#({mark})" if " " in mark else f"#{mark}"


def _relations(node: NodeResult, argument: ArgumentResult) -> Iterator[str]:
    for edge in argument.edges:
        if edge.target == node.id and edge.relation in _SYMBOL:
            yield f"    {_SYMBOL[edge.relation]} <{edge.source}>"


def _arrows(argument: ArgumentResult) -> Iterator[str]:
    names = names_of(argument)
    arrows = [
        f"{names[edge.source]} {arrow_in_words(edge.target, edge.sign, [edge.mechanism], names)}"
        for edge in argument.edges
        if edge.sign is not None and edge.mechanism is not None
    ]
    if arrows:
        yield "# What moves what"
        yield SIGNS_IN_WORDS
        yield "\n".join(f"* {escaped(arrow)}" for arrow in arrows)


def _loops(argument: ArgumentResult) -> Iterator[str]:
    names = names_of(argument)
    if argument.loops:
        yield "# Feedback loops"
        numbered = enumerate(argument.loops, 1)
        yield "\n".join(f"{n}. {escaped(loop_in_words(loop, names))}" for n, loop in numbered)
    if argument.loops_up_to is not None:
        yield f"Loops of more than {argument.loops_up_to} quantities were not looked for."
