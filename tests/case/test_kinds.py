"""A table that cannot be read as is asked is found when the case is checked, not when it runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from peripheries.case.base import CaseModel
from peripheries.case.kinds import READ_OFF, Tables, misread
from peripheries.case.measures import MeasureDeclaration
from peripheries.case.references import references
from peripheries.case.tables import TableDeclaration
from peripheries.case.vocabulary import TableKind

Told = Callable[[], list[str]]
MEASURE = TypeAdapter(MeasureDeclaration)
TABLE = {
    "file": "f",
    "what": "w",
    "unit": "u",
    "source": "s",
    "computed": "c",
    "coverage": {"start": "2018", "end": "2019"},
    "as_of": "2020-01-01",
    "terms": "t",
}
TABLES = Tables(
    {kind: TableDeclaration.model_validate({**TABLE, "kind": kind}) for kind in TableKind},
    {
        TableKind.DYAD_COLUMNS: ("time", "known", "PRK-KOR", "RUS-UKR"),
        TableKind.FIGURES: ("time", "confidence"),
    },
)
MEASURES = [
    {"measure": "relation", "source": "PRK", "target": "KOR"},
    {"measure": "importance", "actor": "PRK", "partners": "KOR"},
    {"measure": "equidistance", "pivot": "PRK", "first": "KOR", "second": "USA"},
    {"measure": "isolation", "actor": "PRK"},
    {"measure": "alignment", "first": "PRK", "second": "KOR"},
    {"measure": "coupling", "first": "KOR-PRK", "second": "RUS-UKR"},
    {"measure": "level", "quantity": "total", "actor": "PRK"},
    {"measure": "balance", "actors": ["PRK", "KOR", "USA"]},
]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure["measure"])
@pytest.mark.parametrize("kind", TableKind)
def test_a_measure_is_read_off_tables_of_its_kinds_only(
    kind: TableKind, measure: dict[str, str]
) -> None:
    declared = MEASURE.validate_python({**measure, "table": kind.value})
    found = list(misread(declared, ("of",), TABLES))
    fitting = READ_OFF[type(declared)]["table"]
    assert [place for place, _, _ in found] == ([] if kind in fitting else [("of", "table")])
    for _, problem, remedy in found:
        assert problem.startswith(f"the table '{kind}' holds {kind}; this is read off {fitting[0]}")
        assert remedy == f"It may be: {', '.join(sorted(fitting))}."


def test_every_declaration_that_names_a_table_says_of_which_kinds() -> None:
    silent = [
        model.__name__
        for model in CaseModel.__subclasses__()
        if {"table", "wages", "rate"} & {*model.model_fields} and model not in READ_OFF
    ]
    assert silent == []


def test_wages_are_figures_and_the_rate_is_a_series() -> None:
    labour = {"measure": "labour", "wages": "series", "rate": "figures"}
    found = list(misread(MEASURE.validate_python(labour), (), TABLES))
    assert [(place, remedy) for place, _, remedy in found] == [
        (("wages",), "It may be: figures."),
        (("rate",), "It may be: series."),
    ]


@pytest.mark.parametrize(
    ("measure", "wrong"),
    [
        (
            {"measure": "level", "table": "figures"},
            (("quantity",), "the table 'figures' holds several quantities", "Name one of them."),
        ),
        (
            {**MEASURES[5], "table": "dyad_columns", "second": ["RUS-UKR", "UKR-USA"]},
            (
                ("second", 1),
                "the table has no column for the dyad 'UKR-USA'",
                "It may be: KOR-PRK, RUS-UKR.",
            ),
        ),
    ],
)
def test_what_one_measure_asks_of_its_table(
    measure: dict[str, str], wrong: tuple[tuple[str, ...], str, str]
) -> None:
    assert list(misread(MEASURE.validate_python(measure), (), TABLES)) == [wrong]


def test_tables_that_are_not_declared_are_left_to_the_check_of_names() -> None:
    declared = MEASURE.validate_python({**MEASURES[0], "table": "nowhere"})
    assert [word for kind, word, _ in references(declared, ()) if kind == "table"] == ["nowhere"]
    assert list(misread(declared, (), TABLES)) == []


SERIES = """
  missiles: {kind: series, file: record/m.csv, what: w, unit: u, source: s, computed: c,
    coverage: {start: 2018, end: 2018}, as_of: 2019-01-01, terms: t}
  votes: {kind: roll_calls, file: record/v.csv, what: w, unit: u, source: s, computed: c,
    coverage: {start: 2018, end: 2018}, as_of: 2019-01-01, terms: t, step: event}
