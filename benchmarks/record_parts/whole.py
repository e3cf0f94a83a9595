"""A record of ICEWS's size: into the store, verified, and counted without double counting."""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from peripheries.record.connectors import CONNECTORS
from peripheries.record.counting import count
from peripheries.record.forms import Form
from peripheries.record.store import Incoming, Store
from record_parts.child import measured
from record_parts.made import icews

YEARS, ROWS_A_YEAR = 27, 689_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> dict[str, object]:
    """Twenty-seven yearly files, 18.6 million rows in all."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "years").mkdir()
        for number in range(YEARS):
            first = date(1995 + number, 1, 1)
            days = (date(1996 + number, 1, 1) - first).days
            path = folder / "years" / f"events.{first.year}.tab"
            icews(path, ROWS_A_YEAR, first, days, seed=number)
        found = measured("whole", "whole", folder / "store", folder / "years")
    return {
        "rows": YEARS * ROWS_A_YEAR,
        **{name: round(value, 2) for name, value in found.items()},
        "bounds": {"seconds": 180, "peak_gib": 2},
    }


def whole(store: str, folder: str) -> dict[str, float]:
    """Seconds of each step, and of all."""
    held = Store.open(Path(store), program="benchmark")
    layout = CONNECTORS["icews"].layouts[0]
    start = time.perf_counter()
    for path in sorted(Path(folder).iterdir()):
        file = Incoming(path, NOW, "invented", in_place=True)
        held.add("icews", layout, file, now=NOW)
    ingested = time.perf_counter()
    if held.verify().damages:
        raise SystemExit("The store is damaged.")
    verified = time.perf_counter()
    counted = count(held.scan("icews", Form.EVENTS))
    done = time.perf_counter()
    return {
        "ingest_s": ingested - start,
        "verify_s": verified - ingested,
        "count_s": done - verified,
        "seconds": done - start,
        "events_counted": counted.counted,
    }
