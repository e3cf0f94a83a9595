"""From records to plain values that JSON can hold, the same way everywhere."""

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from math import isfinite

from pydantic import BaseModel

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]

_DIGITS = 6


def plain(value: object) -> Plain:
    """A record, a date or a number as JSON holds it; what is not finite becomes null.

    >>> plain((1.23456789, float("nan"), date(2022, 2, 24)))
    [1.23457, None, '2022-02-24']
    """
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, BaseModel):
        return plain(value.model_dump(mode="json", exclude_none=True))
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _scalar(value)


def _scalar(value: object) -> Plain:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    number = float(value)  # type: ignore[arg-type]  # whatever is left is a number
    return float(f"{number:.{_DIGITS}g}") if isfinite(number) else None
