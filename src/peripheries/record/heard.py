"""A file of coded events that somebody brings, to be held against forecasts.

It needs columns `date`, `source`, `target`, and one of `quad`, `type` (PLOVER) or `code` (CAMEO),
or the headings that ICEWS and POLECAT give them; others are ignored. The table of events of a case
is such a file.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

import polars as pl
from polars.exceptions import PolarsError

from peripheries.case.days import first_day, is_time
from peripheries.case.vocabulary import QUAD_OF_TYPE, Quad
from peripheries.errors import RecordError
from peripheries.record.coding.cameo import quad as quad_of_code
from peripheries.record.coding.plover import quad as quad_of_plover
from peripheries.record.coding.states import state_of

_ENDS: Final = ("source", "target")
_KINDS: Final = ("quad", "type", "code")
_HEADINGS: Final = {
    "event_date": "date",
    "source_country": "source",
    "actor_country": "source",
    "target_country": "target",
    "recipient_country": "target",
    "quad_code": "quad",
    "event_type": "type",
    "cameo_code": "code",
}
"""Headings of coded streams → our words."""
_SHOWN: Final = 10
"""Faults that are named one by one."""


@final
@dataclass(frozen=True, eq=False)
class Heard:
    """Events of a file between actors that are known.

    events: `date`, `source`, `target` and `quad`, oldest first · rows: how many the file holds ·
    unmapped: `actor` and `rows`, most frequent first · without_kind: rows whose code says neither
    cooperation nor conflict · of_itself: rows from an actor to itself. None of these is an event.
    """

    events: pl.DataFrame
    rows: int
    unmapped: pl.DataFrame
    without_kind: int
    of_itself: int


def heard(file: Path, actors: frozenset[str]) -> Heard:
    """Read a CSV, TSV or Parquet file; actors are codes of the case, or names or codes of states.

    Raises:
        RecordError: the file is absent or no table, a column is missing, or a date is none; all
            faults at once, the first ten by line.
    """
    frame = _named(_read(file))
    _check_columns(file, frame)
    kind = next(name for name in _KINDS if name in frame.columns)
    rows = frame.select(pl.col("date", *_ENDS, kind).cast(pl.String).str.strip_chars())
    _check_dates(file, rows)
    names = pl.concat([rows[end] for end in _ENDS]).unique().drop_nulls().to_list()
    known = {name: name if name in actors else state_of(name) for name in names}
    mapped = rows.with_columns(
        pl.col("date").map_elements(first_day, return_dtype=pl.String).str.to_date(),
        *(
            pl.col(end)
            .replace_strict(known, default=None, return_dtype=pl.String)
            .alias(f"{end}_of")
            for end in _ENDS
        ),
        _quad(kind).alias("quad_of"),
    )
    ends = pl.col("source_of").is_not_null() & pl.col("target_of").is_not_null()
    told, own = pl.col("quad_of").is_not_null(), pl.col("source_of") == pl.col("target_of")
    sound = mapped.filter(ends & told & ~own).sort("date")
    return Heard(
        sound.select("date", source="source_of", target="target_of", quad="quad_of"),
        len(rows),
        _unmapped(mapped),
        mapped.filter(ends & ~told).height,
        mapped.filter(ends & told & own).height,
    )


def _read(file: Path) -> pl.DataFrame:
    if not file.is_file():
        raise RecordError(f"There is no file {file}: give a CSV, TSV or Parquet file of events.")
    try:
        if file.suffix == ".parquet":
            return pl.read_parquet(file)
        if file.suffix in (".tsv", ".tab", ".txt"):
            # Coded streams write quotation marks as they stand.
            return pl.read_csv(
                file, separator="\t", quote_char=None, infer_schema=False, encoding="utf8-lossy"
            )
        return pl.read_csv(file, infer_schema=False, encoding="utf8-lossy")
    except (PolarsError, OSError, UnicodeDecodeError) as error:
        why = str(error).splitlines()[0]
        raise RecordError(f"{file} cannot be read as a table: {why}.") from error


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns by our words, where the file has none of that name itself."""
    plain = {name: name.strip().lower().replace(" ", "_") for name in frame.columns}
    taken = {*plain.values()}
    words = {
        name: word if (word := _HEADINGS.get(said, said)) == said or word not in taken else name
        for name, said in plain.items()
    }
    first = {word: name for name, word in reversed(words.items())}
    return pl.DataFrame([frame[name].alias(word) for word, name in reversed(first.items())])


def _check_columns(file: Path, frame: pl.DataFrame) -> None:
    missing = [name for name in ("date", *_ENDS) if name not in frame.columns]
    if not any(name in frame.columns for name in _KINDS):
        missing.append("quad, type or code")
    if missing:
        raise RecordError(
            f"{file} has no column {', '.join(missing)}; it has {', '.join(frame.columns)}. "
            "Give each event a date, a source, a target, and its quad, PLOVER type or CAMEO code."
        )


def _check_dates(file: Path, rows: pl.DataFrame) -> None:
    """Refuse a file with a date that is none; line 1 is the heading."""
    wrong = [
        (line, text)
        for line, text in enumerate(rows["date"].to_list(), 2)
        if text is None or not is_time(text)
    ]
    if wrong:
        shown = "\n".join(f"  {file}:{line} [date]: '{text}'" for line, text in wrong[:_SHOWN])
        many = f"{len(wrong)} rows have" if len(wrong) > 1 else "A row has"
        raise RecordError(f"{many} no date as 2022, 2022-03 or 2022-03-01:\n{shown}")


def _quad(column: str) -> pl.Expr:
    """The quad that a word of a column says; null for words that say none."""
    if column == "quad":
        word = pl.col("quad").str.to_lowercase().str.replace_all(r"[\s-]+", "_")
        return pl.when(word.is_in([quad.value for quad in Quad])).then(word)
    if column == "code":
        return quad_of_code(pl.col("code"))
    word = pl.col("type").str.to_uppercase()
    ours = {kind.value: quad.value for kind, quad in QUAD_OF_TYPE.items()}
    own = word.replace_strict(ours, default=None, return_dtype=pl.String)
    return pl.coalesce(own, quad_of_plover(word))


def _unmapped(mapped: pl.DataFrame) -> pl.DataFrame:
    """Actors that are neither of the case nor a state, with the rows that name them."""
    ends = [
        mapped.filter(pl.col(f"{end}_of").is_null()).select(pl.col(end).alias("actor"))
        for end in _ENDS
    ]
    counted = pl.concat(ends).group_by("actor").agg(pl.len().alias("rows"))
    return counted.sort(["rows", "actor"], descending=[True, False])
