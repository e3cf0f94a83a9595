"""The day as of which a verb speaks, held to what the record can say."""

from datetime import date

from peripheries.api.days import day
from peripheries.case import Case
from peripheries.errors import UsageError
from peripheries.record import Record


def vintage_of(case: Case, record: Record, as_of: date | str | None) -> date:
    """The vintage that was asked for, or the case's own.

    Raises:
        UsageError: if the record cannot speak of that day: it begins later, or had not been
            brought up to date by then.
    """
    wanted = day(as_of)
    if wanted is None:
        return case.about.as_of
    known = [frame["known"].min() for frame in record.frames.values() if frame.height]
    first = min((k for k in known if isinstance(k, date)), default=None)
    last = max(case.about.as_of, *(table.as_of for table in record.declarations.values()))
    if first is None or wanted < first:
        begins = "holds no rows" if first is None else f"begins on {first}"
        raise UsageError(f"Nothing was known on {wanted}: the record {begins}.")
    if wanted > last:
        raise UsageError(
            f"{wanted} lies in the record's future: it was last brought up to date on {last}."
        )
    return wanted
