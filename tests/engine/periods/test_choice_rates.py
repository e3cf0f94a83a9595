"""Rates of options scaled by what happens of the acts drawn: exact means, and shared draws."""

import numpy as np
import pytest

from panels import BOTH, K, N, drawn
from peripheries import engine
from peripheries.engine.periods.choices import DrawnActs

FIRST, T = 30, 4
PAST = drawn(0)
ACTS = np.random.default_rng(1).integers(0, 7, (12, T, N))
OFFSET = np.random.default_rng(2).normal(0, 1, (K, N, N))
EFFECT = np.array([0.6, -0.3, 0.2])
ONE = (0, 0, 4)
"""An option: kind, source, target."""
COLUMNS = ("future", "period", "source", "target", "kind")
ALL = np.ones((T, K, N, N))
NONE = np.zeros_like(ALL)
FURTHER = np.random.default_rng(3).integers(0, 5, (12, T, N))
SOME, OTHERS = np.random.default_rng(4).random((2, T, K, N, N))


def acts_of(**options: object) -> DrawnActs:
    given = {"offset": OFFSET, "acts": ACTS, "first": FIRST, "futures": 12, "seed": 4} | options
    return engine.choice_futures(
        PAST, given.pop("statistics", BOTH), given.pop("coefficient", EFFECT), **given
    )


def listed(found: DrawnActs) -> list[tuple[int, ...]]:
    return list(zip(*(getattr(found, name).tolist() for name in COLUMNS), strict=True))


def first_of(found: DrawnActs) -> list[tuple[int, ...]]:
    """Acts of the first period, before anything that differs is remembered."""
    return [act for act in listed(found) if act[1] == FIRST]


def at(chance: float, *, of: np.ndarray = ALL) -> np.ndarray:
    """Chances of all options, that of one changed."""
    found = of.copy()
    found[:, *ONE] = chance
    return found


@pytest.mark.parametrize(
    "asked",
    [{"kept": ALL}, {"more": (FURTHER, NONE)}, {"more": (np.zeros_like(FURTHER[0]), ALL)}],
    ids=["all kept", "no chance of more", "no more"],
)
def test_what_changes_nothing_leaves_every_act_as_it_was(asked: dict) -> None:
    plain, found = acts_of(), acts_of(**asked)
    assert listed(found) == listed(plain)
    for name in COLUMNS:
        assert getattr(found, name).dtype == getattr(plain, name).dtype


def test_an_option_that_is_never_kept_is_dropped_and_nothing_else() -> None:
    plain, found = acts_of(), acts_of(kept=at(0.0))
    is_one = [(kind, source, target) == ONE for _, _, source, target, kind in first_of(plain)]
    assert any(is_one)
    left = [act for act, own in zip(first_of(plain), is_one, strict=True) if not own]
    assert first_of(found) == left
    assert not found.count[(..., *ONE)].any()
    assert found.count.sum() == len(found.kind)


def test_a_smaller_chance_keeps_some_of_the_same_acts() -> None:
    chances, last = (0.0, 0.3, 0.7, 1.0), np.zeros((12, K, N, N), dtype=int)
    for chance in chances:
        asked = {"kept": chance * ALL, "more": (FURTHER, chance * ALL)}
        count = acts_of(**asked).count[:, 0].astype(int)
        assert (count >= last).all()
        assert chance == 0 or count.sum() > last.sum()
        last = count


def test_an_act_that_does_not_happen_is_not_remembered() -> None:
    """With nothing kept of the first periods, the last is as if they had not been."""
    never = ALL.copy()
    never[:-1] = 0.0
    quiet = ACTS.copy()
    quiet[:, :-1] = 0
    assert listed(acts_of(kept=never)) == listed(acts_of(acts=quiet))
    assert listed(acts_of(kept=never)) != [a for a in listed(acts_of()) if a[1] == FIRST + T - 1]


