"""Scores of forecasts beside baselines: pairs, clusters, and no figure for none."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peripheries.case.questions import Question
from peripheries.futures import scored as module
from peripheries.futures.asked import Forecast, Unasked
from peripheries.futures.asking import Asked
from peripheries.futures.baselines import Baseline
from peripheries.futures.scored import BASELINES, Beside, Scored, scored
from peripheries.futures.settling import Answer, Settled

FIRST = date(2020, 1, 1)


def one(
    number: int,
    ours: float | None,
    theirs: float | None,
    answer: Answer | None,
    *,
    year: int = 0,
    known: int = 100,
) -> Asked:
    """A question of a vintage some years on; all baselines say the same."""
    vintage = FIRST + timedelta(days=365 * year)
    question = Question(
        id=f"Q{number}",
        as_of=vintage,
        question="?",
        resolves=vintage + timedelta(days=100),
        rule="rows",
    )
    said = Unasked("no reason") if ours is None else Forecast(ours, 0.01, 100, ())
    settled = None
    if answer is not None:
        settled = Settled(answer, vintage + timedelta(days=known), "the record", "so")
    beside = tuple(Baseline(name, theirs, "says") for name in BASELINES)
    return Asked(question, vintage, said, beside, settled, "")


def score(asked: list[Asked]) -> Scored:
    return scored(asked, np.random.default_rng(0))


def base_rate(found: Scored) -> Beside:
    return next(b for b in found.beside if b.name == "base rate")


def test_means_and_skill_are_over_the_questions_that_both_have() -> None:
    found = score([one(1, 0.8, 0.5, "yes"), one(2, 0.4, 0.5, "no"), one(3, 0.9, None, "no")])
    beside = base_rate(found)
    assert beside.questions == 2
    assert beside.brier.ours == pytest.approx((0.04 + 0.16) / 2)
    assert beside.brier.theirs == pytest.approx(0.25)
    assert beside.brier.skill == pytest.approx(1 - 0.1 / 0.25)
    assert beside.log_score.ours == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)
    assert beside.log_score.theirs == pytest.approx(np.log(2))
    assert found.brier == pytest.approx((0.04 + 0.16 + 0.81) / 3)


def test_the_worst_miss_comes_first() -> None:
    found = score([one(1, 0.8, 0.5, "yes"), one(2, 0.7, 0.5, "no"), one(3, 0.5, 0.5, "no")])
    assert [f.asked.question.id for f in found.forecasts] == ["Q2", "Q3", "Q1"]
    assert [f.happened for f in found.forecasts] == [False, False, True]


def test_every_question_is_in_one_place() -> None:
    found = score(
        [
            one(1, 0.8, 0.5, "yes"),
            one(2, 0.8, 0.5, None),
            one(3, 0.8, 0.5, "void"),
            one(4, None, 0.5, "yes"),
            one(5, 0.8, 0.5, "no", known=0),
        ]
    )
    assert [f.asked.question.id for f in found.forecasts] == ["Q1"]
    assert (found.open, found.void, found.known) == (("Q2",), ("Q3",), ("Q5",))
    assert found.unasked == (("Q4", "no reason"),)


def test_where_nothing_can_be_scored_there_is_no_figure() -> None:
    found = score([one(1, 0.8, 0.5, None)])
    assert (found.brier, found.log_score) == (None, None)
    for beside in found.beside:
        assert {*vars(beside.brier).values(), *vars(beside.log_score).values()} == {None}
        assert (beside.questions, beside.vintages, beside.resampled) == (0, 0, None)


def test_a_single_question_has_a_skill_without_an_interval() -> None:
    beside = base_rate(score([one(1, 0.8, 0.5, "yes")]))
    assert beside.brier.skill == pytest.approx(1 - 0.04 / 0.25)
    assert (beside.brier.low, beside.brier.high, beside.resampled) == (None, None, None)


def test_a_baseline_that_never_erred_has_no_ratio() -> None:
    brier = base_rate(score([one(1, 0.8, 1.0, "yes"), one(2, 0.8, 1.0, "yes")])).brier
    assert brier.ours == pytest.approx(0.04)
    assert (brier.theirs, brier.skill, brier.low) == (0.0, None, None)


def test_vintages_are_resampled_whole_once_there_are_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interval is that of all equally likely draws of three vintages, each drawn whole."""
    monkeypatch.setattr(module, "_RESAMPLES", 40_000)
    worth = [(0.9, 0.9), (0.3, 0.6), (0.5, 0.5, 0.2)]
    asked = [
        one(10 * year + n, p, 0.5, "yes", year=year)
        for year, own in enumerate(worth)
        for n, p in enumerate(own)
    ]
    draws = []
    for drawn in product(range(3), repeat=3):
        ours = np.mean([(1 - p) ** 2 for year in drawn for p in worth[year]])
        draws.append(1 - ours / 0.25)
    beside = base_rate(score(asked))
    assert (beside.resampled, beside.vintages) == ("vintages", 3)
    low, high = np.quantile(np.repeat(draws, 1000), [0.05, 0.95])
    assert (beside.brier.low, beside.brier.high) == pytest.approx((low, high))
    assert base_rate(score(asked[:4])).resampled == "questions"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.sampled_from(["yes", "no"])),
        min_size=2,
        max_size=8,
    )
)
def test_yes_and_no_may_change_places(rows: list[tuple[float, float, Answer]]) -> None:
    other: dict[Answer, Answer] = {"yes": "no", "no": "yes"}
    asked = [one(n, p, q, answer, year=n % 4) for n, (p, q, answer) in enumerate(rows)]
    turned = [
        one(n, 1 - p, 1 - q, other[answer], year=n % 4) for n, (p, q, answer) in enumerate(rows)
    ]
    for a, b in zip(score(asked).beside, score(turned).beside, strict=True):
        assert [*vars(a.brier).values()] == pytest.approx([*vars(b.brier).values()], abs=1e-9)
        assert [*vars(a.log_score).values()] == pytest.approx([*vars(b.log_score).values()])
