"""Tests of facts and norms against recorded votes: who voted how, and what became of texts."""

from collections.abc import Callable
from functools import partial

import polars as pl

from peripheries.case.base import Window
from peripheries.case.tests import Ballots, Outcomes, Positions, Tally
from peripheries.claims.leaving_out import deciding
from peripheries.claims.outcome import Ballot, Carried, TestOutcome, untested
from peripheries.claims.verdict import Verdict
from peripheries.claims.wording import decided_reason, percent
from peripheries.record import Record, selected

_VOTES = {"Y": "yes", "A": "abstained", "N": "no", "X": "absent"}


def run_ballots(record: Record, test: Ballots) -> TestOutcome:
    """Whether an actor voted as claimed on the texts where its vote is recorded."""
    rows = _texts(record, test.table, test.texts, test.topic, test.within)
    formula = f"share of {test.actor}'s recorded votes that are {_in_words(test.cast)}"
    if test.actor not in rows.columns or rows[test.actor].drop_nulls().is_empty():
        reason = f"No vote of {test.actor} on these texts is recorded in this vintage."
        return untested(test.test, test.asks, reason, (test.table,), formula)
    cast = rows.drop_nulls(test.actor)
    fitting = cast.filter(pl.col(test.actor).is_in(test.cast)).height
    share, verdict = _of_ballots(test, cast)
    tried = _each_left_out(cast, partial(_of_ballots, test))
    carried = deciding(verdict, share, tried)
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        f"{test.actor} voted {_in_words(test.cast)} on {fitting} of {cast.height} texts with a "
        f"recorded vote ({rows.height - cast.height} without one)."
        + decided_reason(carried, verdict, len(tried)),
        formula,
        (test.table,),
        ballots=_ballots(cast, (test.actor,)),
        carried=carried,
        counts={"fitting": fitting, "recorded": cast.height, "share": share},
    )


def _of_ballots(test: Ballots, cast: pl.DataFrame) -> tuple[float, Verdict]:
    share = cast.filter(pl.col(test.actor).is_in(test.cast)).height / cast.height
    return share, _standing(cast) if share >= test.share else Verdict.DISPUTED


def run_tally(record: Record, test: Tally) -> TestOutcome:
    """Whether the counted votes exceed a share of the votes cast on every text."""
    formula = f"({' + '.join(test.counted)}) ÷ (yes + no + abstain), the smallest over the texts"
    rows = _texts(record, test.table, test.texts, None, None).drop_nulls(["yes", "no", "abstain"])
    if rows.is_empty():
        reason = "None of these texts had been voted on in this vintage."
        return untested(test.test, test.asks, reason, (test.table,), formula)
    shares = rows.select(_counted(test))["share"].to_list()
    least, verdict = _of_tally(test, rows)
    tried = _each_left_out(rows, partial(_of_tally, test))
    carried = deciding(verdict, least, tried)
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        f"{' and '.join(test.counted).capitalize()} made up at least {percent(least)} of the votes "
        f"cast on each of {rows.height} texts (more than {percent(test.above)} expected)."
        + decided_reason(carried, verdict, len(tried)),
        formula,
        (test.table,),
        carried=carried,
        counts=dict(zip(rows["id"], shares, strict=True)),
    )


def _counted(test: Tally) -> pl.Expr:
    counted = pl.sum_horizontal(test.counted) / pl.sum_horizontal("yes", "no", "abstain")
    return counted.alias("share")


def _of_tally(test: Tally, rows: pl.DataFrame) -> tuple[float, Verdict]:
    least = min(rows.select(_counted(test))["share"].to_list())
    return least, _standing(rows) if least > test.above else Verdict.DISPUTED


