"""The verbs of the record, as a user calls them, against files of our own and a local server."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from peripheries.api.recording.counting import count_files, counts
from peripheries.api.recording.covering import coverage
from peripheries.cli import app
from peripheries.errors import PeripheriesError, UsageError
from peripheries.record.connectors.gdelt import COLUMNS_2
from record.connectors.true_events import gdelt_line as line
from record.connectors.true_formats import BULK, OFFICIAL_RATES
from record.misbehaving import Misbehaving, cut, page, status, whole, zip_of

GDELT = "https://storage.googleapis.com"
FOLDER = "/data.gdeltproject.org/gdeltv2"
BANK = "https://www.cbr.ru"
SUMMITS = Path(__file__).resolve().parents[2] / "docs" / "examples" / "summits"


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with Misbehaving() as one:
        yield one


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("PERIPHERIES_STORE", str(folder))
    return folder


@dataclass(frozen=True)
class Done:
    """What a command left."""

    exit_code: int
    stdout: str
    stderr: str
    output: str


def call(*arguments: str) -> Done:
    """A command as a shell sees it; a user's mistake gives its exit code and message."""
    result = CliRunner().invoke(app, ["record", *arguments])
    fault = result.exception
    if isinstance(fault, PeripheriesError):
        return Done(fault.exit_code, result.stdout, str(fault), f"{result.output}{fault}")
    assert fault is None or isinstance(fault, SystemExit), result.exc_info
    return Done(result.exit_code, result.stdout, result.stderr, result.output)


def gdelt_day(day: date, *lines: str) -> tuple[str, bytes]:
    """Name and bytes of a quarter of an hour of GDELT 2.0."""
    name = f"{day:%Y%m%d}120000.export.CSV.zip"
    return name, zip_of(("\n".join(lines) + "\n").encode(), name.removesuffix(".zip"))


def offered(
    server: Misbehaving, files: dict[str, bytes], bad: dict[str, object] | None = None
) -> None:
    """GDELT 2.0 as the server holds it: its two lists, and its files."""
    listed = "".join(
        f"{len(data)} {hashlib.md5(data).hexdigest()} http://data.gdeltproject.org/gdeltv2/{name}\n"
        for name, data in files.items()
    )
    for name in ("masterfilelist.txt", "lastupdate.txt"):
        server.on(f"{FOLDER}/{name}", whole(listed.encode()))
    for name, data in files.items():
        server.on(f"{FOLDER}/{name}", whole(data))
    for name, act in (bad or {}).items():
        server.on(f"{FOLDER}/{name}", act)


def acts(day: date) -> list[str]:
    """Three events of a day, one reported twice, and a line that is none."""
    text = f"{day:%Y%m%d}"
    told = {"SQLDATE": text, "DATEADDED": f"{text}120000"}
    return [
        line(COLUMNS_2, GLOBALEVENTID="1", **told),
        line(COLUMNS_2, GLOBALEVENTID="2", **told),
        line(COLUMNS_2, GLOBALEVENTID="3", EventCode="042", **told),
        line(COLUMNS_2, GLOBALEVENTID="4", Actor2CountryCode="EUR", Actor2Code="EUR", **told),
        "torn off",
    ]


WEEK = [date(2022, 2, 21) + timedelta(days=n) for n in range(7)]


def fetch_week(server: Misbehaving) -> Done:
    days = ["--since", str(WEEK[0]), "--until", str(WEEK[-1])]
    return call("fetch", "gdelt2", *days, "--mirror", f"{GDELT}={server.base}")


def test_a_week_is_fetched_entered_and_counted(server: Misbehaving) -> None:
    offered(server, dict(gdelt_day(day, *acts(day)) for day in WEEK))
    done = fetch_week(server)
    assert done.exit_code == 0, done.output
    assert "7 files came" in done.output
    assert "28 rows, 2022-02-21 to 2022-02-27" in done.output
    assert "rejected 7: a line of 1 field, not 61" in done.output
    shown = call("show", "gdelt2", "--source", "RUS", "--target", "UKR", "--by", "month")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "source,target,date,verbal_cooperation,material_cooperation,verbal_conflict,material_conflict",
        "RUS,UKR,2022-02-01,7,0,0,7",
    ]
    assert "exact 7, rereports 0, both_directions 0" in shown.stderr
    raw = counts("gdelt2", by="month", without=("exact", "rereports")).dyads
    assert raw["material_conflict"].to_list() == [14]


