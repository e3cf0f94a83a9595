"""Listings with bytes flipped, cut, repeated: items of the remote's own hosts, or a RecordError."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.errors import RecordError
from peripheries.record.connectors.base import Item, Remote, Wanted
from peripheries.record.connectors.remotes import (
    bank_of_russia,
    dataverse,
    gdelt1,
    gdelt2,
    github,
    world_bank,
)
from peripheries.record.fetching.addresses import Routes
from record.mutating import mutated

LINE = b"150383 297a16b493de7cf6ca809a7cc31d0b93 http://data.gdeltproject.org/gdeltv2/"
REPLIES = {
    "gdelt2": (
        gdelt2.gdelt2(("english", "translation")),
        LINE
        + b"20150218230000.export.CSV.zip\n"
        + LINE
        + b"20150219000000.translation.export.CSV.zip\n",
    ),
    "gdelt1": (
        gdelt1.gdelt1(),
        b"7fb1b6ff781aea3d441abf512dc5e0f9  1979.zip\n14113434 1979.zip\n9000000 201302.zip\n"
        b"d7d6a6071739445cc77ce081a4206f09  20150401.export.CSV.zip\n",
    ),
    "icews": (
        dataverse.icews(),
        b'{"status":"OK","data":[{"label":"events.2015.20180710092545.tab","restricted":false,'
        b'"dataFile":{"id":1,"filesize":5,"md5":"9e6bb0a0ada77e2e62221b148957532e"}},{"label":'
        b'"events.2016.20180710.tab","dataFile":{"id":2,"originalFileName":"a.csv","md5":"x"}}]}',
    ),
    "polecat": (
        dataverse.polecat(),
        b'{"data":[{"label":"ngecEvents.20150103111842.Release603.DV.txt","dataFile":{"id":1}},'
        b'{"label":"ngecEventsDV-2015.txt.zip","dataFile":{"id":2,"filesize":7}},'
        b'{"label":"ngecEventsDV-2015-12.txt","dataFile":{"id":3,"filesize":7}}]}',
    ),
    "ideal points": (
        dataverse.ideal_points(),
        b'{"data":[{"label":"Idealpointestimates1946-2025.tab","dataFile":{"id":1,'
        b'"originalFileName":"Idealpointestimates1946-2025.csv","originalFileSize":8}}]}',
    ),
    "matrices": (
        github.daily_matrices(),
        b'{"tree":[{"path":"country_codes_clean.csv","type":"blob","size":3},'
        b'{"path":"networks/20150101_network.zip","type":"blob","size":4}],"truncated":false}',
    ),
    "indicators": (
        world_bank.indicators(("A.B",)),
        b'[{"page":1,"pages":3,"per_page":1,"total":12345},[{"value":null}]]',
    ),
    "rates": (bank_of_russia.exchange_rates(), b""),
}
ANY_DAY = st.dates(date(1, 1, 1), date(9999, 12, 31))


def offered(remote: Remote, reply: bytes, wanted: Wanted) -> Iterator[Item]:
    for number, item in enumerate(remote.offers(wanted, lambda _url: reply)):
        yield item
        if number > 500:
            return


@pytest.mark.parametrize("name", REPLIES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_mutated_listing_gives_items_of_its_hosts_or_a_reason(name, data):
    remote, reply = REPLIES[name]
    reply = data.draw(mutated(reply))
    since, until = sorted((data.draw(ANY_DAY), data.draw(ANY_DAY)))
    items: list[Item] = []
    with suppress(RecordError):
        items = list(offered(remote, reply, Wanted(since, until)))
    for item in items:
        Routes(remote.hosts).checked(item.url)
        assert item.size is None or item.size >= 0
        assert item.md5 is None or len(item.md5) == 32


@pytest.mark.parametrize("name", sorted(set(REPLIES) - {"rates"}))
def test_the_listings_to_be_mutated_are_true(name):
    remote, reply = REPLIES[name]
    assert list(offered(remote, reply, Wanted(date(1979, 1, 1), date(2016, 12, 31))))
