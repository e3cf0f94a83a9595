"""Every way in which a server may misbehave: no wrong byte is handed on, and a reason is given."""

import gzip
import hashlib
from dataclasses import replace

import pytest

from record.misbehaving import (
    chunked,
    cut,
    drip,
    empty_202,
    endless,
    page,
    reset,
    stall,
    status,
    whole,
    zip_of,
)

DATA = zip_of(bytes(range(256)) * 20)
MD5 = hashlib.md5(DATA).hexdigest()
OTHER = "https://elsewhere.example.net"


def test_what_comes_well_is_handed_on_whole(source):
    source.server.on(
        "/a.zip", whole(DATA, etag='"1"', last_modified="Wed, 01 Jan 2020 00:00:00 GMT")
    )
    item = source.item(size=len(DATA), md5=MD5)
    fetched = source.run(item)
    assert source.came == {"a.zip": DATA}
    assert fetched.came == (item,)
    assert (fetched.missing, fetched.size) == ((), len(DATA))
    told = source.told["a.zip"]
    assert told.sha256 == hashlib.sha256(DATA).hexdigest()
    assert (told.md5, told.etag, told.size) == (MD5, '"1"', len(DATA))
    assert source.left() == []
    assert source.slept == []
    agent = source.server.asked("/a.zip")[0]
    assert agent["User-Agent"].startswith("peripheries/")
    assert source.steps[-1] == (1, 1, "a.zip", len(DATA))


@pytest.mark.parametrize(
    "act",
    [
        status(503),
        status(500),
        status(429),
        status(408),
        cut(DATA, 700, etag='"1"'),
        reset(DATA, 700, etag='"1"'),
        stall(DATA, 700, etag='"1"'),
        drip(DATA, 0.02, etag='"1"'),
        cut(DATA, 700),
        whole(b""),
    ],
    ids=lambda _: "act",
)
def test_what_passes_is_tried_again(source, act):
    source.server.on("/a.zip", act, whole(DATA, etag='"1"'))
    fetched = source.run(source.item())
    assert source.came == {"a.zip": DATA}
    assert fetched.missing == ()
    assert 0.5 <= sum(source.slept) <= 1.5


def test_what_broke_off_is_continued_in_the_same_run(source):
    source.server.on("/a.zip", cut(DATA, 700, etag='"1"'), whole(DATA, etag='"1"'))
    source.run(source.item(md5=MD5))
    again = source.server.asked("/a.zip")[1]
    assert (again["Range"], again["If-Range"]) == ("bytes=700-", '"1"')
    assert source.came == {"a.zip": DATA}


@pytest.mark.parametrize(
    "act", [cut(DATA, 700, etag='"1"'), reset(DATA, 700, etag='"1"'), stall(DATA, 700, etag='"1"')]
)
def test_a_later_run_continues(source, act):
    source.limits = replace(source.limits, tries=1)
    source.server.on("/a.zip", act)
    fetched = source.run(source.item())
    assert source.came == {}
    (missing,) = fetched.missing
    assert str(missing).startswith("a.zip: ")
    assert "run the same command again" in str(missing).lower()
    assert "a.zip.partial" in source.left()
    source.server.on("/a.zip", whole(DATA, etag='"1"'))
    assert source.run(source.item()).missing == ()
    assert source.came == {"a.zip": DATA}
    assert source.server.asked("/a.zip")[-1]["Range"] == "bytes=700-"


def test_without_etag_or_md5_nothing_is_continued(source):
    source.server.on("/a.zip", cut(DATA, 700), whole(DATA))
    source.run(source.item())
    assert "Range" not in source.server.asked("/a.zip")[1]
    assert source.came == {"a.zip": DATA}


def test_with_an_md5_a_file_without_etag_is_continued(source):
    source.server.on("/a.zip", cut(DATA, 700), whole(DATA))
    source.run(source.item(md5=MD5))
    again = source.server.asked("/a.zip")[1]
    assert again["Range"] == "bytes=700-"
    assert "If-Range" not in again
    assert source.came == {"a.zip": DATA}