def test_a_file_that_cannot_be_had_ends_nothing_and_a_second_run_gets_it(
    server: Misbehaving,
) -> None:
    files = dict(gdelt_day(day, *acts(day)) for day in WEEK)
    lost, html = list(files)[2], list(files)[4]
    offered(server, files, {lost: status(404), html: page()})
    first = fetch_week(server)
    assert first.exit_code == 3
    assert "5 files came" in first.output
    assert lost in first.output
    assert html in first.output
    before = len(server.asked())
    offered(server, files)
    again = fetch_week(server)
    assert again.exit_code == 0, again.output
    assert "2 files came" in again.output
    assert "5 were held already" in again.output
    asked = {path for path in files if server.asked(f"{FOLDER}/{path}")}
    assert asked == set(files)
    assert len(server.asked()) - before == 4  # two lists and two files
    assert counts("gdelt2").dyads["material_conflict"].sum() == 7


def test_a_truncated_zip_does_not_enter(server: Misbehaving) -> None:
    files = dict(gdelt_day(day, *acts(day)) for day in WEEK[:1])
    name, data = next(iter(files.items()))
    short = data[:-30]
    offered(server, {name: short})
    done = fetch_week(server)
    assert done.exit_code == 3
    assert name in done.output
    assert call("show", "gdelt2").exit_code == 2
    offered(server, files, {name: cut(data, 40)})
    server.on(f"{FOLDER}/{name}", cut(data, 40), whole(data))
    resumed = fetch_week(server)
    assert resumed.exit_code == 0, resumed.output
    assert "Range" in server.asked(f"{FOLDER}/{name}")[-1]


def test_official_rates_are_fetched_by_year(server: Misbehaving) -> None:
    path = "/scripts/XML_dynamic.asp?date_req1=01/01/2022&date_req2=31/12/2022&VAL_NM_RQ=R01235"
    server.on(path, whole(OFFICIAL_RATES, content_type="application/xml"))
    days = ["--since", "2022-01-01", "--until", "2022-12-31"]
    done = call("fetch", "exchange_rates", *days, "--mirror", f"{BANK}={server.base}")
    assert done.exit_code == 0, done.output
    rows = call("show", "exchange_rates", "--format", "json").stdout
    assert {row["quantity"] for row in json.loads(rows)} == {"RUB per CNY", "RUB per USD"}


def test_a_series_that_grows_takes_the_place_of_what_is_held(server: Misbehaving) -> None:
    path = "/scripts/XML_dynamic.asp?date_req1=01/01/2022&date_req2=31/12/2022&VAL_NM_RQ=R01235"
    days = ["--since", "2022-01-01", "--until", "2022-12-31"]
    newer = OFFICIAL_RATES.replace(b"116,3900", b"120,0000")
    shown = []
    for data in (OFFICIAL_RATES, OFFICIAL_RATES, newer):
        server.on(path, whole(data, content_type="application/xml"))
        done = call("fetch", "exchange_rates", *days, "--mirror", f"{BANK}={server.base}")
        assert done.exit_code == 0, done.output
        rows = json.loads(call("show", "exchange_rates", "--format", "json").stdout)
        shown.append([row["value"] for row in rows if row["quantity"] == "RUB per CNY"])
    assert shown == [[11.639], [11.639], [12.0]]


def test_a_file_that_is_placed_is_added_once(tmp_path: Path) -> None:
    file = tmp_path / "2026_1_2_ga_voting.csv"
    file.write_text(BULK, encoding="utf-8")
    added = call("add", "un_assembly", str(file))
    assert added.exit_code == 0, added.output
    assert "un_assembly votes: 6 rows" in added.output
    assert "note:" in added.output
    again = call("add", "un_assembly", str(file))
    assert "1 file held already: nothing changed." in again.output
    listed = json.loads(call("list", "un_assembly", "--format", "json").stdout)
    assert {(row["name"], row["read"], row["kept"]) for row in listed} == {(file.name, 10, 6)}


