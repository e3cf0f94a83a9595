"""A claim judged: its tests run, and their verdicts combined by the one rule."""

from dataclasses import dataclass
from typing import Final, final
from zlib import crc32

import numpy as np

from peripheries.case.claims import TESTS_OF_FACTS, Claim
from peripheries.case.vocabulary import ClaimKind
from peripheries.claims.bench import Bench
from peripheries.claims.outcome import TestOutcome
from peripheries.claims.tests import run_test
from peripheries.claims.verdict import Verdict, combined, of_a_forecast
from peripheries.record import Record

SEED: Final = 20_230_331


@final
@dataclass(frozen=True)
class Judgement:
    """The verdict on a claim, why, and the tests that it rests on."""

    verdict: Verdict
    reason: str
    tests: tuple[TestOutcome, ...]


def judge(record: Record, claim: Claim, seed: int, bench: Bench | None = None) -> Judgement:
    """The claim against a record.

    Each test draws from its own stream of random numbers, keyed by seed, claim and place, so that
    a verdict does not depend on which other claims are judged beside it.
    """
    if not claim.tests:
        return Judgement(Verdict.UNTESTED, f"Waits for {claim.waits_for}", ())
    key = crc32(claim.id.encode())
    tests = tuple(
        run_test(record, test, np.random.default_rng([seed, key, place]), bench)
        for place, test in enumerate(claim.tests)
    )
    told = _counted(claim, tests)
    verdict = combined(told)
    return Judgement(verdict, _reason(verdict, tests), tests)


def _counted(claim: Claim, tests: tuple[TestOutcome, ...]) -> list[Verdict]:
    """The verdicts that count for a claim of this kind, in its kind's words."""
    if claim.kind is ClaimKind.FACT:
        return [test.verdict for test in tests if test.test in TESTS_OF_FACTS]
    if claim.kind is ClaimKind.FORECAST:
        return [of_a_forecast(test.verdict) for test in tests]
    return [test.verdict for test in tests]


def _reason(verdict: Verdict, tests: tuple[TestOutcome, ...]) -> str:
    without = sum(test.verdict is Verdict.UNTESTED for test in tests)
    if verdict is Verdict.UNTESTED:
        return f"No test could be run: {tests[0].reason}"
    if len(tests) == 1:
        return tests[0].reason
    words = [f"{test.asks} {test.verdict.value.capitalize()}." for test in tests]
    left = f" ({without} without data in this vintage.)" if without else ""
    return " ".join(words) + left
