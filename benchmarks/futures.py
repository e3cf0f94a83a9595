"""What-ifs, backtests, and what a second worker is worth: `scripts/bench futures`."""

import json
import time

from executor_parts.busy import busy
from executor_parts.speed_up import speed_ups
from futures_parts.what_if import what_if_seconds

from peripheries.case import find_case, read_case
from peripheries.executor import cores, executor_of
from peripheries.futures.backtest.rolling import ORIGINS, backtested, plans
from peripheries.record import read_record

ITEMS = 12
REPEATS = 3
SEED = 1


def backtest_seconds() -> dict[str, float | int]:
    """Seconds of a backtest of 60 months on every stream, with as many workers as cores."""
    case = read_case(find_case("two_peripheries"))
    as_of = case.about.as_of
    record = read_record(case).vintage(as_of)
    start = time.perf_counter()
    asked = plans(case, record, as_of, origins=ORIGINS, every=1)
    executor = executor_of("local")
    found = backtested(case, record, as_of, asked, executor, SEED, lambda _done, _all: None)
    took = time.perf_counter() - start
    told = {one.stream: len(one.told) for one in found}
    return {"seconds": round(took, 1), "origins": max(told.values()), **told}


def main() -> None:
    """Time each, and print what was found beside what is asked for."""
    found: dict[str, object] = {"cores": cores()}
    found["what_if"] = what_if_seconds(REPEATS)
    found["backtest"] = backtest_seconds()
    found |= speed_ups(busy, range(ITEMS), b"", REPEATS)
    bounds = {"what_if.warm_s": 1, "backtest.seconds": 180, "speed_up": 1.7}
    print(f"RESULT {json.dumps(found | {'bounds': bounds})}")


if __name__ == "__main__":
    main()
