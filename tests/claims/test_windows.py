"""Placebo windows: where they lie, and that none touches the real later window."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from peripheries.case.base import Window
from peripheries.claims.windows import earlier_pairs, earlier_windows, months_between, moved

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def comparisons(draw: st.DrawFn) -> tuple[Window, Window]:
    """An earlier and a later window that do not overlap."""
    start = draw(DAYS)
    lengths = [draw(st.integers(30, 2500)), draw(st.integers(0, 400)), draw(st.integers(0, 1200))]
    end, later = start + timedelta(lengths[0]), start + timedelta(lengths[0] + 1 + lengths[1])
    return Window(start=start, end=end), Window(start=later, end=later + timedelta(lengths[2]))


def test_the_end_of_a_month_stays_the_end_of_a_shorter_one() -> None:
    assert moved(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert moved(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert moved(date(2024, 2, 29), -12) == date(2023, 2, 28)


@given(DAYS, st.integers(-240, 240))
def test_a_moved_day_lies_so_many_months_away(day: date, months: int) -> None:
    there = moved(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day <= day.day
    assert day.day > 28 or moved(there, -months) == day


@given(comparisons(), st.sampled_from([1, 3, 12]))
def test_no_placebo_date_reaches_into_the_real_later_window(
    windows: tuple[Window, Window], step: int
) -> None:
    before, after = windows
    least = min(12, months_between(before.start, before.end) / 2)
    for first, second in earlier_pairs(before, after, step, before.start):
        assert first.start == before.start
        assert first.end < second.start <= second.end < after.start
        assert months_between(first.start, first.end) >= least


def test_earlier_pairs_go_back_as_far_as_a_year_of_earlier_data_allows() -> None:
    before, after = (Window(start=a, end=b) for a, b in (("2018", "2021"), ("2022", "2022")))
    pairs = list(earlier_pairs(before, after, 12, before.start))
    assert [str(second.start) for _, second in pairs] == ["2021-01-01", "2020-01-01"]


@given(comparisons(), st.sampled_from([1, 3, 12]))
def test_placebo_windows_keep_their_length_and_stay_off_the_real_one(
    windows: tuple[Window, Window], step: int
) -> None:
    window, later = windows
    over = Window(start=window.start - timedelta(900), end=later.end)
    for other in earlier_windows(window, over, step):
        assert other.end - other.start == window.end - window.start
        assert other.end < window.start or other.start > window.end
        assert over.start <= other.start
        assert other.end <= over.end
