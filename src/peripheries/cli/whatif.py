"""What-ifs on the terminal: scenarios side by side, or one of them whole."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peripheries.api.tabular import as_csv
from peripheries.api.whatif import FUTURES, WhatIfs, chosen, simulated, sized
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import builtin_cases
from peripheries.claims.wording import percent
from peripheries.cli.console import console
from peripheries.cli.progress import bar
from peripheries.cli.words import ShownAs
from peripheries.futures.asking import SEED
from peripheries.futures.before_after import BeforeAfter
from peripheries.futures.effects import ByMonth, Effect, Quantity
from peripheries.futures.said import said
from peripheries.futures.scenarios import WhatIf
from peripheries.futures.through import Through

_STEPS: Final = 100
_MOST: Final = 8
"""Rows of what moves besides the ties that are watched."""
_PARTS: Final = 3
"""Mechanisms of one effect."""
_BARS: Final = "▁▂▃▄▅▆▇█"
_LIMITS_AHEAD: Final = (
    "Intervals hold the doubt about the weights and chance; that the model is wrong is in none.",
    "Nobody changes how often it acts, but where a rate is scaled: only what it does, and to whom.",
    "No act moves a series or a text; marks are copied from past acts.",
    "How far ahead the model beats a plain rate, `peripheries backtest` tells.",
)
_LIMITS_UNDONE: Final = (
    "The past is lived through with weights and levels that know how it went.",
    "Everyone acts as often as recorded: what is not done to one is done to another.",
    "Where `without` is far from `recorded`, the model does not know that tie.",
)


def whatif_and_tell(
    words: Sequence[str],
    as_of: str | None,
    futures: int | None,
    seed: int | None,
    file: str | None,
    shown_as: ShownAs | None,
) -> None:
    """Simulate scenarios, and print what they change: one whole, or several side by side."""
    case, ids = _asked_for(words)
    size = sized(FUTURES if futures is None else futures)
    found = chosen(case, ids or None, as_of, file)
    if len(found.scenarios) > 1 and shown_as != "json":
        size = replace(size, shares=0)  # what is side by side is not told by mechanism
    with bar(console(error=True)) as tell:

        def progress(words: str, share: float) -> None:
            tell(round(share * _STEPS), _STEPS, words)

        done = simulated(found, size, SEED if seed is None else seed, progress)
    if shown_as == "csv":
        click.echo(as_csv(done.moved), nl=False)
    elif shown_as == "json":
        click.echo(_as_json(done))
    elif len(done.results) == 1:
        _tell(console(), done.results[0])
    else:
        _tell_side_by_side(console(), done)
    beside = console(error=shown_as in ("csv", "json"))
    for name, reason in done.left_out:
        beside.print(f"Left out: {name}. {escape(reason)}")


def _asked_for(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The case and the ids; a first word that is a built-in case or a folder is the case.

    >>> _asked_for(["no_war"]), _asked_for(["two_peripheries", "no_war"])
    (('two_peripheries', ('no_war',)), ('two_peripheries', ('no_war',)))
    """
    if words and (words[0] in builtin_cases() or Path(words[0]).is_dir()):
        return words[0], tuple(words[1:])
    return DEFAULT_CASE, tuple(words)


def _as_json(done: WhatIfs) -> str:
    frames = {
        "moved": done.moved,
        "through": done.through,
        "by_month": done.by_month,
        "questions": done.questions,
    }
    return json.dumps({name: json.loads(frame.write_json()) for name, frame in frames.items()})


def _tell(terminal: Console, found: WhatIf) -> None:
    """One scenario whole."""
    scenario = found.scenario
    terminal.print(f"[bold]{escape(scenario.title)}[/]\n{escape(scenario.asks)}")
    how = "the past lived through again" if found.undone else "futures"
    drawn = f"{found.sized.futures} of each arm, the same random numbers in both"
    terminal.print(
        f"{scenario.within}, {how} from the vintage {found.vintage}, {drawn}", style="dim"
    )
    terminal.print("\n[bold]Changed[/]")
    for words in said(scenario):
        terminal.print(Padding(escape(words), (0, 0, 0, 2), expand=False))
    _tell_moved(terminal, found)
    _tell_through(terminal, found.through)
    _tell_questions(terminal, found.questions)
    terminal.print("\n[bold]What the model does not know[/]")
    for words in _limits(found):
        terminal.print(Padding(words, (0, 0, 0, 2), expand=False))


def _tell_moved(terminal: Console, found: WhatIf) -> None:
    closely = {one.quantity: one for one in found.monthly}
    watched = [one for one in found.moved if one.quantity in closely]
    watched.sort(key=lambda one: list(closely).index(one.quantity))
    others = [one for one in found.moved if one.quantity not in closely and _worth(one)][:_MOST]
    for title, rows in (("Watched", watched), ("Moved most besides", others)):
        if rows:
            terminal.print(f"\n[bold]{title}[/], acts in the window")
            terminal.print(Padding(_moved(rows, closely), (0, 0, 0, 2), expand=False))
    hand = [one for one in found.moved if one.by_hand and one.quantity.acts != "any"]
    if hand:
        named = "; ".join(f"{one.quantity} {_signed(one.by_hand)}" for one in hand)
        terminal.print(f"\nBy the scenario itself, counted in none of these: {named}.")
    unsure = sum(not one.told for one in found.moved)
    terminal.print(
        f"{unsure} of {len(found.moved)} quantities cannot be told from unmoved. Of 20 tables like "
        "this, about one takes chance for a change."
    )


