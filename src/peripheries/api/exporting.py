"""The record of a case as files that other programs read."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, get_args

import polars as pl

from peripheries.api.cases import read_case
from peripheries.api.output import cannot_write, prepared
from peripheries.api.tabular import as_csv
from peripheries.api.words import DEFAULT_CASE, Format
from peripheries.case.faults import nearest
from peripheries.errors import OutputError, UsageError
from peripheries.record import Record, read_record

DECLARATIONS: Final = "tables.json"


def export(
    case: str | Path = DEFAULT_CASE, out: str | Path = "export", format: Format = "parquet"
) -> list[Path]:
    """Write every table of the record, and `tables.json`, which tells what each one is.

    `tables.json` holds by table: its file, rows, source, coverage, terms, caveats and the day on
    which it was last brought up to date. All files are put in place together, once all of them are
    whole. Lists are joined by ` | ` in CSV.

    Raises:
        CaseError: with every fault of the case.
        OutputError: if `out` cannot be written to.
        UsageError: for another format.
    """
    if format not in get_args(Format):
        raise UsageError(f"There is no format '{format}'. {nearest(format, get_args(Format))}")
    record = read_record(read_case(case))
    names = {name: f"{name}.{format}" for name in record.frames}
    folder = prepared(Path(out))
    with _aside(folder) as aside:
        for name, file in names.items():
            _write(record.frames[name], aside / file, format)
        (aside / DECLARATIONS).write_text(_declarations(record, names), encoding="utf-8")
    return [folder / file for file in (*names.values(), DECLARATIONS)]


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder for files that move into `folder` once all of them are written."""
    try:
        aside = Path(mkdtemp(prefix=".export-", dir=folder))
        try:
            yield aside
            for file in sorted(aside.iterdir()):
                file.replace(folder / file.name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from error


def _write(frame: pl.DataFrame, file: Path, format: Format) -> None:
    if format == "parquet":
        frame.write_parquet(file)
    else:
        file.write_text(as_csv(frame), encoding="utf-8")


def _declarations(record: Record, names: dict[str, str]) -> str:
    told = {
        name: {
            "exported": names[name],
            "rows": record.frames[name].height,
            **declared.model_dump(mode="json", exclude={"columns", "where", "file"}),
        }
        for name, declared in record.declarations.items()
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"
