"""Write docs/reference from the code; with `--check`, only say which pages are stale.

The opening paragraphs of the pages lie in docs/intros.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from inspect import cleandoc, getdoc, isfunction
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Final, Literal, Union, final, get_args, get_origin

import click
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine_reference import statistics_page
from page_parts import REFERENCE, fenced, first_line, intro, named, table_of
from peripheries import errors
from peripheries.case import Case, base, find_case, read_case
from peripheries.case.claims import TESTS_OF_KIND
from peripheries.case.folder import REQUIRED_FILES
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.schema import MODEL_OF_FILE, case_schemas, fields_of, parts_of, schema_name
from peripheries.case.tables import OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from peripheries.case.vocabulary import QUAD_OF_TYPE, EventType
from peripheries.cli import app
from peripheries.measures import Observations, estimators, observe
from peripheries.measures.observing import OBSERVE, OTHERS
from peripheries.record import read_record
from peripheries.study import SCHEMA_VERSION, Results
from peripheries.study.schema import results_schema
from streams_reference import streams_page

NOTICE: Final = "<!-- Written by scripts/docs from the code: change it there, not here. -->"
NAMED: Final[tuple[tuple[object, str], ...]] = (
    (base.FirstDay, "day, month or year"),
    (base.LastDay, "day, month or year"),
    (base.Actor, "code of an actor"),
    (base.Dyad, "dyad, as `PRK-KOR`"),
    (base.Name, "lower-case name"),
    (base.TheatreName, "name of a theatre"),
    (base.TableName, "name of a table"),
    (base.SystemName, "name of a system"),
    (base.MechanismName, "name of a mechanism"),
    (base.ClaimId, "id, as `K01` or `E0001`"),
    (base.ClaimRef, "id of a claim"),
    (base.EventRef, "id of an event"),
    (str, "text"),
    (float, "number"),
    (int, "whole number"),
    (bool, "true or false"),
    (date, "day"),
)
BOUNDS: Final = {
    "ge": "at least {}",
    "gt": "above {}",
    "le": "at most {}",
    "max_length": "at most {} characters",
    "min_length": "at least {}",
}


@final
@dataclass(frozen=True)
class Types:
    """Types in plain words; `places` says where a model or a vocabulary is described."""

    places: Mapping[type, str]
    null: bool = False
    """Whether null is a value, as in results, or what is left out, as in a case."""

    def words(self, form: object) -> str:
        """A type as a reader who writes no code would say it."""
        for known, said in NAMED:
            if form == known:
                return said
        if isinstance(form, type) and form in self.places:
            return f"[{title_of(form).split(': ')[-1]}]({self.places[form]})"
        return self._composed(form)

    def _composed(self, form: object) -> str:
        origin, parts = get_origin(form), get_args(form)
        if origin is Annotated and any(isinstance(mark, base.OneWillDo) for mark in parts):
            said = f"{self.words(get_args(parts[0])[0])}, or a list"
        elif origin is Annotated:
            said = ", ".join([self.words(parts[0]), *_bounds(parts[1:])])
        elif origin is Literal:
            said = " or ".join(f"`{word}`" for word in parts)
        elif origin in (Union, UnionType):
            inner = [self.words(part) for part in parts if part is not NoneType]
            said = f"one of {', '.join(inner)}" if len(inner) > 1 else inner[0]
            said += ", or null" if self.null and NoneType in parts else ""
        elif origin is tuple:
            inner = [self.words(part) for part in parts if part is not Ellipsis]
            said = f"list: {inner[0]}" if Ellipsis in parts else f"[{'; '.join(inner)}]"
        else:
            said = " → ".join(map(self.words, parts)) or "any value"
        return said


def _bounds(marks: Iterable[object]) -> Iterator[str]:
    for mark in marks:
        for bound in mark.metadata if isinstance(mark, FieldInfo) else ():
            for name, said in BOUNDS.items():
                if hasattr(bound, name):
                    yield said.format(getattr(bound, name))


def title_of(kind: type) -> str:
    """Heading under which a model or a vocabulary is described."""
    for file, model in MODEL_OF_FILE.items():
        if kind is model:
            return f"`{file}`"
    for tag in ("measure", "test", "do"):
        form = getattr(kind, "model_fields", {}).get(tag)
        if form is not None and get_origin(form.annotation) is Literal:
            return f"{tag}: {get_args(form.annotation)[0]}"
    name = re.sub(r"(?<=.)(Result|Declaration)$", "", kind.__name__)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def anchor_of(heading: str) -> str:
    """The fragment by which a heading is linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def model_section(model: type[BaseModel], types: Types) -> str:
    """Heading, docstring and table of the fields of a model; no heading for that of a file."""
    rows = []
    for name, form in fields_of(model).items():
        field = model.model_fields[name]
        cells = [f"`{name}`", field.description or _said_by_type(form), types.words(form)]
        rows.append(cells if types.null else [*cells, _need(field)])
    header = ["key", "what it is", "type"]
    table = table_of(header if types.null else [*header, "needed"], rows)
    if model in MODEL_OF_FILE.values():
        return table
    return f"### {title_of(model)}\n{cleandoc(model.__doc__ or '')}\n\n{table}"