def _worth(one: Effect) -> bool:
    return one.told and not one.direct and one.quantity.acts != "any"


def _moved(rows: Sequence[Effect], closely: dict[Quantity, ByMonth]) -> Table:
    recorded = any(one.recorded is not None for one in rows)
    heads = ["acts", *(["recorded"] if recorded else []), "without", "with", "change", "90%"]
    months = any(one.quantity in closely for one in rows)
    heads += ["more in", "fewer in", *(["by month", "told until"] if months else []), ""]
    table = Table(*heads, box=None, pad_edge=False)
    for one in rows:
        cells = [str(one.quantity)]
        cells += [f"{one.recorded:.0f}" if one.recorded is not None else ""] if recorded else []
        cells += [_plain(one.without), _plain(one.under), _signed(one.change)]
        cells += [f"{_signed(one.low)} to {_signed(one.high)}"]
        cells += [percent(one.rises), percent(one.falls)]
        month = closely.get(one.quantity)
        cells += [_spark(month), month.last or "never"] if month else ["", ""] if months else []
        table.add_row(*map(escape, cells), _verdict(one))
    return table


def _verdict(one: Effect) -> str:
    """What a change lets one say."""
    if one.direct:
        return "scaled itself"
    if not one.told:
        return "no change can be told"
    return "either way" if one.low <= 0 <= one.high else ""


def _tell_through(terminal: Console, through: Sequence[Through]) -> None:
    rows = [one for one in through if any(part.told for part in one.parts)]
    if not rows:
        return
    terminal.print("\n[bold]Through which mechanism[/], what is missing where it is off")
    table = Table("acts", "effect", "through", "rest", box=None, pad_edge=False)
    for one in rows:
        parts = [part for part in one.parts if part.told][:_PARTS]
        named = ", ".join(f"{part.mechanism} {_signed(part.change)}" for part in parts)
        table.add_row(str(one.quantity), _signed(one.change), named, _signed(one.rest))
    terminal.print(Padding(table, (0, 0, 0, 2), expand=False))
    terminal.print("Mechanisms work together: what they carry need not add up to the effect.")


def _tell_questions(terminal: Console, questions: Sequence[BeforeAfter]) -> None:
    if not questions:
        return
    told = [one for one in questions if one.told]
    terminal.print("\n[bold]Open questions[/], probability by mechanisms alone, without and with")
    table = Table("id", "question", "without", "with", box=None, pad_edge=False)
    for one in told:
        table.add_row(one.id, escape(one.question), percent(one.without), percent(one.under))
    if told:
        terminal.print(Padding(table, (0, 0, 0, 2), expand=False))
    left = ", ".join(one.id for one in questions if not one.told)
    if left:
        terminal.print(f"  No change can be told: {left}.")


def _limits(found: WhatIf) -> list[str]:
    return [*(_LIMITS_UNDONE if found.undone else _LIMITS_AHEAD)]


def _tell_side_by_side(terminal: Console, done: WhatIfs) -> None:
    """Scenarios as columns, the ties that they watch as rows."""
    watched = dict.fromkeys(m.quantity for one in done.results for m in one.monthly)
    effects = [{one.quantity: one for one in found.moved} for found in done.results]
    table = Table("change of acts", *(one.scenario.id for one in done.results), box=None)
    for quantity in watched:
        cells = (_beside(own.get(quantity)) for own in effects)
        table.add_row(str(quantity), *cells)
    for identity in dict.fromkeys(q.id for one in done.results for q in one.questions if q.told):
        asked = ({q.id: q for q in one.questions}.get(identity) for one in done.results)
        told = (
            f"{percent(q.without)} → {percent(q.under)}" if q and q.told else "·" for q in asked
        )
        table.add_row(identity, *told)
    terminal.print(table)
    terminal.print(
        "Acts in the window, with 90% of what is expected; · no change can be told. In a line with "
        "a question's id, its probability without and with the scenario."
    )
    for one in done.results:
        terminal.print(
            f"[bold]{one.scenario.id}[/]  {escape(one.scenario.title)}: {one.scenario.asks}"
        )
    for words in dict.fromkeys(line for one in done.results for line in _limits(one)):
        terminal.print(words, style="dim")


def _beside(one: Effect | None) -> str:
    if one is None or not one.told:
        return "·"
    return f"{_signed(one.change)}\n({_signed(one.low)} to {_signed(one.high)})"


def _spark(one: ByMonth) -> str:
    """The change by month, from the least to the most of zero and what there is."""
    low, high = min(0.0, *one.change), max(0.0, *one.change)
    if high == low:
        return _BARS[0] * len(one.change)
    steps = ((value - low) / (high - low) * (len(_BARS) - 1) for value in one.change)
    return "".join(_BARS[round(step)] for step in steps)


def _plain(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _signed(value: float) -> str:
    """A change with its sign.

    >>> _signed(0.125), _signed(-12.34), _signed(0.0)
    ('+0.12', '−12.3', '0.00')
    """
    text = f"{value:+.2f}" if abs(value) < 10 else f"{value:+.1f}"
    return (text[1:] if float(text) == 0 else text).replace("-", "−")
