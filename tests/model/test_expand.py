"""Each declared statistic against a count by hand, at every act of a random history."""

from collections.abc import Callable
from datetime import timedelta
from math import log1p, sqrt

import numpy as np
import polars as pl
import pytest

from model.tiny import CODES, FIRST, chronicle, past_of, random_rows, with_table
from peripheries import engine
from peripheries.case.mechanisms import Part
from peripheries.errors import UsageError
from peripheries.model.acts import KINDS
from peripheries.model.expand import Setting, expanded

HALF, SLOW = 120.0, 700.0
ROWS = random_rows(45, 4)
CONFLICT, COOPERATION, ANY = (2, 3), (0, 1), (0, 1, 2, 3)
KNOWN = FIRST + timedelta(400)
"""Day on which the numbers of invented series become known, long after what they are about."""
Hand = Callable[[float, int, str, str], float]


def past(now: float, source: str, target: str, kinds: tuple[int, ...], half: float) -> float:
    """h(i, j): past acts, each losing half its weight in a half-life."""
    return sum(
        2 ** (-(now - day) / half)
        for day, i, j, kind in ROWS
        if day < now and (i, j) == (source, target) and kind in kinds
    )


def fallen(now: float, actor: str, kinds: tuple[int, ...], half: float = HALF) -> float:
    return sum(past(now, other, actor, kinds, half) for other in CODES if other != actor)


def shared(now: float, i: str, j: str) -> float:
    others = [a for a in CODES if a not in {i, j}]
    return sum(
        sqrt(past(now, i, a, CONFLICT, SLOW) * past(now, j, a, CONFLICT, SLOW)) for a in others
    )


def isolation(now: float, i: str, j: str) -> float:
    total = sum(fallen(now, a, CONFLICT) for a in CODES)
    return sqrt(fallen(now, i, CONFLICT) * fallen(now, j, CONFLICT)) / total if total else 0.0


def carried(now: float, kinds: tuple[int, ...] = CONFLICT, *, either: bool = True) -> float:
    found = past(now, "CCC", "DDD", kinds, SLOW)
    return log1p(found + (past(now, "DDD", "CCC", kinds, SLOW) if either else 0.0))


def strain(now: float, target: str) -> float:
    """AAA between BBB, the rival, and CCC."""
    turned = sum(
        past(now, "BBB", a, COOPERATION, HALF) * past(now, "AAA", a, CONFLICT, HALF)
        for a in CODES
        if a not in {"AAA", "BBB"}
    )
    return {"CCC": turned, "BBB": -turned}.get(target, 0.0)


def dated(now: float) -> float:
    return sum(2 ** (-(now - day) / HALF) for day in (100, 900) if day < now)


CARRY = {"statistic": "carry_over", "reads": "conflict", "of": "CCC", "upon": "DDD"}
CASES: dict[str, tuple[dict[str, object], Hand]] = {
    "inertia": (
        {"of": {"statistic": "inertia"}, "moves": "any"},
        lambda t, k, i, j: log1p(past(t, i, j, (k,), HALF)),
    ),
    "inertia of a class": (
        {"of": {"statistic": "inertia", "reads": "conflict", "scale": "none"}, "moves": "any"},
        lambda t, _, i, j: past(t, i, j, CONFLICT, HALF),
    ),
    "reciprocity": (
        {"of": {"statistic": "reciprocity", "reads": "cooperation", "half_life": 50}},
        lambda t, k, i, j: log1p(past(t, j, i, COOPERATION, 50)) if k in COOPERATION else 0.0,
    ),
    "shared partners": (
        {"of": {"statistic": "shared_partners", "half_life": "slow"}, "moves": "any"},
        lambda t, _, i, j: shared(t, i, j),
    ),
    "isolation": (
        {"of": {"statistic": "isolation"}, "moves": "any"},
        lambda t, _, i, j: isolation(t, i, j),
    ),
    "carried over, some actors": (
        {
            "of": CARRY | {"either_way": True, "half_life": "slow"},
            "by": ["AAA", "BBB"],
            "towards": "BBB",
        },
        lambda t, k, i, j: carried(t) if k in COOPERATION and (i, j) == ("AAA", "BBB") else 0.0,
    ),
    "carried over, one way": (
        {"of": CARRY | {"half_life": "slow"}, "moves": "material_conflict"},
        lambda t, k, _i, _j: carried(t, either=False) if k == 3 else 0.0,
    ),
    "strain": (
        {
            "of": {
                "statistic": "equidistance_strain",
                "pivot": "AAA",
                "rival": "BBB",
                "other": "CCC",
            },
            "by": "AAA",
        },
        lambda t, k, i, j: strain(t, j) if k in COOPERATION and i == "AAA" else 0.0,
    ),
    "dates": (
        {"of": {"statistic": "dates", "table": "tests"}, "moves": "any", "by": "DDD"},
        lambda t, _, i, _j: dated(t) if i == "DDD" else 0.0,
    ),
    "dates of days": (
        {
            "of": {
                "statistic": "dates",
                "table": "tests",
                "within": {"start": "2012-01-01", "end": "2014-12-31"},
            },
            "moves": "any",
        },
        lambda t, _, _i, _j: 2 ** (-(t - 900) / HALF) if t > 900 else 0.0,
    ),
    "during": (
        {
            "of": {
                "statistic": "during",
                "within": {"start": "2011-01-01", "end": "2011-12-31"},
            },
            "moves": "any",
        },
        lambda t, _, _i, _j: float(365 <= t < 730),
    ),
    "attention": (
        {"of": {"statistic": "attention"}, "moves": "any"},
        lambda t, _, _i, j: log1p(fallen(t, j, ANY)),
    ),
    "an actor's number, known late": (
        {"of": {"statistic": "actor_series", "table": "shares", "of": "source"}, "moves": "any"},
        lambda t, _, i, _j: {"AAA": 4.0, "BBB": 1.0}.get(i, 2.5) if t > 400 else 2.5,
    ),
    "numbers multiplied": (
        {"of": {"statistic": "actor_series", "table": "shares", "of": "product"}, "moves": "any"},
        lambda t, _, i, j: (
            {"AAA": 4.0, "BBB": 1.0}.get(i, 2.5) * {"AAA": 4.0, "BBB": 1.0}.get(j, 2.5)
            if t > 400
            else 2.5**2
        ),
    ),
    "a series, known late": (
        {"of": {"statistic": "series", "table": "price"}, "moves": "any"},
        lambda t, _, _i, _j: 0.0 if t <= 400 else 2.0 if t <= 800 else -2.0,
    ),
    "a product": (
        {
            "of": {
                "statistic": "product",
                "first": {"statistic": "inertia", "reads": "conflict"},
                "second": {"statistic": "attention", "scale": "none"},
            },
            "moves": "any",
        },
        lambda t, _, i, j: log1p(past(t, i, j, CONFLICT, HALF)) * fallen(t, j, ANY),
    ),
}


