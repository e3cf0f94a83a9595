"""Data sets of Harvard Dataverse: which files of ICEWS, POLECAT and the ideal points are wanted.

Names of the files: as the R packages icews (andybega) and two readers of POLECAT take them apart,
and as projects that use the ideal points name what they downloaded.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from peripheries.record.connectors.base import Remote, Wanted
from peripheries.record.connectors.remotes.dataverse_api import DataSet, remote
from peripheries.record.connectors.remotes.listing import Period, day_of, meets

_ICEWS: Final = re.compile(
    r"events\.(\d{4})\.(\d{8,14})(?:\.tab)?(?:\.tab|\.tsv|\.txt|\.zip)", re.I
)
_POLECAT_YEAR: Final = re.compile(r"ngecEventsDV-(\d{4})(?:-(\d{2}))?\.txt(?:\.zip)?", re.I)
_POLECAT_WEEK: Final = re.compile(r"ngecEvents\.(\d{8})\d*\..*txt(?:\.zip)?", re.I)
_RELEASE: Final = timedelta(days=14)
"""A weekly release of POLECAT lies no further from the events that it holds."""
_IDEAL: Final = re.compile(r"ideal_?point_?estimates.*\.(?:tab|csv)", re.I)


def icews() -> Remote:
    """ICEWS coded events, a file a year (`events.1995.20150313082510.tab`, some zipped).

    Of several files of one year only that with the latest stamp is offered. Weekly files
    (`20181004-icews-events.zip`) are not: the yearly ones hold their events.
    """
    return remote(DataSet("doi:10.7910/DVN/28075", choose_icews), 4 * 2**30)


def polecat() -> Remote:
    """POLECAT: a file a year, and of the current year a file a week.

    The first is a zip that holds a file a month (`ngecEventsDV-2022.txt.zip`), the second is named
    by its release (`ngecEvents.20230103111842.Release603.DV.txt`).
    When a year's zip appears its weekly files go. A store that has both holds events twice.
    """
    return remote(DataSet("doi:10.7910/DVN/AJGVIT", choose_polecat), 4 * 2**30)


def ideal_points() -> Remote:
    """Ideal points of states, Bailey, Strezhnev & Voeten: one table over all years.

    Its name changes with each release (`Idealpointestimates1946-2025.tab`).
    """
    chosen = DataSet("doi:10.7910/DVN/LEJUQZ", choose_ideal_points, original=False)
    return remote(chosen, 64 * 2**20, refreshes=True)


def choose_icews(labels: Sequence[str], wanted: Wanted) -> dict[str, Period | None]:
    """The latest file of each year wanted."""
    years: dict[int, tuple[str, str]] = {}
    for label in labels:
        match = _ICEWS.fullmatch(label)
        if match is not None and wanted.since.year <= int(match[1]) <= wanted.until.year:
            years[int(match[1])] = max(years.get(int(match[1]), ("", "")), (match[2], label))
    return {years[year][1]: (date(year, 1, 1), date(year, 12, 31)) for year in sorted(years)}


def choose_polecat(labels: Sequence[str], wanted: Wanted) -> dict[str, Period | None]:
    """Years and months that meet the period, and weeks released about it."""
    chosen: list[tuple[date, str, Period | None]] = []
    for label in labels:
        covers = _polecat_period(label)
        near = covers or _polecat_release(label)
        if near is not None and meets(near, wanted):
            chosen.append((near[0], label, covers))
    return {label: covers for _, label, covers in sorted(chosen, key=lambda one: one[:2])}


def _polecat_release(label: str) -> Period | None:
    """The days about the release of a week, which hold its events."""
    match = _POLECAT_WEEK.fullmatch(label)
    released = day_of(match[1]) if match else None
    if released is None or not 1 < released.year < 9990:
        return None
    return released - _RELEASE, released + _RELEASE


def _polecat_period(label: str) -> Period | None:
    match = _POLECAT_YEAR.fullmatch(label)
    if match is None:
        return None
    first = day_of(f"{match[1]}{match[2] or '01'}01")
    if first is None or first.year > 9990:
        return None
    if match[2] is None:
        return first, date(first.year, 12, 31)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def choose_ideal_points(labels: Sequence[str], _wanted: Wanted) -> dict[str, Period | None]:
    """The newest estimates, without code books and agreement scores; releases differ in scale."""
    found = [label for label in labels if _IDEAL.fullmatch(label)]
    newest = max(found, key=lambda label: (re.findall(r"20\d\d", label) or [""])[-1], default=None)
    return {} if newest is None else {newest: None}
