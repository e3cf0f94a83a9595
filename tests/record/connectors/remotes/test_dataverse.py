import json
from datetime import date

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.remotes.dataverse import icews, ideal_points, polecat

HOST = "https://dataverse.harvard.edu"
MD5 = "9e6bb0a0ada77e2e62221b148957532e"


def listing(doi, *files):
    """A reply in the form of the native API."""
    url = f"{HOST}/api/datasets/:persistentId/versions/:latest-published/files?persistentId={doi}"
    data = [
        {
            "label": label,
            "restricted": False,
            "version": 3,
            "dataFile": {
                "id": number,
                "filename": label,
                "filesize": 100 + number,
                "md5": MD5,
                "checksum": {"type": "MD5", "value": MD5},
                **more,
            },
        }
        for number, (label, more) in enumerate(files)
    ]
    return {url: json.dumps({"status": "OK", "data": data}).encode()}


ICEWS = listing(
    "doi:10.7910/DVN/28075",
    ("events.2016.20180710092843.tab", {}),
    (
        "events.2015.20180710092545.tab",
        {"originalFileName": "events.2015.20180710092545.tab", "originalFileSize": 77},
    ),
    ("events.2015.20150313084533.tab", {}),
    ("Events.2017.20201119.zip", {}),
    ("events.2020.20220623.tab.zip", {}),
    ("20181004-icews-events.zip", {}),
    ("CAMEO.CDB.09b5.pdf", {}),
)


def test_the_latest_file_of_each_year_is_offered(offers):
    items = offers(icews(), "2015-06-01", "2017-01-01", ICEWS)
    assert [item.name for item in items] == [
        "events.2015.20180710092545.tab",
        "events.2016.20180710092843.tab",
        "Events.2017.20201119.zip",
    ]
    assert items[1].url == f"{HOST}/api/access/datafile/0"
    assert (items[1].size, items[1].md5) == (100, MD5)
    assert items[1].covers == (date(2016, 1, 1), date(2016, 12, 31))


def test_of_a_table_the_original_is_fetched_and_checked(offers):
    item = offers(icews(), "2015-06-01", "2015-07-01", ICEWS)[0]
    assert item.url == f"{HOST}/api/access/datafile/1?format=original"
    assert (item.size, item.md5) == (77, MD5)


def test_of_ideal_points_the_rendering_is_fetched(offers):
    pages = listing(
        "doi:10.7910/DVN/LEJUQZ",
        ("Idealpointestimates1946-2025.tab", {"originalFileName": "a.csv", "originalFileSize": 5}),
        ("Idealpointestimates1946-2024.tab", {}),
        ("Codebook_IdealPointEstimates1946-2025.txt", {}),
        ("AgreementScores.csv", {}),
    )
    (only,) = offers(ideal_points(), "2000-01-01", "2001-01-01", pages)
    assert only.name == "Idealpointestimates1946-2025.tab"
    assert only.url == f"{HOST}/api/access/datafile/0"
    assert (only.size, only.md5) == (None, None)


def test_of_ideal_points_the_newest_release_is_fetched(offers):
    names = ("Idealpointestimates1946-2025.tab", "IdealpointestimatesFP_2026FP.csv")
    pages = listing("doi:10.7910/DVN/LEJUQZ", *((name, {}) for name in names))
    (only,) = offers(ideal_points(), "2000-01-01", "2001-01-01", pages)
    assert (only.name, only.size, only.md5) == (names[1], 101, MD5)


def test_of_a_table_from_a_program_the_rendering_is_fetched(offers):
    name = "events.2016.20180710092843.tab"
    pages = listing(
        "doi:10.7910/DVN/28075", (name, {"originalFileName": "a.dta", "originalFileSize": 5})
    )
    (item,) = offers(icews(), "2016-01-01", "2016-01-01", pages)
    assert (item.name, item.url) == (name, f"{HOST}/api/access/datafile/0")
    assert (item.size, item.md5) == (None, None)


def test_years_months_and_weeks_of_polecat(offers):
    pages = listing(
        "doi:10.7910/DVN/AJGVIT",
        ("ngecEvents.20230103111842.Release603.DV.txt", {}),
        ("ngecEvents.20230301111842.Release603.DV.txt", {}),
        ("ngecEventsDV-2022.txt.zip", {}),
        ("ngecEventsDV-2021.txt.zip", {}),
        ("ngecEventsDV-2022-11.txt", {}),
        ("readme.pdf", {}),
    )
    items = offers(polecat(), "2022-12-01", "2023-01-02", pages)
    assert [(item.name, item.covers) for item in items] == [
        ("ngecEventsDV-2022.txt.zip", (date(2022, 1, 1), date(2022, 12, 31))),
        ("ngecEvents.20230103111842.Release603.DV.txt", None),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"status":"ERROR","message":"not found"}',
        b'{"status":"OK","data":[]}',
        b'{"status":"OK","data":[{"label":5}]}',
        b'{"status":"OK","data":[{"label":"a","dataFile":{"id":"../x"}}]}',
    ],
)
def test_a_reply_of_another_form_is_said_to_be_one(offers, reply):
    pages = dict.fromkeys(ICEWS, reply)
    with pytest.raises(RecordError, match=r"the listing cannot be read .* by hand"):
        offers(icews(), "2015-06-01", "2017-01-01", pages)
