"""What the results tell of forecasts: scores of each, claims that they bear on, calibration."""

import math

import pytest

from peripheries.case import Case
from peripheries.study.results import QuestionResult, Results

SEVEN = ("K21", "K28", "K32", "K34", "K36", "K37", "K39")


@pytest.fixture(scope="module")
def questions(results: Results) -> dict[str, QuestionResult]:
    return {one.id: one for one in results.questions}


@pytest.mark.parametrize("name", SEVEN)
def test_a_claim_that_foretells_is_scored_beside_every_baseline(
    name: str, built_in: Case, results: Results, questions: dict[str, QuestionResult]
) -> None:
    claim = next(one for one in results.claims if one.id == name)
    day = built_in.about.essay_as_of
    declared = [q.id for q in built_in.questions if name in q.bears_on and q.as_of == day]
    assert list(claim.questions) == declared
    scored = [q for q in map(questions.get, claim.questions) if q and q.forecast and q.answer]
    assert len(scored) >= 2
    for question in scored:
        assert question.forecast is not None
        assert question.forecast.vintage == day
        happened = question.answer == "yes"
        assert len(question.baselines) == 4
        for said in (question.forecast, *question.baselines):
            if said.probability is None:  # as of a window whose like never came before
                assert (said.brier, said.log_score) == (None, None)
                continue
            came = said.probability if happened else 1 - said.probability
            assert said.brier == pytest.approx((1 - came) ** 2, rel=1e-5)
            assert said.log_score == pytest.approx(-math.log(came), rel=1e-5)


def test_what_has_not_come_out_has_no_score(results: Results) -> None:
    open_ones = [q for q in results.questions if q.forecast and q.answer is None]
    assert open_ones
    for question in open_ones:
        assert question.forecast is not None
        assert {said.brier for said in (question.forecast, *question.baselines)} == {None}


def test_calibration_splits_the_scores_told(results: Results) -> None:
    scores = results.scores
    assert scores.calibration is not None
    assert scores.calibration.questions == len(scores.questions)
    assert scores.calibration.brier == pytest.approx(scores.brier, rel=1e-5)
    for beside in scores.beside:
        found = beside.calibration
        assert found is not None
        assert found.questions == beside.questions
        assert found.brier == pytest.approx(beside.brier.theirs, rel=1e-5)
        parts = found.miscalibration - found.discrimination + found.uncertainty
        assert found.brier == pytest.approx(parts, abs=2e-6)
        assert sum(point.questions for point in found.curve) == found.questions
        assert sum(step.questions for step in found.steps) == found.questions