"""
CLAIM = """
  - {id: K02, short: s, paragraph: 1, kind: measure, system: detente, claim: c, would_change: w,
    tests: [{test: threshold, asks: a, within: {start: 2018, end: 2018}, above: 1,
    of: {measure: level, table: missiles}, specifications: [
    {name: n, changes: {of.table: chronicle}},
    {name: n, changes: {of.table: missile}},
    {name: n, changes: {of: {measure: relation, table: missiles, source: PRK, target: KORR}}}]}]}
  - {id: K03, short: s, paragraph: 1, kind: fact, system: detente, claim: c, would_change: w,
    tests: [{test: ballots, asks: a, table: chronicle, actor: PRK, cast: Y},
    {test: tally, asks: a, table: votes, texts: T1, counted: no, above: 0.5},
    {test: evidence, asks: a, rows: {table: votes, source: PRK}}]}
"""
MEASURES_FILE = """measures:
  - {id: m, title: t, of: {measure: isolation, table: missiles, actor: PRK}}
"""


def _appended(file: Path, text: str) -> int:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(before + text.removeprefix("\n"), encoding="utf-8")
    return before.count("\n")


@pytest.fixture
def measured(small: Path) -> int:
    """Lines of the small case's claims before those that read tables of the wrong kind."""
    (small / "record" / "m.csv").write_text("time,value,known\n2018-01,1,2018-02-01\n")
    (small / "record" / "v.csv").write_text("time,id,title,topic,known,PRK\n")
    _appended(small / "record.yaml", SERIES)
    return _appended(small / "claims" / "summits.yaml", CLAIM)


def test_every_place_that_names_a_table_is_checked(small: Path, measured: int, told: Told) -> None:
    _appended(small / "measures.yaml", MEASURES_FILE)
    test = "claims.1.tests.0.specifications"
    place = "claims/summits.yaml"
    assert told() == [
        f"{place}:{measured + 4} [{test}.0.changes.of.table]: the table 'chronicle' holds events; "
        "this is read off series or figures or actor_series. It may be: missiles.",
        f"{place}:{measured + 5} [{test}.1.changes.of.table]: there is no table 'missile'. "
        "Did you mean 'missiles'?",
        f"{place}:{measured + 6} [{test}.2.changes.of.table]: the table 'missiles' holds series; "
        "this is read off dyad_series or events or directed_counts. It may be: chronicle.",
        f"{place}:{measured + 6} [{test}.2.changes.of.target]: there is no actor 'KORR'. "
        "Did you mean 'KOR'?",
        f"{place}:{measured + 8} [claims.2.tests.0.table]: the table 'chronicle' holds events; "
        "this is read off roll_calls. It may be: votes.",
        *(
            f"{place}:{measured + 9} [claims.2.tests.1.table]: the table 'votes' has no column "
            f"'{column}', which is needed here. Add it, or map another with `columns`."
            for column in ("yes", "no", "abstain")
        ),
        f"{place}:{measured + 10} [claims.2.tests.2.rows.table]: the table 'votes' holds "
        "roll_calls; this is read off events. It may be: chronicle.",
        "measures.yaml:2 [measures.0.of.table]: the table 'missiles' holds series; "
        "this is read off actor_series. None is declared.",
    ]
