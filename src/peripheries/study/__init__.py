"""The steps of a case and their results: the only door for report and command line.

Here stand the results and where they are kept; `run` computes them and loads what that takes.
"""

from peripheries.study.results import SCHEMA_VERSION, Results
from peripheries.study.store import (
    REPORT,
    RESULTS,
    as_json,
    fingerprint,
    read_results,
    up_to_date,
    write_together,
)

__all__ = [
    "REPORT",
    "RESULTS",
    "SCHEMA_VERSION",
    "Results",
    "as_json",
    "fingerprint",
    "read_results",
    "up_to_date",
    "write_together",
]
