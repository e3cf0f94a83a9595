import json
from datetime import date

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors.remotes.bank_of_russia import exchange_rates
from peripheries.record.connectors.remotes.github import daily_matrices, missile_flights
from peripheries.record.connectors.remotes.world_bank import indicators

TREE = "https://api.github.com/repos/gzemo/gdelt-graph-data/git/trees/HEAD?recursive=1"
RAW = "https://raw.githubusercontent.com"


def tree(*paths, **more):
    entries = [{"path": path, "type": "blob", "size": 9, "mode": "100644"} for path in paths]
    reply = {"sha": "0", "tree": [{"path": "networks", "type": "tree"}, *entries], **more}
    return {TREE: json.dumps(reply).encode()}


def test_matrices_of_the_days_wanted(offers):
    pages = tree(
        "networks/20180102_network.zip",
        "networks/20180101_network.zip",
        "networks/20180103_network.zip",
        "networks/20180230_network.zip",
        "networks/20180102_network.zip.bak",
        "country_codes_clean.csv",
    )
    items = offers(daily_matrices(), "2018-01-01", "2018-01-02", pages)
    assert [item.name for item in items] == [*("20180101_network.zip", "20180102_network.zip")]
    assert items[0].url == f"{RAW}/gzemo/gdelt-graph-data/HEAD/networks/20180101_network.zip"
    assert items[0].covers == (date(2018, 1, 1), date(2018, 1, 1))
    assert items[0].size == 9


@pytest.mark.parametrize(
    "pages",
    [
        tree("networks/20180101_network.zip", truncated=True),
        tree("country_codes_clean.csv"),
        {TREE: b"{}"},
        {TREE: b"<html>"},
    ],
)
def test_a_tree_that_is_not_whole_is_refused(offers, pages):
    with pytest.raises(RecordError, match="the listing cannot be read"):
        offers(daily_matrices(), "2018-01-01", "2018-01-02", pages)


def test_the_flights_are_one_file_that_grows(offers, asked):
    remote = missile_flights()
    (item,) = offers(remote, "1984-01-01", "2026-01-01", {})
    assert item.url == f"{RAW}/nagix/nk-missile-tests/HEAD/data/test.en.json"
    assert remote.refreshes
    assert asked == []


def test_rates_are_asked_for_by_year_and_currency(offers):
    items = offers(exchange_rates(), "2013-05-01", "2014-02-03", {}, "R01235", "R01375")
    assert [item.name for item in items] == [
        *("R01235-2013.xml", "R01375-2013.xml", "R01235-2014.xml", "R01375-2014.xml")
    ]
    assert items[0].url == (
        "https://www.cbr.ru/scripts/XML_dynamic.asp"
        "?date_req1=01/01/2013&date_req2=31/12/2013&VAL_NM_RQ=R01235"
    )
    assert items[2].covers == (date(2014, 1, 1), date(2014, 2, 3))
    (item,) = offers(exchange_rates(), "1990-05-01", "1992-02-03", {})
    assert item.name == "R01235-1992.xml"


@pytest.mark.parametrize("code", ["USD", "R01235&x=1", "../R01235"])
def test_a_currency_is_named_by_the_banks_code(offers, code):
    with pytest.raises(RecordError, match="by the bank's code, as R01235"):
        offers(exchange_rates(), "2013-05-01", "2014-02-03", {}, code)


def head(code, decade, reply):
    years = f"{decade}:{decade + 9}"
    url = f"https://api.worldbank.org/v2/country/all/indicator/{code}?format=json&date={years}"
    return {f"{url}&per_page=1": json.dumps(reply).encode()}


def rows(total):
    return [{"page": 1, "pages": total, "per_page": 1, "total": total}, [{"value": None}] * 1]


def test_indicators_are_cut_by_decade_and_page(offers):
    pages = {
        **head("NY.GDP.MKTP.CD", 1990, rows(2660)),
        **head("NY.GDP.MKTP.CD", 2000, rows(20001)),
        **head("NY.GDP.MKTP.CD", 2010, [{"page": 0, "pages": 0, "total": 0}, None]),
    }
    items = offers(indicators(("NY.GDP.MKTP.CD",)), "1995-01-01", "2012-12-31", pages)
    assert [item.name for item in items] == [
        "NY.GDP.MKTP.CD-1990-1.json",
        *(f"NY.GDP.MKTP.CD-2000-{page}.json" for page in (1, 2, 3)),
    ]
    assert items[3].url == (
        "https://api.worldbank.org/v2/country/all/indicator/NY.GDP.MKTP.CD"
        "?format=json&date=2000:2009&per_page=10000&page=3"
    )
    assert items[0].covers == (date(1990, 1, 1), date(1999, 12, 31))


def test_what_the_bank_says_of_an_unknown_indicator_is_passed_on(offers):
    reply = [{"message": [{"id": "120", "key": "Invalid value", "value": "is not valid"}]}]
    with pytest.raises(RecordError, match=r"indicator NO: is not valid\. Check its code"):
        offers(indicators(("NO",)), "1990-01-01", "1991-12-31", head("NO", 1990, reply))


@pytest.mark.parametrize(
    "reply", [[], {}, [{}], [{}, []], "x", [{"total": -1}, []], [{"total": 10**9}]]
)
def test_a_reply_without_a_count_is_refused(offers, reply):
    with pytest.raises(RecordError, match="the listing cannot be read"):
        offers(indicators(("A.B",)), "1990-01-01", "1991-12-31", head("A.B", 1990, reply))


def test_a_code_is_no_address(offers):
    with pytest.raises(RecordError, match="no code of an indicator"):
        offers(indicators(("A/../B?x",)), "1990-01-01", "1991-12-31", {})


def test_no_code_at_all_is_said(offers):
    with pytest.raises(RecordError, match="No indicator of the World Bank is named"):
        offers(indicators(()), "1990-01-01", "1991-12-31", {})
