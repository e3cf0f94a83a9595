"""How much sooner two workers end than one: `scripts/bench executor`."""

import json
import os

from executor_parts.busy import busy
from executor_parts.speed_up import speed_ups

from peripheries.executor import cores

ITEMS = 12
SHARED_MB = 30
REPEATS = 3


def main() -> None:
    """Time tasks that only compute, and print the medians."""
    shared = os.urandom(SHARED_MB * 1_000_000)
    found: dict[str, object] = {"items": ITEMS, "shared_mb": SHARED_MB, "cores": cores()}
    found |= speed_ups(busy, range(ITEMS), shared, REPEATS)
    print(f"RESULT {json.dumps(found | {'bounds': {'speed_up': 1.7}})}")


if __name__ == "__main__":
    main()