def _said_by_type(form: object) -> str:
    """The first line of the docstring of the only model or vocabulary in a type."""
    kinds = [k for k in (form, *get_args(form)) if isinstance(k, type) and k is not NoneType]
    of_ours = [k for k in kinds if issubclass(k, BaseModel | StrEnum)]
    return first_line(of_ours[0]) if len(of_ours) == 1 else ""


def _need(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, tuple) and default:
        return f"no: `[{', '.join(map(str, default))}]`"
    if isinstance(default, str):
        return f"no: `{default}`"
    return f"no: `{json.dumps(default)}`" if isinstance(default, int | float) else "no"


def vocabulary_section(words: type[StrEnum]) -> str:
    """Heading, docstring and words of a closed vocabulary."""
    head = f"### {title_of(words)}\n{cleandoc(words.__doc__ or '')}\n\n"
    if words is not EventType:
        return f"{head}{_codes(words)}.\n"
    quads = [[f"`{word}`", quad.replace("_", " ")] for word, quad in QUAD_OF_TYPE.items()]
    return head + table_of(["word", "counts as"], quads)


SHOWN: Final = (
    dict.fromkeys(("paragraphs", "theatres", "tables", "questions", "scenarios"), 1)
    | dict.fromkeys(("systems", "measures", "mechanisms"), 2)
    | {"actors": 3}
)
"""How many items the examples show of what stands under a key of the built-in case."""


def example(case: Case, name: str) -> str:
    """The beginning of a file of the case, as it stands there."""
    if name == "claims/*.yaml":
        return fenced(f"claims:\n{_shortest_claim(case)}", "yaml")
    text = (case.folder / name.replace("EVENTS", "chronicle")).read_text("utf-8")
    lines = text.splitlines()
    if name.endswith(".csv"):
        return fenced("\n".join(lines[:3]))
    for start, end in _cuts(yaml.compose(text)):
        indent = " " * (len(lines[start]) - len(lines[start].lstrip()))
        lines[start:end] = [f"{indent}# …", *[""] * (end - start - 1)]
    return fenced("\n".join(filter(str.strip, lines)), "yaml")


