"""Derive the tables of the built-in case from the sources' files and write them beside the case.

`--data` is the folder that holds `un`, `gdelt`, `icews`, `missiles` and `series`; for the built-in
case `--into` is `src/peripheries/cases/two_peripheries/record`.
"""

import argparse
import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import yaml

from peripheries.record.connectors import (
    coded_events,
    exchange_rates,
    general_assembly,
    ideal_points,
    missile_flights,
    security_council,
    tone_matrices,
)
from peripheries.record.derive import (
    agreement,
    assembly,
    coded,
    council,
    isolation,
    missiles,
    positions,
    rates,
    ties,
    tone,
)
from peripheries.record.derive.notes import NOTES

ACTORS = ["RUS", "PRK", "CHN", "KOR", "USA", "JPN", "UKR", "POL", "BLR", "SYR", "IND", "IRN"]
ACTORS += ["GBR", "FRA", "DEU"]
PIVOTS = ["RUS", "PRK", "KOR"]
TONE_ACTORS = [actor for actor in ACTORS if actor != "SYR"] + ["TUR"]
CODED_ACTORS = ["RUS", "PRK", "KOR", "USA", "CHN", "JPN", "UKR", "POL"]
SINCE = 1991
COUNCIL_SINCE = 2000
MISSILES_COVERED = (date(1984, 1, 1), date(2026, 4, 18))


def assembly_tables(data: Path) -> dict[str, pl.DataFrame]:
    """Tables that rest on the General Assembly's roll calls."""
    votes = general_assembly.read_votes(data / "unga_votes_1946_2026.csv.gz")
    votes = general_assembly.one_source_per_session(votes)
    rollcalls = general_assembly.read_rollcalls(data / "unga_rollcalls_1946_2026.csv.gz")
    press = general_assembly.read_secondary(data / "es11_7_8_9_secondary.csv")
    points = ideal_points.read(data / "Idealpointestimates1946-2025.tab")
    cast = agreement.whole_text_votes(votes, rollcalls, SINCE)
    pairs = agreement.pairwise(cast)
    return {
        "votes_ga": assembly.case_votes(votes, rollcalls, press, ACTORS, SINCE),
        "agreement": agreement.of_case(pairs, ACTORS, PIVOTS),
        "isolation_votes": isolation.from_votes(cast, pairs),
        "ideal_points": positions.ideal_points(points, ACTORS, SINCE),
    }


def council_table(data: Path) -> pl.DataFrame:
    """The Security Council's texts."""
    resolutions = security_council.read_resolutions(data / "unsc_resolutions_2000_2026.csv.gz")
    votes = security_council.read_votes(data / "unsc_votes_2000_2026.csv.gz")
    drafts = security_council.read_not_adopted(data / "unsc_not_adopted_2023_2025.csv")
    draft_votes = security_council.read_not_adopted_votes(
        data / "unsc_not_adopted_votes_2023_2025.csv"
    )
    vetoes = security_council.read_vetoes(data / "unsc_vetoes_1946_sept2022.csv")
    return council.case_texts(
        (resolutions, votes), (drafts, draft_votes), vetoes, ACTORS, COUNCIL_SINCE
    )


def tone_tables(data: Path) -> dict[str, pl.DataFrame]:
    """Tables that rest on the daily matrices; `tie_weight` holds its tone part only."""
    codes_file = data / "country_codes_clean.csv"
    focal = tone.dyads_among(TONE_ACTORS)
    partners = tone.dyads_with(PIVOTS, tone_matrices.read_codes(codes_file))
    wanted = sorted({*focal, *partners})
    scores = tone.scaled(tone_matrices.read(data / "daily_matrices", codes_file, wanted))
    weighed = scores.select("date", "world_abs_total", *(f"{a}-{b}" for a, b in partners))
    return {
        "tone_daily": tone.daily(scores, focal),
        "tone_monthly": tone.monthly(scores, focal),
        "tie_weight": ties.from_tone(weighed, PIVOTS),
        "tie_monthly": ties.monthly_from_tone(weighed, PIVOTS, TONE_ACTORS),
    }


def build(data: Path) -> dict[str, pl.DataFrame]:
    """Every table of the case that is derived from the files under `data`, by name."""
    events = coded_events.read_events(data / "icews" / "focal_events_2018_2022.csv.gz")
    exposure = coded_events.read_exposure(data / "icews" / "daily_exposure.csv")
    annual = coded_events.read_annual(data / "icews" / "annual_quads_2002_2014.csv.gz")
    flights = missile_flights.read(data / "missiles" / "tests_flat.csv")
    tables = assembly_tables(data / "un") | {"votes_sc": council_table(data / "un")}
    tables |= tone_tables(data / "gdelt")
    tables["tie_weight"] = pl.concat([ties.from_coded(annual, PIVOTS), tables["tie_weight"]])
    return tables | {
        "coded_monthly": coded.monthly(events, exposure, CODED_ACTORS),
        "missiles": missiles.monthly(flights, *MISSILES_COVERED),
        "usd_rub": rates.monthly_close(exchange_rates.read(data / "series" / "usd_rub.csv")),
    }


def description(name: str, table: pl.DataFrame, text: str) -> dict[str, object]:
    """What `tables.yaml` says of one table."""
    note = NOTES[name]
    start, end = note.searched or (table[note.period].min(), table[note.period].max())
    coverage = {"start": str(start), "end": str(end)}
    if note.gaps is not None:
        coverage["gaps"] = note.gaps
    return {
        "file": f"{name}.csv",
        "what": note.what,
        "unit": note.unit,
        "source": note.source,
        "computed": note.computed,
        "coverage": coverage,
        "as_of": str(end if note.searched else table["known"].max()),
        "terms": note.terms,
        "caveats": list(note.caveats),
        "columns": table.columns,
        "rows": table.height,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def write_aside(path: Path, text: str) -> None:
    """Write `text` beside `path` and put it in its place in one step."""
    aside = path.with_name(f".{path.name}.aside")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(path)


def write(tables: dict[str, pl.DataFrame], into: Path) -> None:
    """Write each table as CSV, then `tables.yaml`; a null is an empty field."""
    into.mkdir(parents=True, exist_ok=True)
    described = {}
    for name in NOTES:
        text = tables[name].write_csv()
        write_aside(into / f"{name}.csv", text)
        described[name] = description(name, tables[name], text)
    head = (
        "# Written by scripts/build_record.py: what each derived table is, and how it came about.\n"
    )
    body = yaml.safe_dump({"tables": described}, sort_keys=False, allow_unicode=True, width=98)
    write_aside(into / "tables.yaml", head + body)
    for name in NOTES:
        size = (into / f"{name}.csv").stat().st_size
        print(f"{name}.csv: {tables[name].height} rows, {size / 1000:.0f} kB")


def main() -> None:
    """Read the folders from the command line, derive, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sources' files")
    parser.add_argument("--into", type=Path, required=True, help="folder to write the tables to")
    arguments = parser.parse_args()
    write(build(arguments.data), arguments.into)


if __name__ == "__main__":
    main()