def test_what_happens_of_more_is_remembered() -> None:
    more = np.zeros((T, N))
    more[0, 0] = 200
    asked = {"coefficient": [1.0, 0.0, 0.0], "futures": 40, "acts": ACTS[0]}
    found = acts_of(more=(more, at(1.0, of=NONE)), **asked).count
    plain = acts_of(**asked).count
    assert (found[:, 1:].sum(axis=(2, 4)) == plain[:, 1:].sum(axis=(2, 4))).all()
    assert found[:, 1:, *ONE].sum() > 2 * plain[:, 1:, *ONE].sum() > 0


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 2.5])
def test_means_are_the_rates_times_their_factors(factor: float) -> None:
    """One period, Poisson acts: an option's count is Poisson, and so is that of every other."""
    n, most = 4000, 3.0
    rate = np.array([3.0, 0.5, 1.0, 2.0, 0.0])
    rng = np.random.default_rng(5)
    number, further = (rng.poisson(rate * f, (n, 1, N)) for f in (1.0, most - 1.0))
    found = acts_of(
        statistics=[[], []],
        coefficient=np.zeros((1, 0)),
        acts=number,
        futures=n,
        kept=at(min(1.0, factor))[:1],
        more=(further, at(max(0.0, factor - 1.0) / (most - 1.0), of=NONE)[:1]),
    ).count[:, 0]
    share = np.exp(OFFSET) * (1 - np.eye(N))
    share /= share.sum(axis=(0, 2), keepdims=True)
    expected = rate[:, None] * share
    expected[ONE] *= factor
    bound = 5 * np.sqrt(expected * n)
    assert (np.abs(found.sum(axis=0) - expected * n) <= bound).all()
    assert found[(..., *ONE)].var() == pytest.approx(expected[ONE], rel=0.15)


def test_given_acts_are_chosen_as_they_were_whatever_comes_besides() -> None:
    """More acts and other chances of theirs move none of the first period's others."""
    plain = first_of(acts_of(kept=SOME))
    found = first_of(acts_of(kept=SOME, more=(FURTHER, OTHERS)))
    assert len(found) > len(plain)
    for act in plain:
        found.remove(act)
    assert found == first_of(acts_of(kept=NONE, more=(FURTHER, OTHERS)))


@pytest.mark.parametrize("further", [FURTHER, FURTHER[0]], ids=["by future", "in all"])
def test_parts_are_the_whole(further: np.ndarray) -> None:
    whole = acts_of(kept=SOME, more=(further, OTHERS))
    parts = [
        acts_of(
            acts=ACTS[part.start : part.stop],
            futures=part,
            kept=SOME,
            more=(further[part.start : part.stop] if further.ndim == 3 else further, OTHERS),
        )
        for part in (range(8), range(8, 12))
    ]
    assert [act for part in parts for act in listed(part)] == listed(whole)
    np.testing.assert_array_equal(np.concatenate([p.count for p in parts]), whole.count)


def test_a_source_may_have_further_acts_only_and_none_where_nothing_is_open() -> None:
    more = np.zeros((T, N), dtype=int)
    more[:, 1] = 3
    asked = {"acts": np.zeros((T, N)), "more": (more, ALL)}
    assert (acts_of(**asked).count.sum(axis=(2, 4)) == more).all()
    never = engine.Scaled(np.ones(N - 1, dtype=int), [0, 2, 3, 4], 0.0, begin=FIRST + 2)
    found = acts_of(**asked, interventions=[never]).count.sum(axis=(2, 4))
    assert (found[:, :2] == more[:2]).all()
    assert not found[:, 2:].any()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"kept": ALL[:1]}, "Chances of `kept` have shape"),
        ({"kept": 0.5}, "Chances of `kept` have shape"),
        ({"kept": at(1.1)}, "A chance of `kept` is missing or not from 0 to 1"),
        ({"kept": at(-0.1)}, "A chance of `kept` is missing"),
        ({"kept": at(np.nan)}, "A chance of `kept` is missing"),
        ({"more": (FURTHER, ALL[:, :1])}, "Chances of `more` have shape"),
        ({"more": (FURTHER, at(np.inf))}, "A chance of `more` is missing"),
        ({"more": (FURTHER,)}, "`more` has 1 parts"),
        ({"more": (FURTHER[0, 0], ALL)}, "`more` has shape"),
        ({"more": (FURTHER[:, :2], ALL)}, "`more` has 2 periods, and `acts` has 4"),
        ({"more": (FURTHER[:8], ALL)}, "`more` has 8 futures, and 12 are asked for"),
        ({"more": (FURTHER - 9, ALL)}, "`more` holds what is no count"),
        ({"more": (FURTHER + 0.5, ALL)}, "`more` holds what is no count"),
        ({"more": (FURTHER * 0 + 65_530, ALL)}, "A count could reach 65,536"),
        ({"more": (FURTHER, ALL), "offset": np.full((K, N, N), -np.inf)}, "has no option"),
    ],
)
def test_what_tells_no_chance_is_refused(asked: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        acts_of(**asked)
