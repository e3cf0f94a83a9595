"""The engine's speed: `scripts/bench engine` for all parts, `scripts/bench engine world` for one.

R is not on this machine as a rule. The peers' times were recorded on a 2-core machine of the same
kind (checks/rem.md); loops timed in the same run carry them over.
"""

import json
import shutil
import sys

from engine_parts import counts, events, sequence, start, world

PARTS = {
    "events": events.measure,
    "counts": counts.measure,
    "sequence": sequence.measure,
    "world": world.measure,
    "start": start.measure,
}
"""Each part measures something of its own."""


def main() -> None:
    """Measure the parts that were named, or all."""
    unknown = set(sys.argv[1:]) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    r = "is here, but is not called" if shutil.which("Rscript") else "is not on this machine"
    found: dict[str, object] = {"peers": f"R {r}: their figures are those of checks/rem.md"}
    for name in sys.argv[1:] or PARTS:
        found[name] = PARTS[name]()
        print(f"{name} {json.dumps(found[name])}", flush=True)
    print(f"RESULT {json.dumps(found)}")


main()
