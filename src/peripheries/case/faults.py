"""From what a validator says to what an analyst can mend: file, line, field, problem, remedy."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from peripheries.case.text import Document, Place
from peripheries.errors import Fault

_PLAIN_PROBLEMS: Final = {
    "missing": ("is missing", "Add it."),
    "date_from_datetime_parsing": ("is not a date", "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."),
    "date_parsing": ("is not a date", "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."),
    "date_type": ("is not a date", "Write it as YYYY-MM-DD (or YYYY-MM, YYYY)."),
    "float_parsing": ("is not a number", "Write a number, with a decimal point."),
    "int_parsing": ("is not a whole number", "Write a whole number."),
    "bool_parsing": ("is neither true nor false", "Write true or false."),
    "string_too_short": ("is empty", "Fill it in."),
    "tuple_type": ("is not a list", "Write one item a line, each after a dash."),
    "dict_type": ("is not a set of keys", "Write one `key: value` a line."),
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


def faults_of(error: ValidationError, document: Document, at: Place) -> list[Fault]:
    """Every complaint of a validator as a fault of the document, found from place `at` down."""
    return [_fault_of(detail, document, at) for detail in error.errors(include_url=False)]


def _fault_of(detail: ErrorDetails, document: Document, at: Place) -> Fault:
    place, field = at, ""
    for key in detail["loc"]:
        # The tag of a union stands in the validator's place but not in the file.
        if (*place, key) in document.lines:
            place = (*place, key)
        field = str(key)
    shown = _name_of(place, field, detail["type"])
    problem, remedy = _explain(detail)
    return Fault(document.file, document.line_of(place), shown, problem, remedy)


def _name_of(place: Place, field: str, kind: str) -> str:
    names = [str(key) for key in place]
    if kind == "missing":
        names.append(field)
    return ".".join(names)


def _explain(detail: ErrorDetails) -> tuple[str, str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind in _PLAIN_PROBLEMS:
        problem, remedy = _PLAIN_PROBLEMS[kind]
        shown = f"'{given}' {problem}" if isinstance(given, str) and given else problem
        return shown, remedy
    if kind == "extra_forbidden":
        return f"there is no key '{detail['loc'][-1]}' here", "Remove it, or correct its name."
    if kind in {"enum", "literal_error", "union_tag_invalid"}:
        word = str(context.get("tag", given))
        listed = context.get("expected_tags") or context["expected"]
        return f"'{word}' is not a word for this", _nearest_of(word, listed)
    if kind == "union_tag_not_found":
        return f"does not say which kind it is ({context['discriminator']})", "Add that key."
    if kind == "string_pattern_mismatch":
        return f"'{given}' is not written as it should be", f"It must fit {context['pattern']}."
    return detail["msg"].removeprefix("Value error, "), "Correct it."


def _nearest_of(word: str, listed: str) -> str:
    words = listed.replace(" or ", ", ").replace("'", "").split(", ")
    return nearest(word, words)


def with_nearest_keys(faults: Iterable[Fault], model: type[BaseModel]) -> list[Fault]:
    """The same faults; for a key that does not exist, with the nearest that does."""
    named = []
    for fault in faults:
        if fault.problem.startswith("there is no key"):
            word = fault.problem.split("'")[1]
            close = get_close_matches(word, _all_keys(model), n=1, cutoff=0.5)
            hint = f"Did you mean '{close[0]}'?" if close else fault.remedy
            fault = Fault(fault.file, fault.line, fault.field, fault.problem, hint)
        named.append(fault)
    return named


def _all_keys(model: type[BaseModel]) -> set[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}
