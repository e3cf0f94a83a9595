"""A test under another specification: the same declaration with some keys changed."""

from copy import deepcopy
from typing import Final, TypeVar

from pydantic import JsonValue, TypeAdapter

from peripheries.case.tests import (
    Break,
    Contrast,
    Interruption,
    Order,
    Specification,
    TestDeclaration,
    Threshold,
    Timing,
)
from peripheries.case.text import Place

Specifiable = Contrast | Interruption | Break | Threshold | Timing | Order
T = TypeVar("T", bound=Specifiable)
_ADAPTER: Final[TypeAdapter[TestDeclaration]] = TypeAdapter(TestDeclaration)


def specified(test: T, specification: Specification) -> T:
    """The test with the specification's changes made.

    Keys reach into parts with dots: `of.table: tone_daily`, `before.start: 2019-01`.

    Raises:
        ValueError: if a change names no key of the test, or does not fit it.
    """
    raw = test.model_dump(mode="json", exclude_unset=True, exclude={"specifications"})
    for path, value in specification.changes.items():
        _set(raw, path.split("."), value)
    changed = _ADAPTER.validate_python(raw)
    if not isinstance(changed, type(test)):
        raise ValueError("a specification cannot change what kind of test it is")
    return changed


def _set(raw: dict[str, JsonValue], path: list[str], value: JsonValue) -> None:
    *parents, last = path
    here: dict[str, JsonValue] = raw
    for key in parents:
        inner = here.get(key)
        if not isinstance(inner, dict):
            raise ValueError(f"there is no part '{key}' to change")
        here = inner
    here[last] = deepcopy(value)


def place_of(specification: Specification, inner: Place) -> Place:
    """Where a specification writes what stands at a place of the test that it changes.

    >>> changes = {"of.table": "tone_daily"}
    >>> place_of(Specification(name="daily", changes=changes), ("of", "table"))
    ('changes', 'of.table')
    """
    for length in range(len(inner), 0, -1):
        path = ".".join(map(str, inner[:length]))
        if path in specification.changes:
            return ("changes", path, *inner[length:])
    return ("changes", *inner)
