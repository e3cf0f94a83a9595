"""Published examples from beyond event models: Cox regression with ties, negative binomial fits.

Subjects of Cox regression are sources with one target that is always there; those of counts are
sources, or the periods of two pairs.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
import pytest

from peripheries import engine

Ties: TypeAlias = Literal["breslow", "efron"]

# Therneau & Grambsch (2000), appendix E, data sets 1 and 2.
ONCE: dict[str, list[int]] = {
    "stop": [9, 1, 1, 6, 6, 8],
    "event": [1, 1, 0, 1, 1, 0],
    "x": [0, 1, 1, 1, 0, 0],
}
SPELLS: dict[str, list[int]] = {
    "start": [1, 2, 5, 2, 1, 7, 3, 4, 8, 8],
    "stop": [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
    "event": [1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
    "x": [1, 0, 0, 1, 0, 1, 1, 1, 0, 0],
}
# Weeks in remission (Freireich et al. 1963): with 6-mercaptopurine, then with a placebo.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
UNTREATED = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

# Days absent from school (Quine 1975), a line for each origin, sex, form and kind of learner.
ABSENT = [
    [2, 11, 14],
    [5, 5, 13, 20, 22],
    [6, 6, 15],
    [7, 14],
    [6, 32, 53, 57],
    [14, 16, 16, 17, 40, 43, 46],
    [8, 23, 23, 28, 34, 36, 38],
    [3],
    [5, 11, 24, 45],
    [5, 6, 6, 9, 13, 23, 25, 32, 53, 54],
    [5, 5, 11, 17, 19],
    [8, 13, 14, 20, 47, 48, 60, 81],
    [2],
    [0, 2, 3, 5, 10, 14, 21, 36, 40],
    [6, 17, 67],
    [0, 0, 2, 7, 11, 12],
    [0, 0, 5, 5, 5, 11, 17],
    [3, 4],
    [22, 30, 36],
    [8, 0, 1, 5, 7, 16, 27],
    [0, 30, 10, 14, 27, 41, 69],
    [25],
    [10, 11, 20, 33],
    [5, 7, 0, 1, 5, 5, 5, 5, 7, 11, 15],
    [5, 14, 6, 6, 7, 28],
    [0, 5, 14, 2, 2, 3, 8, 10, 12],
    [1],
    [1, 9, 22, 3, 3, 5, 15, 18, 22, 37],
]


def cox(
    *,
    stop: Sequence[int],
    event: Sequence[int],
    x: Sequence[int],
    start: Sequence[int] | None = None,
    ties: Ties,
) -> engine.Ordered:
    """Subject s is actor s + 1, at risk after its start and until its end; 0 is the target."""
    n = len(stop) + 1
    begin = np.full(n - 1, -np.inf) if start is None else np.array(start) + 0.5
    there = engine.Present(np.arange(1, n), begin, np.array(stop) + 0.5)
    pairs = np.zeros((n, n), dtype=bool)
    pairs[1:, 0] = True
    happened = np.flatnonzero(event)
    happened = happened[np.argsort(np.array(stop)[happened], kind="stable")]
    past = engine.history(np.array(stop)[happened], happened + 1, np.zeros_like(happened), n)
    covariate = engine.ActorCovariate(values=np.array([0.0, *x]), reads="source")
    at_risk: list[engine.RiskSet] = [engine.Declared(pairs), there]
    return engine.Ordered(engine.rows(past, [covariate], at_risk=at_risk), ties=ties)


def test_breslow_ties_by_hand() -> None:
    """The book solves it in closed form."""
    likelihood = cox(**ONCE, ties="breslow")
    found = engine.fit(likelihood)
    assert likelihood(np.zeros(1)).information[0, 0] == pytest.approx(5 / 8, abs=1e-12)
    assert found.estimate[0] == pytest.approx(np.log(1.5 + np.sqrt(33.0) / 2.0), abs=1e-9)
    assert found.log_likelihood == pytest.approx(-3.824750, abs=5e-7)


def test_efron_ties_by_hand() -> None:
    """The book gives slope and value in r = exp β."""
    likelihood = cox(**ONCE, ties="efron")
    found = engine.fit(likelihood)
    for beta in (-0.4, 0.0, 1.3):
        r, curve = np.exp(beta), likelihood(np.array([beta]))
        value = 2 * beta - np.log(3 * r + 3) - np.log((r + 5) / 2) - np.log(r + 3)
        slope = (30 + 23 * r - r**3) / ((r + 1) * (r + 3) * (r + 5))
        bend = sum(r / (r + a) - (r / (r + a)) ** 2 for a in (1, 3, 5))
        assert curve.value == pytest.approx(value, abs=1e-12)
        assert curve.gradient[0] == pytest.approx(slope, abs=1e-12)
        assert curve.information[0, 0] == pytest.approx(bend, abs=1e-12)
    assert found.estimate[0] == pytest.approx(1.676857, abs=5e-7)


@pytest.mark.parametrize(("ties", "beta"), [("breslow", -0.0845261), ("efron", -0.02110521)])
def test_subjects_that_enter_late(ties: Ties, beta: float) -> None:
    found = engine.fit(cox(**SPELLS, ties=ties))
    assert found.estimate[0] == pytest.approx(beta, abs=5e-8)


@pytest.mark.parametrize(
    ("ties", "beta", "error"), [("breslow", 1.5092, 0.4096), ("efron", 1.5721, 0.4124)]
)
def test_remission_of_leukaemia(ties: Ties, beta: float, error: float) -> None:
    """As R's coxph gives them to four digits."""
    found = engine.fit(
        cox(
            stop=TREATED + UNTREATED,
            event=RELAPSED + [1] * 21,
            x=[0] * 21 + [1] * 21,
            ties=ties,
        )
    )
    assert found.estimate[0] == pytest.approx(beta, abs=5e-5)
    assert found.standard_error[0] == pytest.approx(error, abs=5e-5)


