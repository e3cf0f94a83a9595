"""What a run does beyond one file: order, names, listings, the store, and being killed."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from threading import Event
from types import SimpleNamespace

import pytest

from peripheries.errors import OutputError, RecordError
from peripheries.record.connectors.base import Item, Remote
from peripheries.record.fetching import Held
from record.misbehaving import cut, endless, page, status, whole, zip_of

HOST = "https://data.example.org"


def files(count: int, size: int = 3000) -> dict[str, bytes]:
    return {f"{n:03}.zip": zip_of(bytes([n % 256]) * size) for n in range(count)}


def test_files_are_handed_on_in_the_order_of_the_items(source):
    data = files(30)
    for name, bytes_ in data.items():
        flaky = [status(503)] if name < "005" else []
        source.server.on(f"/{name}", *flaky, whole(bytes_))
    fetched = source.run(*(source.item(name) for name in data))
    assert list(source.came.items()) == list(data.items())
    assert [item.name for item in fetched.came] == list(data)
    assert source.left() == []


def test_progress_tells_items_and_bytes(source):
    data = files(3)
    for name, bytes_ in data.items():
        source.server.on(f"/{name}", whole(bytes_))
    source.run(*(source.item(name) for name in [*data, "held.zip"]), held={"held.zip": Held()})
    done = [step[0] for step in source.steps]
    assert done == sorted(done)
    total = sum(map(len, data.values()))
    assert source.steps[0] == (0, 0, "the list of files", 0)
    assert source.steps[-1] == (4, 4, "002.zip", total)


def test_a_few_come_at_once_and_no_more(source):
    under_way, most, gate = set(), [], Event()

    def slow(request):
        under_way.add(request.path)
        most.append(len(under_way))
        gate.wait(0.1)
        under_way.discard(request.path)
        whole(zip_of(b"x"))(request)

    items = [source.item(f"{n}.zip") for n in range(12)]
    for item in items:
        source.server.on(f"/{item.name}", slow)
    source.run(*items)
    assert 2 <= max(most) <= source.limits.at_once == 4


def test_a_connection_serves_many_files(source):
    source.limits = replace(source.limits, at_once=1)
    data = files(10)
    for name, bytes_ in data.items():
        source.server.on(f"/{name}", whole(bytes_, connection="keep-alive"))
    source.run(*(source.item(name) for name in data))
    assert source.came == data
    assert source.server.connections == 1


def test_what_the_store_refuses_is_missing_and_the_run_goes_on(source):
    def into(item, path, told):
        if item.name == "000.zip":
            raise RecordError(f"{item.name}: line 3: no day. Place another.")
        source.take(item, path, told)

    data = files(2)
    for name, bytes_ in data.items():
        source.server.on(f"/{name}", whole(bytes_))
    source.into = into
    (missing,) = source.run(*(source.item(name) for name in data)).missing
    assert "the store refused it: 000.zip: line 3: no day" in missing.reason
    assert list(source.came) == ["001.zip"]
    assert source.left() == []


def test_the_store_may_move_the_file(source):
    data = zip_of(b"x")
    source.server.on("/a.zip", whole(data))
    source.into = lambda _item, path, _told: path.rename(path.with_name("moved"))
    assert source.run(source.item()).missing == ()
    assert source.left() == ["moved"]


def test_a_fault_of_the_store_ends_the_run_and_its_threads(source):
    def into(_item, _path, _told):
        raise KeyboardInterrupt

    source.server.on("/a.zip", whole(zip_of(b"x")))
    source.server.on("/b.zip", endless())
    source.largest = 10**12
    source.into = into
    with pytest.raises(KeyboardInterrupt):
        source.run(source.item(), source.item("b.zip"))
    assert "a.zip" in source.left()
    source.into = None
    asked = len(source.server.asked("/a.zip"))
    source.run(source.item())
    assert source.came == {"a.zip": zip_of(b"x")}
    assert len(source.server.asked("/a.zip")) == asked, "a whole file is not fetched again"


@pytest.mark.parametrize("name", ["../a.zip", "/etc/x", "a/b", "", "..", "a\0", "c:a", "x.partial"])
def test_a_name_that_leads_elsewhere_is_refused(source, name):
    item = Item(url=f"{HOST}/a.zip", name=name)
    (missing,) = source.run(item).missing
    assert "name" in missing.reason
    assert source.server.asked() == []


def test_two_files_of_one_name_are_told(source):
    source.server.on("/a.zip", whole(zip_of(b"x")))
    first, second = source.item(), replace(source.item(), url=f"{HOST}/b.zip")
    fetched = source.run(first, second, first)
    assert fetched.came == (first,)
    assert [missing.item for missing in fetched.missing] == [second]


def test_a_folder_that_cannot_be_made_is_said(source, tmp_path):
    (tmp_path / "file").write_text("")
    source.folder = tmp_path / "file" / "folder"
    with pytest.raises(OutputError, match="Choose another folder"):
        source.run(source.item())


def test_two_runs_do_not_share_a_folder(source):
    source.server.on("/a.zip", whole(zip_of(b"x")))
    source.into = lambda *_: source.run(source.item("b.zip"))
    with pytest.raises(OutputError, match="another run fetches the same source"):
        source.run(source.item())


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b"null", b'{"url": 5}', b"\xff\xfe"])
def test_what_stands_beside_a_partial_file_is_not_believed_blindly(source, left):
    data = zip_of(b"x" * 5000)
    source.folder.mkdir()
    (source.folder / "a.zip.partial").write_bytes(b"garbage")
    (source.folder / "a.zip.partial.json").write_bytes(left)
    source.server.on("/a.zip", whole(data, etag='"1"'))
    source.run(source.item())
    assert source.came == {"a.zip": data}


def test_a_partial_file_of_another_size_than_the_list_now_says_is_begun_anew(source):
    old, new = zip_of(b"x" * 5000), zip_of(b"y" * 6000)
    source.limits = replace(source.limits, tries=1)
    source.server.on("/a.zip", cut(old, 700, etag='"1"'))
    source.run(source.item(size=len(old)))
    source.server.on("/a.zip", whole(new, etag='"2"'))
    source.run(source.item(size=len(new)))
    assert source.came == {"a.zip": new}
    assert "Range" not in source.server.asked()[-1]


# -- listings -------------------------------------------------------------------------------------


def listed(*urls: str) -> Remote:
    """Offers a file for each line of its listings."""

    def offers(_wanted, ask):
        for url in urls:
            for name in ask(url).decode().split():
                yield Item(f"{HOST}/{name}", name)

    return Remote((HOST,), offers, 10**6)


def test_a_listing_is_retried_resumed_and_asked_for_once(source):
    text = "a.zip " + " " * 3000 + "b.zip"
    source.server.on("/list", cut(text.encode(), 9, etag='"1"'), whole(text.encode(), etag='"1"'))
    source.server.on("/a.zip", whole(zip_of(b"a")))
    source.server.on("/b.zip", whole(zip_of(b"b")))
    fetched = source.run_remote(listed(f"{HOST}/list", f"{HOST}/list"))
    assert [item.name for item in fetched.came] == ["a.zip", "b.zip"]
    assert len(source.server.asked("/list")) == 2
    assert source.server.asked("/list")[1]["Range"] == "bytes=9-"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (status(503), "503"),
        (status(403), "403"),
        (status(404), "no such file"),
        (page(), "web page"),
        (status(429, retry_after="9999"), "9,999 seconds"),
        (endless(b" " * 65536), "more than 100,000 bytes"),
    ],
    ids=["503", "403", "404", "page", "429", "endless"],
)
def test_a_listing_that_cannot_be_had_is_missing_and_what_was_listed_comes(source, act, why):
    source.limits = replace(source.limits, listing=10**5)
    source.server.on("/list", whole(b"a.zip"))
    source.server.on("/more", act)
    source.server.on("/a.zip", whole(zip_of(b"a")))
    fetched = source.run_remote(listed(f"{HOST}/list", f"{HOST}/more"))
    assert list(source.came) == ["a.zip"]
    (missing,) = fetched.missing
    assert missing.item.name == "the list of files"
    assert f"{HOST}/more: " in missing.reason
    assert why in missing.reason
    assert missing.remedy
    assert source.left() == []


def test_a_listing_of_a_foreign_host_is_not_asked_for(source):
    (missing,) = source.run_remote(listed("https://elsewhere.example.net/list")).missing
    assert "no host of this source" in missing.reason


# -- killed ---------------------------------------------------------------------------------------

KILLED = """
import sys, time
from datetime import UTC, date, datetime
from pathlib import Path
import numpy as np
from peripheries.record.connectors.base import Item, Remote, Wanted
from peripheries.record.fetching import Client, fetch_all
base, folder, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3].split()
host = "https://data.example.org"
items = [Item(f"{host}/{name}", name) for name in names]
fetch_all(
    Remote((host,), lambda _w, _a: iter(items), 10**7),
    Wanted(date(2020, 1, 1), date(2020, 1, 2)), {}, lambda *_: time.sleep(60),
    client=Client(rng=np.random.default_rng(), sleep=time.sleep, now=lambda: datetime.now(UTC),
                  mirrors={host: base}, proxies={}),
    folder=folder, progress=lambda *_: None,
)
"""


def test_a_killed_run_goes_on_where_it_was(source):
    data = {name: os.urandom(400_000) for name in ("a.bin", "b.bin", "c.bin")}

    def slowly(bytes_):
        def act(request):
            request.head(200, {"Content-Length": str(len(bytes_)), "ETag": '"1"'})
            for at in range(0, 200_000, 20_000):
                request.body(bytes_[at : at + 20_000])
            request.server.owner.stopping.wait(20)

        return act

    for name, bytes_ in data.items():
        source.server.on(f"/{name}", slowly(bytes_), whole(bytes_, etag='"1"'))
    source.server.on("/a.bin", whole(data["a.bin"], etag='"1"'))
    command = [sys.executable, "-c", KILLED, source.server.base, source.folder, " ".join(data)]
    with subprocess.Popen(command) as process:
        deadline = time.monotonic() + 15
        partial = [source.folder / f"{name}.partial" for name in ("b.bin", "c.bin")]
        while time.monotonic() < deadline and not (
            (source.folder / "a.bin").exists()
            and all(path.exists() and path.stat().st_size >= 100_000 for path in partial)
        ):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    source.run(*(source.item(name) for name in data))
    assert source.came == data
    assert len(source.server.asked("/a.bin")) == 1, "it was whole"
    for name in ("b.bin", "c.bin"):
        start = int(source.server.asked(f"/{name}")[1]["Range"].strip("bytes=-"))
        assert 100_000 <= start <= 200_000
    assert source.told["b.bin"].sha256 == hashlib.sha256(data["b.bin"]).hexdigest()
    assert source.left() == []


def test_a_full_disk_is_said(source, monkeypatch):
    from peripheries.record.fetching import streaming

    class Full:
        def __init__(self, path):
            self.path = path

        def open(self, _mode):
            raise OSError(28, "No space left on device")

    source.server.on("/a.zip", whole(zip_of(b"x")))
    real = streaming.receive

    def receive(response, answer, errand, hashes):
        partial = SimpleNamespace(path=Full(errand.partial.path))
        full = SimpleNamespace(
            partial=partial, item=errand.item, largest=errand.largest, client=errand.client
        )
        real(response, answer, full, hashes)

    monkeypatch.setattr("peripheries.record.fetching.download.receive", receive)
    with pytest.raises(OutputError, match="No space left on device"):
        source.run(source.item())
