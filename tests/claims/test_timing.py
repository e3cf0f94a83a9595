"""Timing: against a count by hand, in worlds without an effect and in worlds with one."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acts import act, record_of_acts
from peripheries.case.tests import Timing
from peripheries.claims import outcome as outcomes
from peripheries.claims.tests import run_test, timing
from peripheries.claims.verdict import Verdict
from peripheries.record import Record

FIRST = dt.date(2018, 1, 1)
YEARS = 1461
Hits = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


def _test(**keys: object) -> Timing:
    plain = {
        "test": "timing",
        "asks": "Does it turn to RUS after setbacks?",
        "acts": {"source": "PRK", "target": "RUS"},
        "among": {"source": "PRK"},
        "after": {"source": "USA", "target": "PRK"},
        "days": 60,
        "over": {"start": "2018", "end": "2021"},
        "expect": "more",
        "matters": 0.1,
    }
    return Timing.model_validate(plain | keys)


def _record(days: np.ndarray, hits: np.ndarray, after: np.ndarray, **marks: object) -> Record:
    own = [
        act(f"E{i}", FIRST + dt.timedelta(int(day)), "RUS" if hit else "KOR")
        for i, (day, hit) in enumerate(zip(days, hits, strict=True))
    ]
    setbacks = [
        act(f"F{i}", FIRST + dt.timedelta(int(day)), "PRK", **{"source": "USA"} | marks)
        for i, day in enumerate(after)
    ]
    return record_of_acts(own + setbacks)


def _run(record: Record, **keys: object) -> outcomes.TestOutcome:
    return run_test(record, _test(**keys), np.random.default_rng(1))


def _is_after(days: np.ndarray, after: np.ndarray, length: int) -> np.ndarray:
    gaps = days[:, None] - after[None, :]
    return ((gaps >= 1) & (gaps <= length)).any(axis=1)


DAY = st.integers(0, 400)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(DAY, st.booleans()), min_size=12, max_size=40),
    st.lists(DAY, min_size=1, max_size=4),
    st.integers(1, 90),
)
def test_the_counts_are_those_made_by_hand(
    acts: list[tuple[int, bool]], after: list[int], length: int
) -> None:
    days, hits = np.array([d for d, _ in acts]), np.array([hit for _, hit in acts])
    inside = _is_after(days, np.array(after), length)
    outside = ~inside & ~np.isin(days, after)
    outcome = _run(_record(days, hits, np.array(after)), days=length)
    if min(inside.sum(), outside.sum()) < 5:
        assert outcome.verdict is Verdict.UNTESTED
        assert f"{inside.sum()} acts after and {outside.sum()} at other times" in outcome.reason
        return
    beside = {"smallest_detectable", "without_most_telling"}
    counted = {name: n for name, n in outcome.counts.items() if name not in beside}
    assert counted == {
        "days after which is looked": len(set(after)),
        "acts after": inside.sum(),
        "of the expected kind after": hits[inside].sum(),
        "acts at other times": outside.sum(),
        "of the expected kind at other times": hits[outside].sum(),
    }
    assert outcome.estimate is not None
    assert (outcome.estimate.n_before, outcome.estimate.n_after) == (outside.sum(), inside.sum())


def test_the_same_acts_the_other_way_round_are_fewer() -> None:
    rng = np.random.default_rng(2)
    days, after = np.sort(rng.integers(0, YEARS, 100)), np.array([300, 900])
    hits = _is_after(days, after, 60)
    more, fewer = (_run(_record(days, hits, after), expect=e) for e in ("more", "fewer"))
    assert more.estimate is not None
    assert fewer.estimate is not None
    assert fewer.estimate.p_expected == pytest.approx(1 - more.estimate.p_expected)
    assert (more.verdict, fewer.verdict) == (Verdict.SUPPORTED, Verdict.CONTRADICTED)


def test_acts_of_that_day_rows_of_a_year_and_the_acts_themselves_are_left_out() -> None:
    days = np.concatenate([np.arange(101, 111), np.arange(400, 420)])
    plain = _record(days, days < 110, np.array([100]))
    frame = plain.table("chronicle")
    more = [
        act("G1", FIRST + dt.timedelta(100), "RUS"),
        act("G2", FIRST + dt.timedelta(105), "RUS", precision="year"),
        act("G3", FIRST + dt.timedelta(105), "RUS", counts=False),
    ]
    fuller = record_of_acts([*frame.iter_rows(named=True), *more])
    assert _run(fuller).counts == _run(plain).counts
    themselves = _run(plain, after={"ids": ["F0", "E0"]})
    assert themselves.counts["acts after"] == _run(plain).counts["acts after"] - 1


@pytest.fixture
def fewer_timings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random timings enough for a tenth."""
    monkeypatch.setattr(timing, "_TIMINGS", 49)


