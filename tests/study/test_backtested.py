"""The backtest of a run: few origins, whose future is known, and a case without a model."""

from dataclasses import replace

from peripheries.case import Case
from peripheries.futures.backtest.base import BASELINES
from peripheries.record import Record
from peripheries.study.backtested import EVERY, ORIGINS, backtests
from peripheries.study.results import Results


def test_each_stream_is_told_from_origins_a_year_apart(results: Results) -> None:
    acts, tone = results.backtests
    assert (acts.stream, tone.stream) == ("chronicle", "tone_monthly")
    for found in (acts, tone):
        assert found.origins + len(found.silent) == ORIGINS
        assert (found.last.year - found.first.year) * 12 == (found.origins - 1) * EVERY
        assert found.last < results.as_of
        assert found.ways[0].name == "forecast"
        assert found.ways[0].log == found.whole.log
        assert sum(part.scores for part in found.by_horizon) == found.whole.scores
        assert sum(part.scores for part in found.by_dyad) == found.whole.scores
        assert all([g.over for g in part.gains] == [*BASELINES] for part in found.by_dyad)
    assert acts.choices is not None
    assert acts.bins
    assert (tone.choices, tone.bins, tone.outside) == (None, (), 0)


def test_gains_are_differences_of_the_scores_told(results: Results) -> None:
    for found in results.backtests:
        score = {way.name: way for way in found.ways}
        for gain in found.whole.gains:
            for name in ("log", "crps"):
                apart = getattr(score[gain.over], name) - getattr(found.ways[0], name)
                assert abs(getattr(gain, name).value - apart) < 1e-4


def test_a_case_without_a_model_has_none(built_in: Case, record: Record) -> None:
    assert backtests(replace(built_in, model=None), record, built_in.about.as_of, 1) == ()
