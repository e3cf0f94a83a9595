import zipfile
from datetime import date
from pathlib import Path

import pytest

from peripheries.record.connectors.polecat import COLUMNS, CONNECTOR
from peripheries.record.forms import Form
from peripheries.record.parsed import Parsed
from record.connectors.true_events import polecat_line as line
from record.connectors.true_events import polecat_text as text_of

LAYOUT = CONNECTOR.layouts[0]


def parsed(folder: Path, content: bytes) -> Parsed:
    path, scratch = folder / "polecat.txt", folder / "scratch"
    scratch.mkdir(exist_ok=True)
    path.write_bytes(content)
    return LAYOUT.parse(path, scratch)


def rows(folder: Path, *lines: str) -> list[dict]:
    found = parsed(folder, text_of(*lines).encode("latin-1"))
    return found.tables[Form.EVENTS].collect().to_dicts()


def test_a_line_becomes_an_event(tmp_path: Path) -> None:
    assert len(COLUMNS) == 40
    assert rows(tmp_path, line()) == [
        {
            "event_id": "SAMPLE20220224-1",
            "date": date(2022, 2, 24),
            "known": date(2022, 2, 25),
            "source": "RUS",
            "target": "UKR",
            "source_actor": "Russia's Ministry",
            "target_actor": "Ukraine",
            "source_role": "GOV",
            "target_role": None,
            "code": "COERCE arrest",
            "type": "COERCE",
            "quad": "material_conflict",
            "intensity": -7.0,
            "mentions": None,
            "articles": None,
            "tone": None,
            "place": "UKR",
            "report": "Invented News",
            "fault": None,
            "line": 2,
        }
    ]
    assert LAYOUT.fits(tmp_path / "polecat.txt")


def test_none_is_missing_and_several_countries_have_no_state(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        line(Event_Type="CONCEDE", Event_Mode="None", Intensity="None", Recipient_Name="None"),
        line(Actor_Country="USA;JPN", Recipient_Country="UKR;UKR"),
        line(Actor_Country="None"),
    )
    assert [row["source"] for row in found] == ["RUS", None, None]
    assert [row["target"] for row in found] == ["UKR"] * 3
    first = found[0]
    assert (first["code"], first["type"], first["quad"]) == (
        *("CONCEDE", "YIELD"),
        "verbal_cooperation",
    )
    assert (first["intensity"], first["target_actor"]) == (4.5, None)


def test_stray_tabs_at_the_end_latin_letters_and_quotes(tmp_path: Path) -> None:
    found = rows(tmp_path, line() + "\t\t", line(Actor_Name="Curaçao's \"Front"), line() + "\tx")
    assert [row["line"] for row in found] == [2, 3]
    assert found[1]["source_actor"] == "Curaçao's \"Front"


def test_an_announced_act_is_known_on_its_day(tmp_path: Path) -> None:
    assert rows(tmp_path, line(Publication_Date="2022-02-01"))[0]["known"] == date(2022, 2, 24)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Event_ID": "None"}, "no Event ID"),
        ({"Event_Date": "None"}, "Event Date is no date like 2022-02-24"),
        ({"Publication_Date": "24/02/22"}, "Publication Date is no date like 2022-02-24"),
        ({"Event_Type": "FIGHT"}, "Event Type is no type of PLOVER"),
        ({"Event_Type": "None"}, "Event Type is no type of PLOVER"),
        ({"Intensity": "high"}, "Intensity is no number"),
    ],
)
def test_a_bad_row_does_not_enter(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    assert [row["fault"] for row in rows(tmp_path, line(**changed), line())] == [reason, None]


def test_a_zip_of_months_is_one_record(tmp_path: Path) -> None:
    path, scratch = tmp_path / "ngecEvents.DV.2022.zip", tmp_path / "scratch"
    scratch.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("02.txt", text_of(line(Event_ID="c"), "too short").encode("latin-1"))
        archive.writestr("01.txt", text_of(line(Event_ID="a"), line(Event_ID="b")))
    assert LAYOUT.fits(path)
    found = LAYOUT.parse(path, scratch)
    assert found.tables[Form.EVENTS].collect()["event_id"].to_list() == ["a", "b", "c"]
    assert found.read == 4
    assert [lost.first for lost in found.rejected] == ["02.txt, line 3"]
