"""What a run leaves on disk, and whether it is still true of the case."""

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Final

from peripheries.errors import OutputError
from peripheries.study.plain import Plain

RESULTS: Final = "results.json"
REPORT: Final = "report.html"


def fingerprint(case_folder: Path, as_of: date) -> str:
    """Hash of all that a run depends on: the case's files, the vintage, and our own code."""
    digest = hashlib.sha256(as_of.isoformat().encode())
    package = Path(__file__).resolve().parents[1]
    code = [p for p in package.rglob("*") if p.suffix in {".py", ".j2", ".css", ".js", ".json"}]
    case = [p for p in case_folder.rglob("*") if p.suffix in {".yaml", ".csv"}]
    for root, files in ((package, code), (case_folder, case)):
        for file in sorted(files):
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def write_aside(file: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputError: if it cannot be written.
    """
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{file} cannot be written ({reason}): choose another --out.") from error


def read_results(folder: Path, wanted: str) -> dict[str, Plain] | None:
    """The results in a folder if they are of this fingerprint, and the report is there too."""
    file = folder / RESULTS
    if not file.is_file() or not (folder / REPORT).is_file():
        return None
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("fingerprint") != wanted:
        return None
    return found


def as_json(results: dict[str, Plain]) -> str:
    """Results as text, the same for the same results."""
    return json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
