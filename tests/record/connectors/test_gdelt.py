import zipfile
from datetime import date
from pathlib import Path

import pytest

from peripheries.record.connectors.base import Layout
from peripheries.record.connectors.gdelt import (
    COLUMNS_0,
    COLUMNS_1,
    COLUMNS_2,
    GDELT_1,
    GDELT_2,
)
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed
from record.connectors.true_events import gdelt_line as line

NEW, DAILY, OLD = GDELT_2.layouts[0], *GDELT_1.layouts
COLUMNS = {"gdelt2": COLUMNS_2, "gdelt1": COLUMNS_1, "gdelt1_old": COLUMNS_0}


def packed(folder: Path, content: bytes, name: str = "20220224041500.export.CSV") -> Path:
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def parsed(folder: Path, layout: Layout, *lines: str) -> Parsed:
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    text = "\n".join(lines) + "\n"
    return layout.parse(packed(folder, text.encode()), scratch)


def test_the_layouts_have_the_true_numbers_of_columns() -> None:
    assert [len(columns) for columns in (COLUMNS_2, COLUMNS_1, COLUMNS_0)] == [61, 58, 57]
    places = {"QuadClass": 29, "AvgTone": 34, "ActionGeo_CountryCode": 53, "DATEADDED": 59}
    assert {name: COLUMNS_2.index(name) for name in places} == places
    assert (COLUMNS_1.index("DATEADDED"), COLUMNS_1.index("SOURCEURL")) == (56, 57)


@pytest.mark.parametrize("layout", [NEW, DAILY, OLD])
def test_a_line_becomes_an_event(tmp_path: Path, layout: Layout) -> None:
    columns = COLUMNS[layout.name]
    row = parsed(tmp_path, layout, line(columns)).tables[Form.EVENTS].collect().to_dicts()[0]
    assert row == {
        "event_id": "410412347",
        "date": date(2022, 2, 24),
        "known": date(2022, 2, 24),
        "source": "RUS",
        "target": "UKR",
        "source_actor": "RUSMIL",
        "target_actor": "UKR",
        "source_role": "MIL",
        "target_role": None,
        "code": "190",
        "type": "ASSAULT",
        "quad": "material_conflict",
        "intensity": -10.0,
        "mentions": 12,
        "articles": 11,
        "tone": -4.25,
        "place": "UP",
        "report": None if layout is OLD else "http://www.example.org/a",
        "fault": None,
        "line": 1,
    }


def test_files_are_told_apart_by_their_first_line(tmp_path: Path) -> None:
    for number, layout in enumerate((NEW, DAILY, OLD)):
        path = packed(tmp_path, line(COLUMNS[layout.name]).encode(), str(number))
        assert [other.fits(path) for other in (NEW, DAILY, OLD)] == [
            other is layout for other in (NEW, DAILY, OLD)
        ]
    assert not NEW.fits(packed(tmp_path, b"<html>\n"))


def test_an_event_is_known_when_it_was_added_and_never_before_the_act(tmp_path: Path) -> None:
    late = line(COLUMNS_2, SQLDATE="20120224")
    early = line(COLUMNS_2, SQLDATE="20220226")
    rows = parsed(tmp_path, NEW, late, early).tables[Form.EVENTS].collect()
    assert rows["known"].to_list() == [date(2022, 2, 24), date(2022, 2, 26)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"GLOBALEVENTID": "x1"}, "GLOBALEVENTID is no number"),
        ({"GLOBALEVENTID": ""}, "GLOBALEVENTID is no number"),
        ({"SQLDATE": "20221340"}, "SQLDATE is no date like YYYYMMDD"),
        ({"DATEADDED": ""}, "DATEADDED does not begin with a date like YYYYMMDD"),
        ({"EventCode": "---"}, "EventCode is no code of CAMEO"),
        ({"NumMentions": "many"}, "NumMentions is no number"),
        ({"AvgTone": ""}, "AvgTone is no number"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_line(
    tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    found = parsed(tmp_path, NEW, line(COLUMNS_2), line(COLUMNS_2, **changed))
    rows = found.tables[Form.EVENTS].collect()
    assert rows["fault"].to_list() == [None, reason]
    assert rows["line"].to_list() == [1, 2]


@pytest.mark.parametrize("layout", [NEW, DAILY, OLD])
def test_what_is_counted_is_what_is_read(tmp_path: Path, layout: Layout) -> None:
    columns = COLUMNS[layout.name]
    bad = [{"SQLDATE": "x"}, {"DATEADDED": ""}, {"NumArticles": "many"}, {"EventCode": "---"}]
    lines = [line(columns), *(line(columns, **changed) for changed in bad), "a\tb"]
    whole = parsed(tmp_path, layout, *lines)
    assert layout.brief is not None
    other = tmp_path / "other"
    other.mkdir()
    brief = layout.brief(tmp_path / "20220224041500.export.CSV.zip", other)
    asked = ["date", "source", "target", "quad", "fault", "line"]
    assert (
        brief.tables[Form.EVENTS]
        .select(asked)
        .collect()
        .equals(whole.tables[Form.EVENTS].select(asked).collect())
    )
    assert (brief.read, brief.rejected) == (whole.read, whole.rejected) == (6, whole.rejected)


def test_actors_that_are_no_state_stay_with_their_own_name(tmp_path: Path) -> None:
    row = line(COLUMNS_2, Actor1CountryCode="EUR", Actor1Code="EUR", Actor2CountryCode="ROM")
    rows = parsed(tmp_path, NEW, row).tables[Form.EVENTS].collect()
    assert rows.select("source", "source_actor", "target").row(0) == (None, "EUR", "ROU")


def test_lines_of_another_length_are_counted(tmp_path: Path) -> None:
    found = parsed(tmp_path, NEW, line(COLUMNS_2), "a\tb", line(COLUMNS_1))
    assert found.read == 3
    assert [(r.reason, r.first) for r in found.rejected] == [
        ("a line of 2 fields, not 61", "line 2"),
        ("a line of 58 fields, not 61", "line 3"),
    ]


def test_connectors_offer_what_a_user_must_know() -> None:
    for connector in (GDELT_1, GDELT_2):
        assert connector.remote is not None
        assert "link" in connector.terms
        assert connector.rules == ("exact", "rereports", "both_directions")