def _cuts(node: yaml.Node | None) -> Iterator[tuple[int, int]]:
    """Lines (from 0, the last excluded) of the items that are not shown."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        count = SHOWN.get(key.value)
        if count is None:
            yield from _cuts(value)
        elif len(value.value) > count:
            first = value.value[count]
            opens = first[0] if isinstance(first, tuple) else first
            yield opens.start_mark.line, value.end_mark.line


def _shortest_claim(case: Case) -> str:
    """The shortest claim of the case that has a test, as its file writes it."""
    texts = [f.read_text("utf-8") for f in sorted((case.folder / "claims").glob("*.yaml"))]
    found = [claim for text in texts for claim in re.split(r"\n(?=  - id: )", text)[1:]]
    return min((claim.rstrip() for claim in found if "tests:" in claim), key=len)


def case_places(page: str = "") -> dict[type, str]:
    """Where case.md describes each model and vocabulary."""
    kinds = [kind for model in MODEL_OF_FILE.values() for kind in parts_of(model)]
    return {kind: f"{page}#{anchor_of(title_of(kind))}" for kind in kinds}


def case_page(case: Case) -> str:
    """The files of a case: each model in the file that first needs it, then the vocabularies."""
    types, told = Types(case_places()), set[type]()
    rows, sections = [], []
    for file, model in MODEL_OF_FILE.items():
        parts = [kind for kind in parts_of(model) if kind not in told]
        told.update(parts)
        says = re.sub(r"^`.*?`: ", "", cleandoc(model.__doc__ or ""))
        says = says[0].upper() + says[1:]
        notes = intro(Path(file).stem.lower()) + "\n" if file.endswith(".csv") else ""
        sections.append(f"## `{file}`\n{says}\n\n{notes}{example(case, file)}")
        sections += [model_section(kind, types) for kind in parts if issubclass(kind, BaseModel)]
        needed = "yes" if file in REQUIRED_FILES or file.startswith("claims") else "no"
        link = f"[`{file}`](#{anchor_of(file)})"
        rows.append([link, says, needed, f"[schema](schemas/{schema_name(file)})"])
    kinds = [
        [f"`{k}`", _codes(need), _codes(OPTIONAL_COLUMNS[k])]
        for k, need in REQUIRED_COLUMNS.items()
    ]
    fitting = [[f"`{kind}`", _codes(sorted(tests))] for kind, tests in TESTS_OF_KIND.items()]
    sections += [
        f"{intro('columns')}\n{table_of(['kind', 'needed', 'optional'], kinds)}",
        "## Tests that fit a claim\n\n" + table_of(["kind of claim", "tests"], fitting),
        "## Vocabularies\n",
        *(vocabulary_section(kind) for kind in types.places if issubclass(kind, StrEnum)),
    ]
    files = table_of(["file", "what it holds", "needed", "for editors"], rows)
    return "\n".join([intro("case").replace("{files}", files), *sections])


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "–"


def results_page() -> str:
    """What results.json holds, and the vocabularies that the case does not have."""
    elsewhere = case_places("case.md")
    own = [kind for kind in parts_of(Results) if kind not in elsewhere]
    types = Types(elsewhere | {k: f"#{anchor_of(title_of(k))}" for k in own}, null=True)
    sections = [model_section(kind, types) for kind in own if issubclass(kind, BaseModel)]
    sections += [vocabulary_section(kind) for kind in own if issubclass(kind, StrEnum)]
    return "\n".join([intro("results").replace("{version}", SCHEMA_VERSION), *sections])


def cli_page() -> str:
    """The help of every command, and the exit codes."""
    whole = click.Context(app, info_name="peripheries", terminal_width=80, max_content_width=80)
    sections = [intro("cli"), fenced(app.get_help(whole)), *_commands(app, whole)]
    kinds: list[type[errors.PeripheriesError]] = [errors.PeripheriesError]
    kinds += errors.PeripheriesError.__subclasses__()
    codes = sorted([str(kind.exit_code), first_line(kind)] for kind in kinds)
    table = table_of(["code", "meaning"], [["0", "Done."], *codes])
    return "\n".join([*sections, f"## Exit codes\n\n{table}"])


def _commands(group: click.Group, parent: click.Context) -> Iterator[str]:
    """The help of every command of a group, those of its own groups after it."""
    for name, command in group.commands.items():
        inner = click.Context(command, info_name=name, parent=parent)
        yield f"## `{inner.command_path}`\n\n{fenced(command.get_help(inner))}"
        if isinstance(command, click.Group):
            yield from _commands(command, inner)


def measures_page(case: Case) -> str:
    """Each measure with its formulas in the built-in case, then the estimators."""
    formulas = _formulas(case)
    sections = [intro("measures")]
    for kind in get_args(get_args(MeasureDeclaration)[0]):
        word = title_of(kind).removeprefix("measure: ")
        rows = [
            [key.split("/")[1].replace("_", " "), seen.sort, seen.unit, seen.formula]
            for key, seen in formulas.items()
            if key.startswith(f"{word}/")
        ]
        table = table_of(["read off", "sort", "unit", "formula, by example"], rows)
        notes = [f"Keys: [in the files of a case](case.md#measure-{word})."]
        if kind in OTHERS:
            notes.append(f"Placebos: {first_line(OTHERS[kind]).lower()}")
        if sources := _sources(kind):
            notes.append(f"Published source: {'; '.join(sources)}.")
        said = "  \n".join(notes)
        sections.append(f"## {word}\n{cleandoc(kind.__doc__ or '')}\n\n{table}\n{said}\n")
    codes = [code for code in map(vars(estimators).get, estimators.__all__) if isfunction(code)]
    rows = [
        [f"`{code.__name__}`", first_line(code), "; ".join(named(getdoc(code))) or "–"]
        for code in codes
    ]
    table = table_of(["estimator", "what it gives", "published source"], rows)
    return "\n".join([*sections, f"{intro('estimators')}\n{table}"])


def _formulas(case: Case) -> dict[str, Observations]:
    """What the built-in case observes: the first declaration of each measure and kind of table."""
    record = read_record(case)
    tested = [test.of for claim in case.claims for test in claim.tests if hasattr(test, "of")]
    found: dict[str, Observations] = {}
    for declared in [*(shown.of for shown in case.measures), *tested]:
        seen = observe(record, declared)
        key = f"{declared.measure}/{case.tables[seen.table].kind}/{getattr(declared, 'reads', '')}"
        found.setdefault(key, seen)
    return found


def _sources(kind: type) -> list[str]:
    """Published sources that the code of a measure names, its estimators' among them."""
    code = OBSERVE[kind]
    used = [c for c in getattr(code, "__globals__", {}).values() if isfunction(c)]
    ours = [c for c in used if c.__module__.startswith((code.__module__, estimators.__name__))]
    texts = [getdoc(kind), *map(getdoc, ours)]
    return list(dict.fromkeys(source for text in texts for source in named(text)))


