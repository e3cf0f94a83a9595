"""The commands that tell what came of the claims, and that write the map of the argument."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from peripheries.cli import app
from peripheries.errors import OutputError, UsageError
from peripheries.study import Results

pytestmark = pytest.mark.usefixtures("read_once")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_the_ledger_is_run_once_and_then_read(results: Results, computed: list[date]) -> None:
    ledger = asked("claims", "--format", "table").output
    for claim in results.claims:
        line = next(line for line in ledger.splitlines() if line.startswith(claim.id))
        assert claim.verdict in line
        assert line.rstrip().endswith(claim.short)
    rows = list(csv.DictReader(io.StringIO(asked("claims").output)))
    assert [row["id"] for row in rows] == [claim.id for claim in results.claims]
    assert len(computed) == 1


@pytest.mark.usefixtures("computed")
@pytest.mark.parametrize("words", [("K18",), ("k18",), ("two_peripheries", "K18")])
def test_one_claim_is_told_whole(words: tuple[str, ...], results: Results) -> None:
    claim = next(c for c in results.claims if c.id == "K18")
    said = " ".join(asked("claims", *words).output.split())
    assert claim.claim in said
    assert " ".join(claim.reason.split()) in said
    for test in claim.tests:
        assert test.asks in said
        assert all(other.name in said for other in test.specifications)
        assert all(f"rank {p.rank} with {p.n} placebos" in said for p in test.placebos)
    for text in filter(None, (claim.would_change, claim.note)):
        assert " ".join(text.split()) in said
    assert results.model is not None
    for one in results.model.compared:
        if one.claim == claim.id:
            assert f"the record favours {one.favours}" in said


@pytest.mark.usefixtures("computed")
def test_a_claim_tells_what_was_foreseen_of_it(results: Results) -> None:
    said = [" ".join(line.split()) for line in asked("claims", "K21").output.splitlines()]
    claim = next(c for c in results.claims if c.id == "K21")
    own = {q.id: q for q in results.questions}
    for name in claim.questions:
        place = next(n for n, line in enumerate(said) if line.startswith(f"{name} "))
        below = said[place : place + 12]
        assert any(f"{own[name].answer}, known since {own[name].answer_known}" in x for x in below)
        rows = [line for line in below if line.startswith(("ours ", "base rate ", "own rate "))]
        assert len(rows) >= (3 if own[name].forecast else 0)
    assert any(line.startswith("No forecast: It has no predicate") for line in said)


@pytest.mark.usefixtures("computed")
def test_every_claim_can_be_told(results: Results) -> None:
    for claim in results.claims:
        done = asked("claims", claim.id)
        assert done.exit_code == 0, claim.id
        assert claim.verdict in done.output


@pytest.mark.usefixtures("computed")
def test_one_claim_goes_to_programs_whole(results: Results) -> None:
    claim = results.claims[2]
    whole = json.loads(asked("claims", claim.id, "--format", "json").output)
    assert whole == claim.model_dump(mode="json")
    tests = list(csv.DictReader(io.StringIO(asked("claims", claim.id, "--format", "csv").output)))
    assert [row["asks"] for row in tests] == [test.asks for test in claim.tests]


def test_an_unknown_claim_is_refused_before_the_work(computed: list[date]) -> None:
    refused = asked("claims", "K99").exception
    assert isinstance(refused, UsageError)
    assert str(refused) == "There is no claim 'K99'. Did you mean 'K39'?"
    assert computed == []


@pytest.mark.usefixtures("computed")
def test_the_map_is_printed_or_written_for_other_programs(results: Results) -> None:
    assert asked("argument").output.startswith("===\ntitle:")
    done = asked("argument", "--format", "graphml", "--out", "map.graphml")
    assert done.output == "map.graphml written.\n"
    root = ElementTree.parse("map.graphml").getroot()
    assert sum(e.tag.endswith("}node") for e in root.iter()) == len(results.argument.nodes)
    refused = asked("argument", "--out", "nowhere/map.argdown").exception
    assert isinstance(refused, OutputError)
