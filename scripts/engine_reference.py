"""The page of the engine's statistics, from the code of the family."""

import ast
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from inspect import cleandoc, getdoc, getsource
from itertools import pairwise
from typing import Final, Literal, get_args, get_origin, get_type_hints

from page_parts import intro, named, table_of
from peripheries.engine.statistics import STATISTICS, Combine, Path, Scale, Shift, Statistic

VOCABULARIES: Final[tuple[type[StrEnum], ...]] = (Path, Combine, Shift, Scale)
MODULE: Final = re.compile(r"(?:\w+\.)+")
COMMON: Final = ("scale", "label")
"""Settings of every statistic."""


def statistics_page() -> str:
    """All statistics in one table, then each with its settings, then the words they take."""
    rows = [
        [f"[`{kind.__name__}`](#{kind.__name__.lower()})", lead, _sources(kind), _update(kind)]
        for kind in STATISTICS
        for lead in [_paragraphs(kind)[0]]
    ]
    table = table_of(["statistic", "what it is", "published in", "a changed tie moves"], rows)
    parts = [f"{intro('statistics')}\n{table}", *map(_section, STATISTICS)]
    return "\n".join([*parts, *map(_words, VOCABULARIES)])


def _paragraphs(kind: type) -> list[str]:
    return [" ".join(part.split()) for part in (getdoc(kind) or "").split("\n\n")]


def _update(kind: type[Statistic]) -> str:
    last = _paragraphs(kind)[-1]
    if not last.startswith("Update: "):
        raise ValueError(f"The docstring of {kind.__name__} does not end with `Update: …`.")
    return last.removeprefix("Update: ").rstrip(".")


def _sources(kind: type[Statistic]) -> str:
    return "; ".join(dict.fromkeys(named(getdoc(kind)))) or "–"


def _section(kind: type[Statistic]) -> str:
    said = "\n\n".join(_paragraphs(kind)[:-1])
    rows = [[f"`{field.name}`", *_setting(kind, field)] for field in _settings(kind)]
    table = table_of(["setting", "values", "left out"], rows) if rows else ""
    return f"## {kind.__name__}\n{said}\n\n{table}"


def _settings(kind: type[Statistic]) -> Iterator[Field]:  # type: ignore[type-arg]
    return (field for field in fields(kind) if field.name not in COMMON)


def _setting(kind: type[Statistic], field: Field) -> list[str]:  # type: ignore[type-arg]
    form = get_type_hints(kind)[field.name]
    if get_origin(form) is Literal:
        values = ", ".join(f"`{value}`" for value in get_args(form))
    elif isinstance(form, type) and issubclass(form, StrEnum):
        values = f"[{form.__name__}](#{form.__name__.lower()})"
    else:
        values = f"`{MODULE.sub('', getattr(form, '__name__', None) or str(form))}`"
    return [values, _default(field)]


def _default(field: Field) -> str:  # type: ignore[type-arg]
    if field.default is not MISSING:
        shown = field.default.name if isinstance(field.default, StrEnum) else field.default
        return f"`{shown}`"
    return "all past events" if field.default_factory is not MISSING else "must be given"


def _words(words: type[StrEnum]) -> str:
    said = _said(words)
    rows = [[f"`{words.__name__}.{word.name}`", f"{word}", said[word.name]] for word in words]
    lead = " ".join((getdoc(words) or "").split())
    return f"## {words.__name__}\n{lead}\n\n{table_of(['word', 'in results', 'means'], rows)}"


def _said(words: type[StrEnum]) -> dict[str, str]:
    """What the code says below each word; the interpreter forgets it, the source does not."""
    body = ast.parse(cleandoc(getsource(words))).body[0]
    lines = body.body if isinstance(body, ast.ClassDef) else []
    found = {}
    for line, after in pairwise(lines):
        match line, after:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(text.split())
    return found
