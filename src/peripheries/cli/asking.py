"""Forecasts on the terminal: questions asked, what forecasts were worth, and their ledger."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

import click
import numpy as np
import polars as pl
from pydantic import JsonValue
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peripheries.api.asking import (
    Chosen,
    answered,
    asked_frame,
    chosen,
    entries,
    scores_frame,
    sealed_frame,
    skills_frame,
    whole_ledger,
    writable,
)
from peripheries.api.cases import read_case
from peripheries.api.recording.opening import now
from peripheries.api.tabular import as_csv
from peripheries.api.words import DEFAULT_CASE
from peripheries.case.predicates import ActsPredicate, TextsPredicate
from peripheries.claims.wording import number, percent
from peripheries.cli.console import console
from peripheries.cli.progress import bar
from peripheries.cli.reliability import of_each, tell_calibration
from peripheries.cli.showing import print_frame
from peripheries.cli.words import ShownAs
from peripheries.futures.asked import Forecast, Unasked
from peripheries.futures.asking import FUTURES, SEED, Asked
from peripheries.futures.calibration import Calibration
from peripheries.futures.ledger import Ledger, append
from peripheries.futures.scored import FEWEST_VINTAGES, Scored, Skill, scored
from peripheries.futures.settling import Atom, atoms

_ID: Final = re.compile(r"[A-Za-z]+[0-9]+")
_ASKED: Final = (
    "id",
    "question",
    "probability",
    "base_rate",
    "persistence",
    "last_year",
    "own_rate",
    "outcome",
)
_MISSES: Final = ("id", "question", "vintage", "probability", "outcome", "brier", "log_score")
_SEALED: Final = (
    "id",
    "question",
    "vintage",
    "made",
    "hindsight",
    "probability",
    "outcome",
    "brier",
    "log_score",
)
_CHANCES: Final = ("probability", "base_rate", "persistence", "last_year", "own_rate")


def ask_and_tell(
    words: Sequence[str],
    as_of: str | None,
    futures: int | None,
    ledger: str | None,
    shown_as: ShownAs | None,
) -> None:
    """Ask questions, print what is forecast, and keep it in a ledger where one is named."""
    case, ids = _asked_for(words)
    found = chosen(case, ids or None, as_of)
    if ledger is not None:
        writable(Path(ledger))
    asked = _answers(found, futures)
    kind = shown_as or (None if len(ids) == 1 else _kind(None))
    if kind is None:
        _tell(console(), asked[0], found.case.about.as_of)
    elif kind == "table":
        print_frame(_in_percent(asked_frame(asked)), _ASKED, "table")
        _tell_unasked(console(), asked)
    else:
        print_frame(asked_frame(asked), _ASKED, kind)
    beside = console(error=kind in ("csv", "json"))
    _tell_left_out(beside, found)
    if ledger is not None:
        _keep(beside, Path(ledger), found, asked)


def score_and_tell(case: str, as_of: str | None, shown_as: ShownAs | None) -> None:
    """Score the forecasts of a case's questions, and print what they were worth."""
    found = chosen(case, None, as_of)
    scores = scored(_answers(found, None), np.random.default_rng(SEED))
    if shown_as == "csv":
        click.echo(as_csv(scores_frame(scores)), nl=False)
    elif shown_as == "json":
        click.echo(json.dumps(_as_objects(scores), indent=1))
    else:
        _tell_scores(console(), scores)
    _tell_left_out(console(error=shown_as in ("csv", "json")), found)


def ledger_and_tell(ledger: str, head: str | None, case: str, shown_as: ShownAs | None) -> None:
    """Verify a ledger, print its entries, and the head to keep."""
    held = whole_ledger(Path(ledger), head)
    with bar(console(error=True)) as tell:
        tell(0, 1, "looking for outcomes")
        frame = sealed_frame(held, read_case(case))
    kind = _kind(shown_as)
    if kind == "table":
        late = pl.when("retrospective").then(pl.lit("retrospective"))
        frame = _in_percent(frame).with_columns(pl.col("made").dt.date(), late.alias("hindsight"))
    print_frame(frame, _SEALED, kind)
    _tell_ledger(console(error=kind != "table"), held, head)


