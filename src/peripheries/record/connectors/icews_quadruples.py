"""Tables that circulate of ICEWS: the benchmark of 2018, focal events, exposure, yearly counts.

Source: benchmark copies of ICEWS (no licence stated: figures only) and directed yearly counts of
the four quads, 2002 to 2014 (GPL-3; figures only).

Traps: the copies differ in their actor lists, and gaps between their windows are missing, not
zero; that of 2022 keeps duplicates. Some days are outages (the exposure shows them). The benchmark
gives numbers for actors and relations; time is 24 for each day since 2018-01-01. Its three parts
are one record: lines are counted through train, valid and test in this order, and `event_id` names
part and line. The yearly counts look raw, with re-reports; pairs without an event have no row.

`known` is the event date, as in ICEWS; of a year's count, the first day after the year.
"""

import lzma
import zipfile
import zlib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import polars as pl

from peripheries.errors import RecordError
from peripheries.record.coding import actors, cameo, states
from peripheries.record.coding.tables import looked_up
from peripheries.record.connectors.base import Connector, Layout
from peripheries.record.delimited import Lines, Shape, read_lines
from peripheries.record.faulted import again, day, faulted, whole_number
from peripheries.record.forms import Form
from peripheries.record.packed import read_packed
from peripheries.record.parsed import Parsed, Rejected
from peripheries.record.unpacking import first_line

PARTS: Final = ("train", "valid", "test")
EVENTS: Final = (
    *("source_file", "date", "src", "tgt", "src_match", "tgt_match", "src_name", "tgt_name"),
    *("relation", "cameo", "split", "root", "quad"),
)
EXPOSURE: Final = ("source_file", "date", "all_quadruples")
QUADS: Final = (
    *("verbal_cooperation", "material_cooperation"),
    *("verbal_conflict", "material_conflict"),
)
ANNUAL: Final = ("source", "target", "year", *QUADS)
_FIRST_DAY: Final = date(2018, 1, 1)
_HOURS: Final = 24
_DAYS: Final = 365
_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError),
    *(RuntimeError, ValueError, OSError),
)
"""What reading a damaged zip raises; an OSError where a place before the file's start is told."""
_LARGEST: Final = 256 * 2**20
_QUADRUPLE: Final = Shape(
    ("subject", "relation", "object", "time"), separator="\t", header=False, quoted=False
)
_MATCHES: Final = ("bare", "paren", "leader")


# -- the benchmark of 2018 ------------------------------------------------------------------------


def _fits_benchmark(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.rpartition("/")[2] for name in archive.namelist()}
    except _DAMAGED:
        return False
    return {"entity2id.txt", "relation2id.txt", *(f"{part}.txt" for part in PARTS)} <= names


def _parse_benchmark(path: Path, scratch: Path) -> Parsed:
    files = _taken_out(path, scratch)
    names = _names(files["entity2id.txt"], path)
    known = cameo.codes_of_names()
    relations = _names(files["relation2id.txt"], path)
    codes = {number: known.get(cameo.plain(name)) for number, name in relations.items()}
    frames: list[pl.LazyFrame] = []
    read = 0
    rejected: list[Rejected] = []
    for part in PARTS:
        lines = read_lines(files[f"{part}.txt"], _QUADRUPLE, scratch)
        frames.append(_quadruples(lines, part, read, names, codes))
        rejected += (
            Rejected(lost.reason, lost.rows, f"{part}.txt, {lost.first}") for lost in lines.rejected
        )
        read += lines.read
    return Parsed({Form.EVENTS: pl.concat(frames)}, read, tuple(rejected))


def _quadruples(
    lines: Lines,
    part: str,
    before: int,
    names: dict[str, str],
    codes: dict[str, str | None],
) -> pl.LazyFrame:
    hours = whole_number(pl.col("time"))
    at = hours // _HOURS
    on = pl.when((hours % _HOURS == 0) & (at < _DAYS)).then(
        pl.lit(_FIRST_DAY) + pl.duration(days=at)
    )
    code = _of(pl.col("relation"), codes)
    columns = {
        "event_id": pl.format("{}-{}", pl.lit(part), pl.col("line")),
        "date": on,
        "known": on,
        "code": code,
        "type": cameo.event_type(code),
        "quad": cameo.quad(code),
        "intensity": cameo.goldstein(code),
    }
    named = lines.frame.with_columns(
        on.alias("on"),
        _of(pl.col("subject"), dict(names)).alias("source_name"),
        _of(pl.col("object"), dict(names)).alias("target_name"),
    ).with_columns(
        actors.seen(pl.col(f"{end}_name"), pl.col("on")).alias(f"{end}_seen")
        for end in ("source", "target")
    )
    for end in ("source", "target"):
        mapped = actors.actor(pl.col(f"{end}_seen"))
        columns |= {f"{end}_actor": pl.col(f"{end}_name"), end: mapped.state}
        columns[f"{end}_role"] = mapped.role
    checks = (
        (pl.col("source_name").is_null(), "subject is not in entity2id.txt"),
        (pl.col("target_name").is_null(), "object is not in entity2id.txt"),
        (code.is_null(), "relation is not in relation2id.txt, or no name of CAMEO"),
        (on.is_null(), "time is not 24 times a day of 2018"),
    )
    rows = faulted(named, Form.EVENTS, columns, checks)
    return rows.with_columns(pl.col("line") + before)


