"""Daily matrices of all states to the monthly index of all pairs."""

import io
import time
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from peripheries.record.connectors import CONNECTORS
from peripheries.record.connectors.tone_matrices import matrix_codes
from peripheries.record.derive.index import monthly_index
from peripheries.record.forms import Form
from peripheries.record.store import Incoming, Store
from record_parts.child import measured

DAYS = 2_149
SHARE_OF_PAIRS = 0.04
BATCH = 96
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> dict[str, object]:
    """As many days as the real set has, with as many pairs a day."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder / "days")
        found = measured("index", "months", folder / "store", folder / "days")
    return {
        "days": DAYS,
        "rows": int(found["rows"]),
        "pairs_and_months": int(found["groups"]),
        "seconds": round(found["seconds"], 1),
        "of_which_reading_s": round(found["reading"], 1),
        "peak_gib": found["peak_gib"],
        "bounds": {"seconds": 30},
    }


def _make(folder: Path) -> None:
    rng = np.random.default_rng(1)
    size = len(matrix_codes())
    folder.mkdir()
    for number in range(DAYS):
        scores = np.where(
            rng.random((size, size)) < SHARE_OF_PAIRS, rng.normal(0, 5, (size,) * 2), 0
        )
        upper = np.triu(scores, 1)
        inside = io.BytesIO()
        np.save(inside, upper + upper.T)
        day = date(2018, 1, 1) + timedelta(days=number)
        path = folder / f"{day:%Y%m%d}_network.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{day:%Y%m%d}_network.npy", inside.getvalue())


def months(store: str, folder: str) -> dict[str, float]:
    """Read every day into the store, then the monthly means and sds of every pair."""
    held = Store.open(Path(store), program="benchmark")
    layout = CONNECTORS["tone_matrices"].layouts[0]
    files = [Incoming(path, NOW, "invented") for path in sorted(Path(folder).iterdir())]
    start = time.perf_counter()
    for at in range(0, len(files), BATCH):
        held.add_many("tone_matrices", layout, files[at : at + BATCH], now=NOW)
    reading = time.perf_counter() - start
    rows = held.scan("tone_matrices", Form.INDEX)
    days = held.calendar("tone_matrices", Form.INDEX).days.filter("covered")["date"]
    groups = monthly_index(rows, days).height
    took = time.perf_counter() - start
    many = rows.select(pl.len()).collect().item()
    return {"seconds": took, "reading": reading, "groups": groups, "rows": many}
