"""Backtests on the terminal: scores, gains in words, and where a baseline was better."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import click
from pydantic import JsonValue
from rich.console import Console
from rich.table import Table

from peripheries.api.backtesting import Backtest, backtest
from peripheries.api.tabular import as_csv
from peripheries.claims.wording import number, percent
from peripheries.cli.console import console
from peripheries.cli.progress import bar
from peripheries.cli.words import ShownAs
from peripheries.futures.backtest.base import BASELINES, HORIZON
from peripheries.futures.backtest.rolling import ORIGINS
from peripheries.futures.backtest.summary import (
    BLOCK,
    Bin,
    Choices,
    Estimate,
    Part,
    Summary,
    overtaken,
)

_GAINS: Final = ("log", "90%", "ours is", "CRPS", "90%", "ours is")
_STEPS: Final = 100
_MOST: Final = 20
"""Rows of what is worst."""


def backtest_and_tell(
    case: str,
    stream: str | None,
    as_of: str | None,
    origins: int | None,
    shown_as: ShownAs | None,
    **how: str | int | None,
) -> None:
    """Backtest, and print what it says; `how`: months between origins, and who does the work."""
    many = ORIGINS if origins is None else origins
    with bar(console(error=True)) as tell:

        def progress(words: str, share: float) -> None:
            tell(round(share * _STEPS), _STEPS, words)

        done = backtest(case, stream, as_of, origins=many, progress=progress, **how)  # type: ignore[arg-type]  # click has checked each
    if shown_as == "csv":
        click.echo(as_csv(done.gains), nl=False)
    elif shown_as == "json":
        click.echo(json.dumps(_as_object(done), indent=1))
    else:
        for found in done.summaries:
            _tell(console(), done, found)


def _as_object(done: Backtest) -> dict[str, JsonValue]:
    frames = {"ways": done.ways, "gains": done.gains, "bins": done.bins}
    streams: list[JsonValue] = [
        {
            "stream": found.stream,
            "first": found.first,
            "last": found.last,
            "origins": found.origins,
            "silent": dict(found.silent),
            "until": found.until,
            "outside": found.outside,
        }
        for found in done.summaries
    ]
    about: dict[str, JsonValue] = {
        "case": done.case,
        "as_of": done.as_of.isoformat(),
        "every": done.every,
        "streams": streams,
    }
    return about | {name: json.loads(frame.write_json()) for name, frame in frames.items()}


def _tell(terminal: Console, done: Backtest, found: Summary) -> None:
    """One stream: ways, gains in all and in parts, where a baseline was better, reliability."""
    _tell_about(terminal, done, found)
    _tell_ways(terminal, found)
    head = "Gains: how much smaller our mean score is; above 0, ours is better"
    _tell_gains(terminal, head, [found.whole], (gain.over for gain in found.whole.gains))
    if found.choices is not None:
        _tell_choices(terminal, found.choices)
    _tell_gains(terminal, "By months ahead", found.by_horizon, BASELINES)
    _tell_reach(terminal, found)
    if len(found.by_kind) > 1:
        _tell_gains(terminal, "By kind", found.by_kind, BASELINES)
    _tell_overtaken(terminal, "months ahead", found.by_horizon)
    _tell_overtaken(terminal, "dyads", found.by_dyad)
    if found.bins:
        _tell_bins(terminal, found.bins)
    _tell_left_out(terminal, found)


def _tell_about(terminal: Console, done: Backtest, found: Summary) -> None:
    what = (
        "the index of a dyad, in standard deviations"
        if found.choices is None
        else ("how many acts of a kind one actor does towards another")
    )
    terminal.print(f"[bold]{found.stream}[/]: {what}, by month, 1 to {HORIZON} months ahead")
    months = "a month" if done.every == 1 else f"{done.every} months"
    origins = "1 origin" if found.origins == 1 else f"{found.origins} origins, {months} apart,"
    terminal.print(
        f"{origins} from {found.first} to {found.last}; {found.whole.scores:,} months of a cell, "
        f"as known on {done.as_of}. Smaller scores are better.\n",
        style="dim",
    )


def _tell_ways(terminal: Console, found: Summary) -> None:
    chosen = ["−log of a choice"] if found.choices is not None else []
    heads = ("way", "log score", "CRPS", "interval score", "90% interval held", "90%", *chosen)
    table = _table(*heads)
    for one in found.ways:
        scores = map(number, (one.log, one.crps, one.interval))
        choice = [] if one.choice is None else [number(one.choice)]
        held = percent(one.covered.value)
        table.add_row(one.name, *scores, held, _span(one.covered, percent), *choice)
    terminal.print(table)
    if found.choices is not None:
        terminal.print(
            "Most cells of a month are empty: an interval of whole numbers holds more than 90%.",
            style="dim",
        )


def _tell_gains(terminal: Console, head: str, parts: Sequence[Part], overs: Iterable[str]) -> None:
    wanted = [*overs]
    terminal.print(f"\n[bold]{head}[/]")
    table = _table(*(["", "over"] if len(parts) > 1 else ["over"]), *_GAINS)
    for part in parts:
        rows = [gain for gain in part.gains if gain.over in wanted]
        for place, gain in enumerate(rows):
            name = [part.name.replace("_", " ") if place == 0 else ""] if len(parts) > 1 else []
            table.add_row(*name, gain.over, *_gain(gain.log), *_gain(gain.crps))
    terminal.print(table)
    if len(parts) == 1:
        terminal.print(
            f"90% intervals resample runs of {BLOCK} months of origins, whose forecasts overlap.",
            style="dim",
        )


def _tell_choices(terminal: Console, choices: Choices) -> None:
    terminal.print(
        f"\n[bold]What each of {choices.acts:,} acts was, given its source[/]: nats that ours "
        "saves by act"
    )
    table = _table("over", "nats", "90%", "ours is")
    for over, saved in choices.gains:
        table.add_row(over, *_gain(saved))
    terminal.print(table)


def _tell_reach(terminal: Console, found: Summary) -> None:
    if found.until:
        said = f"is better than every baseline up to {found.until} months ahead"
    else:
        said = "is not better than every baseline at any reach"
    terminal.print(f"By the log score, and the whole of every interval, ours {said}.")


def _tell_overtaken(terminal: Console, what: str, parts: Sequence[Part]) -> None:
    """Where a baseline was better: a table of what intervals tell, and names of the rest."""
    sure, unsure = overtaken(parts)
    if not sure and not unsure:
        terminal.print(f"\nNo baseline was better at any of the {what}, by the mean of a score.")
        return
    terminal.print(f"\n[bold]Where a baseline was better: {what}[/]")
    table = _table(what, "better was", *_GAINS)
    for part, gain in sure[:_MOST]:
        table.add_row(part.name, gain.over, *_gain(gain.log), *_gain(gain.crps))
    if sure:
        terminal.print(table)
    else:
        terminal.print("Nowhere with the whole of an interval.")
    told = {part.name for part, _ in sure[:_MOST]}
    less = dict.fromkeys(part.name for part, _ in sure[_MOST:] if part.name not in told)
    if less:
        terminal.print(f"As surely, by less: {', '.join(less)}.")
    told |= {*less}
    means = dict.fromkeys(part.name for part, _ in unsure if part.name not in told)
    if means:
        terminal.print(f"By a mean alone, so that no difference can be told: {', '.join(means)}.")


def _tell_bins(terminal: Console, bins: Sequence[Bin]) -> None:
    terminal.print("\n[bold]Reliability: chance of one act at least, ours[/]")
    table = _table("forecasts", "said", "came", "90%", "")
    for one in bins:
        fits = "as said" if one.fits else _missed(one)
        span = _span(one.came, _share)
        table.add_row(f"{one.forecasts:,}", _share(one.said), _share(one.came.value), span, fits)
    terminal.print(table)


def _missed(one: Bin) -> str:
    if one.came.low is None:
        return "too few origins"
    return "more often than said" if one.came.value > one.said else "less often than said"


def _tell_left_out(terminal: Console, found: Summary) -> None:
    if found.outside:
        terminal.print(
            f"\nOutside: {found.outside:,} acts of pairs that had not dealt with one another "
            "before, counted once for each origin; no way forecasts them."
        )
    for because in dict.fromkeys(reason for _, reason in found.silent):
        days = [day for day, reason in found.silent if reason == because]
        many = "1 origin" if len(days) == 1 else f"{len(days)} origins"
        span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
        terminal.print(f"\nNothing was forecast from {many} ({span}): {because}.")
    terminal.print()


def _gain(gain: Estimate) -> tuple[str, str, str]:
    return number(gain.value), _span(gain, number), gain.says


def _span(of: Estimate, words: Callable[[float], str]) -> str:
    return "" if of.low is None or of.high is None else f"{words(of.low)} to {words(of.high)}"


def _share(value: float) -> str:
    """A probability with three digits, since most are small."""
    return f"{number(100 * value)}%"


def _table(*heads: str) -> Table:
    return Table(*heads, box=None, pad_edge=False)
