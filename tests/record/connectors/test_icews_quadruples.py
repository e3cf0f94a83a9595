from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Layout
from peripheries.record.connectors.icews_quadruples import ANNUAL as YEARLY
from peripheries.record.connectors.icews_quadruples import CONNECTOR, EVENTS, QUADS
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed
from peripheries.record.repeats import without_repeats
from record.accounting import read
from record.connectors.true_events import QUADRUPLES, zipped
from record.mutating import mutated

BENCHMARK, FOCAL, EXPOSURE, ANNUAL = CONNECTOR.layouts
Writer = Callable[[str, str], Path]


def packed(folder: Path, **changed: str | bytes) -> Path:
    path = folder / "ICEWS18.zip"
    path.write_bytes(
        zipped(QUADRUPLES | {f"{part}.txt": content for part, content in changed.items()})
    )
    return path


def parsed(layout: Layout, path: Path) -> Parsed:
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    return layout.parse(path, scratch)


def test_numbers_become_actors_codes_and_days(tmp_path: Path) -> None:
    path = packed(tmp_path)
    assert BENCHMARK.fits(path)
    found = parsed(BENCHMARK, path)
    kept = found.tables[Form.EVENTS].collect()
    ends = ("event_id", "date", "source", "source_role", "target", "target_role", "code", "line")
    assert found.read == 4
    assert kept.select(ends).rows() == [
        ("train-1", date(2018, 1, 1), "RUS", None, "PRK", None, "042", 1),
        ("train-2", date(2018, 1, 1), "PRK", None, "RUS", None, "043", 2),
        ("valid-1", date(2018, 1, 2), "PRK", "leader", "UKR", "Police", "131", 3),
        ("test-1", date(2018, 1, 3), None, None, "RUS", None, "131", 4),
    ]
    assert kept["fault"].null_count() == 4


def test_rows_that_cannot_be_told_do_not_enter(tmp_path: Path) -> None:
    lines = ["9\t0\t1\t0", "0\t9\t1\t0", "0\t0\t9\t0", "0\t0\t1\t25", "0\t0\t1\t8760", "0\t0\t1"]
    found = parsed(BENCHMARK, packed(tmp_path, valid="\n".join(lines) + "\n"))
    kept = found.tables[Form.EVENTS].collect().filter(pl.col("event_id").str.starts_with("valid"))
    assert kept["fault"].to_list() == [
        "subject is not in entity2id.txt",
        "relation is not in relation2id.txt, or no name of CAMEO",
        "object is not in entity2id.txt",
        "time is not 24 times a day of 2018",
        "time is not 24 times a day of 2018",
    ]
    assert [(lost.rows, lost.first) for lost in found.rejected] == [(1, "valid.txt, line 6")]
    assert found.read == 9


def test_a_broken_archive_is_refused_in_words(tmp_path: Path) -> None:
    path = packed(tmp_path, entity2id="Russia 0\n")
    with pytest.raises(RecordError, match=r"entity2id\.txt, line 1"):
        parsed(BENCHMARK, path)
    path.write_bytes(path.read_bytes()[:200])
    assert not BENCHMARK.fits(path)
    with pytest.raises(RecordError, match="damaged archive"):
        parsed(BENCHMARK, path)


def test_focal_events_keep_how_the_actor_was_recognised(write: Writer) -> None:
    head = ",".join(EVENTS)
    path = write(
        "focal.csv",
        f"{head}\n"
        'icews_2021,2021-01-01,USA,CHN,bare,paren,United States,"Police, Army (China)",'
        "Accuse,112,train,11,VK\n"
        "icews_2022,2022-02-24,RUS,UKR,leader,bare,Vladimir Putin,Ukraine,Fight,190,train,19,MK\n"
        "icews_2022,2022-02-24,RUS,UKR,leader,bare,Vladimir Putin,Ukraine,None,,train,00,MK\n"
        "icews_2022,2022-02-24,RUX,UKR,guess,bare,Vladimir Putin,Ukraine,Fight,190,train,19,MK\n",
    )
    assert FOCAL.fits(path)
    kept = parsed(FOCAL, path).tables[Form.EVENTS].collect()
    ends = ("event_id", "source", "source_role", "target", "target_role", "quad", "fault")
    assert kept.select(ends).rows() == [
        ("icews_2021-2", "USA", None, "CHN", "Police, Army", "verbal_conflict", None),
        ("icews_2022-3", "RUS", "leader", "UKR", None, "material_conflict", None),
        ("icews_2022-4", "RUS", "leader", "UKR", None, None, "no cameo code"),
        ("icews_2022-5", None, None, "UKR", None, "material_conflict", "src_match is unknown"),
    ]


def test_codes_stay_text_and_a_code_left_out_is_read_off_the_relation(write: Writer) -> None:
    rows = (
        "icews_2021,2021-01-01,USA,CHN,bare,bare,United States,China,Consult,040,train,04,VC",
        "icews_2021,2021-01-02,RUS,PRK,bare,bare,Russia,North Korea,Threaten non force,,test,00,VC",
        "icews_2021,1/2/2021,RUS,PRK,bare,bare,Russia,North Korea,Consult,040,test,04,VC",
    )
    path = write("focal.csv.gz", "\n".join([",".join(EVENTS), *rows]))
    kept = parsed(FOCAL, path).tables[Form.EVENTS].collect()
    assert kept.select("code", "quad", "fault").rows() == [
        ("040", "verbal_cooperation", None),
        ("131", "verbal_conflict", None),
        ("040", "verbal_cooperation", "date is no date like 2022-02-24"),
    ]


