import datetime as dt

import pytest

from peripheries.errors import RecordError
from peripheries.record.connectors import exchange_rates

RATES = """date,close,open,high,low
01.02.2025,"92,0728","99,8564","100,5418","89,3827"
01.01.2025,"98,5705","113,5","115,0","96,0"
"""


def test_months_come_oldest_first_with_decimal_points(write):
    frame = exchange_rates.read(write("r.csv", RATES))
    assert frame.select("date", "close").rows() == [
        (dt.date(2025, 1, 1), 98.5705),
        (dt.date(2025, 2, 1), 92.0728),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("01.02.2025", "2025-02-01", "row 2, column date: '2025-02-01'"),
        ("92,0728", "1 092,07", "column close: '1 092,07'"),
        ("01.02.2025", "01.01.2025", "not unique"),
        ('"92,0728"', "", "column close: None"),
    ],
)
def test_a_malformed_file_is_named(write, old, new, message):
    with pytest.raises(RecordError, match=message):
        exchange_rates.read(write("r.csv", RATES.replace(old, new)))
