"""Series that are moved or held for some months, and are as before afterwards."""

from datetime import date

import numpy as np
import polars as pl

from peripheries.case.mechanisms import Part
from peripheries.engine.periods.programme import programme
from peripheries.futures.moving import months_after, moved
from peripheries.model.expand import Setting, expanded
from peripheries.model.monthly import month_of, monthly_setting
from peripheries.model.moved import MONTH, SeriesMove, course_of, known_days
from peripheries.record import Record

EVERYONE = frozenset[str]()
ROWS = pl.DataFrame(
    {
        "time": [date(2020, 1, 1), date(2020, 3, 1), date(2020, 5, 1)],
        "known": [date(2020, 1, 10), date(2020, 3, 10), date(2020, 5, 10)],
        "value": [10.0, 20.0, 0.0],
    }
)
FEBRUARY, MAY = month_of(date(2020, 2, 1)), month_of(date(2020, 5, 1))


def at(course, month: int) -> float:
    """What stands as a month begins."""
    return float(course.value[np.searchsorted(course.day, month * MONTH) - 1])


def read(move: SeriesMove) -> list[float]:
    course = course_of(ROWS, [move], 7.0)
    return [at(course, month) for month in range(FEBRUARY, MAY + 2)]


def test_a_factor_holds_while_it_does_and_is_taken_back() -> None:
    assert read(SeriesMove("s", EVERYONE, FEBRUARY, MAY, 3.0)) == [30, 30, 60, 20, 0]


def test_what_is_held_stands_where_it_stood_or_where_it_is_put() -> None:
    assert read(SeriesMove("s", EVERYONE, FEBRUARY, MAY, None)) == [10, 10, 10, 20, 0]
    assert read(SeriesMove("s", EVERYONE, FEBRUARY, MAY, None, 4.0)) == [4, 4, 4, 20, 0]


def test_a_series_without_values_has_none_to_move() -> None:
    course = course_of(ROWS.clear(), [SeriesMove("s", EVERYONE, FEBRUARY, MAY, 3.0)], 7.0)
    assert not len(course.value)


def test_dates_come_every_month_or_not_at_all_while_a_series_is_held() -> None:
    def days(at: float | None) -> list[date]:
        move = SeriesMove("s", EVERYONE, FEBRUARY, MAY, None, at)
        return known_days(ROWS, [move]).sort().to_list()

    months = [date(2020, month, 1) for month in (2, 3, 4)]
    assert days(None) == days(5.0) == [date(2020, 1, 10), *months]
    assert days(0.0) == [date(2020, 1, 10)]


def test_a_statistic_reads_the_moved_series_and_is_measured_from_the_same_mean() -> None:
    record = Record({}, {"rate": ROWS}, {}, None)
    plain = monthly_setting(Setting(record, ("A", "B"), 60.0, 365.0), ("A", "B"), FEBRUARY)
    part = Part.model_validate({"of": {"statistic": "series", "table": "rate"}, "moves": "any"})
    move = SeriesMove("rate", EVERYONE, FEBRUARY + 1, MAY, 3.0)
    columns = [
        programme([expanded(part, 0, setting)], 2).given_columns(0, 5)[0, :, 0, 1]
        for setting in (plain, Setting(**{**vars(plain), "moves": (move,)}))
    ]
    assert columns[0].tolist() == [0, 0, 10, 10, -10]
    assert columns[1].tolist() == [0, 20, 50, 10, -10]


def test_forecasts_of_a_series_are_moved_in_its_months() -> None:
    drawn = np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
    month = months_after(date(2020, 1, 1), "month", 4)
    inner = (int(month[1]), int(month[3]))
    by = moved(drawn, 9.0, month, [SeriesMove("s", EVERYONE, *inner, 2.0)])
    assert by.tolist() == [[1, 4, 6, 4], [5, 12, 14, 8]]
    held = moved(drawn, 9.0, month, [SeriesMove("s", EVERYONE, *inner, None)])
    assert held.tolist() == [[1, 1, 1, 4], [5, 5, 5, 8]]
    first = moved(drawn, 9.0, month, [SeriesMove("s", EVERYONE, int(month[0]), inner[0], None)])
    assert first[:, 0].tolist() == [9, 9]


def test_a_year_is_changed_where_its_middle_is() -> None:
    assert months_after(date(2020, 1, 1), "year", 1).tolist() == [month_of(date(2021, 7, 1))]
    assert months_after(date(2020, 1, 27), "week", 1).tolist() == [month_of(date(2020, 2, 3))]
