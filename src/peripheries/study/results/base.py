"""What every part of the results shares: a closed record, and numbers that JSON can hold."""

from math import isfinite
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

_DIGITS = 6


class ResultModel(BaseModel):
    """A part of the results: frozen, closed, and built from the record that computed it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        from_attributes=True,
        use_attribute_docstrings=True,
        revalidate_instances="never",
    )


def rounded(value: float | None) -> float | None:
    """Six significant digits, the same on every machine; what is not finite is not known."""
    if value is None or isinstance(value, int):
        return value
    return float(f"{value:.{_DIGITS}g}") if isfinite(value) else None


Number = Annotated[float, BeforeValidator(rounded)]
"""A number that is always there, to six significant digits."""
MaybeNumber = Annotated[float | None, BeforeValidator(rounded)]
"""A number, or null where it is not known; null is never zero."""
