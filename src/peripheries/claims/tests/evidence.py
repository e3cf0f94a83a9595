"""Tests of facts against the rows of events: what bears a fact out, and what speaks against it."""

import polars as pl

from peripheries.case.tests import Evidence, Sequence
from peripheries.case.vocabulary import Attribution
from peripheries.claims.leaving_out import deciding
from peripheries.claims.outcome import Carried, TestOutcome
from peripheries.claims.verdict import Verdict
from peripheries.claims.windows import months_between
from peripheries.claims.wording import decided_reason, number
from peripheries.record import Record, selected

FORMULA = (
    "rows that fit, unverified ones left out; a row is documented by an official record or by two "
    "independent publishers, and at most reported where it rests on an accuser's word"
)


def run_evidence(record: Record, test: Evidence) -> TestOutcome:
    """Whether enough rows bear the fact out, and how well they are sourced."""
    rows = selected(record, test.rows)
    against = selected(record, test.against) if test.against else rows.clear()
    documented = rows.filter(is_documented())
    verdict = _verdict(test, rows.height, documented.height, against.height)
    tried = _each_left_out(test, rows, against)
    carried = deciding(verdict, rows.height, tried)
    reason = (
        f"{_count(rows.height, 'row')} {'bears' if rows.height == 1 else 'bear'} it out "
        f"({documented.height} documented; {test.at_least} needed)"
    )
    if test.against is not None:
        reason += f"; {_count(against.height, 'row')} against"
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        reason + "." + decided_reason(carried, verdict, len(tried)),
        FORMULA,
        (test.rows.table,),
        rows=tuple(rows["event_id"]),
        rows_against=tuple(against["event_id"]),
        carried=carried,
        counts={
            "rows": rows.height,
            "documented": documented.height,
            "against": against.height,
            "needed": test.at_least,
        },
    )


def is_documented() -> pl.Expr:
    """Whether a row has an official record or two independent publishers, and is not alleged."""
    borne_out = pl.col("official") | (pl.col("publishers").list.len() >= 2)
    return borne_out & (pl.col("attribution") != Attribution.ALLEGED.value)


def _verdict(test: Evidence, rows: int, documented: int, against: int) -> Verdict:
    if not rows:
        return Verdict.NOT_FOUND
    if against:
        return Verdict.DISPUTED
    return Verdict.DOCUMENTED if documented >= test.at_least else Verdict.REPORTED


def _each_left_out(test: Evidence, rows: pl.DataFrame, against: pl.DataFrame) -> list[Carried]:
    sound = dict(rows.select("event_id", is_documented().alias("sound")).iter_rows())
    n, known, contrary = rows.height, sum(sound.values()), against.height
    without = {row: (n - 1, known - bool(own), contrary) for row, own in sound.items()}
    without |= dict.fromkeys(against["event_id"], (n, known, contrary - 1))
    return [
        Carried(row, row, counts[0], _verdict(test, *counts)) for row, counts in without.items()
    ]


def run_sequence(record: Record, test: Sequence) -> TestOutcome:
    """Whether two acts lie as far apart as claimed, with the others between."""
    events = record.table(test.between.table)
    ends = [_event(events, identity) for identity in (test.first, test.then)]
    if any(end.is_empty() for end in ends):
        reason = "One of the two acts was not known in this vintage."
        return TestOutcome(
            test.test, test.asks, Verdict.UNTESTED, reason, FORMULA, (test.between.table,)
        )
    start, end = (e["date"].item() for e in ends)
    between = selected(record, test.between).filter(
        pl.col("date").is_between(start, end) & ~pl.col("event_id").is_in([test.first, test.then])
    )
    months, known = months_between(start, end), pl.concat(ends)
    verdict = _verdict_of_sequence(test, months, known, between)
    each = [(row, between.filter(pl.col("event_id") != row)) for row in between["event_id"]]
    tried = [
        Carried(row, row, rest.height, _verdict_of_sequence(test, months, known, rest))
        for row, rest in each
    ]
    carried = deciding(verdict, between.height, tried)
    met = sorted(set(test.with_each) & _partners(between))
    return TestOutcome(
        test.test,
        test.asks,
        verdict,
        f"{number(months)} months apart (expected {number(test.months_at_least)} to "
        f"{number(test.months_at_most)}); {_count(between.height, 'act')} between "
        f"({test.at_least} needed), with {', '.join(met) or 'none'} of those named."
        + decided_reason(carried, verdict, len(tried)),
        "months between the two dates; acts of the stated kind between them",
        (test.between.table,),
        rows=tuple(pl.concat([known, between])["event_id"]),
        carried=carried,
        counts={"months": months, "between": between.height, "needed": test.at_least},
    )


def _verdict_of_sequence(
    test: Sequence, months: float, ends: pl.DataFrame, between: pl.DataFrame
) -> Verdict:
    holds = (
        test.months_at_least <= months <= test.months_at_most
        and between.height >= test.at_least
        and set(test.with_each) <= _partners(between)
    )
    if not holds:
        return Verdict.DISPUTED
    sound = pl.concat([ends, between]).select(is_documented().all()).item()
    return Verdict.DOCUMENTED if sound else Verdict.REPORTED


def _partners(between: pl.DataFrame) -> set[str]:
    return {*between["source"], *between["target"]}


def _event(events: pl.DataFrame, identity: str) -> pl.DataFrame:
    return events.filter((pl.col("event_id") == identity) & pl.col("counts"))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
