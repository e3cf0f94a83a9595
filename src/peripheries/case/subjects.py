"""Do tables hold what is asked of them: the topics, the actors, and the days of a question."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from peripheries.case.base import Window
from peripheries.case.claims import Claim
from peripheries.case.faults import nearest
from peripheries.case.predicates import (
    ActsPredicate,
    AllOf,
    AnyOf,
    NotSo,
    Predicate,
    SeriesPredicate,
    TextsPredicate,
)
from peripheries.case.questions import Question
from peripheries.case.reading import Reading
from peripheries.case.tables import TableDeclaration
from peripheries.case.tests import Ballots, Outcomes
from peripheries.case.text import Place
from peripheries.case.vocabulary import TableKind

Subjects = frozenset[tuple[str, ...]]
Atom = ActsPredicate | TextsPredicate | SeriesPredicate
Wrong = tuple[Place, str, str]
"""Place in a declaration, problem and remedy."""
_FITTING: Final = {
    "topic": TableKind.ROLL_CALLS,
    "actor": TableKind.ACTOR_SERIES,
    "between": TableKind.DYAD_SERIES,
}
"""What is asked for by each key, and the kind of table that has it."""


def check_subjects(reading: Reading, tables: Mapping[str, TableDeclaration]) -> None:
    """Note every topic, actor or pair that a table lacks, and windows on which it is silent."""
    for document, place, declared in reading.declared:
        found: Iterable[Wrong] = ()
        if isinstance(declared, Question):
            found = _of_question(declared, tables, reading.subjects)
        elif isinstance(declared, Claim):
            found = _of_claim(declared, tables, reading.subjects)
        for inner, problem, remedy in found:
            reading.fault(document, (*place, *inner), problem, remedy)


def _of_claim(
    claim: Claim, tables: Mapping[str, TableDeclaration], held: Mapping[str, Subjects]
) -> Iterator[Wrong]:
    for number, test in enumerate(claim.tests):
        if isinstance(test, Ballots | Outcomes) and test.table in tables:
            at: Place = ("tests", number)
            yield from _lacking(test.table, "topic", test.topic, at, tables, held)


def _of_question(
    question: Question, tables: Mapping[str, TableDeclaration], held: Mapping[str, Subjects]
) -> Iterator[Wrong]:
    for key, predicate in (("given", question.given), ("when", question.when)):
        for at, atom in () if predicate is None else _atoms(predicate, (key,)):
            name = atom.rows.table if isinstance(atom, ActsPredicate) else atom.table
            if name not in tables:
                continue
            yield from _silent(question.window, name, tables[name], at)
            if isinstance(atom, TextsPredicate):
                yield from _lacking(name, "topic", atom.topic, at, tables, held)
            elif isinstance(atom, SeriesPredicate):
                yield from _in_no_period(question.window, name, tables[name], at)
                yield from _lacking(name, "actor", atom.actor, at, tables, held)
                yield from _lacking(name, "between", atom.between, at, tables, held)


def _atoms(predicate: Predicate, at: Place) -> Iterator[tuple[Place, Atom]]:
    """The predicates that read a table, with their places."""
    match predicate:
        case AllOf(of=parts) | AnyOf(of=parts):
            for number, part in enumerate(parts):
                yield from _atoms(part, (*at, "of", number))
        case NotSo(of=part):
            yield from _atoms(part, (*at, "of"))
        case _:
            yield at, predicate


def _lacking(
    name: str,
    key: str,
    asked: str | tuple[str, str] | None,
    at: Place,
    tables: Mapping[str, TableDeclaration],
    held: Mapping[str, Subjects],
) -> Iterator[Wrong]:
    """A topic, an actor or a pair of which a table has no row."""
    if asked is None or tables[name].kind is not _FITTING[key] or name not in held:
        return
    wanted = (asked,) if isinstance(asked, str) else tuple(sorted(asked))
    if wanted not in held[name]:
        word, known = "-".join(wanted), {"-".join(one) for one in held[name]}
        yield (*at, key), f"the table '{name}' has no row on '{word}'", nearest(word, known)


def _silent(window: Window, name: str, table: TableDeclaration, at: Place) -> Iterator[Wrong]:
    if window.start < table.coverage.start:
        problem = (
            f"its window, {window}, begins before the table '{name}' does ({table.coverage.start})"
        )
        yield at, problem, "Outside its coverage a table is silent: ask of later days."


def _in_no_period(window: Window, name: str, table: TableDeclaration, at: Place) -> Iterator[Wrong]:
    step = table.step
    if step in ("year", "month") and not _holds_whole(window, step):
        problem = f"its window, {window}, holds no whole {step}, of which '{name}' has figures"
        yield at, problem, "Widen the window: no other figure counts."


def _holds_whole(window: Window, step: str) -> bool:
    """Whether a month or a year lies whole in a window."""
    before = window.start - timedelta(days=1)
    if step == "year":
        return date(before.year + 1, 12, 31) <= window.end
    first = date(before.year + before.month // 12, before.month % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - timedelta(days=1) <= window.end
