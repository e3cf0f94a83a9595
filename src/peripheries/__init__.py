"""Peripheries: an argument about states, made into a model that is tested against the record.

The verbs of the command line, as functions that give data frames: start with `run()`. Importing the
package imports none of what they need; each loads at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peripheries.api.asking import ask, forecasts, score, seal
    from peripheries.api.backtesting import Backtest, backtest
    from peripheries.api.cases import cases, read_case
    from peripheries.api.checking import check
    from peripheries.api.exporting import export
    from peripheries.api.judging import argument, claim, knock_outs, ledger, weights
    from peripheries.api.recording.adding import add
    from peripheries.api.recording.alignment import agreement, ideal_points
    from peripheries.api.recording.building import build
    from peripheries.api.recording.counting import count_files, counts
    from peripheries.api.recording.covering import coverage
    from peripheries.api.recording.fetching import fetch
    from peripheries.api.recording.listing import files, streams
    from peripheries.api.recording.showing import rejected, rows, unmapped
    from peripheries.api.recording.verifying import mend, verify
    from peripheries.api.running import Run, run
    from peripheries.api.showing import show
    from peripheries.api.streamed import StreamScores, score_stream
    from peripheries.api.whatif import WhatIfs, whatif

__all__ = [
    "Backtest",
    "Run",
    "StreamScores",
    "WhatIfs",
    "add",
    "agreement",
    "argument",
    "ask",
    "backtest",
    "build",
    "cases",
    "check",
    "claim",
    "count_files",
    "counts",
    "coverage",
    "export",
    "fetch",
    "files",
    "forecasts",
    "ideal_points",
    "knock_outs",
    "ledger",
    "mend",
    "read_case",
    "rejected",
    "rows",
    "run",
    "score",
    "score_stream",
    "seal",
    "show",
    "streams",
    "unmapped",
    "verify",
    "weights",
    "whatif",
]

_PLACES: Final = {
    "Backtest": "peripheries.api.backtesting",
    "Run": "peripheries.api.running",
    "StreamScores": "peripheries.api.streamed",
    "WhatIfs": "peripheries.api.whatif",
    "add": "peripheries.api.recording.adding",
    "agreement": "peripheries.api.recording.alignment",
    "argument": "peripheries.api.judging",
    "ask": "peripheries.api.asking",
    "backtest": "peripheries.api.backtesting",
    "build": "peripheries.api.recording.building",
    "cases": "peripheries.api.cases",
    "check": "peripheries.api.checking",
    "claim": "peripheries.api.judging",
    "count_files": "peripheries.api.recording.counting",
    "counts": "peripheries.api.recording.counting",
    "coverage": "peripheries.api.recording.covering",
    "export": "peripheries.api.exporting",
    "fetch": "peripheries.api.recording.fetching",
    "files": "peripheries.api.recording.listing",
    "forecasts": "peripheries.api.asking",
    "ideal_points": "peripheries.api.recording.alignment",
    "knock_outs": "peripheries.api.judging",
    "ledger": "peripheries.api.judging",
    "mend": "peripheries.api.recording.verifying",
    "read_case": "peripheries.api.cases",
    "rejected": "peripheries.api.recording.showing",
    "rows": "peripheries.api.recording.showing",
    "run": "peripheries.api.running",
    "score": "peripheries.api.asking",
    "score_stream": "peripheries.api.streamed",
    "seal": "peripheries.api.asking",
    "show": "peripheries.api.showing",
    "streams": "peripheries.api.recording.listing",
    "unmapped": "peripheries.api.recording.showing",
    "verify": "peripheries.api.recording.verifying",
    "weights": "peripheries.api.judging",
    "whatif": "peripheries.api.whatif",
}
"""Public name → the module that holds it."""

if not TYPE_CHECKING:  # a type checker would take every misspelt name for a right one

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module 'peripheries' has no attribute '{name}'")
        return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
