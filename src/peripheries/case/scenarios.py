"""What if: interventions on a future, each with a start and an end."""

from datetime import date
from typing import Annotated, Final, final

from pydantic import Field

from peripheries.case.base import Actor, CaseModel, Name, Text, Window
from peripheries.case.interventions import ForceEvent, Intervention

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_MIDDLE: Final = 15


@final
class Scenario(CaseModel):
    """A named what-if: futures with some interventions, against the same futures without them.

    Where its window begins after what is known, it is a what-if of the future; where it lies before
    that, the past is lived through again.
    """

    id: Name
    """Unique among the scenarios of the case."""
    title: Text
    """Title as the report shows it."""
    asks: Text
    """The question that it answers."""
    within: Window
    """From when to when; what happens is counted in these months."""
    interventions: Annotated[tuple[Intervention, ...], Field(min_length=1)]
    """What is changed; at least one."""
    watch: tuple[tuple[Actor, Actor], ...] = ()
    """Ties to show first, as [source, target]; left out, those that move most."""

    def window_of(self, what: Intervention) -> Window:
        """When an intervention holds."""
        return what.within or self.within


@final
class ScenariosFile(CaseModel):
    """`scenarios.yaml`: the what-ifs of the case."""

    scenarios: tuple[Scenario, ...]
    """The what-ifs of the case."""


def days_of(what: ForceEvent, window: Window) -> list[date]:
    """The days on which an act is forced; a day that a month lacks is that month's last.

    >>> what = ForceEvent.model_validate({
    ...     "do": "force_event", "source": "KOR", "target": "UKR", "type": "AID",
    ...     "instrument": "arms_transfer", "day": "2026-08-31", "every": "quarter"})
    >>> days_of(what, Window(start="2026-07", end="2027-02"))
    [datetime.date(2026, 8, 31), datetime.date(2026, 11, 30), datetime.date(2027, 2, 28)]
    """
    day = what.day or window.start
    if what.every is None:
        return [day]
    found, step = [], _MONTHS[what.every]
    month = day.year * 12 + day.month - 1
    while (one := _day_in(month, day.day)) <= window.end:
        found.append(one)
        month += step
    return found


def _day_in(month: int, day: int) -> date:
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    return last.replace(day=min(day, last.day))


def months_held(window: Window) -> range:
    """Months since January 1970 in which an intervention holds: those whose 15th lies within.

    >>> months_held(Window(start="1970-01-16", end="1970-03-15"))
    range(1, 3)
    """
    start = _month(window.start) + (window.start.day > _MIDDLE)
    end = _month(window.end) + (window.end.day >= _MIDDLE)
    return range(start, max(start, end))


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1