def _by_chance(days: np.ndarray, _after: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rng.random(days.size) < 0.4


def _in_bursts(days: np.ndarray, _after: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A quarter of mostly one kind, then one of another, whatever happens."""
    levels = rng.choice([0.1, 0.7], size=YEARS // 90 + 1)
    return rng.random(days.size) < levels[days // 90]


def _worlds(n: int, hits: Hits, busy: int = 0) -> list[outcomes.TestOutcome]:
    """Invented worlds; `busy` acts are recorded more than usual after each setback."""
    found = []
    for seed in range(n):
        rng = np.random.default_rng([11, seed])
        after = rng.integers(0, YEARS, 4)
        more = (after[:, None] + rng.integers(1, 61, size=(4, busy))).ravel()
        days = np.sort(np.concatenate([rng.integers(0, YEARS, 150), more[more < YEARS]]))
        found.append(_run(_record(days, hits(days, after, rng), after), placebos="dates"))
    return found


@pytest.mark.usefixtures("fewer_timings")
@pytest.mark.parametrize(
    ("hits", "busy"),
    [(_by_chance, 0), (_by_chance, 15), (_in_bursts, 0)],
    ids=["by chance", "more is recorded after setbacks", "in bursts"],
)
def test_without_an_effect_ranks_are_even_and_little_is_supported(hits: Hits, busy: int) -> None:
    found = _worlds(200, hits, busy)
    ranks = np.array([outcome.placebos[0].p for outcome in found])
    # Three standard errors of a share of 10% and of 50% in 200 worlds.
    assert abs((ranks <= 0.1).mean() - 0.1) < 0.064
    assert abs((ranks <= 0.5).mean() - 0.5) < 0.107
    supported = np.mean([outcome.verdict is Verdict.SUPPORTED for outcome in found])
    assert supported <= 0.05 + 0.032


@pytest.mark.usefixtures("fewer_timings")
def test_an_effect_of_forty_points_is_supported() -> None:
    def turned(days: np.ndarray, after: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return rng.random(days.size) < np.where(_is_after(days, after, 60), 0.8, 0.3)

    found = _worlds(50, turned)
    assert np.mean([outcome.verdict is Verdict.SUPPORTED for outcome in found]) >= 0.9


def test_a_setback_that_is_known_later_changes_nothing_before() -> None:
    rng = np.random.default_rng(5)
    days = np.sort(rng.integers(0, YEARS, 120))
    hits, early, late = rng.random(120) < 0.4, np.array([200]), np.array([200, 700])
    vintage = FIRST + dt.timedelta(1000)
    without = _record(days, hits, early)
    later = act("F1", FIRST + dt.timedelta(700), "PRK", source="USA", known=dt.date(2021, 6, 1))
    held = record_of_acts([*without.table("chronicle").iter_rows(named=True), later])
    then = _run(held.vintage(vintage))
    assert then == _run(without.vintage(vintage))
    assert then != _run(_record(days, hits, late).vintage(vintage))
    assert all(dt.date.fromisoformat(e.name) <= vintage for e in then.placebos[0].effects)


def test_what_cannot_be_tested_says_what_it_lacks() -> None:
    days, hits = np.arange(0, 400, 10), np.zeros(40, dtype=bool)
    none = _run(_record(days, hits, np.array([], dtype=int)))
    assert none.verdict is Verdict.UNTESTED
    assert none.reason == "no act after which to look is known in this vintage"
    few = _run(_record(days, hits, np.array([0])), days=30)
    assert few.reason.startswith("3 acts after and 36 at other times, where 5 of each are needed")


def test_other_targets_are_those_of_the_same_actor() -> None:
    rng = np.random.default_rng(4)
    targets = ["RUS", "KOR", "USA", "JPN", "CHN"]
    acts = [
        act(f"E{i}", FIRST + dt.timedelta(int(day)), targets[i % 5])
        for i, day in enumerate(rng.integers(0, YEARS, 150))
    ]
    setback = act("F0", FIRST + dt.timedelta(700), "PRK", source="USA")
    lone = act("F1", FIRST + dt.timedelta(10), "UKR")
    other = [act(f"H{i}", FIRST + dt.timedelta(i), "JPN", source="CHN") for i in range(20)]
    (placebo,) = _run(
        record_of_acts([*acts, setback, lone, *other]), placebos="dyads", days=200
    ).placebos
    assert sorted(e.name for e in placebo.effects) == [
        f"PRK → {target}" for target in ("CHN", "JPN", "KOR", "USA")
    ]


def test_other_targets_of_acts_either_way_are_those_on_the_other_side() -> None:
    rng = np.random.default_rng(4)
    others = ["RUS", "KOR", "USA", "JPN", "CHN"]
    days = rng.integers(0, YEARS, 150)
    acts = [
        act(f"E{i}", FIRST + dt.timedelta(int(day)), others[i % 5])
        if i % 2
        else act(f"E{i}", FIRST + dt.timedelta(int(day)), "PRK", source=others[i % 5])
        for i, day in enumerate(days)
    ]
    setback = act("F0", FIRST + dt.timedelta(700), "PRK", source="UKR")
    record = record_of_acts([*acts, setback])
    keys = {
        "acts": {"source": "PRK", "target": "RUS", "either_way": True},
        "among": {"source": "PRK", "either_way": True},
        "after": {"ids": ["F0"]},
        "days": 300,
    }
    outcome = _run(record, **keys)
    assert [placebo.kind for placebo in outcome.placebos] == ["dates", "dyads"]
    found = {effect.name: effect.effect for effect in outcome.placebos[1].effects}
    assert sorted(found) == [f"PRK–{other}" for other in ("CHN", "JPN", "KOR", "USA")]
    as_declared = _run(record, **keys | {"acts": keys["acts"] | {"target": "KOR"}})
    assert found["PRK–KOR"] == pytest.approx(as_declared.placebos[0].effect)


def test_acts_that_are_named_one_by_one_have_no_other_target() -> None:
    days, after = np.arange(0, 600, 10), np.array([200])
    outcome = _run(_record(days, days > 200, after), acts={"ids": ["E30", "E31"]})
    (none,) = outcome.no_placebos
    assert none.kind == "dyads"
    assert (
        "no placebo in space: the acts that are expected are not those with one" in outcome.reason
    )
