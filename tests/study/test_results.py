import json
from datetime import date
from pathlib import Path

import pytest

from peripheries.case import Case
from peripheries.claims import Verdict
from peripheries.claims.judge import SEED, judge
from peripheries.errors import OutputError
from peripheries.record import read_record
from peripheries.report import build_report
from peripheries.study import (
    Results,
    as_json,
    fingerprint,
    read_results,
    up_to_date,
    write_together,
)
from peripheries.study.run import run_case

TOP = {"schema_version", "case", "as_of", "record", "measures", "claims"} | {
    "model",
    "mechanisms",
    "argument",
    "questions",
    "scenarios",
}


def test_results_hold_all_claims_and_at_least_22_verdicts(results: Results) -> None:
    assert set(json.loads(as_json(results))) >= TOP
    assert [c.id for c in results.claims] == [f"K{n:02d}" for n in range(1, 40)]
    judged = [c for c in results.claims if c.verdict is not Verdict.UNTESTED]
    assert len(judged) >= 22
    assert all(c.tests and c.reason and c.would_change for c in judged)
    assert all(c.waits_for for c in results.claims if c.verdict is Verdict.UNTESTED)


def test_the_answer_counts_every_claim_once(results: Results) -> None:
    groups = results.answer.groups
    assert sorted(i for g in groups for i in g.claims) == [c.id for c in results.claims]
    assert sum(results.answer.counts.values()) == len(results.claims)


def test_results_come_back_from_their_file_as_they_were(results: Results, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(as_json(results), encoding="utf-8")
    back = read_results(file)
    assert back is not None
    assert as_json(back) == as_json(results)


def test_results_of_another_run_are_not_up_to_date(results: Results, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(as_json(results), encoding="utf-8")
    assert up_to_date(tmp_path, results.fingerprint) is None  # there is no report yet
    (tmp_path / "report.html").write_text("a report", encoding="utf-8")
    assert up_to_date(tmp_path, results.fingerprint) is not None
    assert up_to_date(tmp_path, "another") is None
    (tmp_path / "results.json").write_text('{"schema_version": "0.9"}', encoding="utf-8")
    assert up_to_date(tmp_path, results.fingerprint) is None


def test_what_was_left_out_is_counted(results: Results) -> None:
    tables = {t.name: t for t in results.record.tables}
    tone, coded = tables["tie_tone"], tables["tie_coded"]  # two tables read from one file
    assert tone.rows + tone.left_out == coded.rows + coded.left_out
    assert tone.left_out > coded.rows > 0
    assert tables["tie_tone"].not_actors["CAN"] > 0
    assert not set(tables["chronicle"].not_actors)


def test_ties_count_every_verified_act_once(results: Results) -> None:
    acts = sum(t.cooperation + t.conflict for t in results.record.ties)
    assert acts == results.record.counted.counted
    assert all(t.a < t.b for t in results.record.ties)


@pytest.mark.parametrize("as_of", ["1950-01-01", "2006-06-30", "2010-01-01", "2018-01-15"])
def test_an_early_vintage_has_gaps_and_no_fault(built_in: Case, as_of: str) -> None:
    then = run_case(built_in, date.fromisoformat(as_of), "", lambda _words, _done: None)
    assert len(then.claims) == 39
    assert max(e.known for e in then.record.events) <= then.as_of
    assert any(not m.points for m in then.measures)
    assert "<h1>" in build_report(then)


def test_what_was_not_yet_known_is_not_told(built_in: Case) -> None:
    said: list[float] = []
    then = run_case(built_in, date(2023, 3, 31), "", lambda _words, done: said.append(done))
    told = [q for q in then.questions if q.answer is not None]
    assert {q.status for q in told} == {"resolved"}
    assert all(q.answer_known <= then.as_of for q in told if q.answer_known)
    later = [q for q in then.questions if q.as_of >= then.as_of]
    assert later
    assert all(q.status == "open" and q.because is None and not q.sources for q in later)
    assert all(q.forecast.vintage == then.as_of for q in later if q.forecast)
    assert any(q.forecast for q in later)
    assert then.scores.questions == ()
    assert then.scores.brier is None
    assert max(e.known for e in then.record.events) <= date(2023, 3, 31)
    assert said == sorted(said)
    assert said[0] == 0
    assert said[-1] < 1


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "results.json").mkdir()
    with pytest.raises(OutputError, match=r"results\.json cannot be written"):
        write_together({tmp_path / "report.html": "new", tmp_path / "results.json": "new"})
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_where_nothing_was_found_nothing_is_disputed(built_in: Case) -> None:
    record = read_record(built_in).vintage(date(2018, 2, 1))
    k14 = next(claim for claim in built_in.claims if claim.id == "K14")
    vetoes = judge(record, k14, SEED).tests[1]
    assert vetoes.verdict is Verdict.NOT_FOUND


def test_a_file_that_cannot_be_read_has_a_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").mkdir()
    unreadable = fingerprint(tmp_path, date(2023, 3, 31))
    (tmp_path / "case.yaml").rmdir()
    (tmp_path / "case.yaml").write_text("id: mended", encoding="utf-8")
    assert fingerprint(tmp_path, date(2023, 3, 31)) != unreadable
