import datetime as dt

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import missile_flights

HEADER = (
    "date,time,series,missile,facility,landing,apogee,distance,bearing,outcome,description,glide"
)
FLIGHTS = f"""{HEADER}
1984-09,unknown,,scud-b,tonghae,unknown,unknown,unknown,90,failure,"First, of six",
2017-11-28,18:17 (UTC),1.0,hwasong-15,pyongsong,sea,4475,950,90,success,,
"""


def test_a_month_without_a_day_stays_a_month(write):
    frame = missile_flights.read(write("f.csv", FLIGHTS))
    assert frame["date"].to_list() == [None, dt.date(2017, 11, 28)]
    assert frame["month"].to_list() == [dt.date(1984, 9, 1), dt.date(2017, 11, 1)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("success", "hit", "row 3, column outcome: 'hit'"),
        ("1984-09", "1984", "column date: '1984'"),
        ("1984-09", "", "column date: None"),
        (",glide", "", "line 1|not a table"),
    ],
)
def test_a_malformed_file_is_named(write, old, new, message):
    with pytest.raises(RecordError, match=message):
        missile_flights.read(write("f.csv", FLIGHTS.replace(old, new, 1)))