def _of(number: pl.Expr, names: dict[str, str | None]) -> pl.Expr:
    meanings = pl.Series(list(names.values()), dtype=pl.String)
    return looked_up(number, pl.Series(list(names), dtype=pl.String), meanings)


def _names(path: Path, archive: Path) -> dict[str, str]:
    """From numbers to names; the name may hold anything but a TAB."""
    found: dict[str, str] = {}
    text = path.read_text(encoding="utf-8", errors="replace")
    for line, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        name, tab, number = row.rstrip("\r").rpartition("\t")
        if not tab or not number.isdigit() or number in found:
            raise RecordError(
                f"{archive}: {path.name}, line {line}: not a name, a TAB and a number of its own. "
                "Fetch it again."
            )
        found[number] = name
    return found


def _taken_out(path: Path, scratch: Path) -> dict[str, Path]:
    """The five tables, in `scratch`; what is stated of a size is not believed."""
    wanted = ["entity2id.txt", "relation2id.txt", *(f"{part}.txt" for part in PARTS)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename.rpartition("/")[2]: member for member in archive.infolist()}
            return {name: _copied(archive, members[name], scratch / name, path) for name in wanted}
    except KeyError as missing:
        raise RecordError(f"{path}: it lacks {missing.args[0]}. Fetch it again.") from missing
    except _DAMAGED as bad:
        raise RecordError(f"{path}: a damaged archive ({bad}). Fetch it again.") from bad


def _copied(archive: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path, path: Path) -> Path:
    written = 0
    with archive.open(member) as packed, into.open("wb") as file:
        while piece := packed.read(2**20):
            written += len(piece)
            if written > _LARGEST:
                raise RecordError(
                    f"{path}: {member.filename} unpacks to more than {_LARGEST:,} bytes, which no "
                    "file of this source does. Do not use it."
                )
            file.write(piece)
    return into


# -- tables cut from it ---------------------------------------------------------------------------


def _parse_focal(path: Path, scratch: Path) -> Parsed:
    lines = read_packed(path, Shape(EVENTS), scratch)
    on = day(pl.col("date"))
    # A row in a hundred thousand has no code, and the relation's name in its place.
    code = pl.coalesce("cameo", _code_named(pl.col("relation")))
    columns = {
        "event_id": pl.format("{}-{}", pl.col("source_file"), pl.col("line")),
        "date": on,
        "known": on,
        "code": code,
        "type": cameo.event_type(code),
        "quad": cameo.quad(code),
        "intensity": cameo.goldstein(code),
    }
    checks = [
        (pl.col("source_file").is_null(), "no source_file"),
        (on.is_null(), "date is no date like 2022-02-24"),
        (code.is_null(), "no cameo code"),
        (cameo.quad(code).is_null(), "cameo is no code of CAMEO"),
    ]
    for end, short in (("source", "src"), ("target", "tgt")):
        name, match = pl.col(f"{short}_name"), pl.col(f"{short}_match")
        state = states.by_code(pl.col(short), on)
        role = pl.when(match == "paren").then(actors.role_in(name))
        columns |= {
            end: state,
            f"{end}_actor": name,
            f"{end}_role": role.when(match == "leader").then(pl.lit(actors.LEADER)),
        }
        checks.append((~match.is_in(_MATCHES).fill_null(value=False), f"{short}_match is unknown"))
        checks.append((state.is_null(), f"{short} is no state"))
    rows = faulted(lines.frame, Form.EVENTS, columns, checks)
    gaps = _between(
        lines.frame.group_by("source_file").agg(on.min().alias("f"), on.max().alias("l"))
    )
    return Parsed({Form.EVENTS: rows}, lines.read, lines.rejected, gaps=gaps, remarks=lines.remarks)


