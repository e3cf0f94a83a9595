"""The contract of the family: what holds of every connector, each of its layouts and its remote."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from peripheries.record.connectors import CONNECTORS
from peripheries.record.connectors.base import Connector, Item, Wanted
from peripheries.record.fetching import Client, fetch_all
from peripheries.record.fetching.addresses import origin_of
from peripheries.record.forms import SCHEMAS
from peripheries.record.repeats import RULES
from record.accounting import EXTRA, read, sound
from record.connectors.true_files import FILES, PACKED, TrueFile, each
from record.misbehaving import Misbehaving, whole

EVERY = pytest.mark.parametrize("connector", CONNECTORS.values(), ids=list(CONNECTORS))
REMOTE = {name: one for name, one in CONNECTORS.items() if one.remote is not None}


# -- what it says of itself -----------------------------------------------------------------------


@EVERY
def test_a_user_is_told_what_it_is_and_where_its_files_lie(connector: Connector) -> None:
    for text in (connector.title, connector.publisher, connector.terms, connector.citation):
        assert text.strip() == text != ""
    assert connector.layouts
    assert connector.caveats
    assert all(len(caveat) > 20 for caveat in connector.caveats)
    assert connector.remote is not None or connector.place
    assert date(1900, 1, 1) < connector.first < date.today()  # noqa: DTZ011 - a bound, no datum


@EVERY
def test_its_layouts_are_told_apart_by_name(connector: Connector) -> None:
    names = [layout.name for layout in connector.layouts]
    assert len(set(names)) == len(names)
    assert all(layout.says.strip() for layout in connector.layouts)


@EVERY
def test_its_rules_of_double_counting_exist(connector: Connector) -> None:
    assert set(connector.rules) <= set(RULES)
    assert list(connector.rules) == [rule for rule in RULES if rule in connector.rules]


@pytest.mark.parametrize("connector", REMOTE.values(), ids=list(REMOTE))
def test_it_speaks_to_named_hosts_by_https(connector: Connector) -> None:
    remote = connector.remote
    assert remote is not None
    assert remote.hosts
    for host in remote.hosts:
        assert host.startswith("https://")
        assert origin_of(host) == host
    assert 0 < remote.largest <= 2**40


# -- its layouts ----------------------------------------------------------------------------------


def test_every_layout_has_a_true_file() -> None:
    wanted = [(name, one.name) for name, found in CONNECTORS.items() for one in found.layouts]
    assert [(true.stream, true.name_of_layout) for true in FILES] == wanted


def fitting(path: Path) -> list[tuple[str, str]]:
    return [
        (name, layout.name)
        for name, connector in CONNECTORS.items()
        for layout in connector.layouts
        if layout.fits(path)
    ]


@each(*FILES, *PACKED)
def test_a_true_file_is_of_its_own_layout_and_no_other(true: TrueFile, tmp_path: Path) -> None:
    path = tmp_path / true.name
    path.write_bytes(true.content)
    assert fitting(path) == [(true.stream, true.name_of_layout)]


@each(*FILES, *PACKED)
def test_a_true_file_gives_rows_of_its_forms(true: TrueFile, tmp_path: Path) -> None:
    path = tmp_path / true.name
    path.write_bytes(true.content)
    told, frames = read(true.layout, path)
    for form, frame in frames.items():
        assert frame.columns == [*SCHEMAS[form], *EXTRA]
    first = next(iter(frames.values()))
    assert not sound(first).is_empty()
    assert all(lost.rows > 0 and lost.reason and lost.first for lost in told.rejected)
    assert (frames[form]["known"] >= CONNECTORS[true.stream].first).all()


@each(*PACKED)
def test_a_packed_file_gives_the_rows_of_the_plain_one(true: TrueFile, tmp_path: Path) -> None:
    plain = next(one for one in FILES if one.layout is true.layout)
    frames = []
    for one in (plain, true):
        (tmp_path / one.name).write_bytes(one.content)
        frames.append(read(one.layout, tmp_path / one.name)[1])
    assert frames[0].keys() == frames[1].keys()
    assert all(frames[0][form].equals(frames[1][form]) for form in frames[0])


NOISE = {
    "empty": b"",
    "nuls": b"\0" * 99,
    "bytes": bytes(range(256)) * 9,
    "page": b"<!DOCTYPE html>\n<html><title>Just a moment</title></html>\n",
    "not UTF-8": b"\xff\xfe<html>",
    "brackets": b"[" * 5000,
    "one line": b"a,b\tc" * 10**5,
    "the head of a gzip": b"\x1f\x8b\x08\x00",
}


@each(*FILES, *PACKED)
def test_noise_under_a_true_name_is_of_no_layout(true: TrueFile, tmp_path: Path) -> None:
    path = tmp_path / true.name
    for name, noise in NOISE.items():
        path.write_bytes(noise)
        assert fitting(path) == [], name


@each(*FILES, *PACKED)
def test_what_is_cut_short_is_asked_without_a_traceback(true: TrueFile, tmp_path: Path) -> None:
    path = tmp_path / true.name
    for length in (1, 4, 30, len(true.content) // 2, len(true.content) - 1):
        path.write_bytes(true.content[:length])
        assert set(fitting(path)) <= {(true.stream, true.name_of_layout)}


@each(*FILES)
def test_a_folder_and_an_absent_file_are_of_no_layout(true: TrueFile, tmp_path: Path) -> None:
    path = tmp_path / true.name
    assert fitting(path) == []
    path.mkdir()
    (path / "odd").write_bytes(b"\xff\0")
    assert fitting(path) == []


# -- its remote -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A well-formed listing, and the file that it names."""

    pages: Mapping[str, bytes]
    """Path of the address → what lies there."""
    since: date
    until: date
    true: TrueFile
    which: tuple[str, ...] = ()