def test_what_did_not_enter_can_be_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "2026_1_2_ga_voting.csv"
    file.write_text(BULK, encoding="utf-8")
    call("add", "un_assembly", str(file))
    shown = pl.read_csv(call("show", "un_assembly", "--rejected").stdout.encode())
    assert sorted(shown["reason"]) == [
        "a line of 3 fields, not 20",
        "a second vote of this member",
        "a vote that is none of Y, N, A, X",
        "no day of the vote",
        "no day of the vote",
    ]
    assert shown["file"].unique().to_list() == [file.name]


def test_a_foreign_file_is_refused_with_the_layouts_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("a,b\n1,2\n")
    done = call("add", "gdelt2", str(file))
    assert done.exit_code == 3
    assert "none of the layouts of gdelt2" in done.output
    assert "61 columns" in done.output


def test_streams_of_a_case_are_read_through_its_mapping(tmp_path: Path) -> None:
    file = tmp_path / "brent.csv"
    file.write_text("Date,Price\n2022-02-15,97.13\n2022-03-15,117.25\n2022-04-15,much\n")
    assert call("add", "brent", str(file)).exit_code == 2
    done = call("add", "brent", str(file), "--case", "two_peripheries")
    assert done.exit_code == 0, done.output
    assert "rejected 1: Price is not a number (first: line 4)" in done.output
    rows = json.loads(call("show", "brent", "--as-of", "2022-03-31", "--format", "json").stdout)
    assert [(row["value"], row["known"]) for row in rows] == [(97.13, "2022-03-01")]


def test_an_actor_is_mapped_in_one_file(tmp_path: Path, store: Path) -> None:
    name, data = gdelt_day(WEEK[0], *acts(WEEK[0]))
    (tmp_path / name).write_bytes(data)
    call("add", "gdelt2", str(tmp_path / name))
    assert call("show", "gdelt2", "--unmapped").stdout.splitlines() == ["actor,rows", "EUR,1"]
    (store / "actors.csv").write_text("actor,state\nEUR,FRA\n")
    assert call("show", "gdelt2", "--unmapped").stdout.splitlines() == ["actor,rows"]
    assert counts("gdelt2").dyads.filter(target="FRA")["material_conflict"].to_list() == [1]
    (store / "actors.csv").write_text("actor,state\nEUR,Atlantis\n")
    bad = call("show", "gdelt2", "--unmapped")
    assert bad.exit_code == 3
    assert "line 2" in bad.output


@pytest.mark.parametrize("small", [0, 100])
def test_files_counted_straight_away_are_counted_as_in_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr("peripheries.api.recording.counting._SMALL", small)
    paths = []
    for day in WEEK:
        name, data = gdelt_day(day, *acts(day))
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    straight = count_files("gdelt2", *paths, by="day")
    call("add", "gdelt2", *map(str, paths))
    rules = ("exact", "rereports", "both_directions")
    kept = counts("gdelt2", by="day", without=rules)
    assert straight.dyads.equals(kept.dyads)
    assert straight.unmapped.equals(kept.unmapped)
    assert straight.counted == 21
    with pytest.raises(UsageError, match="no file to count"):
        count_files("gdelt2")


def test_coverage_tells_days_and_gaps_and_a_dyads_zeros(tmp_path: Path) -> None:
    for day in (WEEK[0], WEEK[1], WEEK[5]):
        name, data = gdelt_day(day, *(acts(day) if day != WEEK[1] else acts(day)[3:4]))
        (tmp_path / name).write_bytes(data)
        call("add", "gdelt2", str(tmp_path / name))
    found = coverage("gdelt2", dyad="RUS-UKR")
    assert found.days.select("covered", "rows", "of_dyad").rows() == [
        (True, 4, 3),
        (True, 1, 0),
        (False, 0, None),
        (False, 0, None),
        (False, 0, None),
        (True, 4, 3),
    ]
    assert found.gaps == ((WEEK[2], WEEK[4]),)
    told = call("coverage", "gdelt2", "--dyad", "RUS-UKR")
    assert "3 days covered, 3 missing in 1 gaps" in told.output
    assert "2022  ·░··········" in told.output
    picture = tmp_path / "coverage.svg"
    assert call("coverage", "gdelt2", "--out", str(picture)).exit_code == 0
    assert picture.read_text().startswith("<svg")
    assert call("coverage", "gdelt2", "--out", "coverage.txt").exit_code == 2
    assert call("coverage", "gdelt2", "--dyad", "RUSUKR").exit_code == 2