def _between(windows: pl.LazyFrame) -> tuple[tuple[date, date], ...]:
    """The days between the windows of the copies, of which nothing is told."""
    spans = sorted(windows.drop_nulls().select("f", "l").collect().iter_rows())
    gaps: list[tuple[date, date]] = []
    for (_, end), (start, _) in pairwise(spans):
        first, last = end + timedelta(days=1), start - timedelta(days=1)
        if first <= last:
            gaps.append((first, last))
    return tuple(gaps)


def _code_named(relation: pl.Expr) -> pl.Expr:
    known = cameo.codes_of_names()
    plain = relation.map_batches(
        lambda names: pl.Series([cameo.plain(name or "") for name in names], dtype=pl.String),
        return_dtype=pl.String,
        is_elementwise=True,
    )
    return looked_up(plain, pl.Series(list(known)), pl.Series(list(known.values())))


def _parse_exposure(path: Path, scratch: Path) -> Parsed:
    lines = read_packed(path, Shape(EXPOSURE), scratch)
    on, value = day(pl.col("date")), whole_number(pl.col("all_quadruples"))
    columns = {
        "date": on,
        "known": on,
        "step": pl.lit("day"),
        "quantity": pl.lit("coded events"),
        "value": value,
        "unit": pl.lit("events"),
        "detail": pl.col("source_file"),
    }
    checks = (
        (pl.col("source_file").is_null(), "no source_file"),
        (on.is_null(), "date is no date like 2022-02-24"),
        (value.is_null(), "all_quadruples is no count"),
        (again(pl.col("source_file"), on), "a second row of the same file and day"),
    )
    rows = faulted(lines.frame, Form.SERIES, columns, checks)
    return Parsed({Form.SERIES: rows}, lines.read, lines.rejected, remarks=lines.remarks)


def _parse_annual(path: Path, scratch: Path) -> Parsed:
    lines = read_packed(path, Shape(ANNUAL), scratch)
    year = pl.col("year").str.extract(r"^([12]\d{3})$")
    on = day(year + "-01-01")
    counts = {quad: whole_number(pl.col(quad)) for quad in QUADS}
    source, target = states.by_code(pl.col("source")), states.by_code(pl.col("target"))
    columns = {
        "date": on,
        "known": on.dt.offset_by("1y"),
        "step": pl.lit("year"),
        "source": source,
        "target": target,
    } | counts
    checks = (
        (on.is_null(), "year is no year like 2014"),
        (source.is_null(), "source is no state"),
        (target.is_null(), "target is no state"),
        *((count.is_null(), f"{quad} is no count") for quad, count in counts.items()),
        (again(source, target, on), "a second row of the same pair and year"),
    )
    rows = faulted(lines.frame, Form.COUNTS, columns, checks)
    return Parsed({Form.COUNTS: rows}, lines.read, lines.rejected, remarks=lines.remarks)


def _has_header(path: Path, columns: tuple[str, ...]) -> bool:
    return tuple(first_line(path).split(",")) == columns


CONNECTOR: Final = Connector(
    title="ICEWS benchmark copies",
    publisher="Various; cut from ICEWS",
    terms="No licence stated (events); GPL-3 (yearly counts): figures only",
    citation="Boschee et al. (2015), ICEWS Coded Event Data, doi:10.7910/DVN/28075, through copies",
    layouts=(
        Layout(
            "quadruples",
            "Zip of train, valid, test (subject, relation, object, time), entity2id, relation2id",
            _fits_benchmark,
            _parse_benchmark,
        ),
        Layout(
            "focal_events",
            "Events among focal states, with how each actor was recognised (csv)",
            lambda path: _has_header(path, EVENTS),
            _parse_focal,
        ),
        Layout(
            "exposure",
            "All coded events a day in each copy (csv)",
            lambda path: _has_header(path, EXPOSURE),
            _parse_exposure,
        ),
        Layout(
            "annual_quads",
            "Directed yearly counts of the four quads (csv)",
            lambda path: _has_header(path, ANNUAL),
            _parse_annual,
        ),
    ),
    first=date(2002, 1, 1),
    caveats=(
        "Copies differ in their actor lists and duplicates: compare within one",
        "Gaps between the windows are missing, not zero",
        "Yearly counts look raw, with re-reports",
    ),
    place="Benchmark repositories of temporal knowledge graphs",
    rules=("exact", "rereports", "both_directions"),
)
