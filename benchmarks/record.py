"""How fast the record is: `scripts/bench record` for all, `scripts/bench record index` for one."""

import json
import sys

from record_parts import events, index, whole

PARTS = {"events": events.measure, "index": index.measure, "whole": whole.measure}
"""Each part measures something of its own, on files that it makes."""


def main() -> None:
    """Measure the parts that were named, or all."""
    unknown = set(sys.argv[1:]) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    found: dict[str, object] = {}
    for name in sys.argv[1:] or PARTS:
        found[name] = PARTS[name]()
        print(f"{name} {json.dumps(found[name])}", flush=True)
    print(f"RESULT {json.dumps(found)}")


main()
