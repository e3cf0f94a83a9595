"""GDELT at its size: text to Parquet, Parquet to counts, zips to counts, and peers."""

import statistics
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from peripheries.api.recording.counting import count_files
from peripheries.record.connectors import CONNECTORS
from peripheries.record.counting import count
from peripheries.record.forms import Form
from peripheries.record.store import Incoming, Store
from record_parts.child import measured
from record_parts.made import gdelt

ROWS = 10_000_000
ZIPS, ROWS_A_ZIP = 16, 250_000
REPEATS = 3
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_MONTHS = 12


def measure() -> dict[str, object]:
    """Ten million invented rows of the true layout, and four million in zips.

    Both sides get the same sixteen zips, a fortnight of GDELT: with fewer, loading compiled loops
    at their first call, which a process does once, is a large share of our time.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = folder / "2018.export.CSV"
        gdelt(text, ROWS, date(2018, 1, 1), 365)
        size = text.stat().st_size
        ingest = measured("events", "ingest", folder / "store", text)
        text.unlink()
        counted = measured("events", "aggregate", folder / "store")
        found: dict[str, object] = {
            "rows": ROWS,
            "text_gb": round(size / 1e9, 2),
            "to_parquet_rows_per_s": round(ROWS / ingest["seconds"]),
            "to_parquet_peak_gib": ingest["peak_gib"],
            "to_counts_rows_per_s": round(ROWS / counted["seconds"]),
            "to_counts_peak_gib": counted["peak_gib"],
            "groups": counted["groups"],
        }
        zips = _zips(folder)
        bare = min(measured("events", "bare", *zips)["seconds"] for _ in range(REPEATS))
        ours = min(measured("events", "zips_to_counts", *zips)["seconds"] for _ in range(REPEATS))
        kept = measured("events", "kept_to_counts", folder / "kept", *zips)
        pandas = measured("events", "pandas_to_counts", *zips)
        found |= {
            "zip_rows": ZIPS * ROWS_A_ZIP,
            "bare_decompression_and_lines_s": round(bare, 2),
            "zips_to_counts_s": round(ours, 2),
            "zips_kept_and_counted_s": round(kept["seconds"], 2),
            "share_of_bare_speed": round(bare / ours, 2),
            "pandas_clients_s": round(pandas["seconds"], 2),
            "pandas_clients_peak_gib": pandas["peak_gib"],
            "times_faster_than_pandas_clients": round(pandas["seconds"] / ours, 1),
        }
    return found | {
        "bounds": {
            "to_parquet_rows_per_s": 700_000,
            "to_counts_rows_per_s": 20_000_000,
            "peak_gib": 1,
            "share_of_bare_speed": 0.5,
            "times_faster_than_pandas_clients": 5,
        }
    }


def _zips(folder: Path) -> list[Path]:
    zips = []
    for number in range(ZIPS):
        text = folder / f"201801{number + 1:02}.export.CSV"
        gdelt(text, ROWS_A_ZIP, date(2018, 1, number + 1), 1, seed=number)
        zips.append(text.with_suffix(".CSV.zip"))
        with zipfile.ZipFile(zips[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(text, text.name)
        text.unlink()
    return zips


def ingest(store: str, text: str) -> dict[str, float]:
    """A text file of any size to the store's Parquet, hashes of both included."""
    held = Store.open(Path(store), program="benchmark")
    layout = CONNECTORS["gdelt2"].layouts[0]
    file = Incoming(Path(text), NOW, "invented", in_place=True)
    return {"seconds": _seconds(lambda: held.add("gdelt2", layout, file, now=NOW))}


def aggregate(store: str) -> dict[str, float]:
    """Parquet to counts by dyad, month and quad: the median of some runs after the first."""
    rows = Store.open(Path(store), program="benchmark").scan("gdelt2", Form.EVENTS)
    groups = count(rows, rules=()).dyads.height
    taken = [_seconds(lambda: count(rows, rules=())) for _ in range(REPEATS)]
    return {"seconds": statistics.median(taken), "groups": groups}


def zips_to_counts(*zips: str) -> dict[str, float]:
    """From zips to counts, keeping nothing."""
    return {"seconds": _seconds(lambda: count_files("gdelt2", *zips))}


def kept_to_counts(store: str, *zips: str) -> dict[str, float]:
    """From zips to counts, by way of the store: hashed, copied, checked, as Parquet, committed."""
    held = Store.open(Path(store), program="benchmark")
    layout = CONNECTORS["gdelt2"].layouts[0]
    files = [Incoming(Path(path), NOW, "invented") for path in zips]

    def work() -> None:
        held.add_many("gdelt2", layout, files, now=NOW)
        count(held.scan("gdelt2", Form.EVENTS), rules=())

    return {"seconds": _seconds(work)}


def bare(*zips: str) -> dict[str, float]:
    """The limit: unpacking the same zips and parting their lines, nothing else."""

    def work() -> None:
        for path in zips:
            with zipfile.ZipFile(path) as archive:
                archive.read(archive.namelist()[0]).split(b"\n")

    return {"seconds": _seconds(work)}


def pandas_to_counts(*zips: str) -> dict[str, float]:
    """As the clients built on pandas read a zip (gdelt 0.1 on PyPI: read_csv, codes as text)."""
    import pandas  # noqa: PLC0415 - only this child needs it

    def work() -> None:
        frames = [
            pandas.read_csv(
                path,
                compression="zip",
                sep="\t",
                header=None,
                on_bad_lines="skip",
                dtype={26: "str", 27: "str", 28: "str"},
            )
            for path in zips
        ]
        whole = pandas.concat(frames)
        month = whole[1] // 100
        whole.groupby([whole[7], whole[17], month, whole[29]]).size()

    return {"seconds": _seconds(work)}


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