def test_damage_is_named_and_mended(tmp_path: Path, store: Path) -> None:
    name, data = gdelt_day(WEEK[0], *acts(WEEK[0]))
    (tmp_path / name).write_bytes(data)
    call("add", "gdelt2", str(tmp_path / name))
    assert "every hash is as it was written" in call("verify").output
    part = next(p for p in store.rglob("parts/**/*.parquet") if "rejected" not in p.name)
    part.write_bytes(part.read_bytes()[:-8] + b"damaged!")
    told = call("verify")
    assert told.exit_code == 3
    assert part.name in told.output
    mended = call("verify", "--mend")
    assert mended.exit_code == 0, mended.output
    assert "Rebuilt" in mended.output
    assert call("verify").exit_code == 0
    assert counts("gdelt2").dyads["material_conflict"].sum() == 1


def test_an_actor_that_nobody_knows_is_no_zero(tmp_path: Path) -> None:
    name, data = gdelt_day(WEEK[0], *acts(WEEK[0]))
    (tmp_path / name).write_bytes(data)
    call("add", "gdelt2", str(tmp_path / name))
    for arguments in (("show", "--source", "Russia"), ("coverage", "--dyad", "RUS-XQZ")):
        verb, *rest = arguments
        done = call(verb, "gdelt2", *rest)
        assert done.exit_code == 2
        assert "There is no actor" in done.output
    assert call("show", "gdelt2", "--source", "FRA").exit_code == 0


def test_files_of_a_folder_that_are_left_aside_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    name, data = gdelt_day(WEEK[0], *acts(WEEK[0]))
    (folder / name).write_bytes(data)
    (folder / "torn.zip").write_bytes(data[:40])
    done = call("add", "gdelt2", str(folder))
    assert "4 rows" in done.output
    assert "torn.zip" in done.output


def test_a_word_that_a_form_does_not_know_is_rejected(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(SUMMITS, case)
    (case / "streams.yaml").write_text(
        "streams:\n  - {id: mine, title: t, publisher: p, terms: x, citation: c, "
        "first: 2022-01-01, form: events, columns: {event_id: id, date: d, known: d, source: s, "
        "target: t, code: c, quad: q}}\n"
    )
    file = tmp_path / "mine.csv"
    file.write_text(
        "id,d,s,t,c,q\n1,2022-01-01,RUS,PRK,040,verbal_cooperation\n2,2022-01-02,RUS,PRK,040,bogus\n"
    )
    done = call("add", "mine", str(file), "--case", str(case))
    assert done.exit_code == 0, done.output
    assert "rejected 1: quad is none of" in done.output
    shown = call("show", "mine", "--by", "month", "--case", str(case))
    assert shown.exit_code == 0, shown.output
    assert "RUS,PRK,2022-01-01,1,0,0,0" in shown.stdout


def test_mistakes_are_told_with_a_remedy(tmp_path: Path) -> None:
    told = {
        ("fetch", "gdelt"): "gdelt2",
        ("fetch", "un_assembly"): "record add un_assembly FILE",
        ("fetch", "gdelt2", "--since", "2022-02-30"): "not a date",
        ("fetch", "gdelt2", "--since", "2022-03-01", "--until", "2022-02-01"): "exchange",
        ("fetch", "gdelt2", "--mirror", "nowhere"): "no mirror",
        ("show", "gdelt2"): "record fetch gdelt2",
        ("coverage", "gdelt2"): "record fetch gdelt2",
        ("add", "gdelt2", str(tmp_path / "absent")): "no such file",
        ("build", "two_peripheries", "--only", "agrement"): "agreement",
        ("fetch", "gdelt2", "--mirror", "https://foo.org=http://127.0.0.1:1"): "does not ask",
        ("verify",): "no store",
        ("show", "gdelt2", "--rejected", "--unmapped"): "one at a time",
        ("show", "gdelt2", "--without", "exact"): "give --by",
        ("build", "two_peripheries"): "record add un_assembly FILE",
    }
    for arguments, words in told.items():
        done = call(*arguments)
        assert done.exit_code in {2, 3}, arguments
        assert words in done.output, arguments
