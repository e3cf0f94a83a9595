"""Members that a user makes: good ones pass the checks and are used, broken ones are caught."""

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pytest

from peripheries import engine
from peripheries.engine.periods.programme import programme
from peripheries.engine.testing import check_likelihood, check_risk_set, check_statistic

N = 4
PAST = engine.history(
    [1.0, 2.0, 2.0, 3.5, 4.5, 9.0], [0, 1, 2, 0, 3, 1], [1, 2, 0, 1, 0, 2], N,
    kind=[0, 1, 0, 0, 1, 0],
)  # fmt: skip
DECAYS = engine.Past(memory=engine.HalfLife(2.0))
NEAR = np.exp(-np.abs(np.subtract.outer(np.arange(N), np.arange(N))))


class _Nearby(engine.Live):
    def __init__(self, near: np.ndarray) -> None:
        super().__init__(len(near))
        self._near = near

    def tie(self, ties, leg, source, target, new) -> None:
        self.raw[source] += (new - ties[leg][source, target]) * self._near[target]


@dataclass(frozen=True, kw_only=True, eq=False)
class Nearby(engine.OfTies):
    near: np.ndarray = field(default_factory=lambda: NEAR)

    def begin(self, n_actors: int) -> engine.Live:
        del n_actors
        return _Nearby(self.near)


class _Answers(engine.Live):
    """1 for the pairs that answer the last event: it follows events and reads no ties."""

    def event(self, source: int, target: int) -> None:
        self.raw[:] = 0.0
        self.raw[target, source] = 1.0


class Answers(engine.Statistic):
    def begin(self, n_actors: int) -> engine.Live:
        return _Answers(n_actors)


@dataclass(frozen=True)
class Weekly:
    """All pairs from Monday on, from Saturday on only those of the first three actors."""

    weeks: int

    def times(self) -> np.ndarray:
        return np.sort(
            np.concatenate([7.0 * np.arange(self.weeks), 7.0 * np.arange(self.weeks) + 5])
        )

    def at(self, past: engine.History, time: float) -> np.ndarray:
        works = np.arange(past.n_actors) < (past.n_actors if time < 0 or time % 7 < 5 else 3)
        return works[:, None] & works


@dataclass(frozen=True)
class Waits:
    """Exponential waits, a rate exp(θ) for all of them."""

    waits: np.ndarray
    names = ("log rate",)

    def start(self) -> np.ndarray:
        return np.zeros(1)

    def __call__(self, coefficients: np.ndarray) -> engine.Curve:
        used = float(np.exp(coefficients[0]) * self.waits.sum())
        value = len(self.waits) * float(coefficients[0]) - used
        return engine.Curve(value, self.scores(coefficients).sum(axis=0), np.array([[used]]))

    def scores(self, coefficients: np.ndarray) -> np.ndarray:
        return 1.0 - np.exp(coefficients) * self.waits[:, None]


WAITS = Waits(np.array([0.5, 1.0, 3.0]))


@pytest.mark.parametrize("made", [Nearby(), Nearby(network=DECAYS, scale="log1p"), Answers()])
def test_a_statistic_of_ones_own_is_used_like_any_other(made: engine.Statistic) -> None:
    check_statistic(made, PAST)
    both = [made, engine.Inertia(network=DECAYS)]
    found = engine.fit(engine.Ordered(engine.rows(PAST, both)), prior_sd=1.0)
    assert found.status is engine.Status.OK
    model = engine.EventModel([engine.Baseline(), *both], np.array([-3.0, *found.estimate]))
    future = engine.simulate(PAST, [model], until=12.0, n_most=30, seed=1)
    assert future.time.size > 0
    name = type(made).__name__
    with pytest.raises(ValueError, match=f"compiled code does not know a {name}"):
        programme([engine.Interaction(first=replace(made, scale="none"), second=made)], N)


def test_a_nearby_tie_counts_by_its_nearness() -> None:
    rows = engine.rows(PAST, [Nearby()])
    # Before 1 → 2 at 9: 1 has sent to 2 once. Before 0 → 1 at 3.5: once to 1.
    assert rows.event_statistic[:, 0].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0, 1.0]
    assert engine.rows(PAST, [Answers()]).event_statistic[:, 0].tolist() == [0, 0, 0, 0, 0, 0]


def test_a_risk_set_of_ones_own_is_used_like_any_other() -> None:
    made = Weekly(2)
    check_risk_set(made, PAST)
    rows = engine.rows(PAST, [engine.Baseline()], at_risk=[made], origin=0.0)
    # Three actors from 5 to 7: 6 pairs; 12 otherwise. Who acts at a change acts by the new rule.
    found = engine.fit(engine.Timed(rows))
    assert found.estimate[0] == pytest.approx(np.log(6 / (12 * 7 + 6 * 2)))
    with pytest.raises(ValueError, match=r"`present` is a Weekly: .* use `rows`"):
        engine.sampled_rows(PAST, [engine.Inertia()], engine.CaseControl(2), seed=1, present=made)


def test_a_likelihood_of_ones_own_is_used_like_any_other() -> None:
    check_likelihood(WAITS)
    found = engine.fit(engine.Joint([WAITS, WAITS]))
    assert found.estimate[0] == pytest.approx(np.log(3 / 4.5))
    assert found.standard_error[0] == pytest.approx(1 / np.sqrt(6))


