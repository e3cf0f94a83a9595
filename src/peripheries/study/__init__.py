"""The steps of a case and their results: the only door for report and command line."""

from peripheries.study.plain import Plain
from peripheries.study.run import SCHEMA_VERSION, Progress, Results, run_case
from peripheries.study.store import (
    REPORT,
    RESULTS,
    as_json,
    fingerprint,
    read_results,
    write_aside,
)

__all__ = [
    "REPORT",
    "RESULTS",
    "SCHEMA_VERSION",
    "Plain",
    "Progress",
    "Results",
    "as_json",
    "fingerprint",
    "read_results",
    "run_case",
    "write_aside",
]
