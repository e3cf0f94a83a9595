"""Shares of acts: how critical answers are, how open support is, how often the UN is invoked."""

from typing import Final

import polars as pl

from peripheries.case.measures import Conduct, Invocation, OvertShare
from peripheries.case.vocabulary import Answer, Overtness
from peripheries.measures.base import Observations, Sort, trials
from peripheries.record import Record, selected

_UNKNOWN: Final = {
    "left_out": "texts that nobody has seen are left out",
    "as_no": "texts that nobody has seen count as not invoking it",
    "as_yes": "texts that nobody has seen count as invoking it",
}


def observe_conduct(record: Record, declared: Conduct) -> Observations:
    """One trial an answer: was it critical?"""
    answers = selected(record, declared.answers)
    critical = selected(record, declared.critical)["event_id"]
    hit = pl.col("event_id").is_in(critical.implode())
    return _share(record, declared.answers.table, answers, hit, "critical answers ÷ all answers")


def observe_overtness(record: Record, declared: OvertShare) -> Observations:
    """One trial an act whose overtness is stated: was it overt?"""
    acts = selected(record, declared.rows)
    stated = acts.filter(pl.col("overtness") != Overtness.NOT_APPLICABLE.value)
    hit = pl.col("overtness") == Overtness.OVERT.value
    formula = "acts done overtly ÷ acts whose overtness is stated (overt, deniable or denied)"
    return _share(record, declared.rows.table, stated, hit, formula)


def observe_invocation(record: Record, declared: Invocation) -> Observations:
    """One trial a document or act: does it invoke the UN?"""
    acts = selected(record, declared.rows)
    if declared.unknown == "left_out":
        acts = acts.filter(pl.col("invokes_un") != Answer.UNKNOWN.value)
    counted = [Answer.YES.value, *([Answer.UNKNOWN.value] if declared.unknown == "as_yes" else [])]
    formula = f"those that invoke the UN ÷ all of them; {_UNKNOWN[declared.unknown]}"
    hit = pl.col("invokes_un").is_in(counted)
    return _share(record, declared.rows.table, acts, hit, formula)


def _share(
    record: Record, table: str, acts: pl.DataFrame, hit: pl.Expr, formula: str
) -> Observations:
    unit = f"share of rows of {table}"
    rows = tuple(acts["event_id"])
    subject = record.declarations[table].what
    return Observations(
        Sort.TRIALS, subject, unit, formula, table, "event", trials(acts, hit), rows
    )
