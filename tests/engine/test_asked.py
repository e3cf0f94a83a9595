"""What makes no sense is refused with a remedy; what cannot be computed, a fit says of itself."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from peripheries import engine

TIME, SOURCE, TARGET = [1.0, 2.0, 3.5, 4.0, 6.0, 6.5], [0, 1, 0, 2, 0, 1], [1, 0, 1, 0, 1, 0]
PAST = engine.history(TIME, SOURCE, TARGET, 3)
MONTHS = engine.history([0, 1, 2], [0, 1, 2], [1, 0, 0], 3)
NOBODY = engine.history([], [], [], 3)
TIES = [engine.Inertia()]
ROWS = engine.rows(PAST, TIES)
MODEL = engine.EventModel(TIES, np.array([-0.3]))
WEIGHTLESS = replace(MODEL, weight=engine.ConstantWeight(np.nan))
ZEROS = np.zeros((3, 1))
ALIKE = engine.CountParameters(
    coefficient=np.zeros((1, 2)),
    source=ZEROS,
    target=ZEROS,
    pair=np.zeros((3, 3)),
    log_size=np.zeros(1),
)


def late(source: int, value: float = 1.0) -> engine.Given:
    """A network whose ties change once."""
    ends = np.array([source]), np.array([1])
    return engine.Given(
        np.zeros((3, 3)), engine.Changes(np.array([2.0]), *ends, np.array([value]), adds=False)
    )


def read(statistic: Callable[[], engine.Statistic]) -> Callable[[], engine.Rows]:
    """Rows of one statistic, made when asked for."""
    return lambda: engine.rows(PAST, [statistic()])


def drawn(**changed: float) -> Callable[[], engine.History]:
    """A future with some argument changed."""
    asked = {"until": 9.0, "n_most": 9, "seed": 1, "future": 0, **changed}
    return lambda: engine.simulate(PAST, MODEL, **asked)


def counted(**changed: object) -> Callable[[], engine.CountFutures]:
    """Futures by period with some argument changed."""
    asked = {"past": MONTHS, "model": engine.CountModel([TIES], ALIKE), "first": 3, "n_periods": 2}
    return lambda: engine.count_futures(**{**asked, "futures": 8, "seed": 1, **changed})


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: engine.history([[1.0]], [0], [1], 2), "`time` has 2 axes"),
        (lambda: engine.history(1.0, 0, 1, 2), "`time` has 0 axes"),
        (lambda: engine.history([1.0], [0.7], [1], 2), "`source` holds what is no whole number"),
        (lambda: engine.history([1.0], [np.nan], [1], 2), "`source` holds what is no whole"),
        (lambda: engine.history([1.0], [0], [1], 2, kind=[-1]), "`kind` is below 0"),
        (lambda: engine.history([], [], [], -1), "`n_actors` is -1"),
        (lambda: engine.rows(NOBODY, TIES), "no event to wait from"),
        (lambda: engine.rows(PAST, []), "no statistic"),
        (lambda: engine.rows(engine.history([], [], [], 1), TIES), "takes two to act"),
        (lambda: engine.rows(PAST, TIES, units="pairs"), "`units` is 'pairs': say `dyads`"),
        (lambda: engine.rows(PAST, TIES, nodes=-1), "`nodes` is -1"),
        (lambda: engine.rows(PAST, TIES, end=np.inf), "`end` is inf"),
        (lambda: engine.rows(PAST, TIES, origin=np.nan), "`origin` is nan"),
        (lambda: engine.rows(NOBODY, TIES, origin=3.0, end=2.0), "before the origin"),
        (lambda: engine.HalfLife(0.0), "length 0.0 is none"),
        (lambda: engine.Window(-1.0), "length -1.0 is none"),
        (lambda: engine.Interval(3.0, 1.0), "from 3.0 to 1.0 after an event is none"),
        (read(lambda: engine.Inertia(scale="log")), "`scale` is 'log': say `none`"),
        (read(lambda: engine.Degree(direction="up", of="source")), "`direction` is 'up'"),
        (read(lambda: engine.Degree(direction="in", of="x")), "`of` is 'x'"),
        (read(lambda: engine.TwoPaths(path="round")), "`path` is 'round'"),
        (read(lambda: engine.ParticipationShift(shift="AB")), "`shift` is 'AB'"),
        (read(lambda: engine.ActorCovariate(values=np.ones(3), reads="ego")), "`reads` is 'ego'"),
        (
            read(lambda: engine.ActorCovariate(values=np.full(3, np.nan), reads="same")),
            "number of an actor is missing",
        ),
        (read(lambda: engine.Inertia(network=engine.Given(np.full((3, 3), np.nan)))), "tie is mis"),
        (read(lambda: engine.Inertia(network=late(9))), "actor outside 0 … 2"),
        (read(lambda: engine.Inertia(network=late(0, np.nan))), "change is missing"),
        (lambda: engine.fit(engine.Ordered(ROWS), prior_sd=0.0), "`prior_sd` is not above 0"),
        (lambda: engine.fit(engine.Ordered(ROWS), prior_sd=np.nan), "`prior_sd` is not above 0"),
        (lambda: engine.fit(engine.Ordered(ROWS), prior_sd=np.ones(3)), r"shape \(3,\): give one"),
        (lambda: engine.fit(engine.Ordered(ROWS), start=np.zeros(3)), "one for each of Inertia"),
        (lambda: engine.Joint([]), "no part"),
        (lambda: engine.ranks(ROWS, np.zeros(2)), "one for each of Inertia"),
        (lambda: engine.ranks(ROWS, np.zeros(1), among="target"), "`among` is 'target'"),
        (lambda: engine.with_effects(ROWS, ["dyad"]), "`by` is 'dyad'"),
        (lambda: engine.predictive_check(PAST, [PAST], levels=[2.0]), "shares between 0 and 1"),
        (lambda: engine.sampled_rows(PAST, TIES, engine.CaseControl(2), seed=-1), "`seed` is -1"),
        (
            lambda: engine.sampled_rows(PAST, TIES, engine.CaseControl(2, among="x"), seed=1),
            "`among` is 'x'",
        ),
        (lambda: engine.Index(engine.index_cells(np.eye(4)), scale_of="x"), "`scale_of` is 'x'"),
        (lambda: engine.index_cells(np.eye(4), lags=(1.5,)), "`lags` is 1.5"),
        (lambda: engine.sampled_rows(PAST, TIES, engine.CaseControl(2.5), seed=1), "`n` is 2.5"),
        (
            lambda: engine.nuts(engine.Ordered(ROWS), engine.fit(engine.Ordered(ROWS)), seed=-1),
            "`seed` is -1",
        ),
        (drawn(until=np.nan), "`until` is missing"),
        (drawn(begin=np.inf), "`begin` is inf"),
        (drawn(n_most=-1), "`n_most` is -1"),
        (drawn(seed=1.5), "`seed` is 1.5"),
        (drawn(seed=2**80), "`seed` is"),
        (drawn(future=-1), "`future` is -1"),
        (drawn(interventions=[engine.Scaled([0, 1, 2], [1, 0], 2.0)]), "3 sources and 2 targets"),
        (
            drawn(interventions=[engine.SwitchedOff("Inertia", begin=np.nan)]),
            "SwitchedOff begins at no time",
        ),
        (
            lambda: engine.simulate(
                PAST,
                replace(MODEL, weight=engine.ConstantWeight(np.nan)),
                until=9.0,
                n_most=9,
                seed=1,
            ),
            "New events weigh nan",
        ),
        (lambda: engine.panel(MONTHS, [TIES], n_periods=0), "`n_periods` is 0"),
        (lambda: engine.panel(MONTHS, [TIES], n_periods=3, precision="half"), "`precision` is"),
        (lambda: engine.panel(NOBODY, [TIES], n_periods=3, exposure=0.0), "Nothing of kind 0"),
        (
            lambda: engine.panel(engine.history([-1e300], [0], [1], 3), [TIES], n_periods=3),
            "periods back: leave it out",
        ),
        (counted(past=engine.history([], [], [], 4)), "ask"),
        (counted(model=engine.CountModel([[*TIES, engine.Reciprocity()]], ALIKE)), "`coefficient`"),
        (counted(seed=2**80), "`seed` is"),
        (counted(futures=-1), "`futures` is -1"),
        (counted(interventions=[engine.Scaled([0], [1], 2.0, kind=7)]), "no kind 7"),
        (counted(interventions=[engine.Forced([3], [0], [0])]), "from an actor to itself"),
        (counted(interventions=[engine.Forced([3, 4], [0], [1, 2, 0])]), "differ in length"),
    ],
)
def test_what_makes_no_sense_is_refused(ask: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ask()


def test_names_of_scales_will_do() -> None:
    assert engine.Inertia(scale="proportional").scale is engine.Scale.PROPORTIONAL


def test_a_fit_of_what_cannot_be_computed_says_so() -> None:
    heavy = engine.history(TIME, SOURCE, TARGET, 3, weight=np.full(6, 1e300))
    with np.errstate(all="ignore"):
        found = engine.fit(engine.Ordered(engine.rows(heavy, TIES)))
        wild = engine.fit(engine.Index(engine.index_cells(np.eye(4) * 1e200)))
    assert wild.status is not engine.Status.OK
    assert found.status is engine.Status.NOT_CONVERGED
    assert "too large" in found.advice
    assert np.isnan(found.standard_error).all()
