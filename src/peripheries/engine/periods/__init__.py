"""What is known by period and not by moment: panels of counts, their fits and their futures."""

from peripheries.engine.periods.choices import DrawnActs, choice_futures
from peripheries.engine.periods.fit import CountFit, fit_counts
from peripheries.engine.periods.futures import CountFutures, CountModel, count_futures
from peripheries.engine.periods.keyed import act_draws
from peripheries.engine.periods.layout import CountParameters
from peripheries.engine.periods.panel import Panel, panel

__all__ = [
    "CountFit",
    "CountFutures",
    "CountModel",
    "CountParameters",
    "DrawnActs",
    "Panel",
    "act_draws",
    "choice_futures",
    "count_futures",
    "fit_counts",
    "panel",
]
