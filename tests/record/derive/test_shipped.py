"""The tables that the built-in case ships, against the sources and the facts that must come out."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from peripheries.api.recording.adding import add
from peripheries.api.recording.building import build

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "src/peripheries/cases/two_peripheries/record"
TOLD = json.loads((SHIPPED / "built.json").read_text(encoding="utf-8"))
KEYS = {
    "votes_ga": ["rollcall"],
    "votes_sc": ["symbol"],
    "agreement": ["year", "a", "b"],
    "isolation_votes": ["year", "actor"],
    "ideal_points": ["year", "actor"],
    "tone_daily": ["date"],
    "tone_monthly": ["month", "a", "b"],
    "tie_weight": ["source", "year", "actor", "partner"],
    "tie_monthly": ["month", "actor", "partner"],
    "coded_monthly": ["month", "source", "target"],
    "missiles": ["month"],
    "usd_rub": ["month"],
    "council_counts": ["year", "topic", "actor"],
    "estimated_points": ["year", "actor"],
    "estimated_distances": ["year", "a", "b"],
}
ESTIMATED = {"estimated_points", "estimated_distances"}
"""Minutes of draws, whose last digits depend on the processor: compared by tests of their own."""
OF_TONE = {"tone_daily", "tone_monthly", "tie_weight", "tie_monthly"}
FILES = {
    "un_assembly": ["un/unga_*_1946_2026.csv.gz", "un/es11_7_8_9_secondary.csv"],
    "un_council": ["un/unsc_*"],
    "ideal_points": ["un/Idealpointestimates1946-2025.tab"],
    "tone_matrices": ["gdelt/daily_matrices"],
    "icews_quadruples": [
        *("icews/focal_events_2018_2022.csv.gz", "icews/daily_exposure.csv"),
        "icews/annual_quads_2002_2014.csv.gz",
    ],
    "missile_flights": ["missiles/tests_flat.csv"],
    "exchange_rates": ["series/usd_rub.csv"],
}
"""The files that the tables are derived from, by stream."""


def shipped(name):
    return pl.read_csv(SHIPPED / f"{name}.csv", infer_schema_length=None, null_values=[""])


@pytest.mark.parametrize("name", KEYS)
def test_a_table_is_what_its_account_says(name):
    data = (SHIPPED / f"{name}.csv").read_bytes()
    said = TOLD["tables"][name]
    assert hashlib.sha256(data).hexdigest() == said["sha256"]
    frame = shipped(name)
    assert (frame.height, frame.columns) == (said["rows"], said["columns"])
    assert b"\r" not in data
    assert frame.select(KEYS[name]).is_unique().all()
    assert frame["known"].null_count() == 0


def test_every_derived_table_has_an_account_and_no_other(built_in):
    derived = {built.id: built.of.file for built in built_in.built}
    assert {name: said["file"] for name, said in TOLD["tables"].items()} == derived
    assert set(derived) == set(KEYS)


def test_the_account_names_every_stream_that_a_table_is_derived_from():
    assert set(TOLD["store"]) == set(FILES)
    assert TOLD["store"]["tone_matrices"]["files"] == shipped("tone_daily").height


def test_nothing_is_known_before_it_happened():
    tone = shipped("tone_daily").select(pl.col("date", "known").str.to_date())
    assert (tone["known"] > tone["date"]).all()
    for name in ("tone_monthly", "coded_monthly", "usd_rub", "missiles"):
        frame = shipped(name)
        assert (frame["known"].str.slice(0, 7) >= frame["month"]).all()


def test_tone_peaks_at_the_summits_and_falls_at_the_invasion():
    tone = shipped("tone_daily")
    peaks = tone.sort("PRK-RUS", descending=True)["date"].head(2).to_list()
    assert peaks == ["2019-04-25", "2023-09-13"]
    assert tone.sort("RUS-UKR")["date"][0] == "2022-02-24"
    assert tone.height == 2149


def test_votes_on_the_war_are_those_of_the_chronology():
    told = {
        "ES-11/1": (141, 5, 35, "NNAYYNNAAYY"),
        "ES-11/2": (140, 5, 38, "NNAYYNNAAYY"),
        "ES-11/3": (93, 24, 58, "NNNYYNNANYY"),
        "ES-11/4": (143, 5, 35, "NNAYYNNA-YY"),
        "ES-11/5": (94, 14, 73, "NNNYYNNANYY"),
        "ES-11/6": (141, 7, 32, "NNAYYNNAAYY"),
        "78/316": (99, 9, 60, None),
        "68/262": (100, 11, 58, None),
    }
    rows = {row["symbol"]: row for row in shipped("votes_ga").to_dicts() if row["whole_text"]}
    order = ["RUS", "PRK", "CHN", "KOR", "USA", "BLR", "SYR", "IND", "IRN", "JPN", "POL"]
    for symbol, (yes, no, abstain, cast) in told.items():
        row = rows[f"A/RES/{symbol}"]
        assert (row["yes"], row["no"], row["abstain"]) == (yes, no, abstain)
        if cast is not None:
            assert "".join(row[actor] or "-" for actor in order) == cast


def test_council_votes_are_those_of_the_chronology():
    rows = {row["symbol"]: row for row in shipped("votes_sc").to_dicts()}
    for number in ("1718 (2006)", "1874 (2009)", "2270 (2016)", "2397 (2017)"):
        row = rows[f"S/RES/{number}"]
        assert (row["yes"], row["no"], row["RUS"], row["CHN"]) == (15, 0, "Y", "Y")
    panel = rows["S/2024/255"]
    assert (panel["yes"], panel["vetoed_by"], panel["CHN"]) == (13, "RUS", "A")
    assert rows["S/2022/431"]["vetoed_by"] == "CHN;RUS"


def test_tone_equals_the_figures_derived_elsewhere(shared):
    other = pl.read_csv(shared / "data/gdelt/derived_focal_dyads_daily.csv")
    ours = shipped("tone_daily")
    assert ours["date"].to_list() == other["date"].to_list()
    for column in other.columns[1:-2]:
        name = "-".join(sorted(column.split("-")))
        raw = ours[name] * ours["world_abs_total"] / 10_000
        assert ((raw - other[column]).abs() <= 2e-4 * other[column].abs() + 1e-4).all(), name


def test_only_days_with_a_diagonal_have_another_total_elsewhere(shared):
    # The other table halves the sum of the whole matrix, a state with itself included.
    other = pl.read_csv(shared / "data/gdelt/derived_focal_dyads_daily.csv")["world_abs_total"]
    excess = other - shipped("tone_daily")["world_abs_total"]
    rounding = 6e-5 * other
    assert (excess > -rounding).all()
    assert (excess > rounding).sum() <= 59


def derived_again(shared, store, streams, tables):
    """Tables by id, each with whether it is another than the shipped one."""
    for stream in streams:
        found = [
            path for pattern in FILES[stream] for path in sorted(shared.glob(f"data/{pattern}"))
        ]
        add(stream, *found, store=store, in_place=True)
    return {table.id: table.changed for table in build(only=tables, store=store, check=True)}


def test_tables_can_be_derived_again_byte_for_byte(shared, tmp_path):
    others = set(KEYS) - OF_TONE - ESTIMATED
    found = derived_again(shared, tmp_path, FILES.keys() - {"tone_matrices"}, others)
    assert found == dict.fromkeys(others, False)


@pytest.mark.slow
def test_tables_of_tone_can_be_derived_again_byte_for_byte(shared, tmp_path):
    found = derived_again(shared, tmp_path, ["tone_matrices", "icews_quadruples"], OF_TONE)
    assert found == dict.fromkeys(OF_TONE, False)