def run_outcomes(record: Record, test: Outcomes) -> TestOutcome:
    """How many texts of a topic were adopted, vetoed or failed in a window."""
    formula = f"number of texts on {test.topic} with outcome {' or '.join(test.outcome)}"
    every = _texts(record, test.table, (), test.topic, test.within)
    if record.as_of is not None and test.within.start > record.as_of:
        reason = "The window lies after this vintage."
        return untested(test.test, test.asks, reason, (test.table,), formula)
    chosen = every.filter(pl.col("outcome").is_in(test.outcome))
    if test.texts:
        chosen = chosen.filter(pl.col("id").is_in(test.texts))
    if test.vetoed_by is not None:
        chosen = chosen.filter(pl.col("vetoed_by").str.contains(test.vetoed_by))
    verdict = _outcome(test, chosen.height)
    left = float(chosen.height - 1)
    tried = [Carried(text, None, left, _outcome(test, chosen.height - 1)) for text in chosen["id"]]
    carried = deciding(verdict, chosen.height, tried)
    bounds = f"at least {test.at_least}" if test.at_most is None else f"at most {test.at_most}"
    listed = ", ".join(chosen["id"]) or "none"
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        f"{chosen.height} such texts in {test.within} ({bounds} expected): {listed}."
        + decided_reason(carried, verdict, len(tried)),
        formula,
        (test.table,),
        carried=carried,
        counts={"texts": chosen.height, "of": every.height},
    )


def _outcome(test: Outcomes, found: int) -> Verdict:
    """Too many speak against it; none is nothing found; fewer than asked for only report it."""
    if test.at_most is not None and found > test.at_most:
        return Verdict.DISPUTED
    if found >= test.at_least:
        return Verdict.DOCUMENTED
    return Verdict.REPORTED if found else Verdict.NOT_FOUND


def run_positions(record: Record, test: Positions) -> TestOutcome:
    """Who held what: votes on the texts, and statements; no verdict beyond that."""
    rows = _texts(record, test.table, test.texts, None, None)
    said = selected(record, test.rows) if test.rows else None
    formula = "votes on the texts as recorded, and statements by row"
    if rows.is_empty() and (said is None or said.is_empty()):
        reason = "No vote or statement on it was known in this vintage."
        return untested(test.test, test.asks, reason, (test.table,), formula)
    actors = tuple(c for c in rows.columns if c.isupper())
    totals = "; ".join(
        f"{r['id']}: {r['yes']:.0f} for, {r['no']:.0f} against, {r['abstain']:.0f} abstaining"
        for r in rows.drop_nulls(["yes", "no", "abstain"]).iter_rows(named=True)
    )
    statements = said["event_id"].to_list() if said is not None else []
    return TestOutcome(
        test.test,
        test.asks,
        Verdict.ON_RECORD,
        f"{totals or 'No vote is recorded'}. {len(statements)} statements are on record.",
        formula,
        (test.table,),
        rows=tuple(statements),
        ballots=_ballots(rows, actors),
        counts={"texts": rows.height, "statements": len(statements)},
    )


def _texts(
    record: Record,
    table: str,
    texts: tuple[str, ...],
    topic: str | None,
    within: Window | None,
) -> pl.DataFrame:
    rows = record.table(table)
    if texts:
        rows = rows.filter(pl.col("id").is_in(texts))
    if topic is not None:
        rows = rows.filter(pl.col("topic") == topic)
    if within is not None:
        rows = rows.filter(pl.col("time").is_between(within.start, within.end))
    return rows


def _each_left_out(
    rows: pl.DataFrame, judged: Callable[[pl.DataFrame], tuple[float, Verdict]]
) -> list[Carried]:
    """What is left, and the verdict, without each text in turn; none where there is only one."""
    if rows.height < 2:
        return []
    without = [(text, rows.filter(pl.col("id") != text)) for text in rows["id"]]
    return [Carried(text, None, *judged(rest)) for text, rest in without]


def _ballots(rows: pl.DataFrame, actors: tuple[str, ...]) -> tuple[Ballot, ...]:
    return tuple(
        Ballot(row["id"], row["time"], actor, row[actor])
        for row in rows.iter_rows(named=True)
        for actor in actors
        if row[actor] is not None
    )


def _standing(rows: pl.DataFrame) -> Verdict:
    """A recorded vote is an official record; one known only from the press is reported."""
    secondary = "confidence" in rows.columns and (rows["confidence"] != "high").any()
    return Verdict.REPORTED if secondary else Verdict.DOCUMENTED


def _in_words(votes: tuple[str, ...]) -> str:
    return " or ".join(_VOTES[vote] for vote in votes)
