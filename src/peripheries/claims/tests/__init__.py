"""Every kind of test, by the declaration that asks for it: one table."""

from collections.abc import Callable
from typing import Final

import numpy as np

from peripheries.case.base import CaseModel
from peripheries.case.tests import (
    Ballots,
    Break,
    Contrast,
    Evidence,
    Outcomes,
    Positions,
    Sequence,
    Tally,
    TestDeclaration,
    Threshold,
)
from peripheries.claims.outcome import TestOutcome
from peripheries.claims.tests.breaks import BreakTest
from peripheries.claims.tests.contrast import ContrastTest
from peripheries.claims.tests.evidence import run_evidence, run_sequence
from peripheries.claims.tests.measured import run_measured
from peripheries.claims.tests.threshold import ThresholdTest
from peripheries.claims.tests.votes import run_ballots, run_outcomes, run_positions, run_tally
from peripheries.record import Record

RECORDED: Final[dict[type[CaseModel], Callable[..., TestOutcome]]] = {
    Evidence: run_evidence,
    Sequence: run_sequence,
    Ballots: run_ballots,
    Tally: run_tally,
    Outcomes: run_outcomes,
    Positions: run_positions,
}
"""Tests that read rows and votes."""


def run_test(record: Record, test: TestDeclaration, rng: np.random.Generator) -> TestOutcome:
    """A declared test, run on a record."""
    match test:
        case Contrast():
            return run_measured(record, test, ContrastTest(), rng)
        case Threshold():
            return run_measured(record, test, ThresholdTest(), rng)
        case Break():
            return run_measured(record, test, BreakTest(), rng)
        case _:
            return RECORDED[type(test)](record, test)
