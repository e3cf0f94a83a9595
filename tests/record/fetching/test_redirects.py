"""Redirects: only within the table of a source, by TLS, and not for ever."""

from dataclasses import replace

import pytest

from record.misbehaving import redirect, whole, zip_of

DATA = zip_of(bytes(range(256)) * 20)

OTHER = "https://elsewhere.example.net"


def test_a_redirect_within_the_table_is_followed(source):
    source.hosts = ("https://data.example.org", "https://files.example.org")
    source.mirrors = dict.fromkeys(source.hosts, source.server.base)
    source.server.on("/a.zip", redirect("https://files.example.org/b?x=1", 303))
    source.server.on("/b?x=1", redirect("/c"))
    source.server.on("/c", redirect(f"{source.server.base}/d", 308))
    source.server.on("/d", whole(DATA))
    source.run(source.item())
    assert source.came == {"a.zip": DATA}
    assert source.told["a.zip"].url == "https://data.example.org/a.zip"


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (f"{OTHER}/a.zip", "elsewhere.example.net, which is no host of this source"),
        ("//elsewhere.example.net/a.zip", "no host of this source"),
        ("http://data.example.org/a.zip", "from https to http"),
        ("http://127.0.0.1:9/a.zip", "from https to http"),
        ("https://data.example.org:8443/a.zip", "no host of this source"),
        ("https://me:you@data.example.org/a.zip", "no host of this source"),
        ("https://data.example.org.evil.net/", "no host of this source"),
        ("file:///etc/passwd", "from https to http"),
        ("https://[::1", "no address"),
    ],
)
def test_a_redirect_out_of_the_table_is_not_followed(source, to, why):
    source.server.on("/a.zip", redirect(to))
    (missing,) = source.run(source.item()).missing
    assert why in missing.reason
    assert source.came == {}
    assert len(source.server.asked()) == 1


def test_a_redirect_in_a_circle_ends(source):
    source.server.on("/a.zip", redirect("/b.zip"))
    source.server.on("/b.zip", redirect("/a.zip"))
    (missing,) = source.run(source.item()).missing
    assert "more than 5 redirects" in missing.reason
    assert len(source.server.asked()) == 6


def test_an_item_of_a_foreign_host_is_not_asked_for(source):
    item = replace(source.item(), url=f"{OTHER}/a.zip")
    (missing,) = source.run(item).missing
    assert "elsewhere.example.net" in missing.reason
    assert source.server.asked() == []
