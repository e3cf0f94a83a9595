"""Claims put to the record: tests by kind, placebos, specifications, and one rule for verdicts.

Here stand the words of the rule only; `judge` runs the tests and loads what computes.
"""

from peripheries.claims.verdict import RULE_IN_WORDS, RULES_AGAINST, RULES_FOR, Verdict, combined

__all__ = ["RULES_AGAINST", "RULES_FOR", "RULE_IN_WORDS", "Verdict", "combined"]
