"""Certificates, proxies, waits and addresses."""

import ssl
import subprocess
from datetime import UTC, datetime
from math import inf
from shutil import which
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peripheries.errors import UsageError
from peripheries.record.fetching import Client, Limits
from peripheries.record.fetching.addresses import Routes, origin_of
from peripheries.record.fetching.trouble import Kind, Trouble
from peripheries.record.fetching.waiting import back_off, pause, retry_after
from record.misbehaving import Misbehaving, status, whole, zip_of

HOST = "https://data.example.org"
NOW = datetime(2025, 1, 1, tzinfo=UTC)
PARTS = (
    *("https", "http", "file", ":", "/", "//", "data.example.org", "@", "\\", "%2f", "evil.net"),
    *("..", "?", "#", ":443", ":80", "[::1]", "\uff44ata.example.org", "\t", "%2e%2e"),
)
ADDRESSES = st.one_of(
    st.text(max_size=40), st.lists(st.sampled_from(PARTS), max_size=8).map("".join)
)


def client(**more) -> Client:
    said = {"rng": np.random.default_rng(0), "sleep": lambda _: None, "now": lambda: NOW}
    return Client(**said | more)


def test_a_certificate_that_nobody_vouches_for_is_refused(source, tmp_path):
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    named = ("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate)
    subprocess.run([openssl, *made, *named], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with Misbehaving(context) as server:
        server.on("/a.zip", whole(zip_of(b"x")))
        source.mirrors = {HOST: server.base.replace("127.0.0.1", "localhost")}
        (missing,) = source.run(source.item()).missing
        assert "the certificate of localhost cannot be verified" in missing.reason
        assert server.asked() == []


def test_a_proxy_is_asked_in_the_hosts_place(source):
    data = zip_of(b"x")
    host = "http://data.example.org"
    proxy = source.server.base.replace("//", "//me:p%40ss@")
    source.server.on(f"{host}/a.zip", whole(data))
    asker = client(proxies={"http": proxy})
    with_proxy = asker.open(f"{host}/a.zip", Routes((host,)), {})
    assert with_proxy.read() == data
    asker.close()
    (headers,) = source.server.asked()
    assert {k.lower(): v for k, v in headers.items()}["proxy-authorization"] == "Basic bWU6cEBzcw=="


def test_the_own_machine_is_never_asked_by_proxy(source):
    source.server.on("/a.zip", whole(b"x"))
    asker = client(proxies={"http": "http://127.0.0.1:9", "all": "http://127.0.0.1:9"})
    base = source.server.base
    assert asker.open(f"{base}/a.zip", Routes((base,)), {}).read() == b"x"
    asker.close()


def test_proxies_of_the_environment_are_honoured(source, monkeypatch):
    monkeypatch.setenv("http_proxy", source.server.base)
    monkeypatch.setenv("no_proxy", "other.example.org")
    source.server.on("http://data.example.org/", status(200))
    asker = client()
    host = "http://data.example.org"
    asker.open(f"{host}/", Routes((host,)), {}).close()
    other = "http://other.example.org.invalid"
    assert len(source.server.asked()) == 1
    assert asker._proxy("http://other.example.org/x") is None
    assert asker._proxy(other) == source.server.base
    asker.close()


def test_a_proxy_of_another_kind_is_refused_in_words():
    with pytest.raises(UsageError, match="proxy of a kind"):
        client(proxies={"https": "socks5://127.0.0.1:9"}).open(f"{HOST}/", Routes((HOST,)), {})


@given(location=ADDRESSES)
def test_a_redirect_stays_in_the_table_or_is_refused(location):
    routes = Routes((HOST, "https://files.example.org:8443"))
    try:
        target = routes.followed(f"{HOST}/a/b?c", location)
    except Trouble as trouble:
        target, kind = None, trouble.kind
    if target is None:
        assert kind is Kind.BLOCKED
    else:
        assert target.lower().startswith("https://")
        assert origin_of(target) in routes.hosts
        assert routes.asked(target) == target


@given(url=ADDRESSES)
def test_what_is_asked_of_a_mirror_stays_below_its_base(url):
    routes = Routes((HOST,), {HOST: "http://127.0.0.1:8000/copy/"})
    try:
        asked = routes.asked(url)
    except Trouble:
        return
    assert asked.startswith("http://127.0.0.1:8000/copy/")
    assert ".." not in asked.split("?")[0].split("/")


def test_a_mirror_is_asked_for_path_and_query():
    routes = Routes((HOST,), {HOST: "http://127.0.0.1:8000/copy"})
    assert routes.asked(f"{HOST}/a?b=c") == "http://127.0.0.1:8000/copy/a?b=c"


@given(said=st.one_of(st.text(max_size=30), st.integers(-10, 10**12).map(str), st.none()))
def test_any_pause_is_seconds_or_nothing(said):
    seconds = retry_after(said, NOW)
    assert seconds is None or 0 <= seconds <= inf


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("Tue, 31 Dec 2024 23:59:00 GMT", 0),
        ("Wed, 01 Jan 2025 01:00:00 +0100", 0),
        ("Wednesday, 01-Jan-25 00:01:00 GMT", 60),
        ("²", None),
    ],
)
def test_a_pause_is_read(said, seconds):
    assert retry_after(said, NOW) == seconds


def test_waits_double_up_to_a_bound():
    limits = Limits(first_wait=2.0, longest_wait=10.0)
    rng = np.random.default_rng(0)
    waits = [[back_off(n, limits, rng) for _ in range(200)] for n in (1, 2, 3, 9)]
    for drawn, middle in zip(waits, (2, 4, 8, 10), strict=True):
        assert middle * 0.5 <= min(drawn) < middle * 0.6
        assert middle * 1.4 < max(drawn) <= middle * 1.5


def test_a_pause_ends_with_the_run():
    slept, stop = [], Event()

    def sleep(seconds):
        slept.append(seconds)
        stop.set()

    pause(100.0, sleep, stop)
    assert slept == [1.0]
