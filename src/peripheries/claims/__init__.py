"""Claims put to the record: tests by kind, placebos, specifications, and one rule for verdicts."""

from peripheries.claims.judge import SEED, Judgement, judge
from peripheries.claims.verdict import RULE_IN_WORDS, RULES_AGAINST, RULES_FOR, Verdict, combined

__all__ = [
    "RULES_AGAINST",
    "RULES_FOR",
    "RULE_IN_WORDS",
    "SEED",
    "Judgement",
    "Verdict",
    "combined",
    "judge",
]
