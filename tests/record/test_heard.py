"""Somebody's events: read by our words or a stream's own, nothing dropped in silence."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peripheries.errors import RecordError
from peripheries.record.heard import heard

ACTORS = frozenset({"RUS", "PRK", "UNSC"})


def written(folder: Path, text: str, name: str = "events.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_rows_are_events_or_counted(tmp_path: Path) -> None:
    text = (
        "date,source,target,type\n"
        "2024-05-02,RUS,PRK,AID\n"
        "2024-05,PRK,Russian Federation,consult\n"
        "2024-04-01,UNSC,PRK,SANCTION\n"
        "2024-05-03,Atlantis,PRK,AID\n"
        "2024-05-03,Atlantis,Mu,AID\n"
        "2024-05-04,RUS,PRK,DANCE\n"
        "2024-05-04,RUS,RUS,AID\n"
    )
    found = heard(written(tmp_path, text), ACTORS)
    assert found.events.rows() == [
        (date(2024, 4, 1), "UNSC", "PRK", "material_conflict"),
        (date(2024, 5, 1), "PRK", "RUS", "verbal_cooperation"),
        (date(2024, 5, 2), "RUS", "PRK", "material_cooperation"),
    ]
    assert found.rows == 7
    assert found.unmapped.rows() == [("Atlantis", 2), ("Mu", 1)]
    assert (found.without_kind, found.of_itself) == (1, 1)


@pytest.mark.parametrize(
    ("heading", "word", "quad"),
    [
        ("quad", "Verbal Conflict", "verbal_conflict"),
        ("quad_code", "VERBAL_CONFLICT", "verbal_conflict"),
        ("Event Type", "ACCUSE", "verbal_conflict"),
        ("Event Type", "CONCEDE", "verbal_cooperation"),
        ("CAMEO Code", "010", "verbal_cooperation"),
        ("code", "190", "material_conflict"),
    ],
)
def test_a_kind_is_told_in_any_of_the_usual_words(
    tmp_path: Path, heading: str, word: str, quad: str
) -> None:
    text = (
        f"Event Date\tSource Country\tTarget Country\t{heading}\n2024-01-01\tRussia\tPRK\t{word}\n"
    )
    found = heard(written(tmp_path, text, "events.tab"), ACTORS)
    assert found.events.rows() == [(date(2024, 1, 1), "RUS", "PRK", quad)]


def test_our_own_word_goes_before_the_streams(tmp_path: Path) -> None:
    text = "date,event_date,source,target,quad\n2024-01-01,1999-01-01,RUS,PRK,verbal_conflict\n"
    assert heard(written(tmp_path, text), ACTORS).events["date"].to_list() == [date(2024, 1, 1)]


def test_other_columns_may_have_any_names(tmp_path: Path) -> None:
    text = "date,*,source,^.*$,target,code\n2024-01-01,1,RUS,2,PRK,040\n"
    assert heard(written(tmp_path, text), ACTORS).events["source"].to_list() == ["RUS"]


def test_a_parquet_file_says_the_same(tmp_path: Path) -> None:
    text = "date,source,target,code\n2024-01-01,RUS,PRK,040\n"
    plain = heard(written(tmp_path, text), ACTORS)
    frame = pl.DataFrame(
        {"date": [date(2024, 1, 1)], "source": ["RUS"], "target": ["PRK"], "code": ["040"]}
    )
    frame.write_parquet(tmp_path / "events.parquet")
    assert heard(tmp_path / "events.parquet", ACTORS).events.equals(plain.events)


def test_what_is_no_table_of_events_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no file"):
        heard(tmp_path / "absent.csv", ACTORS)
    with pytest.raises(RecordError, match="no column target, quad, type or code"):
        heard(written(tmp_path, "date,source\n2024-01-01,RUS\n"), ACTORS)
    (tmp_path / "bad.parquet").write_bytes(b"nothing")
    with pytest.raises(RecordError, match="cannot be read"):
        heard(tmp_path / "bad.parquet", ACTORS)


def test_all_dates_that_are_none_are_told_at_once_by_line(tmp_path: Path) -> None:
    text = "date,source,target,code\n01/02/2024,RUS,PRK,04\n2024-01-01,RUS,PRK,04\n,RUS,PRK,04\n"
    with pytest.raises(RecordError) as caught:
        heard(written(tmp_path, text), ACTORS)
    assert "2 rows" in str(caught.value)
    assert "events.csv:2" in str(caught.value)
    assert "events.csv:4" in str(caught.value)
