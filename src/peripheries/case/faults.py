"""From what a validator says to what an analyst can mend: file, line, field, problem, remedy."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from peripheries.case.text import Document, Key, Place
from peripheries.errors import Fault

_PLAIN_PROBLEMS: Final = {
    "missing": ("is missing", "Add it."),
    "date_from_datetime_parsing": ("is not a date", "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."),
    "union_tag_not_found": ("is missing", "Add it: it says which kind this is."),
    "date_from_datetime_inexact": (
        "is not a date",
        "Write it as YYYY-MM-DD (or YYYY-MM, YYYY).",
    ),
    "date_parsing": ("is not a date", "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."),
    "date_type": ("is not a date", "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."),
    "float_parsing": ("is not a number", "Write a number, with a decimal point."),
    "int_parsing": ("is not a whole number", "Write a whole number."),
    "bool_parsing": ("is neither true nor false", "Write true or false."),
    "string_too_short": ("is empty", "Fill it in."),
    "too_short": ("needs at least one", "Add one, after a dash."),
    "tuple_type": ("is not a list", "Write one item a line, each after a dash."),
    "dict_type": ("is not a set of keys", "Write one `key: value` a line."),
    "model_attributes_type": ("is not a set of keys", "Write one `key: value` a line."),
    "model_type": ("is not a set of keys", "Write one `key: value` a line."),
    "string_type": ("is not a word or a sentence", "Write one, with quotes if it is unusual."),
}


def nearest(word: str, words: Iterable[str]) -> str:
    """A sentence that names the nearest right word, or all of them where few."""
    known = sorted(set(words))
    close = get_close_matches(word, known, n=1, cutoff=0.5) or get_close_matches(
        word.upper(), known, n=1, cutoff=0.5
    )
    if close:
        return f"Did you mean '{close[0]}'?"
    if len(known) <= 20:
        return f"It may be: {', '.join(known)}." if known else "None is declared."
    return f"None of the {len(known)} that exist is like it."


def faults_of(
    error: ValidationError, document: Document, at: Place, model: type[BaseModel]
) -> list[Fault]:
    """Every complaint of a model's validator as a fault of the document, from place `at` down."""
    return [_fault_of(detail, document, at, model) for detail in error.errors(include_url=False)]


def _fault_of(detail: ErrorDetails, document: Document, at: Place, model: type[BaseModel]) -> Fault:
    place = at
    for key in detail["loc"]:
        # The tag of a union stands in the validator's place but not in the file.
        if (*place, key) in document.lines:
            place = (*place, key)
    names = [str(key) for key in place]
    if detail["type"] == "missing":
        names.append(str(detail["loc"][-1]))
    elif detail["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        tag = detail["ctx"]["discriminator"].strip("'")
        names.append(tag)
        place = (*place, tag)
    problem, remedy = _explain(detail, model)
    return Fault(document.file, document.line_of(place), ".".join(names), problem, remedy)


def _explain(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind in _PLAIN_PROBLEMS:
        problem, remedy = _PLAIN_PROBLEMS[kind]
        shown = f"'{given}' {problem}" if isinstance(given, str) and given else problem
        return shown, remedy
    if kind == "extra_forbidden":
        word = str(detail["loc"][-1])
        return f"there is no key '{word}' here", nearest(word, _keys_at(model, detail["loc"][:-1]))
    if kind in {"enum", "literal_error", "union_tag_invalid"}:
        word = str(context.get("tag", given))
        listed = context.get("expected_tags") or context["expected"]
        return f"'{word}' is not a word for this", _nearest_of(word, listed)
    if kind == "wrong":
        return context["problem"], context["remedy"]
    if kind == "string_pattern_mismatch":
        return f"'{given}' is not written as it should be", f"It must fit {context['pattern']}."
    return detail["msg"].removeprefix("Value error, "), "Correct it."


def _nearest_of(word: str, listed: str) -> str:
    words = listed.replace(" or ", ", ").replace("'", "").split(", ")
    return nearest(word, words)


def _keys_at(model: type[BaseModel], loc: tuple[Key, ...]) -> set[str]:
    """The keys that a declaration may have at a validator's place, those of its own kind only."""
    found = {model}
    for key in loc:
        tagged = {one for one in found if key in _tags_of(one)}
        if len(found) > 1 and tagged:
            found = tagged
            continue
        forms = [one.model_fields[key].annotation for one in found if key in one.model_fields]
        if forms:
            found = {inner for form in forms for inner in _models_in(form)}
    return {key for one in found for key in one.model_fields}


def _tags_of(model: type[BaseModel]) -> set[Key]:
    forms = [field.annotation for field in model.model_fields.values()]
    return {word for form in forms if get_origin(form) is Literal for word in get_args(form)}


def _models_in(form: object) -> Iterator[type[BaseModel]]:
    if isinstance(form, type) and issubclass(form, BaseModel):
        yield form
    for part in get_args(form):
        yield from _models_in(part)