class _Broken(engine.Live):
    """One fault of each kind, by name."""

    def __init__(self, n_actors: int, fault: str) -> None:
        super().__init__(n_actors)
        self._fault = fault
        if fault == "shape":
            self.raw = np.zeros(n_actors)

    def tie(self, ties, leg, source, target, new) -> None:
        del ties, leg
        self.raw[source, target] = np.nan if self._fault == "missing" else new

    def age(self, lapse, kept) -> None:
        if self._fault == "steps":
            self.raw -= lapse**2
        elif self._fault == "ages":
            self.raw += lapse
        else:
            super().age(lapse, kept)

    def read(self, at_risk) -> np.ndarray:
        del at_risk
        if self._fault == "reads":
            self.raw += 1.0
        return self.raw.copy()


@dataclass(frozen=True, kw_only=True)
class Broken(engine.OfTies):
    fault: str

    def begin(self, n_actors: int) -> engine.Live:
        return _Broken(n_actors, self.fault)


_KEPT = engine.Inertia().begin(N)


class Leftover(engine.OfTies):
    """Every use shares what the last has left."""

    def begin(self, n_actors: int) -> engine.Live:
        del n_actors
        return _KEPT


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Broken(fault="shape"), r"has shape \(4,\) at first: give \(4, 4\)"),
        (Broken(fault="missing"), "of 0 → 1 at 2.0 is no finite number"),
        (Broken(fault="steps", network=DECAYS), "at 2.0 differs between waiting in steps"),
        (Broken(fault="ages"), "at 2.0 ages although `ages` says no"),
        (Broken(fault="reads"), "at 1.0 differs when it is read again"),
        (Leftover(), "of 0 → 1 at 1.0 differs when an equal history is followed again"),
    ],
    ids=lambda given: getattr(given, "fault", None),
)
def test_a_broken_statistic_is_caught(made: engine.Statistic, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check_statistic(made, PAST)


def test_a_history_without_events_checks_nothing() -> None:
    with pytest.raises(ValueError, match="nothing would be checked"):
        check_statistic(engine.Inertia(), engine.history([], [], [], N))


class Two:
    """A paraboloid of two coefficients, with one part replaced."""

    names = ("a", "b")

    def __init__(self, **faults) -> None:
        self.faults = faults

    def start(self) -> np.ndarray:
        return self.faults.get("start", np.zeros(2))

    def __call__(self, coefficients: np.ndarray) -> engine.Curve:
        a, b = coefficients
        curve = engine.Curve(
            -(a**2) - a * b - b**2, self._slope(a, b), np.array([[2.0, 1], [1, 2]])
        )
        return replace(curve, **self.faults.get("curve", {}))

    def scores(self, coefficients: np.ndarray) -> np.ndarray:
        return self.faults.get("scores", 1.0) * self._slope(*coefficients)[None, :]

    def _slope(self, a: float, b: float) -> np.ndarray:
        return np.array([-2 * a - b, -a - 2 * b]) * self.faults.get("slope", 1.0)


ASKEW = np.array([[2.0, 1.0], [1.0 + 1e-6, 2.0]])


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (partial(Two, start=np.zeros(3)), "one finite number for each of"),
        (partial(Two, slope=np.array([1.0, 1.1])), "The slope for `b` is"),
        (partial(Two, curve={"information": np.eye(2)}), "for `a` and `a` is 1.0 and not"),
        (partial(Two, curve={"information": ASKEW}), "mirror image for `a` and `b` is"),
        (partial(Two, curve={"gradient": np.zeros(1)}), r"gradient ends in shape \(1,\)"),
        (partial(Two, curve={"value": -np.inf}), "check at other coefficients"),
        (partial(Two, scores=2.0), "sum of scores for `a` is"),
    ],
)  # fmt: skip
def test_a_broken_likelihood_is_caught(made, words: str) -> None:
    check_likelihood(Two())
    with pytest.raises(AssertionError, match=words):
        check_likelihood(made())


@dataclass(frozen=True)
class Silent(Weekly):
    """It changes and does not say so."""

    def times(self) -> np.ndarray:
        return np.zeros(0)


@dataclass(frozen=True)
class Late(Weekly):
    """What changes at a time, it changes just after it."""

    def at(self, past: engine.History, time: float) -> np.ndarray:
        return super().at(past, np.nextafter(time, -np.inf))


@dataclass(frozen=True)
class Numbers(Weekly):
    def at(self, past: engine.History, time: float) -> np.ndarray:
        return super().at(past, time).astype(float)


@dataclass(frozen=True)
class Timeless(Weekly):
    def times(self) -> np.ndarray:
        return np.array([np.nan])


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Silent(2), "The pair 0 → 3 changes between 0.0 and"),
        (Late(2), "The pair 0 → 3 changes between 5.0 and"),
        (Numbers(2), r"has shape \(4, 4\) and holds float64: give Booleans"),
        (Timeless(2), "`times` gives no column of numbers"),
    ],
)
def test_a_broken_risk_set_is_caught(made: engine.RiskSet, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check_risk_set(made, PAST)
