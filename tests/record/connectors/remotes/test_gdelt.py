from datetime import date

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.remotes.gdelt1 import gdelt1, period_of
from peripheries.record.connectors.remotes.gdelt2 import gdelt2

TWO = "https://storage.googleapis.com/data.gdeltproject.org/gdeltv2"
ONE = "https://storage.googleapis.com/data.gdeltproject.org/events"
MASTER = b"""\
150383 297a16b493de7cf6ca809a7cc31d0b93 http://data.gdeltproject.org/gdeltv2/20150218230000.export.CSV.zip
318084 bb27f78ba45f69a17ea6ed7755e9f8ff http://data.gdeltproject.org/gdeltv2/20150218230000.mentions.CSV.zip
10768507 ea8dde0beb0ba98810a92db068c0ce99 http://data.gdeltproject.org/gdeltv2/20150218230000.gkg.csv.zip
1500 AAAAAAAABBBBBBBBCCCCCCCCDDDDDDDD http://data.gdeltproject.org/gdeltv2/20150220001500.export.CSV.zip\r
149211 2a91041d7e72b0fc6a629e2ff867b240 http://data.gdeltproject.org/gdeltv2/20150219000000.export.CSV.zip
http://data.gdeltproject.org/gdeltv2/20150219001500.export.CSV.zip
 garbage 2a91041d7e72b0fc6a629e2ff867b240
1 2a91041d7e72b0fc6a629e2ff867b240 http://data.gdeltproject.org/gdeltv2/20150231000000.export.CSV.zip
"""
LAST = b"""\
200 11111111111111111111111111111111 http://data.gdeltproject.org/gdeltv2/20150220003000.export.CSV.zip
201 22222222222222222222222222222222 http://data.gdeltproject.org/gdeltv2/20150220003000.mentions.CSV.zip
"""
TRANSLATED = (
    b"59173 b634baabd40fbe078f723829e7e4639f "
    b"http://data.gdeltproject.org/gdeltv2/20150218230000.translation.export.CSV.zip\n"
)
PAGES = {
    f"{TWO}/masterfilelist.txt": MASTER,
    f"{TWO}/lastupdate.txt": LAST,
    f"{TWO}/masterfilelist-translation.txt": TRANSLATED,
    f"{TWO}/lastupdate-translation.txt": TRANSLATED,
}
HASHES = b"""\
f6fcb7e955e35f93c9dae427c07b545d  GDELT.MASTERREDUCEDV2.1979-2013.zip
7fb1b6ff781aea3d441abf512dc5e0f9  1979.zip
412cb83d1ed2b445eb9797dd6732e060  2005.zip
c3cfe271c7f51eb8b6f8c2ad3ee6c0b0  200601.zip
d7d6a6071739445cc77ce081a4206f09  20130401.export.CSV.zip
1ff96ba63d1dc3bc715fd84ea09d7062  20130402.export.CSV.zip
"""
SIZES = b"""\
1134542345 GDELT.MASTERREDUCEDV2.1979-2013.zip
14113434 1979.zip
150000000 2005.zip
9000000 200601.zip
5000000 20130401.export.CSV.zip
5000001 20130403.export.CSV.zip
"""
LISTS = {f"{ONE}/md5sums": HASHES, f"{ONE}/filesizes": SIZES}


def test_quarters_of_an_hour_are_chosen_by_day_and_told_in_order(offers):
    items = offers(gdelt2(), "2015-02-19", "2015-02-20", PAGES)
    assert [item.name[:14] for item in items] == [
        *("20150219000000", "20150219001500", "20150220001500", "20150220003000")
    ]
    first, without, upper, newest = items
    assert first.url == f"{TWO}/20150219000000.export.CSV.zip"
    assert (first.size, first.md5) == (149211, "2a91041d7e72b0fc6a629e2ff867b240")
    assert first.covers == (date(2015, 2, 19), date(2015, 2, 19))
    assert (without.size, without.md5) == (None, None)
    assert upper.md5 == "aaaaaaaabbbbbbbbccccccccdddddddd"
    assert newest.size == 200


def test_only_events_are_offered(offers):
    items = offers(gdelt2(), "2015-02-18", "2015-02-18", PAGES)
    assert [item.name for item in items] == ["20150218230000.export.CSV.zip"]


def test_the_translated_stream_is_chosen_by_its_word(offers):
    items = offers(gdelt2(), "2015-02-18", "2015-02-18", PAGES, "translation", "english")
    assert [item.name for item in items] == [
        "20150218230000.export.CSV.zip",
        "20150218230000.translation.export.CSV.zip",
    ]


def test_the_long_list_is_not_asked_for_in_vain(offers, asked):
    assert offers(gdelt2(), "2015-02-21", "2015-03-01", PAGES) == []
    assert asked == [f"{TWO}/lastupdate.txt"]


@pytest.mark.parametrize("name", ["lastupdate.txt", "masterfilelist.txt"])
def test_a_list_of_something_else_is_said_to_be_one(offers, name):
    with pytest.raises(RecordError, match=rf"{name}: the listing cannot be read .* by hand"):
        offers(gdelt2(), "2015-02-19", "2015-02-20", PAGES | {f"{TWO}/{name}": b"<html>"})


def test_an_unknown_stream_is_refused(offers):
    with pytest.raises(RecordError, match=r"no stream 'french'.*english, translation"):
        offers(gdelt2(), "2015-02-19", "2015-02-20", PAGES, "french")


def test_years_months_and_days_meet_the_period(offers):
    items = offers(gdelt1(), "2005-12-31", "2013-04-02", LISTS)
    assert [item.name for item in items] == [
        *("2005.zip", "200601.zip", "20130401.export.CSV.zip", "20130402.export.CSV.zip")
    ]
    year, month, day, unsized = items
    assert year.covers == (date(2005, 1, 1), date(2005, 12, 31))
    assert month.covers == (date(2006, 1, 1), date(2006, 1, 31))
    assert day.covers == (date(2013, 4, 1), date(2013, 4, 1))
    assert (day.size, day.md5) == (5000000, "d7d6a6071739445cc77ce081a4206f09")
    assert day.url == f"{ONE}/20130401.export.CSV.zip"
    assert unsized.size is None


def test_a_file_without_hash_is_offered(offers):
    (item,) = offers(gdelt1(), "2013-04-03", "2013-04-30", LISTS)
    assert (item.size, item.md5) == (5000001, None)


def test_a_page_in_place_of_the_hashes_is_said_to_be_one(offers):
    with pytest.raises(RecordError, match="md5sums: the listing cannot be read"):
        offers(gdelt1(), "2013-04-03", "2013-04-30", LISTS | {f"{ONE}/md5sums": b"<html></html>"})


@pytest.mark.parametrize("name", ["200613.zip", "0000.zip", "20130431.export.CSV.zip"])
def test_a_name_that_is_no_date_covers_nothing(name):
    assert period_of(name) is None
