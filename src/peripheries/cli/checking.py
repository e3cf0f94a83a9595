"""A case's soundness on the terminal: what it holds, or all that is wrong with it."""

from collections.abc import Sized

import click

from peripheries.api.cases import read_case


def check_and_tell(name: str) -> None:
    """Read a case and count what it declares; a faulty one raises all its faults."""
    case = read_case(name)
    counts: dict[str, Sized] = {
        "actors": case.actors,
        "theatres": case.theatres,
        "systems": case.systems,
        "tables": case.tables,
        "events": [row for rows in case.events.values() for row in rows],
        "publishers": case.publishers,
        "measures": case.measures,
        "mechanisms": case.mechanisms,
        "explanations": case.explanations,
        "claims": case.claims,
        "tests of claims": [test for claim in case.claims for test in claim.tests],
        "questions": case.questions,
        "scenarios": case.scenarios,
    }
    click.echo(f"{case.about.title}: sound.")
    for kind, found in counts.items():
        click.echo(f"  {len(found):>5} {_singular(kind) if len(found) == 1 else kind}")


def _singular(kind: str) -> str:
    """One of a kind: of `tests of claims`, a `test of claims`."""
    first, *rest = kind.split(" ")
    return " ".join([first.removesuffix("s"), *rest])
