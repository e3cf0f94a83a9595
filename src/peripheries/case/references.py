"""Words of a declaration that must be declared elsewhere, found by the marks on their types."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from peripheries.case.base import Refers
from peripheries.case.text import Place

Reference = tuple[str, str, Place]
"""What kind of thing is referred to, by which word, at which place."""


def references(declaration: BaseModel, at: Place) -> Iterator[Reference]:
    """Every reference that a declaration makes, with its place."""
    kinds = _kinds_by_field(type(declaration))
    for field, value in declaration:
        yield from _in_value(value, kinds[field], (*at, field))


def _in_value(value: object, kind: str | None, place: Place) -> Iterator[Reference]:
    if isinstance(value, BaseModel):
        yield from references(value, place)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in_value(item, kind, (*place, index))
    elif isinstance(value, str) and kind is not None:
        yield kind, value, place


@cache
def _kinds_by_field(model: type[BaseModel]) -> dict[str, str | None]:
    hints = get_type_hints(model, include_extras=True)
    return {field: _kind_of(hints[field]) for field in model.model_fields}


def _kind_of(annotation: object) -> str | None:
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        own = next((mark.to for mark in marks if isinstance(mark, Refers)), None)
        return own or _kind_of(inner)
    if get_origin(annotation) is dict:
        return None
    return next((kind for part in get_args(annotation) if (kind := _kind_of(part))), None)
