"""Do the interventions of a scenario agree: with one another, with their windows, with the case."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Final

from peripheries.case.base import Window
from peripheries.case.interventions import (
    ChangeIsolation,
    ForceEvent,
    HoldSeries,
    Intervention,
    MoveSeries,
    ScaleRate,
    SwitchOff,
)
from peripheries.case.mechanisms import Mechanism
from peripheries.case.reading import Reading
from peripheries.case.scenarios import Scenario, days_of, months_held
from peripheries.case.statistics import Mark
from peripheries.case.text import Place

Wrong = tuple[Place, str, str]
"""Place in a scenario, problem and remedy."""
Numbered = tuple[int, Intervention]
"""An intervention with its place among those of its scenario."""
_MARKS: Final[tuple[Mark, ...]] = ("overt", "invokes_un")


def check_scenarios(reading: Reading) -> None:
    """Note every intervention that contradicts another, its window, or the case."""
    mechanisms = {one.id: one for _, _, one in reading.declared if isinstance(one, Mechanism)}
    for document, place, declared in reading.declared:
        if isinstance(declared, Scenario):
            for inner, problem, remedy in contradictions(declared, mechanisms):
                reading.fault(document, (*place, *inner), problem, remedy)


def contradictions(scenario: Scenario, mechanisms: dict[str, Mechanism]) -> Iterator[Wrong]:
    """What is wrong in a scenario whose interventions are each well formed."""
    for number, what in enumerate(scenario.interventions):
        at: Place = ("interventions", number)
        yield from _of_window(scenario, what, at)
        if isinstance(what, SwitchOff) and what.mechanism in mechanisms:
            yield from _of_marks(what, mechanisms[what.mechanism], at)
    for one, other in combinations(enumerate(scenario.interventions), 2):
        yield from _between(scenario, one, other)
    for number, (source, target) in enumerate(scenario.watch):
        if source == target:
            yield ("watch", number), "nobody acts towards itself here", "Name two different actors."


def _of_window(scenario: Scenario, what: Intervention, at: Place) -> Iterator[Wrong]:
    own, whole = scenario.window_of(what), scenario.within
    if own.start < whole.start or own.end > whole.end:
        problem = f"its window, {own}, is not inside that of the scenario, {whole}"
        yield (*at, "within"), problem, "Shorten it, or lengthen the scenario's."
    elif isinstance(what, ForceEvent):
        yield from _of_days(what, own, at)
    elif not months_held(own):
        problem = f"{own} holds no month's 15th, and futures go by months"
        yield (*at, "within") if what.within else ("within",), problem, "Give a month at least."


def _of_days(what: ForceEvent, window: Window, at: Place) -> Iterator[Wrong]:
    if what.day is not None and what.day not in window:
        problem = f"{what.day} is not within {window}"
        yield (*at, "day"), problem, "Give a day of the window."
    elif what.every is not None and len(days_of(what, window)) == 1:
        problem = f"within {window} there is no room for a second time, a {what.every} later"
        yield (*at, "every"), problem, "Leave `every` out, or lengthen the window."


def _of_marks(what: SwitchOff, mechanism: Mechanism, at: Place) -> Iterator[Wrong]:
    if all(part.moves in _MARKS for part in mechanism.parts):
        problem = f"'{what.mechanism}' moves how acts are done, which futures copy from past acts"
        remedy = "Switch off one that moves acts: without this one, no future would differ."
        yield (*at, "mechanism"), problem, remedy


def _between(scenario: Scenario, one: Numbered, other: Numbered) -> Iterator[Wrong]:
    """What is wrong with two interventions at the same time; told of the later one."""
    (first, a), (number, b) = one, other
    windows = scenario.window_of(a), scenario.window_of(b)
    if windows[0].start > windows[1].end or windows[1].start > windows[0].end:
        return
    at: Place = ("interventions", number)
    where = f"interventions.{first}"
    match a, b:
        case SwitchOff(), SwitchOff() if a.mechanism == b.mechanism:
            problem = f"'{b.mechanism}' is switched off already, by {where}"
            yield (*at, "mechanism"), problem, "Leave one of the two out, or part their windows."
        case ForceEvent(), ScaleRate() | ChangeIsolation():
            yield from _forced_and_stopped(a, windows[0], b, windows[1], at, where)
        case ScaleRate() | ChangeIsolation(), ForceEvent():
            yield from _forced_and_stopped(b, windows[1], a, windows[0], at, where)
        case ((ScaleRate() | ChangeIsolation()), (ScaleRate() | ChangeIsolation())):
            yield from _two_factors(a, b, at, where)
    if series := _same_series(a, b):
        problem = f"{where} changes '{series}' at the same time"
        yield (*at, "table"), problem, "Leave one of the two out, or part their windows."


def _forced_and_stopped(
    forced: ForceEvent,
    when: Window,
    stopped: ScaleRate | ChangeIsolation,
    until: Window,
    at: Place,
    where: str,
) -> Iterator[Wrong]:
    pair = (forced.source, forced.target)
    if stopped.by > 0 or forced.type not in stopped.types or not _reaches(stopped, *pair):
        return
    if any(day in until for day in days_of(forced, when)):
        problem = f"{' → '.join(pair)} {forced.type} is forced, and stopped at that time ({where})"
        yield at, problem, "Leave one of the two out, or part their windows."


def _two_factors(
    one: ScaleRate | ChangeIsolation, other: ScaleRate | ChangeIsolation, at: Place, where: str
) -> Iterator[Wrong]:
    common = one.types & other.types
    if one.by == other.by or not common:
        return
    pairs = product(_named([one, other]), repeat=2)
    both = (pair for pair in pairs if _reaches(one, *pair) and _reaches(other, *pair))
    if meeting := next(both, None):
        acts = f"{' → '.join(meeting)} {min(common)}".replace("?", "anyone")
        problem = f"{acts} is scaled by {other.by:g} here, and by {one.by:g} in {where}"
        yield (*at, "by"), problem, "Give them one factor, other acts, or other windows."


def _named(scaled: Sequence[ScaleRate | ChangeIsolation]) -> list[str]:
    """Every actor that is named, and two who are not."""
    found = ["?", "??"]
    for one in scaled:
        found += [one.actor] if isinstance(one, ChangeIsolation) else [*one.source, *one.target]
    return found[::-1]


def _reaches(scaled: ScaleRate | ChangeIsolation, source: str, target: str) -> bool:
    """Whether acts from one to another are scaled."""
    if source == target:
        return False
    if isinstance(scaled, ChangeIsolation):
        return target == scaled.actor
    ways = [(source, target)] + ([(target, source)] if scaled.either_way else [])
    return any(
        (not scaled.source or i in scaled.source) and (not scaled.target or j in scaled.target)
        for i, j in ways
    )


def _same_series(one: Intervention, other: Intervention) -> str | None:
    """A series that both change, if there is one."""
    for table, whose in _series(one):
        for also, whom in _series(other):
            if table == also and (whose is None or whom is None or whose == whom):
                return table
    return None


def _series(what: Intervention) -> list[tuple[str, frozenset[str] | None]]:
    """The series that an intervention changes, and whose; None where everyone's."""
    if isinstance(what, ChangeIsolation):
        return [(table, frozenset({what.actor})) for table in what.tables]
    if isinstance(what, MoveSeries | HoldSeries):
        whose = {what.actor} if what.actor else {*(what.between or ())}
        return [(what.table, frozenset(whose) or None)]
    return []
