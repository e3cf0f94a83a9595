"""Cases: which are built in, and one of them or of your own read whole."""

from pathlib import Path

from peripheries.api.words import DEFAULT_CASE
from peripheries.case import Case, builtin_cases, find_case
from peripheries.case import read_case as read_folder


def cases() -> list[str]:
    """Names of the built-in cases.

    >>> cases()
    ['two_peripheries']
    """
    return list(builtin_cases())


def read_case(case: str | Path = DEFAULT_CASE) -> Case:
    """The case of a built-in name or in a folder, as typed declarations.

    Raises:
        CaseError: with every fault of the case at once.
        UsageError: if there is no such case.
    """
    return read_folder(find_case(str(case)))
