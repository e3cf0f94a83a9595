"""A stream's coverage as a picture or a table in a file."""

from pathlib import Path
from typing import Final

from peripheries.api.output import cannot_write
from peripheries.api.recording.covering import Coverage
from peripheries.errors import OutputError, UsageError
from peripheries.report.coverage import picture

_ENDINGS: Final = (".svg", ".png", ".csv")


def draw(coverage: Coverage, out: Path) -> Path:
    """Draw a coverage as .svg or .png, or write its days as .csv; gives the file.

    Raises:
        UsageError: for another ending.
        OutputError: the file cannot be written.
    """
    if out.suffix not in _ENDINGS:
        raise UsageError(f"'{out.name}' ends otherwise than {', '.join(_ENDINGS)}: choose one.")
    if out.suffix == ".csv":
        data = coverage.days.write_csv().encode()
    else:
        title = f"{coverage.stream}: {coverage.form}"
        title += f", {coverage.dyad[0]} to {coverage.dyad[1]}" if coverage.dyad else ""
        data = picture(coverage.days, title, "png" if out.suffix == ".png" else "svg")
    aside = out.with_name(f".{out.name}.aside")
    try:
        aside.write_bytes(data)
        aside.replace(out)
    except OSError as error:
        raise OutputError(cannot_write(out, error)) from error
    return out
