"""Weights that tests and streams name must be those of a mechanism."""

from collections.abc import Callable
from pathlib import Path

import pytest

from peripheries.case import read_case
from peripheries.errors import CaseError

MECHANISMS = """
mechanisms:
  - id: echo
    name: echo
    says: Acts are answered.
    bears_on: K01
    parts:
      - {name: warm, of: {statistic: reciprocity, reads: cooperation}, moves: cooperation}
      - {name: cold, of: {statistic: reciprocity, reads: conflict}, moves: conflict}
"""
MODEL = """
model:
  events: chronicle
  since: 2000-01-01
  half_life: [100]
  slow_half_life: [400]
"""
CLAIM = """
claims:
  - id: K01
    short: acts are answered
    paragraph: 1
    kind: mechanism
    system: tie
    claim: Acts are answered.
    would_change: A record in which they are not.
    tests:
      - {{test: mechanism, asks: "Are they?", mechanism: echo{more}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with a mechanism of two parts."""
    files = {
        "case.yaml": (
            "id: small\ntitle: Small\nsummary: Small.\nessay:\n  title: Small\n  author: Nobody\n"
            '  venue: nowhere\n  date: 2020\n  paragraphs: {"1": Something.}\n'
            "as_of: 2020-12-31\nessay_as_of: 2020-12-31\npivot_date: 2020-01-01\npivot_name: none\n"
        ),
        "actors.yaml": (
            "actors:\n  AAA: {name: A, kind: state, theatres: here}\n"
            "  BBB: {name: B, kind: state, theatres: here}\ntheatres:\n  here: {name: Here}\n"
        ),
        "systems.yaml": "systems:\n  tie: {name: tie, holds: All.}\n",
        "record.yaml": (
            "tables:\n  chronicle:\n    kind: events\n    file: record/chronicle.csv\n"
            "    what: Acts\n"
            "    unit: row\n    source: invented\n    computed: invented\n"
            "    coverage: {start: 2000, end: 2020}\n    as_of: 2020-12-31\n    terms: none\n"
            "    caveats: [invented]\n    step: event\n"
        ),
        "record/chronicle.csv": (
            "id,date,precision,known,source,target,type,instrument,theatre,overtness,invokes_un,"
            "confidence,attribution,claimed_by,alleges,summary,sources\n"
            "E1,2001-01-01,day,2001-01-01,AAA,BBB,CONSULT,visit,here,overt,no,high,self,,,They met,"
            "https://example.org/1\n"
        ),
        "mechanisms.yaml": MECHANISMS,
        "model.yaml": MODEL,
        "claims/one.yaml": CLAIM.format(more=", part: warm"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_named_part_is_found(folder: Path) -> None:
    assert read_case(folder).model is not None


def _more(text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "claims/one.yaml").write_text(CLAIM.format(more=text)) and None


def _streams(folder: Path) -> None:
    text = MODEL + "  streams:\n    - {stream: counts, table: chronicle, mechanisms: [echo.wram]}\n"
    (folder / "model.yaml").write_text(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_more(", part: wram"), "has no part 'wram'"),
        (_more(""), "has several parts"),
        (_more(", part: warm, less: hot"), "has no part 'hot'"),
        (_streams, "there is no weight 'echo.wram'"),
        (lambda folder: (folder / "model.yaml").unlink(), "needs a model"),
    ],
    ids=["no such part", "which part", "no such part to take off", "no such weight", "no model"],
)
def test_a_weight_that_is_not_there_is_a_fault(
    folder: Path, change: Callable[[Path], None], said: str
) -> None:
    change(folder)
    with pytest.raises(CaseError, match=said):
        read_case(folder)
