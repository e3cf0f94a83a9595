"""Every kind of test, by the declaration that asks for it: one table."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from peripheries.case.base import CaseModel
from peripheries.case.tests import (
    Ballots,
    Break,
    Contrast,
    Evidence,
    Interruption,
    MechanismTest,
    Order,
    Outcomes,
    Positions,
    Sequence,
    Tally,
    TestDeclaration,
    Threshold,
    Timing,
)
from peripheries.claims.bench import Bench
from peripheries.claims.outcome import WHERE, NoPlacebo, TestOutcome, untested
from peripheries.claims.tests.breaks import BreakTest
from peripheries.claims.tests.contrast import ContrastTest
from peripheries.claims.tests.evidence import run_evidence, run_sequence
from peripheries.claims.tests.interruption import InterruptionTest
from peripheries.claims.tests.measured import run_measured
from peripheries.claims.tests.mechanism import run_mechanism
from peripheries.claims.tests.order import OrderTest
from peripheries.claims.tests.threshold import ThresholdTest
from peripheries.claims.tests.timing import TimingTest
from peripheries.claims.tests.votes import run_ballots, run_outcomes, run_positions, run_tally
from peripheries.claims.verdict import Verdict
from peripheries.record import Record

MEASURED: Final[dict[type[CaseModel], Callable[..., TestOutcome]]] = {
    Contrast: partial(run_measured, kind=ContrastTest()),
    Interruption: partial(run_measured, kind=InterruptionTest()),
    Threshold: partial(run_measured, kind=ThresholdTest()),
    Break: partial(run_measured, kind=BreakTest()),
    Timing: partial(run_measured, kind=TimingTest()),
    Order: partial(run_measured, kind=OrderTest()),
}
"""Tests that estimate a number and rank it among placebos."""

RECORDED: Final[dict[type[CaseModel], Callable[..., TestOutcome]]] = {
    Evidence: run_evidence,
    Sequence: run_sequence,
    Ballots: run_ballots,
    Tally: run_tally,
    Outcomes: run_outcomes,
    Positions: run_positions,
}
"""Tests that read rows and votes."""


def run_test(
    record: Record,
    test: TestDeclaration,
    rng: np.random.Generator,
    bench: Bench | None = None,
) -> TestOutcome:
    """A declared test, run on a record; tests of mechanisms on the model of the same vintage."""
    if isinstance(test, MechanismTest):
        if bench is None:
            return untested(test.test, test.asks, "There is no fitted model.", (), "")
        return run_mechanism(test, bench, rng)
    measured = MEASURED.get(type(test))
    if measured is not None:
        return measured(record, test, rng=rng)
    found = RECORDED[type(test)](record, test)
    return found if found.verdict is Verdict.UNTESTED else replace(found, no_placebos=_OF_FACTS)


_OF_FACTS: Final = tuple(
    NoPlacebo(where, "whether it happened is no matter of degree, and nothing can be ranked")
    for where in WHERE
)
