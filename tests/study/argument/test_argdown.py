import re

from hypothesis import given
from hypothesis import strategies as st

from peripheries.case import Case
from peripheries.study.argument import as_argdown
from peripheries.study.argument.argdown import escaped
from peripheries.study.argument.wording import one_line
from peripheries.study.results.argument import ArgumentResult

# What Argdown's lexer takes for markup within a line, unless a backslash stands before it.
MARKUP = (
    r"<!--|/\*|//",
    r"===+",
    r"\{",
    r"\.[^\s]+?\.|:[^\s]+?:",
    r"\*|_",
    r"#(?:\([^)]+\)|[a-zA-Z0-9-\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF]+)",
    r"@?\[.+?\]",
    r"@?<.+?>",
)
TOKEN = re.compile(rf"(?P<escaped>\\.)|(?P<markup>{'|'.join(MARKUP)})|(?P<text>.)")
LINE = re.compile(r"(?P<name>\[\w+\]|<[\w.]+>): (?P<text>.*?)(?P<tags>(?: #\(?[a-z ]+\)?)*)")
RELATION = re.compile(r"    (?P<sign><[+-]) <(?P<source>[\w.]+)>")


def live(text: str) -> list[str]:
    """Pieces of a text that Argdown reads as markup."""
    return [m["markup"] for m in TOKEN.finditer(text) if m["markup"]]


@given(st.text(st.characters() | st.sampled_from("[]<>{}#*_@/.:=\\- (a1"), max_size=40))
def test_nothing_in_an_escaped_text_is_markup_and_none_of_it_is_lost(text: str) -> None:
    assert live(escaped(text)) == []
    assert re.sub(r"\\(.)", r"\1", escaped(text)) == one_line(text)


def test_the_reader_of_markup_sees_markup() -> None:
    seen = live("a [b] <c> #d @[e] *f* g_h {i: 1} // j :k: .~. === #(l m)")
    assert len(seen) == 13


def written(case: Case, argument: ArgumentResult) -> list[str]:
    return as_argdown("War === peace", case.systems, argument).split("\n\n")


def test_claims_are_statements_with_signed_relations(drawn: Case, argument: ArgumentResult) -> None:
    blocks = written(drawn, argument)
    head, *relations = next(b for b in blocks if b.startswith("[K01]")).splitlines()
    told = LINE.fullmatch(head)
    assert told is not None
    assert told["tags"] == " #(leans for)"
    assert re.sub(r"\\(.)", r"\1", told["text"]) == "See https://un.org, item_1: it *rose*."
    found = [m.groups() for line in relations if (m := RELATION.fullmatch(line))]
    assert found == [
        ("<+", "K01.1"),
        ("<-", "K01.2"),
        ("<+", "mechanism.push"),
        ("<-", "explanation.border"),
    ]
    assert len(found) == len(relations)


def test_no_line_but_a_relation_starts_like_one(drawn: Case, argument: ArgumentResult) -> None:
    lines = "\n\n".join(written(drawn, argument)[1:]).splitlines()
    starts = re.compile(r"['\s]*(?:\+>|->|<?\+|<?-|><|_>|<_|\(\d+\))")
    found = [line for line in lines if starts.match(line)]
    assert found
    assert all(RELATION.fullmatch(line) for line in found)


def test_every_source_of_a_relation_is_defined_once(drawn: Case, argument: ArgumentResult) -> None:
    lines = [line for block in written(drawn, argument) for line in block.splitlines()]
    defined = [m["name"][1:-1] for line in lines if (m := LINE.fullmatch(line))]
    assert sorted(defined) == sorted(n.id for n in argument.nodes if n.kind != "quantity")
    sources = {m["source"] for line in lines if (m := RELATION.fullmatch(line))}
    assert sources <= set(defined)


def test_claims_stand_under_their_system_and_loops_are_listed(
    drawn: Case, argument: ArgumentResult
) -> None:
    blocks = written(drawn, argument)
    headings = [block[2:] for block in blocks if block.startswith("# ")]
    system = drawn.systems["detente"].name
    premises = ["Mechanisms", "Competing explanations"]
    assert headings == [system, *premises, "What moves what", "Feedback loops"]
    assert blocks[-1].splitlines() == [
        "1. Balancing: the distance → (+ push & pull, fuel) trade → (− push & pull) the distance",
        r"2. Reinforcing: war \[2022\] → (+ push & pull) the distance "
        r"→ (+ push & pull, fuel) trade → (+ fuel) war \[2022\]",
    ]


def test_a_title_cannot_end_the_front_matter(drawn: Case, argument: ArgumentResult) -> None:
    assert written(drawn, argument)[0].count("===") == 2


def test_what_was_not_looked_for_is_said(drawn: Case, argument: ArgumentResult) -> None:
    wide = argument.model_copy(update={"loops_up_to": 4})
    assert written(drawn, wide)[-1] == ("Loops of more than 4 quantities were not looked for.\n")
    bare = ArgumentResult(nodes=(), edges=(), loops=(), loops_up_to=None)
    assert len(written(drawn, bare)) == 1
