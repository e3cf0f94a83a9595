"""Events between states as coded from the news by ICEWS, in the tables that circulate of it.

Source: events among eight states cut from benchmark copies of ICEWS (2018-01 to 10, 2021-01 to 08,
2022-01 to 08; no licence stated: figures only), the count of all coded events a day in each copy,
and a table of directed yearly counts of the four quads, 2002 to 2014 (GPL-3; figures only).

Traps: gaps between the windows are missing, not zero. The copies differ in their actor lists,
and that of 2022 keeps duplicates: compare within a copy, on rows where both actors are bare
country names, de-duplicated. Some days are outages (`daily_exposure`). A CAMEO code is text with
leading zeros and may be absent. The yearly counts look raw, with re-reports; pairs without
an event have no row.
"""

from pathlib import Path

import polars as pl

from peripheries.record.strict_csv import (
    as_dates,
    as_numbers,
    read_text_columns,
    refuse,
    require_one_of,
    require_present,
    require_unique,
)

EVENT_COLUMNS = (
    *("source_file", "date", "src", "tgt", "src_match", "tgt_match", "src_name", "tgt_name"),
    *("relation", "cameo", "split", "root", "quad"),
)
EXPOSURE_COLUMNS = ("source_file", "date", "all_quadruples")
QUAD_NAMES = {
    "VC": "verbal_cooperation",
    "MC": "material_cooperation",
    "VK": "verbal_conflict",
    "MK": "material_conflict",
}
ANNUAL_COLUMNS = ("source", "target", "year", *QUAD_NAMES.values())
MATCHES = ("bare", "paren", "leader")


def read_events(path: Path) -> pl.DataFrame:
    """Focal events as they stand: source_file, date, src, tgt, …, relation, cameo, root, quad.

    `quad` is VC, MC, VK or MK (verbal, material; cooperation, conflict); `src_match`, `tgt_match`
    say how an actor was recognised: bare (country name), paren (role of a country), leader.

    Raises:
        RecordError: header, date or a coded value is not of this format.
    """
    frame = read_text_columns(path, EVENT_COLUMNS)
    require_present(frame, ["source_file", "date", "src", "tgt", "relation"], path)
    require_one_of(frame, "quad", QUAD_NAMES, path)
    require_one_of(frame, "src_match", MATCHES, path)
    require_one_of(frame, "tgt_match", MATCHES, path)
    return as_dates(frame, ["date"], "%Y-%m-%d", path)


def read_exposure(path: Path) -> pl.DataFrame:
    """All coded events a day in each copy: source_file, date, all_quadruples (duplicates kept)."""
    frame = read_text_columns(path, EXPOSURE_COLUMNS)
    require_present(frame, EXPOSURE_COLUMNS, path)
    require_unique(frame, ["source_file", "date"], path)
    frame = as_dates(frame, ["date"], "%Y-%m-%d", path)
    return as_numbers(frame, ["all_quadruples"], pl.Int64, path)


def read_annual(path: Path) -> pl.DataFrame:
    """Directed yearly counts: source, target, year and a column of counts per quad."""
    frame = read_text_columns(path, ANNUAL_COLUMNS)
    require_present(frame, ANNUAL_COLUMNS, path)
    require_unique(frame, ["source", "target", "year"], path)
    frame = as_numbers(frame, ANNUAL_COLUMNS[2:], pl.Int64, path)
    for quad in QUAD_NAMES.values():
        refuse(frame, pl.col(quad) < 0, path=path, column=quad, wanted="a count of 0 or more")
    return frame
