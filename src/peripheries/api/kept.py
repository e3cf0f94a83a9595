"""A run that was made before and is still true: found without reading the case or its record."""

from datetime import date
from pathlib import Path

from peripheries.api.days import day, usual_vintage
from peripheries.api.words import DEFAULT_CASE
from peripheries.case import find_case
from peripheries.study import REPORT, RESULTS, Results, fingerprint, up_to_date


def kept(
    case: str | Path = DEFAULT_CASE, as_of: date | str | None = None, out: str | Path = "out"
) -> Results | None:
    """The results in `out` if nothing that they depend on has changed since, else None.

    Raises:
        UsageError: if there is no such case, or `as_of` is no date.
    """
    folder = find_case(str(case))
    vintage = day(as_of) or usual_vintage(folder)
    return None if vintage is None else up_to_date(Path(out), fingerprint(folder, vintage))


def files_of(out: str | Path) -> tuple[Path, Path]:
    """Where a run leaves its report and its results."""
    return Path(out) / REPORT, Path(out) / RESULTS
