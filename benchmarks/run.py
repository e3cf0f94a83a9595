"""How long the main job takes: whole, with nothing changed, and until the report can be read."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

REPEATS = 3


def seconds(command: list[str]) -> float:
    """Wall time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def opening(report: Path) -> float:
    """Seconds until the report's first chart in sight is drawn, in a new browser page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_context(offline=True).new_page()
        start = time.perf_counter()
        page.goto(report.as_uri())
        page.wait_for_function("document.querySelector('.filters output').textContent !== ''")
        took = time.perf_counter() - start
        browser.close()
    return took


def main() -> None:
    """Time each and print the medians."""
    program = str(Path(sys.executable).with_name("peripheries"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        whole = []
        for _ in range(REPEATS):
            (out / "results.json").unlink(missing_ok=True)
            whole.append(seconds([program, "run", "--out", folder]))
        again = [seconds([program, "run", "--out", folder]) for _ in range(REPEATS)]
        opened = [opening(out / "report.html") for _ in range(REPEATS)]
        size = (out / "report.html").stat().st_size
    found = {
        "whole_s": round(statistics.median(whole), 2),
        "unchanged_s": round(statistics.median(again), 2),
        "report_opens_s": round(statistics.median(opened), 2),
        "report_mb": round(size / 1e6, 2),
        "bounds": {"whole_s": 60, "unchanged_s": 5, "report_opens_s": 2},
    }
    print(f"RESULT {json.dumps(found)}")


main()
