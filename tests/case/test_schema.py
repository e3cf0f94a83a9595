import csv
import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, TypeAdapter

from peripheries.case import Case
from peripheries.case.base import CaseModel
from peripheries.case.claims import ClaimsFile
from peripheries.case.events import EVENT_COLUMNS, EventRow
from peripheries.case.measures import MeasuresFile
from peripheries.case.publishers import PUBLISHER_COLUMNS
from peripheries.case.schema import MODEL_OF_FILE, JsonSchema, case_schemas
from peripheries.case.text import read_yaml
from peripheries.study import Results, as_json
from peripheries.study.schema import results_schema

SCHEMAS = case_schemas()
EVENTS = "record/EVENTS.csv"
PUBLISHERS = "record/publishers.csv"
YAML_FILES = sorted(SCHEMAS.keys() - {EVENTS, PUBLISHERS})


class DatesAreText(yaml.SafeLoader):
    """YAML as another program reads it, types guessed; only JSON has no dates to guess."""


DatesAreText.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _complaints(schema: JsonSchema, document: object) -> list[str]:
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(document)]


@pytest.mark.parametrize("name", YAML_FILES)
def test_the_built_in_case_raises_no_false_alarm(name: str, built_in: Case) -> None:
    files = sorted(built_in.folder.glob(name))
    assert files
    for file in files:
        document = yaml.load(file.read_text(encoding="utf-8"), DatesAreText)
        assert _complaints(SCHEMAS[name], document) == []
        assert _complaints(SCHEMAS[name], {**document, "unheard_of": 1}) != []


@pytest.mark.parametrize(
    ("name", "file", "columns"),
    [
        (EVENTS, "record/chronicle.csv", EVENT_COLUMNS),
        (PUBLISHERS, PUBLISHERS, PUBLISHER_COLUMNS),
    ],
)
def test_every_row_fits(name: str, file: str, columns: tuple[str, ...], built_in: Case) -> None:
    with (built_in.folder / file).open(encoding="utf-8", newline="") as opened:
        rows = [{column: row[column] for column in columns} for row in csv.DictReader(opened)]
    assert len(rows) > 100
    assert [c for row in rows for c in _complaints(SCHEMAS[name], row)] == []
    lacking = {column: cell for column, cell in rows[0].items() if column != columns[0]}
    assert _complaints(SCHEMAS[name], lacking) != []


def test_results_fit_their_schema_and_leave_no_key_out(results: Results) -> None:
    written = json.loads(as_json(results))
    assert _complaints(results_schema(), written) == []
    del written["case"]["actors"]["RUS"]["note"]
    assert "'note' is a required property" in _complaints(results_schema(), written)[0]


def _a_measure(of: str) -> str:
    return f"measures: [{{id: m, title: t, of: {{{of}}}}}]"


IMPORTANCE = "measure: importance, table: ties, actor: RUS"
COUPLING = "measure: coupling, table: ties, first: RUS-UKR, second: [PRK-KOR]"
SHOWN = "measures: [{id: m, of: {measure: isolation, table: t, actor: RUS}, "
CLAIM = "{id: K01, short: s, paragraph: 1, kind: measure, system: s, claim: c, would_change: w, "
BREAK = "{test: break, asks: a, of: {measure: isolation, table: t, actor: RUS}, expect: higher, "


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        (_a_measure(f"{IMPORTANCE}, partners: PRK"), True),
        (_a_measure(f"{IMPORTANCE}, partners: [PRK, CHN]"), True),
        (_a_measure(f"{IMPORTANCE}, partners: prk"), False),
        (_a_measure(f"{IMPORTANCE}, partners: PRK, reads: size"), False),
        (_a_measure(f"{IMPORTANCE}"), False),
        (_a_measure(f"{COUPLING}, lags: 3"), True),
        (_a_measure(f'{COUPLING}, lags: "3"'), True),
        (_a_measure(f"{COUPLING}, lags: three"), False),
        (_a_measure(f"{COUPLING}, lags: 0"), False),
        (f"{SHOWN} title: 1984, breaks: yes}}]", True),
        (f"{SHOWN} title: No, breaks: true, note: null}}]", True),
        (f"{SHOWN} title: t, breaks: perhaps}}]", False),
    ],
)
def test_the_schema_accepts_what_the_reader_accepts(
    text: str, *, accepted: bool, tmp_path: Path
) -> None:
    _agree(text, MeasuresFile, tmp_path, accepted=accepted)


@pytest.mark.parametrize(
    ("start", "end", "accepted"),
    [
        ("2014", "2022", True),
        ("2014-01", "'2022'", True),
        ("2014-01-31", "2022-12", True),
        ("14", "2022", False),
        ("2014-1", "2022", False),
        ("spring 2014", "2022", False),
    ],
)
def test_windows_may_be_written_short(
    start: str, end: str, *, accepted: bool, tmp_path: Path
) -> None:
    window = f"{{start: {start}, end: {end}}}"
    text = f"claims: [{CLAIM} tests: [{BREAK} over: {window}, within: {window}}}]}}]"
    _agree(text, ClaimsFile, tmp_path, accepted=accepted)


def _agree(
    text: str,
    model: type[BaseModel],
    folder: Path,
    *,
    accepted: bool,
) -> None:
    file = folder / "file.yaml"
    file.write_text(text, encoding="utf-8")
    document, _ = read_yaml(file)
    assert document is not None
    name = next(name for name, of in MODEL_OF_FILE.items() if of is model)
    seen = _complaints(SCHEMAS[name], yaml.load(text, DatesAreText))
    assert (seen == []) is accepted, seen
    assert _reads(model, document.value) is accepted


def _reads(model: type[BaseModel], value: object) -> bool:
    try:
        TypeAdapter(model).validate_python(value)
    except ValueError:
        return False
    return True


def test_every_field_of_a_case_says_what_it_is() -> None:
    models = CaseModel.__subclasses__()
    assert EventRow in models
    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert silent == []
