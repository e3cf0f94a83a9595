"""The bias of weights as acts feed back: sums by brute force, and a habit whose truth is known."""

import numpy as np

from peripheries.engine import Conditional, Flat, fit
from peripheries.model.feedback import feedback_bias


def test_the_bias_is_summed_act_by_act(fitted):
    likelihood, quarter = fitted.likelihood, fitted.design.quarter
    found = fit(likelihood, prior_sd=fitted.prior_sd, start=fitted.coefficient)
    scores, total = likelihood.scores(found.estimate), np.zeros(len(found.estimate))
    for act in range(len(quarter)):
        only = Conditional(likelihood.options.of(np.arange(len(quarter)) == act))
        year = [t for t in range(act) if quarter[t] >= quarter[act] - 4]
        before = scores[year].sum(axis=0)
        total += only(found.estimate).information @ found.covariance @ before
    expected = -found.covariance @ total
    np.testing.assert_allclose(
        feedback_bias(likelihood, found, quarter), expected, atol=1e-12, rtol=1e-9
    )
    np.testing.assert_allclose(fitted.bias, expected[:3], atol=1e-9)


def test_a_habit_beside_levels_is_drawn_down_and_mended():
    """Forty chains of sixteen choices between two; what was done last is likelier by 1."""
    rng, truth, chains, acts = np.random.default_rng(5), 1.0, 40, 16
    quarter = np.arange(chains * acts) // acts * 10
    found = []
    for _ in range(25):
        last, statistic, taken = np.zeros(chains), [], []
        for _ in range(acts):
            statistic.append(last)
            chosen = rng.uniform(size=chains) < 1 / (1 + np.exp(-truth * last))
            taken.append(chosen)
            last = np.where(chosen, 1.0, -1.0)
        likelihood = Conditional(_chains(np.array(statistic), np.array(taken)))
        mode = fit(likelihood, prior_sd=np.array([np.inf, *[1.5] * chains]))
        own = mode.estimate[0], mode.estimate[0] - feedback_bias(likelihood, mode, quarter)[0]
        found.append(own)
    raw, mended = np.mean(found, axis=0) - truth
    assert raw < -0.1
    assert abs(mended) < 0.5 * abs(raw)


def _chains(statistic: np.ndarray, taken: np.ndarray) -> Flat:
    """Choices between something, with an effect of its chain, and nothing; chain after chain."""
    acts, chains = statistic.shape
    m = acts * chains
    rows = np.zeros((2 * m, 1))
    rows[1::2, 0] = statistic.T.ravel()
    effect = np.full((2 * m, 1), -1)
    effect[1::2, 0] = np.repeat(np.arange(chains), acts)
    event = np.repeat(np.arange(m), 2)
    begin = 2 * np.arange(m)
    names = tuple(f"chain {c}" for c in range(chains))
    done = begin + taken.T.ravel()
    return Flat(("habit",), rows, event, begin, done, np.ones(m), names, effect)
