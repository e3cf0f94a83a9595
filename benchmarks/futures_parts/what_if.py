"""How long one what-if takes, of all actors and kinds: 10,000 futures of 24 months."""

import statistics
import time

from peripheries.case import find_case, read_case
from peripheries.futures.ahead import start_of
from peripheries.futures.arms import Drawer
from peripheries.futures.effects import effects_of
from peripheries.futures.scenarios import arms_of
from peripheries.model.fitted_case import fitted_case
from peripheries.model.monthly import month_of
from peripheries.record import read_record

FUTURES = 10_000
MONTHS = 24
SCENARIO = "seoul_arms_kyiv"
SEED = 1


def what_if_seconds(repeats: int) -> dict[str, float]:
    """Medians, compiled code being warm.

    warm_s: the arm under the scenario and all effects, the futures without it being kept, as when a
    control is moved · whole_s: both arms.
    """
    case = read_case(find_case("two_peripheries"))
    vintage = case.about.as_of
    record = read_record(case).vintage(vintage)
    fitted = fitted_case(case, record)
    if fitted is None:
        raise SystemExit("The built-in case could not be fitted.")
    start = start_of(fitted, record, vintage)
    scenario = next(one for one in case.scenarios if one.id == SCENARIO)
    begin = month_of(scenario.within.start) - start.first
    until = start.first + MONTHS

    def timed(drawer: Drawer) -> float:
        now = time.perf_counter()
        arms = arms_of(scenario, drawer)
        months = range(max(begin, 0), until - arms.first)
        if not effects_of(arms, arms.drawn(FUTURES), months):
            raise SystemExit("A what-if moved nothing.")
        return time.perf_counter() - now

    timed(Drawer(start, SEED))  # compiles
    both, one = [], []
    for _ in range(repeats):
        drawer = Drawer(start, SEED)
        both.append(timed(drawer))
        one.append(timed(drawer))
    return {
        "futures": FUTURES,
        "months": MONTHS,
        "warm_s": round(statistics.median(one), 2),
        "whole_s": round(statistics.median(both), 2),
    }