def test_mites_on_apple_leaves() -> None:
    """Bliss & Fisher (1953): 150 leaves, mean 1.14667, size 1.02459 by maximum likelihood."""
    mites = np.repeat(np.arange(8), [70, 38, 17, 10, 9, 3, 2, 1]).reshape(75, 2)
    period, pair = np.nonzero(mites)
    past = engine.history(period, pair, 1 - pair, 2, weight=mites[period, pair])
    found = engine.fit(engine.Counts(engine.panel(past, [[]], n_periods=75)))
    assert np.exp(found.estimate[0]) == pytest.approx(172 / 150, rel=1e-9)
    assert np.exp(found.estimate[1]) == pytest.approx(1.02459, abs=5e-6)


def test_days_absent_from_school() -> None:
    """A level for each of 28 classes: figures of R's glm.nb (Crawley 2012, The R Book)."""
    days, classes = np.concatenate(ABSENT), np.repeat(np.arange(28), [len(c) for c in ABSENT])
    n = len(days)
    exposure = np.zeros((n + 1, n + 1, 1, 1))
    exposure[:n, n] = 1.0  # pupils are sources; no other pair is recorded
    away = np.flatnonzero(days)
    past = engine.history(
        np.zeros(len(away)), away, np.full(len(away), n), n + 1, weight=days[away]
    )
    statistics = [
        engine.ActorCovariate(values=np.append(classes == c, 0.0), reads="source", label=f"{c}")
        for c in range(1, 28)
    ]
    made = engine.panel(past, [statistics], n_periods=1, exposure=exposure)
    found = engine.fit(engine.Counts(made))
    size = np.exp(found.estimate[-1])
    assert made.n_cells == 146
    assert size == pytest.approx(1.92836, abs=5e-6)
    assert size * found.standard_error[-1] == pytest.approx(0.269, abs=5e-4)
    assert 2 * found.log_likelihood == pytest.approx(-1039.324, abs=5e-4)
    means = np.exp(found.estimate[0] + np.append(0.0, found.estimate[1:-1]))
    np.testing.assert_allclose(means, [np.mean(c) for c in ABSENT], rtol=1e-6)
