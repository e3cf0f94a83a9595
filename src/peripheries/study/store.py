"""What a run leaves on disk, and whether it is still true of the case."""

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from peripheries.errors import OutputError
from peripheries.study.results import Results

RESULTS: Final = "results.json"
REPORT: Final = "report.html"
_CODE: Final = frozenset({".py", ".j2", ".css", ".js", ".json"})
_CASE: Final = frozenset({".yaml", ".csv"})


def fingerprint(case_folder: Path, as_of: date) -> str:
    """Hash of all that a run depends on: the case's files, the vintage, and our own code."""
    digest = hashlib.sha256(as_of.isoformat().encode())
    package = Path(__file__).resolve().parents[1]
    for root, kinds in ((package, _CODE), (case_folder, _CASE)):
        for file in sorted(p for p in root.rglob("*") if p.suffix in kinds):
            digest.update(str(file.relative_to(root)).encode())
            digest.update(_content(file))
    return digest.hexdigest()


def _content(file: Path) -> bytes:
    """A file's bytes; what cannot be read is left to the reading of the case to tell."""
    try:
        return file.read_bytes()
    except OSError:
        return b"unreadable"


def as_json(results: Results) -> str:
    """Results as text, the same for the same results."""
    return results.model_dump_json(indent=1) + "\n"


def read_results(file: Path) -> Results | None:
    """The results in a file; None where there are none of this schema."""
    try:
        return Results.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def up_to_date(folder: Path, wanted: str) -> Results | None:
    """The results in a folder if they are of this fingerprint, and the report is there too."""
    if not (folder / REPORT).is_file():
        return None
    found = read_results(folder / RESULTS)
    return found if found is not None and found.fingerprint == wanted else None


def write_together(texts: dict[Path, str]) -> None:
    """Write files whole or not at all: each aside first, and then all of them into their places.

    Raises:
        OutputError: if one cannot be written; nothing is left behind.
    """
    asides = {file: file.with_name(f".{file.name}.{os.getpid()}") for file in texts}
    file = next(iter(texts))
    try:
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            asides[file].write_text(text, encoding="utf-8")
        for file, aside in asides.items():
            aside.replace(file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{file} cannot be written ({reason}): choose another --out.") from error
    finally:
        for aside in asides.values():
            aside.unlink(missing_ok=True)
