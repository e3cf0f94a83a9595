"""Peripheries: an argument about states, made into a model that is tested against the record.

The verbs of the command line, as functions that give data frames: start with `run()`. Importing the
package imports none of what they need; each loads at its first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peripheries.api.cases import cases, read_case
    from peripheries.api.checking import check
    from peripheries.api.exporting import export
    from peripheries.api.running import Run, run
    from peripheries.api.showing import show

__all__ = ["Run", "cases", "check", "export", "read_case", "run", "show"]

_PLACES: Final = {
    "Run": "peripheries.api.running",
    "cases": "peripheries.api.cases",
    "check": "peripheries.api.checking",
    "export": "peripheries.api.exporting",
    "read_case": "peripheries.api.cases",
    "run": "peripheries.api.running",
    "show": "peripheries.api.showing",
}
"""Public name → the module that holds it."""

if not TYPE_CHECKING:  # a type checker would take every misspelt name for a right one

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module 'peripheries' has no attribute '{name}'")
        return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
