"""Weights that tests and streams name must be those of a mechanism, and each be told apart."""

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


EXPLANATION = """
explanations:
  - id: {name}
    name: chance
    says: Nothing is answered.
    against: K01
    parts:
      - {{of: {{statistic: inertia}}, moves: {moves}}}
"""
CONTROL = """
    - id: {name}
      says: Always so.
      part: {{of: {{statistic: inertia}}, moves: {moves}}}
"""


def _faults(folder: Path) -> list[str]:
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in caught.value.faults]


def _explain(folder: Path, name: str, moves: str = "conflict") -> None:
    (folder / "explanations.yaml").write_text(EXPLANATION.format(name=name, moves=moves))


def _control(folder: Path, *names: str, moves: str = "conflict") -> None:
    controls = "".join(CONTROL.format(name=name, moves=moves) for name in names)
    (folder / "model.yaml").write_text(f"{MODEL}  controls:\n{controls}")


def test_a_named_part_is_found(folder: Path) -> None:
    assert read_case(folder).model is not None


def _more(text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "claims/one.yaml").write_text(CLAIM.format(more=text))

    return change


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


def test_weights_of_different_names_are_sound(folder: Path) -> None:
    _explain(folder, "chance")
    _control(folder, "habit", "custom")
    assert read_case(folder).explanations


def test_an_explanation_is_not_called_as_a_mechanism(folder: Path) -> None:
    _explain(folder, "echo")
    (told,) = _faults(folder)
    assert told.startswith("explanations.yaml:3 ")
    assert "the mechanism at mechanisms.yaml:3 is called 'echo' too" in told


@pytest.mark.parametrize(
    ("names", "other"),
    [
        (("echo",), "the mechanism at mechanisms.yaml:3"),
        (("chance",), "the explanation at explanations.yaml:3"),
        (("habit", "habit"), "the control at model.yaml:9"),
    ],
)
def test_a_control_is_not_called_as_anything_else(
    folder: Path, names: tuple[str, ...], other: str
) -> None:
    _explain(folder, "chance")
    _control(folder, *names)
    (told,) = _faults(folder)
    assert told.startswith(f"model.yaml:{5 + 4 * len(names)} ")
    assert f"{other} is called '{names[-1]}' too" in told


@pytest.mark.parametrize("mark", ["overt", "invokes_un"])
def test_only_a_mechanism_moves_marks(folder: Path, mark: str) -> None:
    _explain(folder, "chance", mark)
    _control(folder, "habit", moves=mark)
    explanation, control = _faults(folder)
    assert explanation.startswith("explanations.yaml:8 ")
    assert "the explanation 'chance' moves a mark" in explanation
    assert control.startswith("model.yaml:11 ")
    assert "the control 'habit' moves a mark" in control


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "  knock_outs: {between: [AAA, AAA], within: {start: 2001, end: 2002}}\n",
            "[model.knock_outs.between]: 'AAA' is named twice",
        ),
        (
            "  specifications:\n    - {name: late, since: 2010}\n    - {name: late, since: 2012}\n",
            "[model.specifications]: two specifications are called 'late'",
        ),
        ("  since_when: 2001\n", "there is no key 'since_when' here"),
    ],
)
def test_a_faulty_model_has_one_fault(folder: Path, more: str, said: str) -> None:
    (folder / "model.yaml").write_text(MODEL + more)
    (told,) = _faults(folder)
    assert said in told


def test_a_model_that_cannot_be_read_has_one_fault(folder: Path) -> None:
    (folder / "model.yaml").write_text("model: [")
    (told,) = _faults(folder)
    assert told.startswith("model.yaml:")


def test_a_mechanism_without_parts_is_told_plainly(folder: Path) -> None:
    parts = MECHANISMS.index("    parts:")
    (folder / "mechanisms.yaml").write_text(MECHANISMS[:parts] + "    parts: []\n")
    (told,) = _faults(folder)
    assert "parts]: needs at least one." in told