def _true(stream: str, name: str, **more: str) -> TrueFile:
    found = next(one for one in (*FILES, *PACKED) if (one.stream, one.name) == (stream, name))
    return TrueFile(stream, found.name_of_layout, more.get("as_name", name), found.content)


def _md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def _gdelt2() -> Offer:
    true = _true("gdelt2", "20220224041500.export.CSV.zip")
    folder = "/data.gdeltproject.org/gdeltv2"
    data = true.content
    line = f"{len(data)} {_md5(data)} http://data.gdeltproject.org/gdeltv2/{true.name}\n".encode()
    lists = {f"{folder}/{name}.txt": line for name in ("lastupdate", "masterfilelist")}
    day = date(2022, 2, 24)
    return Offer({**lists, f"{folder}/{true.name}": data}, day, day, true)


def _gdelt1() -> Offer:
    true = _true("gdelt1", "20130401.export.CSV.zip")
    folder = "/data.gdeltproject.org/events"
    data = true.content
    lists = {
        f"{folder}/md5sums": f"{_md5(data)}  {true.name}\n".encode(),
        f"{folder}/filesizes": f"{len(data)} {true.name}\n".encode(),
    }
    day = date(2013, 4, 1)
    return Offer({**lists, f"{folder}/{true.name}": data}, day, day, true)


def _tone() -> Offer:
    true = _true("tone_matrices", "20190425_network.zip")
    entry = {"path": f"networks/{true.name}", "type": "blob", "size": len(true.content)}
    repository = "gzemo/gdelt-graph-data"
    pages = {
        f"/repos/{repository}/git/trees/HEAD?recursive=1": json.dumps({"tree": [entry]}).encode(),
        f"/{repository}/HEAD/networks/{true.name}": true.content,
    }
    return Offer(pages, date(2019, 4, 1), date(2019, 4, 30), true)


def _dataverse(doi: str, true: TrueFile, year: int) -> Offer:
    held = {"id": 7, "filesize": len(true.content), "md5": _md5(true.content)}
    listed = {"status": "OK", "data": [{"label": true.name, "dataFile": held}]}
    url = (
        "/api/datasets/:persistentId/versions/:latest-published/files?persistentId=doi:10.7910/DVN"
    )
    pages = {
        f"{url}/{doi}": json.dumps(listed).encode(),
        "/api/access/datafile/7": true.content,
    }
    return Offer(pages, date(year, 1, 1), date(year, 12, 31), true)


def _flights() -> Offer:
    true = _true("missile_flights", "test.en.json")
    path = f"/nagix/nk-missile-tests/HEAD/data/{true.name}"
    return Offer({path: true.content}, date(1984, 1, 1), date(2026, 1, 1), true)


def _rates() -> Offer:
    true = _true("exchange_rates", "rates.xml", as_name="R01235-2022.xml")
    path = "/scripts/XML_dynamic.asp?date_req1=01/01/2022&date_req2=31/12/2022&VAL_NM_RQ=R01235"
    return Offer({path: true.content}, date(2022, 1, 1), date(2022, 12, 31), true)


def _indicator() -> Offer:
    code = "NY.GDP.MKTP.CD"
    true = _true("world_bank", "page.json", as_name=f"{code}-2020-1.json")
    path = f"/v2/country/all/indicator/{code}?format=json&date=2020:2029"
    pages = {
        f"{path}&per_page=1": json.dumps([{"page": 1, "total": 5}, []]).encode(),
        f"{path}&per_page=10000&page=1": true.content,
    }
    return Offer(pages, date(2021, 1, 1), date(2021, 12, 31), true, (code,))


OFFERS = {
    "gdelt2": _gdelt2(),
    "gdelt1": _gdelt1(),
    "tone_matrices": _tone(),
    "icews": _dataverse(
        "28075", _true("icews", "events.2018.tab", as_name="events.2018.20200427.tab"), 2018
    ),
    "polecat": _dataverse(
        "AJGVIT",
        _true("polecat", "ngecEvents.DV.txt.zip", as_name="ngecEventsDV-2022.txt.zip"),
        2022,
    ),
    "ideal_points": _dataverse(
        "LEJUQZ",
        _true("ideal_points", "points.tab", as_name="Idealpointestimates1946-2025.tab"),
        2022,
    ),
    "missile_flights": _flights(),
    "exchange_rates": _rates(),
    "world_bank": _indicator(),
}


def test_every_remote_is_asked_here() -> None:
    assert list(OFFERS) == list(REMOTE)


@pytest.mark.parametrize("stream", OFFERS)
def test_what_its_listing_names_comes_and_is_of_its_layout(stream: str, tmp_path: Path) -> None:
    offer, remote = OFFERS[stream], CONNECTORS[stream].remote
    assert remote is not None
    came: list[tuple[str, list[tuple[str, str]]]] = []

    def take(item: Item, path: Path, _told: object) -> None:
        assert path.read_bytes() == offer.true.content
        read(offer.true.layout, path)
        came.append((item.name, fitting(path)))

    with Misbehaving() as server:
        for path, data in offer.pages.items():
            server.on(path, whole(data))
        client = Client(
            rng=np.random.default_rng(0),
            sleep=lambda _seconds: None,
            now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            mirrors=dict.fromkeys(remote.hosts, server.base),
            proxies={},
        )
        fetched = fetch_all(
            remote,
            Wanted(offer.since, offer.until, offer.which),
            {},
            take,
            client=client,
            folder=tmp_path / "fetched",
            progress=lambda *_step: None,
        )
        client.close()
    assert fetched.missing == ()
    assert came == [(offer.true.name, [(stream, offer.true.name_of_layout)])]
