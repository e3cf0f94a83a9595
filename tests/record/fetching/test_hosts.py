"""How hosts are treated: their pauses kept, their outages survived, what is held left alone."""

import hashlib

import pytest

from peripheries.record.fetching import Held
from record.misbehaving import status, whole, zip_of

DATA = zip_of(bytes(range(256)) * 20)


@pytest.mark.parametrize("said", ["7", "Wed, 01 Jan 2025 00:00:07 GMT"])
def test_a_host_is_given_the_pause_it_asks_for(source, said):
    source.server.on("/a.zip", status(429, retry_after=said), whole(DATA))
    assert source.run(source.item()).missing == ()
    assert sum(source.slept) == pytest.approx(7, abs=0.5)


@pytest.mark.parametrize("said", ["121", "Wed, 01 Jan 2025 01:00:00 GMT", "9" * 400])
def test_a_pause_too_long_leaves_the_host_for_a_later_run(source, said):
    items = [source.item(f"{n}.zip") for n in range(20)]
    for item in items:
        source.server.on(f"/{item.name}", status(429, retry_after=said))
    fetched = source.run(*items)
    assert len(fetched.missing) == 20
    assert "left alone" in fetched.missing[0].reason
    assert "again later" in fetched.missing[-1].remedy
    assert len(source.server.asked()) <= source.limits.at_once
    assert source.slept == []


@pytest.mark.parametrize("said", ["-5", "soon", "", "Wed, 99 Foo 2025 00:00:00 GMT"])
def test_a_pause_that_cannot_be_read_is_a_back_off(source, said):
    source.server.on("/a.zip", status(503, retry_after=said), whole(DATA))
    assert source.run(source.item()).missing == ()
    assert 0 < sum(source.slept) <= 1.5


def test_tries_end_and_waits_double(source):
    source.server.on("/a.zip", status(503))
    (missing,) = source.run(source.item()).missing
    assert "503" in missing.reason
    assert "5 tries" in missing.reason
    assert len(source.server.asked()) == 5
    assert 0.5 * 15 <= sum(source.slept) <= 1.5 * 15


def test_a_host_that_fails_in_a_row_is_asked_no_more(source):
    items = [source.item(f"{n:02}.zip") for n in range(60)]
    for item in items:
        source.server.on(f"/{item.name}", status(403))
    fetched = source.run(*items)
    assert len(fetched.missing) == 60
    assert len(source.server.asked()) < 5 + source.limits.at_once
    assert "403" in fetched.missing[-1].reason
    assert "not asked for" in fetched.missing[-1].reason


def test_a_host_that_cannot_be_reached_ends_no_run(source):
    source.mirrors = {"https://data.example.org": "http://127.0.0.1:9"}
    (missing,) = source.run(source.item()).missing
    assert "cannot be reached" in missing.reason


def test_what_is_held_is_not_asked_for(source):
    items = [source.item("a.zip"), source.item("b.zip")]
    source.server.on("/b.zip", whole(DATA))
    fetched = source.run(*items, held={"a.zip": Held()})
    assert fetched.held == (items[0],)
    assert fetched.came == (items[1],)
    assert source.server.asked("/a.zip") == []


def test_what_grows_is_asked_for_again_if_it_changed(source):
    source.refreshes = True
    source.server.on("/a.zip", whole(DATA, etag='"1"', last_modified="then"))
    item = source.item()
    fetched = source.run(item, held={"a.zip": Held(etag='"1"')})
    assert (fetched.held, fetched.came, fetched.size) == ((item,), (), 0)
    same = Held(sha256=hashlib.sha256(DATA).hexdigest())
    assert source.run(item, held={"a.zip": same}).held == (item,)
    assert source.run(item, held={"a.zip": Held(last_modified="then")}).held == (item,)
    assert source.came == {}
    assert source.run(item, held={"a.zip": Held(etag='"0"')}).came == (item,)
    assert source.came == {"a.zip": DATA}
    assert source.left() == []


def test_a_304_that_nobody_asked_for_is_no_file(source):
    source.server.on("/a.zip", status(304))
    (missing,) = source.run(source.item()).missing
    assert "304" in missing.reason