def test_exposure_is_a_series_and_a_day_stands_once(write: Writer) -> None:
    path = write(
        "exposure.csv",
        "source_file,date,all_quadruples\nicews_2018,2018-01-01,665\nicews_2018,2018-01-01,7\n"
        "icews_2018,2018-01-02,-1\n",
    )
    assert EXPOSURE.fits(path)
    kept = parsed(EXPOSURE, path).tables[Form.SERIES].collect()
    assert kept.select("value", "unit", "detail", "fault").rows() == [
        (665, "events", "icews_2018", None),
        (7, "events", "icews_2018", "a second row of the same file and day"),
        (None, "events", "icews_2018", "all_quadruples is no count"),
    ]


def test_yearly_counts_are_known_after_the_year(write: Writer) -> None:
    path = write(
        "annual.csv.gz",
        f"{','.join(YEARLY)}\nRUS,PRK,2014,1,2,3,4\nRUS,PRK,2014,1,2,3,4\n"
        "RUS,EUR,2014,1,2,3,4\nRUS,PRK,13,1,2,3,4\nRUS,KOR,2014,1,2,,4\n"
        "RUS,KOR,2014,-1,2,3,4\nRUS,KOR,2014,1.5,2,3,4\n",
    )
    assert ANNUAL.fits(path)
    kept = parsed(ANNUAL, path).tables[Form.COUNTS].collect()
    assert kept.row(0)[:9] == (
        *(date(2014, 1, 1), date(2015, 1, 1), "year", "RUS", "PRK"),
        *(1, 2, 3, 4),
    )
    assert kept["fault"].to_list() == [
        None,
        "a second row of the same pair and year",
        "target is no state",
        "year is no year like 2014",
        "verbal_conflict is no count",
        "verbal_cooperation is no count",
        "verbal_cooperation is no count",
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data(), st.sampled_from(list(QUADRUPLES)))
def test_damaged_parts_are_refused_in_words_or_accounted_for(
    tmp_path: Path, data: st.DataObject, part: str
) -> None:
    damaged = data.draw(mutated(QUADRUPLES[part].encode()))
    with suppress(RecordError):
        read(BENCHMARK, packed(tmp_path, **{part.removesuffix(".txt"): damaged}))


def test_the_benchmark_at_hand_and_its_double_storing(shared: Path, tmp_path: Path) -> None:
    found = BENCHMARK.parse(shared / "data" / "icews" / "ICEWS18.zip", tmp_path)
    kept = found.tables[Form.EVENTS].collect(engine="streaming")
    assert (found.read, kept.height, kept["fault"].null_count()) == (468_558, 468_558, 468_558)
    assert (kept["date"].min(), kept["date"].max()) == (date(2018, 1, 1), date(2018, 10, 31))
    assert kept["source"].is_not_null().mean() > 0.65
    met = (
        kept.filter(pl.col("code") == "040")
        .drop("source", "target")
        .with_columns(source=pl.col("source_actor"), target=pl.col("target_actor"))
    )
    taken = without_repeats(met.lazy(), ["both_directions"]).taken["both_directions"]
    assert abs(taken / met.height - 0.5) < 0.001


def test_the_focal_table_at_hand_says_what_its_own_quads_say(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "icews" / "focal_events_2018_2022.csv.gz"
    kept = FOCAL.parse(path, tmp_path).tables[Form.EVENTS].collect()
    strict = pl.read_csv(path, infer_schema=False)
    assert kept.height == kept["fault"].null_count() == strict.height
    assert (kept["source"] == strict["src"]).all()
    quad = strict["quad"].replace_strict(dict(zip(("VC", "MC", "VK", "MK"), QUADS, strict=True)))
    differ = kept.filter(kept["quad"] != quad)
    assert differ["code"].to_list() == ["131"]  # the one row whose code the table leaves out
    pair = kept.filter(
        (pl.col("source") == "RUS")
        & (pl.col("target") == "UKR")
        & (pl.col("date").dt.year() == 2022)
    )
    days = dict(pair.group_by("date").len().iter_rows())
    assert days[date(2022, 2, 24)] > 5 * days[date(2022, 2, 23)]


def test_the_other_tables_at_hand(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "icews"
    days = EXPOSURE.parse(folder / "daily_exposure.csv", tmp_path).tables[Form.SERIES].collect()
    years = ANNUAL.parse(folder / "annual_quads_2002_2014.csv.gz", tmp_path)
    counts = years.tables[Form.COUNTS].collect()
    assert days["fault"].null_count() == days.height == 790
    assert counts["fault"].null_count() == counts.height == years.read
    strict = pl.read_csv(folder / "annual_quads_2002_2014.csv.gz")
    assert counts.select(QUADS).sum().rows() == strict.select(QUADS).sum().rows()


def test_between_the_windows_nothing_is_told(write: Writer) -> None:
    rows = (
        f"icews_{day[:4]},{day},RUS,PRK,bare,bare,Russia,North Korea,Consult,040,train,04,VC"
        for day in ("2018-01-02", "2018-01-09", "2021-01-03", "2018-10-31", "2021-08-31")
    )
    path = write("focal.csv", "\n".join([",".join(EVENTS), *rows]) + "\n")
    assert parsed(FOCAL, path).gaps == ((date(2018, 11, 1), date(2021, 1, 2)),)
