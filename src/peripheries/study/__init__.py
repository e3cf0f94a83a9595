"""The steps of a case and their results: the only door for report and command line."""

from peripheries.study.results import SCHEMA_VERSION, Results
from peripheries.study.run import Progress, run_case
from peripheries.study.store import (
    REPORT,
    RESULTS,
    as_json,
    fingerprint,
    read_results,
    up_to_date,
    write_aside,
)

__all__ = [
    "REPORT",
    "RESULTS",
    "SCHEMA_VERSION",
    "Progress",
    "Results",
    "as_json",
    "fingerprint",
    "read_results",
    "run_case",
    "up_to_date",
    "write_aside",
]
