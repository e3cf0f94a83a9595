import datetime as dt

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import (
    exchange_rates,
    ideal_points,
    missile_flights,
    world_bank,
)
from peripheries.record.forms import Form
from record.accounting import faults, layout, read, sound
from record.connectors import true_formats as files

CONNECTORS = [exchange_rates, ideal_points, missile_flights, world_bank]


@pytest.fixture
def parsed(tmp_path):
    def parsed(source, name, file, content):
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        fitting = [
            found.name
            for other in CONNECTORS
            for found in other.CONNECTOR.layouts
            if found.fits(path)
        ]
        assert fitting == [name]
        told, frames = read(layout(source.CONNECTOR, name), path)
        return told, frames[Form.SERIES]

    return parsed


def test_ideal_points_are_known_in_june_of_the_next_year(parsed):
    _, points = parsed(ideal_points, "by-year", "points.tab", files.IDEAL_YEARS)
    assert points.row(0)[:12] == (
        *(dt.date(2022, 1, 1), dt.date(2023, 6, 30), "year", "PRK", None, "ideal point"),
        *(-2.1, -2.4, -1.8, 92.0, "standard deviations of the year", "North Korea"),
    )
    assert faults(points) == {"IdealPointFP is no number": 3}


def spoiled(old, new):
    """The table by year with its first row changed, and a sound one after it."""
    head, row, _ = files.IDEAL_YEARS.splitlines()
    other = row.replace('731\t"PRK"', '732\t"KOR"')
    return "\n".join([head, row.replace(old, new), other]) + "\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("\t-2.1\t-2.4", "\tlow\t-2.4", "IdealPointFP is no number"),
        ("\t-2.1\t-2.4", "\tinf\t-2.4", "IdealPointFP is no number"),
        ("\t-2.1\t-2.4", "\tnan\t-2.4", "IdealPointFP is no number"),
        ("\t-2.1\t-2.4", "\t-2,1\t-2.4", "IdealPointFP is no number"),
        ("\t92\t", "\tmany\t", "NVotesFP is no number"),
        ("\t2022\t", "\t\t", "no year or session"),
        ("\t2022\t", "\t20x2\t", "no year or session"),
        ('731\t"PRK"', '\t""', "no state"),
    ],
)
def test_a_malformed_row_of_ideal_points_does_not_enter(parsed, old, new, fault):
    _, points = parsed(ideal_points, "by-year", "points.tab", spoiled(old, new))
    assert faults(points) == {fault: 2}
    assert sound(points)["actor"].to_list() == ["KOR"]


@pytest.mark.parametrize("missing", ["", "NA"])
def test_a_point_that_the_source_lacks_is_missing(parsed, missing):
    text = spoiled("\t-2.1\t-2.4", f"\t{missing}\t-2.4")
    _, points = parsed(ideal_points, "by-year", "points.tab", text)
    assert sound(points).select("actor", "value").rows() == [("PRK", None), ("KOR", -2.1)]


def test_a_second_row_of_a_state_and_year_does_not_enter(parsed):
    head, row, _ = files.IDEAL_YEARS.splitlines()
    twice = "\n".join([head, row, row.replace("-2.1", "-1.0")]) + "\n"
    _, points = parsed(ideal_points, "by-year", "points.tab", twice)
    assert faults(points) == {"a second row of this state and year": 3}
    assert sound(points)["value"].to_list() == [-2.1]


@pytest.mark.parametrize(
    ("year", "distance"), [(2014, 2.06), (2015, 0.65), (2021, 0.29), (2022, 0.21)]
)
def test_published_distances_of_russia_and_the_dprk(shared, tmp_path, year, distance):
    path = shared / "data" / "un" / "Idealpointestimates1946-2025.tab"
    points = layout(ideal_points.CONNECTOR, "by-year").parse(path, tmp_path).tables[Form.SERIES]
    of_year = points.filter(date=dt.date(year, 1, 1)).select("actor", "value").collect()
    values = dict(of_year.rows())
    assert abs(values["RUS"] - values["PRK"]) == pytest.approx(distance, abs=0.005)


