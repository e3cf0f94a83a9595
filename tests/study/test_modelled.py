"""What the results say of the fitted model: complete, of one piece, and no more than was found."""

import pytest

from peripheries.study import Results
from peripheries.study.results import ModelResult


@pytest.fixture
def model(results: Results) -> ModelResult:
    assert results.model is not None
    return results.model


def test_a_weight_has_an_interval_around_it_or_says_why_it_has_none(results: Results) -> None:
    for mechanism in results.mechanisms:
        assert len(mechanism.weights) == len(mechanism.declared.parts)
        for weight in mechanism.weights:
            if weight.value is None:
                assert weight.advice
            else:
                assert weight.low is not None
                assert weight.high is not None
                assert weight.low < weight.value < weight.high


def test_what_is_lost_there_and_back_is_what_is_lost_in_all(results: Results) -> None:
    knocked = [m.knock_out for m in results.mechanisms if m.knock_out is not None]
    assert knocked
    for one in knocked:
        assert one.both.mean == pytest.approx(one.there.mean + one.back.mean, abs=0.01)
        assert one.both.low <= one.both.mean <= one.both.high


def test_pairs_and_shares_are_of_the_five_that_matter_most(
    results: Results, model: ModelResult
) -> None:
    assert model.relived is not None
    means = {m.declared.id: m.knock_out.both.mean for m in results.mechanisms if m.knock_out}
    five = sorted(means, key=lambda name: -abs(means[name]))[:5]
    assert {share.mechanism for share in model.relived.shares} == set(five)
    assert len(model.relived.pairs) == 10


def test_shares_of_belief_sum_to_one_and_neither_is_the_zero(model: ModelResult) -> None:
    assert model.compared
    for one in model.compared:
        assert sum(one.weight.values()) == pytest.approx(1, abs=1e-4)
        assert one.score["neither"] == 0


def test_the_memory_that_was_taken_is_the_likeliest_that_was_tried(model: ModelResult) -> None:
    best = max(model.memories, key=lambda memory: memory.log_marginal)
    assert (best.half_life, best.slow) == (model.half_life, model.slow_half_life)
