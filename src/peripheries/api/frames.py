"""From results to data frames: one frame for each kind of thing that a run tells."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from peripheries.api.tabular import QUESTIONS, TABLES, TEXTS, Row, Schema, framed, told
from peripheries.record.frames import EVENT_SCHEMA
from peripheries.study import Results
from peripheries.study.results import ClaimResult, EstimateResult, GainResult, TestResult

_CLAIMS: Final[Schema] = {
    "id": pl.String,
    "paragraph": pl.Int64,
    "kind": pl.String,
    "system": pl.String,
    "short": pl.String,
    "claim": pl.String,
    "verdict": pl.String,
    "verdict_then": pl.String,
    "reason": pl.String,
    "waits_for": pl.String,
    "would_change": pl.String,
    "note": pl.String,
}
_ESTIMATE: Final[Schema] = {
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "band": pl.String,
    "p_expected": pl.Float64,
    "unit": pl.String,
    "n_before": pl.Int64,
    "n_after": pl.Int64,
}
_TESTS: Final[Schema] = {
    "claim": pl.String,
    "number": pl.Int64,
    "test": pl.String,
    "asks": pl.String,
    "verdict": pl.String,
    "reason": pl.String,
    **_ESTIMATE,
    "q": pl.Float64,
    "expected": pl.String,
    "matters": pl.Float64,
    "agreement": pl.Float64,
    "formula": pl.String,
    "tables": TEXTS,
    "rows": TEXTS,
    "rows_against": TEXTS,
}
_SPECIFICATIONS: Final[Schema] = {
    "claim": pl.String,
    "number": pl.Int64,
    "name": pl.String,
    **_ESTIMATE,
    "agrees": pl.Boolean,
    "advice": pl.String,
}
_PLACEBOS: Final[Schema] = {
    "claim": pl.String,
    "number": pl.Int64,
    "kind": pl.String,
    "name": pl.String,
    "effect": pl.Float64,
    "real_effect": pl.Float64,
    "rank": pl.Int64,
    "n": pl.Int64,
    "left_out": pl.Int64,
    "p": pl.Float64,
}
_MEASURES: Final[Schema] = {
    "id": pl.String,
    "date": pl.Date,
    "observed": pl.Float64,
    "level": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Float64,
}
_BREAKS: Final[Schema] = {
    "id": pl.String,
    "date": pl.Date,
    "at": pl.Float64,
    "largest_at": pl.Float64,
    "p_any": pl.Float64,
    "shift": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
_WEIGHTS: Final[Schema] = {
    "mechanism": pl.String,
    "name": pl.String,
    "moves": pl.String,
    "expected": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_expected": pl.Float64,
    "scale": pl.Float64,
    "smallest_detectable": pl.Float64,
    "gain": pl.Float64,
    "gain_low": pl.Float64,
    "gain_high": pl.Float64,
    "advice": pl.String,
}
_STREAM_WEIGHTS: Final[Schema] = {
    "table": pl.String,
    "name": pl.String,
    "value": pl.Float64,
    "error": pl.Float64,
    "advice": pl.String,
}
_KNOCK_OUTS: Final[Schema] = {
    "mechanism": pl.String,
    "way": pl.String,
    "mean": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "error": pl.Float64,
}
_ACCOUNTS: Final = ("argument", "explanation", "both", "neither")
_COMPARED: Final[Schema] = {
    "claim": pl.String,
    "explanation": pl.String,
    "favours": pl.String,
    **{f"score_{account}": pl.Float64 for account in _ACCOUNTS},
    **{f"share_{account}": pl.Float64 for account in _ACCOUNTS},
    "estimate": pl.Float64,
    "error": pl.Float64,
}
_TIES: Final[Schema] = {
    "year": pl.Int64,
    "a": pl.String,
    "b": pl.String,
    "cooperation": pl.Int64,
    "conflict": pl.Int64,
}


def claims(results: Results) -> pl.DataFrame:
    """One row a claim."""
    return framed(map(vars, results.claims), _CLAIMS)


def tests(results: Results) -> pl.DataFrame:
    """One row a test; `number` counts the tests of a claim from 1."""
    rows = (
        {**vars(test), **_estimate(test.estimate), "claim": claim.id, "number": number}
        for claim, number, test in _numbered(results)
    )
    return framed(rows, _TESTS)


def specifications(results: Results) -> pl.DataFrame:
    """One row a specification; where it has no data the numbers are null and `advice` says why."""
    rows = (
        {**vars(other), **_estimate(other.estimate), "claim": claim.id, "number": number}
        for claim, number, test in _numbered(results)
        for other in test.specifications
    )
    return framed(rows, _SPECIFICATIONS)


def placebos(results: Results) -> pl.DataFrame:
    """One row a placebo, the strongest in the expected direction first."""
    rows = (
        {**vars(placebo), "real_effect": placebo.effect, "claim": claim.id, "number": number}
        | vars(other)
        for claim, number, test in _numbered(results)
        for placebo in test.placebos
        for other in placebo.effects
    )
    return framed(rows, _PLACEBOS)


def weights(results: Results) -> pl.DataFrame:
    """One row a weight of the model, those of controls last; null where it cannot be told."""
    controls = () if results.model is None else results.model.controls
    owned = [(m.declared.id, weight) for m in results.mechanisms for weight in m.weights]
    rows = (
        {**vars(weight), "mechanism": owner, **_gain(weight.gain)}
        for owner, weight in (*owned, *((None, control) for control in controls))
    )
    return framed(rows, _WEIGHTS)


def stream_weights(results: Results) -> pl.DataFrame:
    """One row a weight and other stream."""
    streams = () if results.model is None else results.model.streams
    return framed(map(vars, streams), _STREAM_WEIGHTS)


def knock_outs(results: Results) -> pl.DataFrame:
    """One row a mechanism and way: `there`, `back`, `both`; `ahead`, both after the vintage."""
    rows = (
        {"mechanism": one.declared.id, "way": way, **vars(spread)}
        for one in results.mechanisms
        if one.knock_out is not None
        for way, spread in vars(one.knock_out).items()
        if spread is not None
    )
    return framed(rows, _KNOCK_OUTS)


def compared(results: Results) -> pl.DataFrame:
    """One row a claim and explanation that competes with it."""
    rows = (
        {**vars(one)}
        | {f"score_{account}": one.score[account] for account in _ACCOUNTS}
        | {f"share_{account}": one.weight[account] for account in _ACCOUNTS}
        for one in (() if results.model is None else results.model.compared)
    )
    return framed(rows, _COMPARED)


def measures(results: Results) -> pl.DataFrame:
    """One row a measure and date."""
    rows = ({**vars(point), "id": m.id} for m in results.measures for point in m.points)
    return framed(rows, _MEASURES)


def breaks(results: Results) -> pl.DataFrame:
    """One row a measure and date, for the measures whose breaks were looked for."""
    rows = (
        {**vars(found), "id": m.id, "date": date, "at": at, "largest_at": largest}
        for m in results.measures
        if (found := m.breaks) is not None
        for date, at, largest in zip(found.dates, found.at, found.largest_at, strict=True)
    )
    return framed(rows, _BREAKS)


def events(results: Results) -> pl.DataFrame:
    """One row an event, oldest first."""
    return framed(map(vars, results.record.events), EVENT_SCHEMA)


def ties(results: Results) -> pl.DataFrame:
    """One row a year and pair."""
    return framed(map(vars, results.record.ties), _TIES)


def tables(results: Results) -> pl.DataFrame:
    """One row a table of the record."""
    return framed(({**told(t.declared), **vars(t)} for t in results.record.tables), TABLES)


def questions(results: Results) -> pl.DataFrame:
    """One row a question."""
    return framed(map(vars, results.questions), QUESTIONS)


def _numbered(results: Results) -> Iterator[tuple[ClaimResult, int, TestResult]]:
    for claim in results.claims:
        for number, test in enumerate(claim.tests, 1):
            yield claim, number, test


def _estimate(estimate: EstimateResult | None) -> Row:
    return {} if estimate is None else vars(estimate)


def _gain(gain: GainResult | None) -> Row:
    if gain is None:
        return {"gain": None}
    return {"gain": gain.total, "gain_low": gain.low, "gain_high": gain.high}