@pytest.fixture(scope="module")
def record():
    days = [FIRST + timedelta(day) for day in (100, 900)]
    tests = pl.DataFrame({"time": days, "known": days, "value": [1.0, 1.0]})
    shares = pl.DataFrame(
        {"time": [FIRST] * 2, "known": [KNOWN] * 2, "actor": ["AAA", "BBB"], "value": [4.0, 1.0]}
    )
    later = KNOWN + timedelta(400)
    price = pl.DataFrame({"time": [FIRST] * 2, "known": [KNOWN, later], "value": [5.0, 1.0]})
    found = with_table(chronicle(ROWS), "tests", tests, "series")
    found = with_table(found, "shares", shares, "actor_series")
    return with_table(found, "price", price, "series")


@pytest.mark.parametrize("name", CASES)
def test_a_declared_statistic_is_what_is_counted_by_hand(name, record):
    declared, hand = CASES[name]
    acts = past_of(record)
    setting = Setting(record, acts.actors, HALF, SLOW)
    part = Part.model_validate(declared)
    found = engine.options(
        acts.history, [[expanded(part, k, setting)] for k in range(len(KINDS))], names=["it"]
    )
    expected = np.zeros(found.statistic.shape[:3])
    for m, source in enumerate(found.source.tolist()):
        now = float((acts.day[m] - FIRST).days)
        for k, j in np.ndindex(len(KINDS), len(CODES)):
            if j != source:
                expected[m, k, j] = hand(now, k, CODES[source], CODES[j])
    assert np.abs(expected).max() > 0
    off = ~np.eye(len(CODES), dtype=bool)[found.source][:, None, :].repeat(4, axis=1)
    np.testing.assert_allclose(found.statistic[..., 0][off], expected[off], atol=1e-9)


def test_what_an_act_cannot_have_known_does_not_move_it(record):
    """The last acts change; what was seen before them does not."""
    first = past_of(record)
    late = chronicle([*ROWS[:-5], *[(day, "DDD", "AAA", 3) for day, *_ in ROWS[-5:]]])
    for declared, _ in CASES.values():
        part = Part.model_validate(declared)
        seen = []
        for acts in (first, past_of(late)):
            setting = Setting(record, acts.actors, HALF, SLOW)
            statistics = [[expanded(part, k, setting)] for k in range(len(KINDS))]
            found = engine.options(acts.history, statistics, names=["it"])
            seen.append(found.statistic[: len(ROWS) - 5])
        np.testing.assert_array_equal(*seen)


def test_a_strain_among_absent_actors_is_no_statistic(record):
    part = Part.model_validate(
        {
            "of": {
                "statistic": "equidistance_strain",
                "pivot": "AAA",
                "rival": "BBB",
                "other": "ZZZ",
            }
        }
    )
    assert expanded(part, 0, Setting(record, CODES, HALF, SLOW)) is None


def test_a_statistic_that_no_package_adds_is_named(record):
    part = Part.model_validate({"of": {"statistic": "added", "name": "moonshine"}})
    with pytest.raises(UsageError, match="No installed package adds 'moonshine'"):
        expanded(part, 0, Setting(record, CODES, HALF, SLOW))