def test_sessions_stand_for_years_and_the_yemens_are_two(parsed):
    _, points = parsed(ideal_points, "by-session", "points.csv", files.IDEAL_SESSIONS)
    assert points.select("date", "actor", "low", "high").rows() == [
        (dt.date(1975, 1, 1), "YAR", 0.05, 0.25),
        (dt.date(1975, 1, 1), "YMD", -1.2, -0.9),
    ]


def test_flights_are_known_the_day_after_or_when_their_month_is_over(parsed):
    _, flights = parsed(missile_flights, "table", "flights.csv", files.FLIGHTS)
    assert flights.row(0)[:3] == (dt.date(1984, 9, 1), dt.date(1984, 10, 1), "month")
    assert flights["detail"][0] == "success; missile: scud-b; facility: tonghae"
    assert faults(flights) == {
        "no day or month": 4,
        "an outcome that is none of success, failure, unknown": 5,
    }


@pytest.mark.parametrize("date", ["1984", "", "1984-09-31", "09/1984", "unknown"])
def test_a_flight_without_a_day_or_month_does_not_enter(parsed, date):
    text = files.FLIGHTS.replace("1984-09,", f"{date},", 1)
    _, flights = parsed(missile_flights, "table", "flights.csv", text)
    assert faults(flights)["no day or month"] == 2


def test_flights_with_another_header_are_refused(write):
    path = write("flights.csv", files.FLIGHTS.replace(",glide", "", 1))
    assert not any(found.fits(path) for found in missile_flights.CONNECTOR.layouts)
    with pytest.raises(RecordError, match=r"line 1: .*missing: glide"):
        read(layout(missile_flights.CONNECTOR, "table"), path)


def test_the_page_of_flights_gives_the_same_rows(parsed):
    told, flights = parsed(missile_flights, "page", "test.en.json", files.FLIGHTS_PAGE)
    assert sound(flights).select("date", "known", "step", "value", "detail").rows() == [
        (dt.date(1984, 9, 1), dt.date(1984, 10, 1), "month", 1.0, "success; missile: scud-b"),
        (dt.date(2022, 5, 4), dt.date(2022, 5, 5), "event", 1.0, "unknown"),
    ]
    assert [(r.reason, r.rows, r.first) for r in told.rejected] == [
        ("what is no flight", 2, "flight 3")
    ]


def test_both_layouts_of_flights_agree(shared):
    folder = shared / "data" / "missiles"
    read_by = {"table": "tests_flat.csv", "page": "test.en.json"}
    frames = [
        layout(missile_flights.CONNECTOR, name).parse(folder / file, folder).tables[Form.SERIES]
        for name, file in read_by.items()
    ]
    table, page = (frame.drop("line").collect() for frame in frames)
    assert table.equals(page)
    assert table.height == 339


def test_official_rates_are_per_unit_and_old_rubles_are_called_so(parsed):
    _, rates = parsed(exchange_rates, "official", "rates.xml", files.OFFICIAL_RATES)
    assert sound(rates).select("date", "known", "quantity", "value", "unit").rows() == [
        (dt.date(1997, 12, 30), dt.date(1997, 12, 30), "RUB per USD", 5960.0, "rubles before 1998"),
        (dt.date(2022, 1, 1), dt.date(2022, 1, 1), "RUB per CNY", 11.639, "rubles"),
    ]
    assert list(faults(rates)) == ["no number of units (Nominal)", "no rate (Value)"]


def test_rates_with_a_document_type_are_refused(tmp_path):
    path = tmp_path / "rates.xml"
    path.write_bytes(b'<!DOCTYPE a [<!ENTITY b "c">]><ValCurs DateRange1="x">&b;</ValCurs>')
    with pytest.raises(RecordError, match="not XML that can be read"):
        read(layout(exchange_rates.CONNECTOR, "official"), path)


