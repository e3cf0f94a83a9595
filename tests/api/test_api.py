import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

import peripheries as p
from peripheries.api import exporting
from peripheries.api.words import What
from peripheries.case import Case, find_case
from peripheries.errors import OutputError, UsageError
from peripheries.study import Results, read_results

pytestmark = pytest.mark.usefixtures("read_once")

HEAVY = {"numpy", "polars", "scipy", "altair", "pydantic", "yaml", "click", "rich"}
FRAMES = (
    "claims",
    "tests",
    "specifications",
    "placebos",
    "weights",
    "stream_weights",
    "knock_outs",
    "compared",
    "measures",
    "breaks",
    "events",
    "ties",
    "tables",
    "questions",
)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the built-in case with one misspelt actor, on line 3 of the chronicle."""
    folder = Path(shutil.copytree(find_case("two_peripheries"), tmp_path / "case"))
    file = folder / "record/chronicle.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace(",PRK,RUS,", ",PRKK,RUS,", 1)
    file.write_text("".join(lines), encoding="utf-8")
    return folder


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, peripheries\nprint(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there_and_no_other() -> None:
    assert set(p.__all__) <= set(dir(p))
    assert all(callable(getattr(p, name)) for name in p.__all__)
    with pytest.raises(AttributeError, match="no attribute 'rnu'"):
        _ = p.rnu


def test_a_sound_case_has_no_faults() -> None:
    faults = p.check("two_peripheries")
    assert faults.is_empty()
    assert faults.columns == ["file", "line", "field", "problem", "remedy"]


def test_a_fault_is_a_row_with_place_and_remedy(broken: Path) -> None:
    (fault,) = p.check(broken).rows(named=True)
    assert fault["file"] == str(broken / "record/chronicle.csv")
    assert (fault["line"], fault["field"]) == (3, "source")
    assert fault["remedy"] == "Did you mean 'PRK'?"


@pytest.mark.parametrize("what", get_args(What))
def test_every_word_of_show_gives_rows(what: What) -> None:
    frame = p.show(what)
    assert frame.height >= 3
    assert not frame[frame.columns[0]].has_nulls()


def test_events_can_be_chosen_by_party_day_and_vintage() -> None:
    chosen = p.show("events", source="PRK", target="RUS", since="2022-01-01", until="2022-12-31")
    assert set(chosen["source"]) == {"PRK"}
    assert set(chosen["target"]) == {"RUS"}
    assert set(chosen["date"].dt.year()) == {2022}
    then = p.show("events", as_of="2022-06-30")
    assert then["known"].max() <= date(2022, 6, 30)
    assert p.show("events", as_of="2022-06-30", since="2022-07-01").is_empty()


def test_an_answer_that_was_not_yet_known_is_not_shown() -> None:
    then = p.show("questions", as_of="2023-03-31")
    told = then.filter(pl.col("status") == "resolved")
    assert (told["answer_known"] <= date(2023, 3, 31)).all()
    hidden = then.filter(pl.col("as_of") >= date(2023, 3, 31))
    assert set(hidden["status"]) == {"open"}
    unknown = hidden.select("answer", "answer_known", "because", "by")
    assert unknown.null_count().row(0) == (hidden.height,) * 4
    assert hidden["sources"].list.len().sum() == 0
    assert p.show("questions")["status"].to_list().count("resolved") > told.height


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"what": "clams"}, "Did you mean 'claims'?"),
        ({"what": "events", "source": "PRKK"}, "Did you mean 'PRK'?"),
        ({"what": "claims", "source": "PRK"}, "choose among events"),
        ({"what": "events", "since": "2022-02-30"}, "is not a date"),
        ({"what": "events", "since": "2023-01-01", "until": "2022-01-01"}, "lies after"),
        ({"what": "tables", "as_of": "1900-01-01"}, "the record begins on 1948-10-12"),
        ({"what": "tables", "as_of": "2999-01-01"}, "record's future"),
        ({"what": "tables", "case": "two_periferies"}, "Did you mean 'two_peripheries'?"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_remedy(choice: dict, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        p.show(**choice)
    assert message in str(caught.value)


def test_the_days_at_the_ends_of_the_record_are_within_it() -> None:
    first = p.show("events")["known"].min()
    assert p.show("events", as_of=first).height >= 1
    last = p.show("tables")["as_of"].max()
    assert p.show("events", as_of=last).height >= p.show("events").height


def test_every_frame_of_a_run_has_the_rows_of_its_results(
    results: Results, computed: list[date]
) -> None:
    run = p.run()
    tests = [t for c in results.claims for t in c.tests]
    weights = [w for m in results.mechanisms for w in m.weights]
    assert results.model is not None
    expected = {
        "claims": len(results.claims),
        "tests": len(tests),
        "specifications": sum(len(t.specifications) for t in tests),
        "placebos": sum(len(q.effects) for t in tests for q in t.placebos),
        "weights": len(weights) + len(results.model.controls),
        "stream_weights": len(results.model.streams),
        "knock_outs": 4 * sum(m.knock_out is not None for m in results.mechanisms),
        "compared": len(results.model.compared),
        "measures": sum(len(m.points) for m in results.measures),
        "breaks": sum(len(m.breaks.dates) for m in results.measures if m.breaks),
        "events": len(results.record.events),
        "ties": len(results.record.ties),
        "tables": len(results.record.tables),
        "questions": len(results.questions),
    }
    assert {name: getattr(run, name).height for name in FRAMES} == expected
    assert computed == [results.as_of]
    assert run.answer == results.answer.text
    assert run.files == ()


@pytest.mark.usefixtures("computed")
def test_the_frames_hold_the_numbers_of_the_results(results: Results) -> None:
    run = p.run()
    claim = next(c for c in results.claims if c.tests and c.tests[0].placebos)
    test = claim.tests[0]
    row = run.tests.row(
        by_predicate=(pl.col("claim") == claim.id) & (pl.col("number") == 1), named=True
    )
    assert test.estimate is not None
    assert (row["value"], row["low"], row["high"]) == (
        test.estimate.value,
        test.estimate.low,
        test.estimate.high,
    )
    placebos = run.placebos.filter(claim=claim.id, number=1, kind=test.placebos[0].kind)
    assert placebos["effect"].to_list() == [e.effect for e in test.placebos[0].effects]
    assert set(placebos["real_effect"]) == {test.placebos[0].effect}
    measure = results.measures[0]
    levels = run.measures.filter(id=measure.id)["level"].to_list()
    assert levels == [point.level for point in measure.points]


@pytest.mark.usefixtures("computed")
@pytest.mark.parametrize("what", ["events", "tables", "questions"])
def test_show_and_run_tell_the_same_of_the_same_vintage(what: What) -> None:
    assert p.show(what).equals(getattr(p.run(), what))


@pytest.mark.usefixtures("computed")
def test_a_frame_without_rows_keeps_its_columns(results: Results) -> None:
    full = p.run()
    empty = p.Run(
        results.model_copy(
            update={
                "claims": (),
                "model": None,
                "mechanisms": (),
                "measures": (),
                "questions": (),
                "record": results.record.model_copy(
                    update={"tables": (), "events": (), "ties": ()}
                ),
            }
        )
    )
    for name in FRAMES:
        assert getattr(empty, name).schema == getattr(full, name).schema


def test_a_run_writes_report_and_results_once(
    results: Results, computed: list[date], tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out"
    first = p.run(out=out)
    assert first.files == (out / "report.html", out / "results.json")
    assert sorted(out.iterdir()) == sorted(first.files)
    assert first.files[0].read_text(encoding="utf-8") == "the report"
    assert read_results(first.files[1]) == first.results
    again = p.run(out=out)
    assert len(computed) == 1
    assert again == first
    p.run(as_of=results.case.about.essay_as_of, out=out)
    assert computed == [results.as_of, results.case.about.essay_as_of]


def test_a_changed_case_is_run_again(computed: list[date], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(find_case("two_peripheries"), tmp_path / "case"))
    p.run(folder, out=tmp_path / "out")
    file = folder / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    p.run(folder, out=tmp_path / "out")
    assert len(computed) == 2


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    computed: list[date], tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for out in (file, file / "below"):
        with pytest.raises(OutputError, match="choose"):
            p.run(out=out)
        with pytest.raises(OutputError, match="choose"):
            p.export(out=out)
    assert not computed
    assert file.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]


def test_the_whole_record_is_exported_with_what_it_says_of_itself(
    built_in: Case, tmp_path: Path
) -> None:
    files = p.export(out=tmp_path / "parquet")
    assert sorted(files) == sorted((tmp_path / "parquet").iterdir())
    told = json.loads(files[-1].read_text(encoding="utf-8"))
    assert list(told) == list(built_in.tables)
    for name, table in told.items():
        frame = pl.read_parquet(tmp_path / "parquet" / table["exported"])
        assert frame.height == table["rows"]
        assert table["source"] == built_in.tables[name].source
        assert {"coverage", "terms", "as_of", "computed", "caveats"} <= set(table)


def test_csv_holds_what_parquet_holds(tmp_path: Path) -> None:
    p.export(out=tmp_path, format="parquet")
    p.export(out=tmp_path, format="csv")
    for file in tmp_path.glob("*.csv"):
        whole = pl.read_parquet(file.with_suffix(".parquet"))
        text = pl.read_csv(file, infer_schema=False)
        assert text.columns == whole.columns
        assert text.height == whole.height
        days = [c for c, kind in whole.schema.items() if kind == pl.Date]
        assert text.select(pl.col(days).str.to_date()).equals(whole.select(days))
        numbers = [c for c, kind in whole.schema.items() if kind == pl.Float64]
        assert text.select(pl.col(numbers).cast(pl.Float64)).equals(whole.select(numbers))


def test_an_export_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path / "chronicle.csv"
    before.write_text("of another day", encoding="utf-8")
    write = exporting._write

    def full(frame: pl.DataFrame, file: Path, format: str) -> None:
        if file.stem == "trade":
            raise OSError(28, "No space left on device")
        write(frame, file, format)

    monkeypatch.setattr(exporting, "_write", full)
    with pytest.raises(OutputError, match="No space left on device"):
        p.export(out=tmp_path, format="csv")
    assert list(tmp_path.iterdir()) == [before]
    assert before.read_text(encoding="utf-8") == "of another day"


def test_a_format_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean 'parquet'"):
        p.export(out=tmp_path, format="parket")
    assert not list(tmp_path.iterdir())
