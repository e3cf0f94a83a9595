"""What a test could have seen, and the observation that carries it."""

from datetime import date

import polars as pl
import pytest

from peripheries.case.base import Window
from peripheries.claims.sensitivity import most_telling
from peripheries.measures import Observations, Sort

DAYS = [date(2020, month, 1) for month in range(1, 9)]
BEFORE = Window.model_validate({"start": "2020-01", "end": "2020-04"})
AFTER = Window.model_validate({"start": "2020-05", "end": "2020-08"})


def seen(values: list[float]) -> Observations:
    """Eight months of a level."""
    frame = pl.DataFrame({"date": DAYS, "value": values, "weight": [1.0] * 8})
    return Observations(Sort.LEVELS, "s", "u", "f", "t", "month", frame)


@pytest.mark.parametrize(
    ("values", "sign", "day", "without"),
    [
        ([0, 0, 0, 0, 1, 1, 9, 1], 1, date(2020, 7, 1), 1.0),
        ([-9, 0, 0, 0, 1, 1, 1, 1], 1, date(2020, 1, 1), 1.0),
        ([0, 0, 0, 0, -1, -7, -1, -1], -1, date(2020, 6, 1), -1.0),
    ],
)
def test_the_observation_that_carries_a_difference_is_found(
    values: list[float], sign: int, day: date, without: float
) -> None:
    found = most_telling(seen(values), BEFORE, AFTER, sign)
    assert found is not None
    assert (found.day, found.without) == (day, pytest.approx(without))


def test_every_observation_left_out_by_hand_gives_the_same() -> None:
    values = [0.3, 1.2, -0.4, 0.9, 2.0, 1.1, 0.2, 3.0]
    by_hand = []
    for out in range(8):
        kept = [(n, v) for n, v in enumerate(values) if n != out]
        first = [v for n, v in kept if n < 4]
        second = [v for n, v in kept if n >= 4]
        by_hand.append(sum(second) / len(second) - sum(first) / len(first))
    found = most_telling(seen(values), BEFORE, AFTER, 1)
    assert found is not None
    assert found.without == pytest.approx(min(by_hand))
    assert found.day == DAYS[by_hand.index(min(by_hand))]


def test_a_window_of_one_observation_has_none() -> None:
    short = Window.model_validate({"start": "2020-08", "end": "2020-08"})
    assert most_telling(seen([0.0] * 8), BEFORE, short, 1) is None