def test_a_weak_etag_is_no_ground_to_continue(source):
    source.server.on("/a.zip", cut(DATA, 700, etag='W/"1"'), whole(DATA, etag='W/"1"'))
    source.run(source.item())
    assert "Range" not in source.server.asked("/a.zip")[1]


def test_a_server_that_ignores_ranges_is_followed_from_the_beginning(source):
    source.server.on("/a.zip", cut(DATA, 700, etag='"1"'), whole(DATA, etag='"1"', ranges=False))
    source.run(source.item(md5=MD5))
    assert source.came == {"a.zip": DATA}


def test_a_file_that_changes_while_it_comes_is_begun_anew(source):
    new = zip_of(b"new" * 1000)
    source.server.on("/a.zip", cut(DATA, 700, etag='"1"'), whole(new, etag='"2"'))
    source.run(source.item())
    assert source.came == {"a.zip": new}


def test_a_file_that_changes_behind_an_ignored_condition_is_begun_anew(source):
    new = zip_of(b"new" * 1000)
    careless = status(
        206, new[700:], etag='"2"', content_range=f"bytes 700-{len(new) - 1}/{len(new)}"
    )
    source.server.on("/a.zip", cut(DATA, 700, etag='"1"'), careless, whole(new, etag='"2"'))
    source.run(source.item())
    assert source.came == {"a.zip": new}


@pytest.mark.parametrize("said", ["bytes 5-9/10", "bytes 0-9/*", "nonsense", ""])
def test_a_range_that_was_not_asked_for_is_not_believed(source, said):
    odd = status(206, b"0123456789", etag='"1"', content_range=said)
    source.server.on("/a.zip", cut(DATA, 700, etag='"1"'), odd, whole(DATA, etag='"1"'))
    source.run(source.item())
    assert source.came == {"a.zip": DATA}


def test_wrong_bytes_are_never_handed_on(source):
    bad = bytearray(DATA)
    bad[1000] ^= 1
    source.server.on("/a.zip", whole(bytes(bad), etag='"1"'))
    (missing,) = source.run(source.item(md5=MD5)).missing
    assert source.came == {}
    assert "MD5" in missing.reason
    assert "again later" in missing.remedy
    assert len(source.server.asked("/a.zip")) == 2
    assert source.left() == []
    (missing,) = source.run(source.item()).missing
    assert "damaged" in missing.reason


def test_a_wrong_hash_once_is_fetched_anew(source):
    bad = zip_of(b"x" * 5120)
    source.server.on("/a.zip", whole(bad, etag='"1"'), whole(DATA, etag='"2"'))
    source.run(source.item(md5=MD5))
    assert source.came == {"a.zip": DATA}
    assert "Range" not in source.server.asked("/a.zip")[1]


def test_a_length_other_than_the_list_says_is_refused_before_it_comes(source):
    source.server.on("/a.zip", whole(DATA))
    fetched = source.run(source.item(size=len(DATA) + 1))
    assert "list says" in fetched.missing[0].reason
    assert (source.came, fetched.size) == ({}, 0)


def test_a_length_that_is_not_said_is_still_checked(source):
    source.server.on("/a.zip", chunked(DATA))
    (missing,) = source.run(source.item(size=len(DATA) + 1)).missing
    assert "list says" in missing.reason
    assert source.run(source.item(size=len(DATA))).missing == ()
    assert source.came == {"a.zip": DATA}


def test_chunks_that_stop_are_not_a_file(source):
    source.server.on("/a.zip", chunked(DATA, cut_short=True), chunked(DATA))
    assert source.run(source.item()).missing == ()
    assert source.came == {"a.zip": DATA}


def test_a_body_longer_than_announced_is_cut_at_its_length(source):
    source.server.on("/a.zip", whole(DATA + b"more", content_length=str(len(DATA))))
    source.run(source.item(md5=MD5))
    assert source.came == {"a.zip": DATA}