def _asked_for(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The case and the ids; a first word that looks like an id, and is no folder, is one.

    >>> _asked_for(["Q01", "q03"]), _asked_for(["my_case", "Q01"]), _asked_for([])
    (('two_peripheries', ('Q01', 'q03')), ('my_case', ('Q01',)), ('two_peripheries', ()))
    """
    if words and (not _ID.fullmatch(words[0]) or Path(words[0]).is_dir()):
        return words[0], tuple(words[1:])
    return DEFAULT_CASE, tuple(words)


def _kind(shown_as: ShownAs | None) -> ShownAs:
    """What is asked for; else a table for people and CSV for programs."""
    return shown_as or ("table" if sys.stdout.isatty() else "csv")


def _answers(found: Chosen, futures: int | None) -> list[Asked]:
    """The questions asked, with a progress bar beside the output."""
    with bar(console(error=True)) as tell:

        def progress(words: str, share: float) -> None:
            tell(round(share * found.vintages), found.vintages, words)

        return answered(found, FUTURES if futures is None else futures, SEED, progress)


def _in_percent(frame: pl.DataFrame) -> pl.DataFrame:
    """Probabilities as people read them, scores with three digits; what is missing stays so."""
    shown = dict.fromkeys(_CHANCES, percent) | dict.fromkeys(("brier", "log_score"), number)
    told = [
        pl.Series(name, [None if v is None else say(v) for v in frame[name]], dtype=pl.String)
        for name, say in shown.items()
        if name in frame.columns
    ]
    return frame.with_columns(told)


def _tell(terminal: Console, one: Asked, today: date) -> None:
    """One question whole: forecast, baselines with their grounds, what is expected, outcome."""
    window = one.question.window
    terminal.print(f"[bold]{one.question.id}[/]  {escape(one.question.question)}")
    about = f"Asked from {one.vintage} about {window.start} to {window.end}"
    terminal.print(about, style="dim")
    terminal.print(f"\n[bold]forecast[/]  {escape(_forecast(one.forecast))}")
    terminal.print(f"[bold]outcome[/]   {escape(_outcome(one, today))}\n")
    table = Table("baseline", "says", "rests on", box=None, pad_edge=False)
    for baseline in one.baselines:
        said = "" if baseline.probability is None else percent(baseline.probability)
        table.add_row(baseline.name, said, escape(baseline.says))
    if one.baselines:
        terminal.print(Padding(table, (0, 0, 0, 2), expand=False))
    if isinstance(one.forecast, Forecast) and one.question.when is not None:
        of = "the futures in which the condition comes about"
        where = f" (in {of})" if one.question.given is not None else ""
        terminal.print(f"\nExpected in the window{where}:")
        for atom, spread in zip(atoms(one.question.when), one.forecast.expected, strict=True):
            mean, low, high = map(number, spread)
            terminal.print(f"  {escape(_named(atom))}: {mean} (90% {low} to {high})")


def _forecast(said: Forecast | Unasked) -> str:
    if isinstance(said, Unasked):
        return f"none. {said.because}"
    points = f"{100 * said.error:.1f} percentage points"
    return f"{percent(said.probability)} (Monte Carlo error {points}, {said.futures} futures)"


def _outcome(one: Asked, today: date) -> str:
    found = one.settled
    if found is None:
        return f"open on {today}"
    return f"{found.answer}, known since {found.known} (by {found.by}): {found.because}"


def _named(atom: Atom) -> str:
    """What an atom counts or reads, in the words of the case."""
    if isinstance(atom, ActsPredicate):
        rows = atom.rows
        ends = (" or ".join(codes) or "anyone" for codes in (rows.source, rows.target))
        marks = (*rows.type, *rows.quad, *rows.instrument, *rows.theatre, *rows.overtness)
        marks += (*(f"invokes the UN: {word}" for word in rows.invokes_un), *rows.attribution)
        return ", ".join([f"acts {(' ↔ ' if rows.either_way else ' → ').join(ends)}", *marks])
    if isinstance(atom, TextsPredicate):
        vetoed = "" if atom.vetoed_by is None else f"vetoed by {atom.vetoed_by}"
        parts = (f"texts in {atom.table}", atom.topic, *atom.outcome, vetoed)
        return ", ".join(part for part in parts if part)
    whose = (atom.actor, "–".join(atom.between or ()))
    return " of ".join([f"{atom.takes} value of {atom.table}", *(one for one in whose if one)])


def _tell_unasked(terminal: Console, asked: Sequence[Asked]) -> None:
    pairs = [(a.question.id, a.forecast.because) for a in asked if isinstance(a.forecast, Unasked)]
    for words in _because(pairs):
        terminal.print(f"Without a forecast: {escape(words)}")


def _because(unasked: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Each reason once, with the questions that it keeps from a forecast."""
    for reason in dict.fromkeys(because for _, because in unasked):
        ids = [name for name, because in unasked if because == reason]
        yield f"{', '.join(ids)}. {reason}"


def _tell_left_out(terminal: Console, found: Chosen) -> None:
    if found.left_out:
        ended = "1 question ends" if found.left_out == 1 else f"{found.left_out} questions end"
        terminal.print(f"Left out: {ended} by {found.vintage}, so that nothing lies ahead.")


def _keep(terminal: Console, ledger: Path, found: Chosen, asked: Sequence[Asked]) -> None:
    """Append to a ledger, and say what was written and which head to keep."""
    done = append(ledger, entries(found.case, asked, SEED, now()))
    made = sum(isinstance(one.forecast, Forecast) for one in asked)
    terminal.print(
        f"\n{escape(str(ledger))}: {_many(len(done.new), 'forecast')} appended, "
        f"{made - len(done.new)} there before, {len(asked) - made} without a forecast.",
        soft_wrap=True,
    )
    if done.set_aside is not None:
        torn = escape(str(done.set_aside))
        terminal.print(f"A torn last line was put aside in {torn}.", soft_wrap=True)
    after = [entry.question for entry in done.new if entry.retrospective]
    if after:
        terminal.print(f"Retrospective, made after the fact and no foresight: {', '.join(after)}.")
    terminal.print(f"Head to keep: {done.ledger.head}", soft_wrap=True)


def _tell_scores(terminal: Console, scores: Scored) -> None:
    many = _many(len(scores.forecasts), "forecast")
    if scores.brier is None or scores.log_score is None:
        terminal.print("No forecast has an outcome yet: there is nothing to score.")
    else:
        vintages = len({one.asked.vintage for one in scores.forecasts})
        terminal.print(
            f"{many} from {_many(vintages, 'vintage')}: Brier score {number(scores.brier)}, log "
            f"score {number(scores.log_score)} nats; smaller is better.\n"
        )
        _tell_skill(terminal, scores)
        tell_calibration(terminal, scores)
        terminal.print("\n[bold]Worst misses first[/]")
        print_frame(_in_percent(scores_frame(scores)), _MISSES, "table")
    terminal.print("\n[bold]Not scored[/]")
    named = {
        "open": scores.open,
        "void": scores.void,
        "known in their vintage": scores.known,
        "without a forecast": tuple(name for name, _ in scores.unasked),
    }
    for name, ids in named.items():
        terminal.print(f"  {len(ids)} {name}{': ' if ids else ''}{', '.join(ids)}")
    for words in _because(scores.unasked):
        terminal.print(Padding(escape(words), (0, 0, 0, 4), expand=False))


def _tell_skill(terminal: Console, scores: Scored) -> None:
    heads = ("beside", "score", "questions", "ours", "theirs", "skill", "90%", "")
    table = Table(*heads, box=None, pad_edge=False)
    for one in scores.beside:
        for name, skill in (("Brier", one.brier), ("log", one.log_score)):
            numbers = (skill.ours, skill.theirs, skill.skill)
            shown = ["" if value is None else number(value) for value in numbers]
            table.add_row(one.name, name, str(one.questions), *shown, *_told(skill))
    terminal.print(table)
    by = {one.resampled for one in scores.beside}
    how = {
        "vintages": "whole vintages",
        "questions": f"single questions where vintages are fewer than {FEWEST_VINTAGES}",
    }
    terminal.print(
        "Skill is 1 − ours ÷ theirs, over the questions that both have. Its interval resamples "
        + (", and ".join(words for name, words in how.items() if name in by) or "nothing")
        + "."
    )


def _told(skill: Skill) -> tuple[str, str]:
    """The interval of a skill, and what it lets one say."""
    if skill.low is None or skill.high is None:
        return "", "too few to tell"
    band = f"{number(skill.low)} to {number(skill.high)}"
    if skill.low > 0:
        return band, "ours is better"
    return band, "ours is worse" if skill.high < 0 else "no difference can be told"


def _as_objects(scores: Scored) -> dict[str, JsonValue]:
    return {
        "brier": scores.brier,
        "log_score": scores.log_score,
        "beside": json.loads(skills_frame(scores).write_json()),
        "calibration": {name: _calibration(found) for name, found in of_each(scores)},
        "forecasts": json.loads(scores_frame(scores).write_json()),
        "open": list(scores.open),
        "void": list(scores.void),
        "known": list(scores.known),
        "unasked": dict(scores.unasked),
    }


def _calibration(found: Calibration) -> JsonValue:
    return {**asdict(found), "steps": [*map(asdict, found.steps)], "outside": found.outside}


def _tell_ledger(terminal: Console, held: Ledger, head: str | None) -> None:
    kept = "" if head is None else ", and it holds all that it held at the head given"
    many = "1 entry" if len(held.entries) == 1 else f"{len(held.entries)} entries"
    terminal.print(f"\n{many}; the chain is whole{kept}.")
    after = sum(entry.retrospective for entry in held.entries)
    if after:
        terminal.print(f"{after} retrospective: made after the fact, no foresight.")
    if held.torn:
        terminal.print("A writer was stopped in its last line, which is no entry.")
    terminal.print(f"Head to keep: {held.head}", soft_wrap=True)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
