"""The sections on claims, mechanisms, competing explanations, the map and the model."""

import re
from pathlib import Path

import pytest

from peripheries.report import build_report
from peripheries.study import Results


@pytest.fixture(scope="module")
def text(report: Path) -> str:
    return report.read_text(encoding="utf-8")


def section(text: str, name: str) -> str:
    """A section of the report, up to the next one on the same level."""
    start = text.index(f'<section id="{name}"')
    following = re.search(r'<section id="|</main>', text[start + 1 :])
    assert following is not None
    return text[start : start + 1 + following.start()]


def test_every_claim_stands_once_under_what_came_of_it(text: str, results: Results) -> None:
    found = re.findall(r'<details class="claim" id="(\w+)"', section(text, "claims"))
    assert found == [claim for group in results.answer.groups for claim in group.claims]
    assert len(set(found)) == 39


def test_a_test_of_a_mechanism_tells_what_carries_it_and_what_could_not_be_seen(
    text: str, results: Results
) -> None:
    ledger = section(text, "claims")
    for claim in results.claims:
        # Where it is asked how acts are done, no unseen acts are scored.
        if not any("log_score_gain" in t.counts for t in claim.tests):
            continue
        own = ledger[ledger.index(f'id="{claim.id}"') :].split("</details>\n<details", 1)[0]
        for fact in ("Smallest that would be seen", "Carried most by", "Adds to unseen acts"):
            assert f"<dt>{fact}</dt>" in own, (claim.id, fact)


def test_a_claim_shows_what_was_foreseen_of_it_beside_its_verdict(
    text: str, results: Results
) -> None:
    ledger = section(text, "claims")
    place = {question.id: n for n, question in enumerate(results.questions)}
    for claim in results.claims:
        own = ledger[ledger.index(f'id="{claim.id}"') :].split('<details class="claim"', 1)[0]
        assert own.count("Asked as of") == bool(claim.questions)
        for name in claim.questions:
            path = f"questions.{place[name]}"
            assert f'data-path="{path}.question"' in own
            told = results.questions[place[name]]
            for n, baseline in enumerate(told.baselines):
                field = "probability" if baseline.brier is None else "log_score"
                assert f'data-path="{path}.baselines.{n}.{field}"' in own
            said = "no_forecast" if told.forecast is None else "forecast.brier"
            assert f'data-path="{path}.{said}"' in own


def test_calibration_is_drawn_and_told_for_ours_and_every_baseline(
    text: str, results: Results
) -> None:
    shown = section(text, "questions")
    paths = ["scores.calibration"]
    paths += [f"scores.beside.{n}.calibration" for n in range(len(results.scores.beside))]
    for path in paths:
        assert f'data-chart="{path}"' in shown
        assert f'data-path="{path}.miscalibration"' in shown


def test_every_weight_knock_out_and_pair_is_shown(text: str, results: Results) -> None:
    shown = section(text, "mechanisms")
    for i, mechanism in enumerate(results.mechanisms):
        for j, weight in enumerate(mechanism.weights):
            field = "advice" if weight.value is None else "value"
            assert f'data-path="mechanisms.{i}.weights.{j}.{field}"' in shown
        if mechanism.knock_out is not None:
            assert f'data-path="mechanisms.{i}.knock_out.both.error"' in shown
    assert results.model is not None
    assert results.model.relived is not None
    for i in range(len(results.model.relived.pairs)):
        assert f'data-path="model.relived.pairs.{i}.value"' in shown
    for i in range(len(results.model.relived.shares)):
        assert f'data-path="model.relived.shares.{i}.value"' in shown
    assert "caused" not in shown


def test_every_comparison_is_shown_with_its_four_scores(text: str, results: Results) -> None:
    shown = section(text, "explanations")
    assert results.model is not None
    for i in range(len(results.model.compared)):
        for account in ("argument", "explanation", "both", "neither"):
            assert f'data-path="model.compared.{i}.score.{account}"' in shown


def test_the_map_draws_every_arrow_and_lists_every_loop(text: str, results: Results) -> None:
    shown = section(text, "map")
    moves = {(e.source, e.target, e.sign) for e in results.argument.edges if e.relation == "moves"}
    assert shown.count('<g class="arrow') == len(moves)
    assert shown.count('<span class="loop') == len(results.argument.loops)
    ends = {end for source, target, _ in moves for end in (source, target)}
    assert shown.count('<g class="box"') == len(ends)


def test_how_the_model_was_made_shows_every_half_life_tried(text: str, results: Results) -> None:
    shown = section(text, "model")
    assert results.model is not None
    for i in range(len(results.model.memories)):
        assert f'data-path="model.memories.{i}.log_marginal"' in shown
    assert shown.count('class="taken"') == 1


def test_a_case_without_a_model_or_arrows_has_no_such_sections(results: Results) -> None:
    argument = results.argument.model_copy(update={"edges": (), "loops": ()})
    bare = results.model_copy(update={"model": None, "mechanisms": (), "argument": argument})
    text = build_report(bare)
    assert not re.search(r'<section id="(mechanisms|explanations|model|map)"', text)
    assert 'href="#mechanisms"' not in text