def pages() -> dict[str, str]:
    """Every file of docs/reference, by its path there."""
    case = read_case(find_case("two_peripheries"))
    texts = {
        "case.md": case_page(case),
        "cli.md": cli_page(),
        "measures.md": measures_page(case),
        "results.md": results_page(),
        "statistics.md": statistics_page(),
        "streams.md": streams_page(),
    }
    schemas = {schema_name(file): schema for file, schema in case_schemas().items()}
    schemas["results.schema.json"] = results_schema()
    return {name: f"{NOTICE}\n{text}" for name, text in texts.items()} | {
        f"schemas/{name}": json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }


def stale(wanted: Mapping[str, str]) -> list[str]:
    """Files that are missing, out of date, or of nothing that is there any more."""
    there = {p.relative_to(REFERENCE).as_posix(): p for p in REFERENCE.rglob("*") if p.is_file()}
    old = (name for name, file in there.items() if file.read_text("utf-8") != wanted.get(name))
    return sorted({*old, *(wanted.keys() - there.keys())})


def main() -> None:
    """Write what is stale, or with `--check` name it and fail."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if stale")
    checking = parser.parse_args().check
    wanted = pages()
    for name in (found := stale(wanted)):
        print(f"docs/reference/{name}: {'stale' if checking else 'written'}")
    if checking and found:
        sys.exit("These are not what the code says: run scripts/docs and commit what it writes.")
    for name in found:
        file = REFERENCE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if name in wanted:
            file.write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            file.unlink()


if __name__ == "__main__":
    main()
