"""A piece of work in a process of its own, so that its memory is its own too."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parents[1]


def measured(module: str, work: str, *arguments: object) -> dict[str, float]:
    """What `record_parts.<module>.<work>` gives for these arguments, and `peak_gib`."""
    code = (
        "import json, sys\n"
        f"from record_parts.{module} import {work}\n"
        "from record_parts.child import peak_gib\n"
        f"found = {work}(*sys.argv[1:])\n"
        "print(json.dumps(found | {'peak_gib': peak_gib()}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=_FOLDER,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak_gib() -> float:
    """The most memory that this process has held, pages of files that it reads included."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / 2**20, 2)
    return float("nan")