@pytest.mark.parametrize(
    "act",
    [page(), page("application/zip"), page("text/html")],
    ids=["html", "html as zip", "html plain"],
)
def test_a_page_in_place_of_a_zip_is_refused_at_once(source, act):
    source.server.on("/a.zip", act)
    (missing,) = source.run(source.item()).missing
    assert source.came == {}
    assert "web page" in missing.reason
    assert "https://data.example.org/a.zip" in missing.remedy
    assert "peripheries record add" in missing.remedy
    assert len(source.server.asked()) == 1


def test_a_page_is_not_kept_for_a_later_run(source):
    source.server.on("/a.zip", page("application/zip"), whole(DATA))
    assert source.run(source.item()).missing
    assert source.left() == []
    assert source.run(source.item()).missing == ()


def test_an_empty_202_is_a_refusal_that_says_what_to_do(source):
    source.server.on("/a.zip", empty_202())
    (missing,) = source.run(source.item()).missing
    assert "202" in missing.reason
    assert "browser" in missing.remedy
    assert len(source.server.asked()) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 451])
def test_a_refusal_is_not_asked_twice(source, code):
    source.server.on("/a.zip", status(code, b"<html>no</html>"))
    (missing,) = source.run(source.item()).missing
    assert str(code) in missing.reason
    assert len(source.server.asked()) == 1


@pytest.mark.parametrize("code", [404, 410])
def test_a_file_that_is_not_there_is_missing_and_no_more(source, code):
    items = [source.item(f"{n}.zip") for n in range(10)]
    for item in items[:9]:
        source.server.on(f"/{item.name}", status(code))
    source.server.on("/9.zip", whole(DATA))
    fetched = source.run(*items)
    assert [missing.item for missing in fetched.missing] == items[:9]
    assert "no such file" in fetched.missing[0].reason
    assert source.came == {"9.zip": DATA}


def test_an_endless_body_ends_at_the_bound(source):
    source.server.on("/a.zip", endless())
    fetched = source.run(source.item())
    assert "more than 1,000,000 bytes" in fetched.missing[0].reason
    assert fetched.size < 4_000_000
    assert source.left() == []


def test_a_file_announced_too_large_is_not_begun(source):
    source.largest = 100
    source.server.on("/a.zip", whole(DATA))
    fetched = source.run(source.item())
    assert "more than the 100" in fetched.missing[0].reason
    assert fetched.size == 0


def test_a_zip_bomb_is_refused(source):
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 3_000_000)
    source.server.on("/a.zip", whole(buffer.getvalue()))
    (missing,) = source.run(source.item()).missing
    assert "unpacks to more" in missing.reason
    assert source.came == {}


@pytest.mark.parametrize("keep", [10, 2000, -1])
def test_a_truncated_zip_of_the_announced_length_is_refused(source, keep):
    source.server.on("/a.zip", whole(DATA[:keep]))
    (missing,) = source.run(source.item()).missing
    assert "zip that is cut short or damaged" in missing.reason
    assert source.came == {}


def test_a_truncated_gzip_is_refused(source):
    data = gzip.compress(bytes(range(256)) * 50)
    source.server.on("/a.gz", whole(data[:-9]), whole(data[:-9]), whole(data))
    (missing,) = source.run(source.item("a.gz")).missing
    assert "gzip" in missing.reason
    assert source.run(source.item("a.gz")).missing == ()


def test_what_comes_packed_is_unpacked_and_bounded(source):
    text = b"<?xml version='1.0'?><ValCurs/>" * 100
    source.server.on("/a.xml", whole(gzip.compress(text), content_encoding="gzip", etag='"1"'))
    source.run(source.item("a.xml"))
    assert source.came == {"a.xml": text}
    assert source.server.asked("/a.xml")[0]["Accept-Encoding"] == "identity"
    bomb = gzip.compress(b"0" * 5_000_000)
    source.server.on("/b.xml", whole(bomb, content_encoding="gzip"))
    assert "more than 1,000,000" in source.run(source.item("b.xml")).missing[0].reason
    source.server.on("/c.xml", whole(b"no gzip", content_encoding="gzip"))
    assert "unpacked" in source.run(source.item("c.xml")).missing[0].reason