def test_month_closes_are_known_when_the_month_is_over(parsed):
    _, closes = parsed(exchange_rates, "month-closes", "usd.csv", files.MONTH_CLOSES)
    assert sound(closes).select("date", "known", "value", "low", "high").rows() == [
        (dt.date(2025, 2, 1), dt.date(2025, 3, 1), 92.0728, 89.3827, 100.5418)
    ]
    assert faults(closes) == {"no first day of a month": 3, "close is no number": 4}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("01.02.2025", "2025-02-01", "no first day of a month"),
        ("01.02.2025", "", "no first day of a month"),
        ('"92,0728"', '"1 092,07"', "close is no number"),
        ('"92,0728"', "", "close is no number"),
        ('"89,3827"', "inf", "low is no number"),
    ],
)
def test_a_malformed_close_does_not_enter(parsed, old, new, fault):
    text = files.MONTH_CLOSES.replace(old, new, 1)
    _, closes = parsed(exchange_rates, "month-closes", "usd.csv", text)
    assert faults(closes)[fault] == 2
    assert sound(closes).is_empty()


def test_a_second_close_of_a_month_does_not_enter(parsed):
    text = files.MONTH_CLOSES.replace("02.01.2025", "01.02.2025")
    _, closes = parsed(exchange_rates, "month-closes", "usd.csv", text)
    assert faults(closes)["a second row of this month"] == 3
    assert sound(closes)["value"].to_list() == [92.0728]


def test_a_page_of_the_bank_is_known_on_its_last_update(parsed):
    told, values = parsed(world_bank, "page", "page.json", files.BANK_PAGE)
    assert sound(values).select("date", "known", "step", "actor", "value", "unit").rows() == [
        (dt.date(2021, 1, 1), dt.date(2024, 12, 16), "year", "RUS", 1.5, "current US$"),
        (dt.date(2021, 7, 1), dt.date(2024, 12, 16), "quarter", "WLD", 1.5, "current US$"),
        (dt.date(2021, 1, 1), dt.date(2024, 12, 16), "year", "PRK", None, "current US$"),
    ]
    assert faults(values) == {"no year, quarter or month": 4}
    assert [(r.reason, r.first) for r in told.rejected] == [
        ("what is no value of an indicator", "value 5")
    ]
    assert told.remarks == ("page 1 of 2: the others are other files",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"message":[{"id":"120","value":"Invalid value"}]}]', "refusal, not data"),
        ('[{"page":1,"lastupdated":"soon"},[]]', "no day of the last update"),
        ('{"lastupdated":1}', "not a page"),
        ("[1,", "not JSON"),
    ],
)
def test_what_is_no_page_of_the_bank_is_refused(write, text, message):
    with pytest.raises(RecordError, match=message):
        read(layout(world_bank.CONNECTOR, "page"), write("page.json", text))


@pytest.mark.parametrize("packed", [True, False])
def test_the_bulk_file_of_the_bank_is_one_row_a_cell(parsed, packed):
    content = files.bank_zip() if packed else files.BANK_TABLE.encode()
    told, values = parsed(world_bank, "bulk", "API_x.zip" if packed else "API_x.csv", content)
    assert sorted(sound(values).select("actor", "date", "value", "line").rows()) == [
        ("KOR", dt.date(2020, 1, 1), 1.6e12, 6),
        ("KOR", dt.date(2021, 1, 1), None, 6),
        ("WLD", dt.date(2020, 1, 1), 8e13, 7),
    ]
    assert faults(values) == {"a value that is no number": 7}
    assert [(r.rows, r.first) for r in told.rejected] == [(2, "line 8")]
    assert told.read == 6


def test_a_bulk_file_without_its_day_is_refused(tmp_path):
    path = tmp_path / "API_x.zip"
    path.write_bytes(files.bank_zip(files.BANK_TABLE.replace("Last Updated", "Last")))
    with pytest.raises(RecordError, match="Last Updated Date"):
        read(layout(world_bank.CONNECTOR, "bulk"), path)


@pytest.mark.parametrize(
    ("source", "name", "file", "rows"),
    [
        (ideal_points, "by-year", "un/Idealpointestimates1946-2025.tab", 11_610),
        (ideal_points, "by-session", "un/IdealpointestimatesAll_Apr2020.csv", 10_469),
        (exchange_rates, "month-closes", "series/usd_rub.csv", 146),
    ],
)
def test_shared_files_enter_whole(shared, tmp_path, source, name, file, rows):
    found = layout(source.CONNECTOR, name).parse(shared / "data" / file, tmp_path)
    frame = found.tables[Form.SERIES].collect()
    assert sound(frame).height == found.read == rows
    assert frame["actor"].null_count() == 0
