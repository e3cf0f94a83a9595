"""Invented files in the sources' true layouts, of any size: the same bytes for the same seed."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

COUNTRIES = ["USA", "RUS", "CHN", "PRK", "KOR", "JPN", "UKR", "POL", "GBR", "FRA", "DEU", "IND"]
COUNTRIES += ["IRN", "ISR", "SYR", "PAK", "TUR", "EUR", "AFR", ""]
ROLES = ["", "", "", "GOV", "MIL", "COP", "BUS", "LEG"]
CODES = ["010", "020", "036", "040", "042", "043", "046", "051", "057", "0211", "060", "071"]
CODES += [
    "080",
    "090",
    "110",
    "112",
    "120",
    "130",
    "138",
    "1411",
    "150",
    "163",
    "173",
    "190",
    "193",
]
NAMES = ["RUSSIA", "KREMLIN", "UNITED STATES", "NORTH KOREA", "KIM JONG UN", "PRESIDENT", "", ""]
PLACE = ["4", "Moscow, Moskva, Russia", "RS", "RS48", "25106", "55.7522", "37.6156", "-2960561"]
BATCH = 500_000

COUNTRY_NAMES = ["Russian Federation", "North Korea", "South Korea", "United States", "China"]
COUNTRY_NAMES += ["Japan", "Ukraine", "Poland", "India", "Turkey"]


def gdelt(path: Path, rows: int, first: date, days: int, *, seed: int = 1) -> None:
    """GDELT 2.0 events: TAB, no header, 61 columns, some 430 bytes a row, days in order."""
    rng = np.random.default_rng(seed)
    with path.open("wb") as file:
        for start in range(0, rows, BATCH):
            _gdelt_batch(rng, start, min(BATCH, rows - start), rows, first, days).write_csv(
                file, separator="\t", include_header=False, quote_style="never"
            )


def _gdelt_batch(
    rng: np.random.Generator, start: int, n: int, rows: int, first: date, days: int
) -> pl.DataFrame:
    def picked(words: list[str]) -> pl.Series:
        return pl.Series(words).gather(rng.integers(len(words), size=n))

    number = np.arange(start, start + n)
    day = pl.Series(number * days // rows).cast(pl.Int64)
    when = pl.select(pl.lit(first) + pl.duration(days=day)).to_series()
    text = when.dt.strftime("%Y%m%d")
    codes = picked(CODES)
    columns: list[pl.Series] = [
        pl.Series(410_000_000 + number),
        *(text, text.str.slice(0, 6), text.str.slice(0, 4), text.str.slice(0, 4) + ".1315"),
    ]
    for _ in range(2):
        country, role = picked(COUNTRIES), picked(ROLES)
        empty = pl.Series([""] * n)
        columns += [country + role, picked(NAMES), country, *[empty] * 4, role, *[empty] * 2]
    root = codes.str.slice(0, 2)
    quad = root.cast(pl.Int64)
    quads = pl.select(
        pl.when(quad < 6).then(1).when(quad < 9).then(2).when(quad < 14).then(3).otherwise(4)
    ).to_series()
    columns += [
        pl.Series(rng.integers(2, size=n)),
        *(codes, codes.str.slice(0, 3), root, quads),
        *(pl.Series(rng.integers(-100, 100, size=n) / 10), pl.Series(rng.integers(1, 50, size=n))),
        *(pl.Series(rng.integers(1, 9, size=n)), pl.Series(rng.integers(1, 50, size=n))),
        pl.Series(rng.normal(0, 3, size=n).round(6)),
    ]
    columns += [pl.Series([word] * n) for word in PLACE * 3]
    site = "http://www.example.org/news/world/"
    columns += [
        text + "231500",
        site
        + text
        + "/a-story-of-what-somebody-said-"
        + pl.Series(number).cast(pl.String)
        + ".html",
    ]
    return pl.DataFrame([c.alias(f"c{i}") for i, c in enumerate(columns)])


def icews(path: Path, rows: int, first: date, days: int, *, seed: int = 1) -> None:
    """ICEWS events: TAB with header, 20 columns, some 230 bytes a row, days in order."""
    rng = np.random.default_rng(seed)
    header = "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,"
    header += "Intensity,Target Name,Target Sectors,Target Country,Story ID,Sentence Number,"
    header += "Publisher,City,District,Province,Country,Latitude,Longitude"
    names = header.split(",")
    with path.open("wb") as file:
        file.write(("\t".join(names) + "\n").encode())
        for start in range(0, rows, BATCH):
            n = min(BATCH, rows - start)
            number = np.arange(start, start + n)
            day = pl.Series(number * days // rows).cast(pl.Int64)
            when = pl.select(pl.lit(first) + pl.duration(days=day)).to_series()
            columns: list[pl.Series] = [pl.Series(20_000_000 + number), when]
            countries = [_picked(rng, COUNTRY_NAMES, n) for _ in range(2)]
            codes = _picked(rng, CODES, n)
            actors = ["Foreign Affairs (" + c + ")" for c in countries]
            sectors = pl.Series(["Executive,Foreign Ministry,Government"] * n)
            columns += [actors[0], sectors, countries[0], pl.Series(["Make statement"] * n), codes]
            columns += [pl.Series(rng.integers(-100, 100, size=n) / 10), actors[1], sectors]
            columns += [countries[1], pl.Series(47_000_000 + number), pl.Series([2] * n)]
            columns += [pl.Series([word] * n) for word in ("An Agency Bulletin", "Moscow", "NA")]
            columns += [pl.Series([word] * n) for word in ("Moskva", "Russian Federation")]
            columns += [pl.Series([55.7522] * n), pl.Series([37.6156] * n)]
            frame = pl.DataFrame([c.alias(str(i)) for i, c in enumerate(columns)])
            frame.write_csv(file, separator="\t", include_header=False, quote_style="never")


def _picked(rng: np.random.Generator, words: list[str], n: int) -> pl.Series:
    return pl.Series(words).gather(rng.integers(len(words), size=n))
