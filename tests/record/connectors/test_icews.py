import zipfile
from datetime import date
from pathlib import Path

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.icews import COLUMNS, CONNECTOR
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed
from record.connectors.true_events import icews_line as line
from record.connectors.true_events import icews_text as text_of

LAYOUT = CONNECTOR.layouts[0]


def parsed(folder: Path, content: str | bytes) -> Parsed:
    path, scratch = folder / "events.tab", folder / "scratch"
    scratch.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return LAYOUT.parse(path, scratch)


def rows(folder: Path, *lines: str) -> list[dict]:
    return parsed(folder, text_of(*lines)).tables[Form.EVENTS].collect().to_dicts()


def test_a_line_becomes_an_event(tmp_path: Path) -> None:
    assert len(COLUMNS) == 20
    assert rows(tmp_path, line()) == [
        {
            "event_id": "32889836",
            "date": date(2018, 6, 1),
            "known": date(2018, 6, 1),
            "source": "RUS",
            "target": "PRK",
            "source_actor": "Foreign Affairs (Russia)",
            "target_actor": "North Korea",
            "source_role": "Foreign Affairs",
            "target_role": None,
            "code": "040",
            "type": "CONSULT",
            "quad": "verbal_cooperation",
            "intensity": 1.0,
            "mentions": None,
            "articles": None,
            "tone": None,
            "place": "Russian Federation",
            "report": "47400351",
            "fault": None,
            "line": 2,
        }
    ]


def test_both_kinds_of_date(tmp_path: Path) -> None:
    found = rows(tmp_path, line(Event_Date="12/1/2017"), line(Event_Date="2017-12-01"))
    assert [row["date"] for row in found] == [date(2017, 12, 1)] * 2


def test_quotes_stand_for_themselves_and_repeated_ids_stay(tmp_path: Path) -> None:
    found = rows(
        tmp_path, line(Source_Name='The "Tiger" of'), line(), line(Event_Date="2018-06-02")
    )
    assert found[0]["source_actor"] == 'The "Tiger" of'
    assert [row["event_id"] for row in found] == ["32889836"] * 3


def test_officials_of_bodies_have_no_state_and_persons_that_of_their_country(
    tmp_path: Path,
) -> None:
    found = rows(
        tmp_path,
        line(
            Source_Name="An Official",
            Source_Sectors="International Government Organization,Regional",
            Source_Country="Italy",
            Target_Name="Moon Jae-in",
            Target_Country="South Korea",
        ),
        line(Source_Name="A Party", Source_Country="Sudan", Target_Country="NA"),
    )
    ends = ("source", "source_role", "target", "target_role")
    assert [tuple(row[end] for end in ends) for row in found] == [
        (None, None, "KOR", "leader"),
        ("SDN", "Foreign Ministry,Government", None, None),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Event_ID": "NA"}, "no Event ID"),
        ({"Event_Date": "1 June"}, "Event Date is no date like 2017-12-01 or 12/1/2017"),
        ({"Event_Date": "2018-02-30"}, "Event Date is no date like 2017-12-01 or 12/1/2017"),
        ({"CAMEO_Code": "40"}, "CAMEO Code has lost its leading zeros"),
        ({"CAMEO_Code": "990"}, "CAMEO Code is no code of CAMEO"),
        ({"CAMEO_Code": "NA"}, "CAMEO Code is no code of CAMEO"),
        ({"Intensity": "much"}, "Intensity is no number"),
    ],
)
def test_a_bad_row_does_not_enter(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    assert [row["fault"] for row in rows(tmp_path, line(**changed), line())] == [reason, None]


def test_a_missing_intensity_is_that_of_the_code(tmp_path: Path) -> None:
    assert rows(tmp_path, line(Intensity="NA", CAMEO_Code="190"))[0]["intensity"] == -10


def test_lines_of_another_length_are_counted(tmp_path: Path) -> None:
    found = parsed(tmp_path, text_of(line(), "cut\toff", line()))
    assert (found.read, [(lost.rows, lost.first) for lost in found.rejected]) == (
        3,
        [(1, "line 3")],
    )
    assert found.tables[Form.EVENTS].collect()["line"].to_list() == [2, 4]


def test_zipped_files_are_read(tmp_path: Path) -> None:
    path, scratch = tmp_path / "a.zip", tmp_path / "scratch"
    scratch.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("events.tab", text_of(line()))
    assert LAYOUT.fits(path)
    assert LAYOUT.parse(path, scratch).tables[Form.EVENTS].collect().height == 1


def test_another_sources_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="another source's file"):
        parsed(tmp_path, "a\tb\n1\t2\n")
    assert not LAYOUT.fits(tmp_path / "events.tab")


def test_the_sample_at_hand(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "icews" / "events.2018.sample.tab"
    assert LAYOUT.fits(path)
    found = LAYOUT.parse(path, tmp_path)
    kept = found.tables[Form.EVENTS].collect()
    assert (found.read, kept.height, found.rejected, found.remarks) == (3705, 3705, (), ())
    assert kept["fault"].null_count() == kept.height
    assert '"' not in path.read_text(encoding="utf-8")
    assert (kept["date"].min(), kept["date"].max()) == (date(2018, 6, 1), date(2018, 6, 2))
    assert kept["source"].null_count() < 200
