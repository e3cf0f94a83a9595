"""Futures of choices: their law, their draws one by one, and what they feed."""

import numba
import numpy as np
import pytest

from panels import drawn
from peripheries import engine
from peripheries.engine.kernels.draws import key_of, stream_of, uniform
from peripheries.engine.periods.programme import programme

N, K, FIRST = 5, 2, 30
LOG = engine.Scale.LOG1P
HALF_LIVES = (6.0, 3.0)
PAST = drawn(0)
ACTS = np.random.default_rng(1).integers(0, 7, (6, N))
OFFSET = np.random.default_rng(2).normal(0, 1, (K, N, N))
OFFSET[0, 0, 1] = OFFSET[1, 2, :] = OFFSET[:, :, 4] = -np.inf
EFFECT = np.array([0.9, -0.4])
KEPT, FURTHER_KEPT = np.random.default_rng(3).random((2, 6, K, N, N)).round(1)
FURTHER = np.random.default_rng(4).integers(0, 5, (6, N))
EVERY, NO_MORE = np.ones_like(KEPT), (np.zeros_like(FURTHER), np.zeros_like(KEPT))


def by_kind(kind: int) -> list[engine.Statistic]:
    """What was done of the kind, and what came back of either."""
    own = engine.Past(memory=engine.HalfLife(HALF_LIVES[0]), kind=kind)
    either = engine.Past(memory=engine.HalfLife(HALF_LIVES[1]), kind=(0, 1))
    return [
        engine.Inertia(network=own, scale=LOG, label="own"),
        engine.Reciprocity(network=either, scale=LOG, label="answer"),
    ]


BOTH = [by_kind(0), by_kind(1)]


def acts_of(coefficient: object = EFFECT, past: engine.History = PAST, **options: object):
    given = {"offset": OFFSET, "acts": ACTS, "first": FIRST, "futures": 12, "seed": 4} | options
    return engine.choice_futures(past, given.pop("statistics", BOTH), coefficient, **given)


def futures(coefficient: object = EFFECT, past: engine.History = PAST, **options: object):
    return acts_of(coefficient, past, **options).count.astype(int)


def off(*names: str) -> dict[str, list[engine.SwitchedOff]]:
    return {"interventions": [engine.SwitchedOff(name) for name in names]}


def open_shares(predicted: np.ndarray) -> np.ndarray:
    """Probabilities of options (K, N) by their log odds."""
    weight = np.exp(predicted - predicted.max())
    return weight / weight.sum()


def in_plain_words(future, coefficient, forced, kept=EVERY, more=NO_MORE) -> np.ndarray:
    """One future act by act, (T, K, N, N), with the draws of the compiled loop."""
    off = np.where(np.eye(N, dtype=bool), -np.inf, OFFSET)
    own, either = np.zeros((K, N, N)), np.zeros((N, N))
    for m in range(len(PAST)):
        ends, lag = (PAST.source[m], PAST.target[m]), FIRST - PAST.time[m]
        own[PAST.kind[m]][ends] += PAST.weight[m] * 2 ** (-lag / HALF_LIVES[0])
        either[ends] += PAST.weight[m] * 2 ** (-lag / HALF_LIVES[1])
    found = np.zeros((len(ACTS), K, N, N), dtype=int)
    for t in range(len(ACTS)):
        seen = coefficient[0] * np.log1p(own) + coefficient[1] * np.log1p(either.T)
        key = stream_of(key_of(4, future), FIRST + t)
        for i in range(N):
            options = [(k, j) for k in range(K) for j in range(N) if off[k, i, j] > -np.inf]
            chance = open_shares(np.array([(off + seen)[k, i, j] for k, j in options]))
            given, further = range(ACTS[t, i]), range(2**16, 2**16 + more[0][t, i])
            for number in [*given, *further]:
                left = uniform(stream_of(key, i), number)
                for place, share in enumerate(chance):
                    left -= share
                    if left <= 0 or place == len(chance) - 1:
                        k, j = options[place]
                        happens = (kept if number in given else more[1])[t, k, i, j]
                        found[t, k, i, j] += uniform(stream_of(key, i), 2**17 + number) < happens
                        break
        found[t] += forced[t]
        own = (own + found[t]) * 2 ** (-1 / HALF_LIVES[0])
        either = (either + found[t].sum(axis=0)) * 2 ** (-1 / HALF_LIVES[1])
    return found


@pytest.mark.parametrize("coefficient", [EFFECT, np.stack([EFFECT, -EFFECT])], ids=["one", "two"])
def test_every_act_is_as_in_plain_words(coefficient: np.ndarray) -> None:
    forced = np.zeros((len(ACTS), K, N, N), dtype=int)
    forced[1, 1, 0, 3], forced[4, 0, 2, 4] = 9, 2
    given = engine.Forced([FIRST + 1, FIRST + 4], [0, 2], [3, 4], kind=[1, 0], weight=[9, 2])
    found = futures(coefficient, interventions=[given])
    draws = np.atleast_2d(coefficient)
    for future in range(12):
        # Blocks of eight futures take draws of the coefficients in turn.
        own = draws[future // 8 % len(draws)]
        np.testing.assert_array_equal(found[future], in_plain_words(future, own, forced))


@pytest.mark.parametrize("thinned", [False, True], ids=["all", "kept"])
@pytest.mark.parametrize("more", [None, (FURTHER, FURTHER_KEPT)], ids=["as given", "more"])
def test_what_happens_of_them_is_as_in_plain_words(thinned: bool, more: object) -> None:
    found = futures(kept=KEPT if thinned else None, more=more)
    for future in range(12):
        told = KEPT if thinned else EVERY, more or NO_MORE
        expected = in_plain_words(future, EFFECT, np.zeros_like(found[0]), *told)
        np.testing.assert_array_equal(found[future], expected)


def test_without_feedback_frequencies_are_shares() -> None:
    n, number = 4000, 5
    found = futures(np.zeros(2), acts=np.full((1, N), number), futures=n).sum(axis=(0, 1))
    for i in range(N):
        off = OFFSET[:, i].copy()
        off[:, i] = -np.inf
        share = open_shares(off)
        bound = 4 * np.sqrt(share * (1 - share) * n * number)
        assert (np.abs(found[:, i] - share * n * number) <= bound).all()
    assert found[np.isneginf(OFFSET)].sum() == 0


def test_the_first_period_has_the_shares_of_the_likelihood() -> None:
    """What `Conditional` says of an event at the beginning is how often it is drawn."""
    n, number = 2000, 5
    found = futures(acts=np.full((1, N), number), futures=n).sum(axis=(0, 1))
    whole = [np.append(x, y) for x, y in ((PAST.time, FIRST), (PAST.source, 0), (PAST.target, 3))]
    past = engine.history(
        *whole, N, kind=np.append(PAST.kind, 1), weight=np.append(PAST.weight, 1.0)
    )
    last = (np.arange(len(past)) == len(PAST)).astype(float)
    lines = engine.options(past, BOTH, names=["own", "answer"], outcome=last)
    predicted = lines.statistic[0] @ EFFECT + OFFSET[:, 0]
    predicted[:, 0] = -np.inf
    share = open_shares(predicted)
    bound = 4 * np.sqrt(share * (1 - share) * n * number)
    assert (np.abs(found[:, 0] - share * n * number) <= bound).all()


def test_sources_act_as_often_as_they_are_told() -> None:
    found = futures()
    assert (found.sum(axis=(2, 4)) == ACTS).all()
    assert not found[..., np.eye(N, dtype=bool)].any()


def test_what_has_no_coefficient_changes_nothing() -> None:
    still = np.array([0.9, 0.0])
    np.testing.assert_array_equal(futures(still, **off("answer")), futures(still))
    np.testing.assert_array_equal(futures(**off("answer")), futures(still))
    np.testing.assert_array_equal(futures(**off("own", "answer")), futures(np.zeros(2)))
    assert (futures(**off("answer")) != futures()).any()


def test_what_is_asked_for_stays_as_it_was() -> None:
    effect, offset = EFFECT.copy(), OFFSET.copy()
    futures(effect, offset=offset, **off("own"))
    np.testing.assert_array_equal(effect, EFFECT)
    np.testing.assert_array_equal(offset, OFFSET)


def test_draws_are_those_of_the_future_the_period_and_the_act() -> None:
    """More futures, a later beginning and more acts of others leave them as they are."""
    still = np.zeros(2)
    plain = futures(still)
    np.testing.assert_array_equal(futures(still, futures=24)[:12], plain)
    later = futures(still, first=FIRST + 2, acts=ACTS[2:])
    np.testing.assert_array_equal(later, plain[:, 2:])
    more = ACTS.copy()
    more[:, 0] += 3
    grown = futures(still, acts=more)
    np.testing.assert_array_equal(grown[:, :, :, 1:], plain[:, :, :, 1:])
    assert (grown[:, :, :, 0] >= plain[:, :, :, 0]).all()
    assert (futures(still, seed=5) != plain).any()


def test_forced_acts_are_remembered() -> None:
    forced = engine.Forced([FIRST], [0], [2], kind=1, weight=60)
    found, plain = (futures(futures=400, interventions=own) for own in ([forced], []))
    assert (found[:, 0, 1, 0, 2] - plain[:, 0, 1, 0, 2] == 60).all()
    np.testing.assert_array_equal(found[:, 0].sum() - 60 * 400, plain[:, 0].sum())
    assert found[:, 1:, 1, 0, 2].sum() > 2 * plain[:, 1:, 1, 0, 2].sum()
    assert (found[:, 1:].sum(axis=(2, 4)) == ACTS[1:]).all()


def test_nothing_asked_for_is_nothing() -> None:
    assert futures(futures=0).shape == (0, 6, K, N, N)
    assert futures(acts=np.zeros((0, N))).shape == (12, 0, K, N, N)
    assert futures(np.zeros((1, 0)), statistics=[[], []], acts=ACTS[:1]).sum() == 12 * ACTS[0].sum()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"statistics": []}, "Every kind needs the same statistics"),
        ({"statistics": [BOTH[0], BOTH[1][:1]]}, "Every kind needs the same statistics"),
        ({"statistics": [[engine.RecencyRank(reads="sent")] * 2] * 2}, "follows events one by one"),
        ({"coefficient": [1.0]}, "give one number for each of own, answer"),
        ({"coefficient": np.zeros((0, 2))}, "give one number for each"),
        ({"coefficient": np.zeros((1, 1, 2))}, "give one number for each"),
        ({"coefficient": [1.0, np.nan]}, "missing or infinite"),
        ({"offset": OFFSET[:1]}, "`offset` has shape"),
        ({"offset": np.where(OFFSET > 0, np.nan, OFFSET)}, "An offset is missing"),
        ({"offset": np.where(OFFSET > 0, np.inf, OFFSET)}, "An offset is missing"),
        ({"offset": np.full((K, N, N), -np.inf)}, "has no option"),
        ({"acts": ACTS[0]}, "`acts` has shape"),
        ({"acts": ACTS[:, :3]}, "`acts` has shape"),
        ({"acts": ACTS - 10}, "no count"),
        ({"acts": ACTS + 0.5}, "no count"),
        ({"acts": ACTS + 70_000}, "no count"),
        (
            {"interventions": [engine.Forced([FIRST], [0], [1], weight=65_535)]},
            "could reach 65,541",
        ),
        ({"interventions": [engine.Forced([FIRST - 1], [0], [1])]}, "give whole periods"),
        (off("nothing"), "no coefficient `nothing`"),
        ({"interventions": [engine.Scaled([0], [1], np.nan)]}, "cannot be scaled by nan"),
        ({"interventions": [engine.Scaled([0], [1], np.inf)]}, "cannot be scaled by inf"),
        ({"interventions": [engine.Scaled([0], [1], 2.0, kind=K)]}, "no kind 2"),
        ({"acts": np.zeros((3, 6, N))}, "3 futures, and 12 are asked for"),
        ({"futures": range(4, 12)}, "begin at multiples of 8"),
        ({"futures": range(0, 16, 2)}, "begin at multiples of 8"),
        ({"futures": range(-8, 8)}, "begin at multiples of 8"),
        ({"first": 20}, "begin after it"),
        ({"futures": -1}, "`futures` is -1"),
        ({"seed": -1}, "`seed` is -1"),
    ],
)
def test_what_makes_no_futures_is_refused(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        futures(change.pop("coefficient", EFFECT), **change)


def test_most_counts_fit() -> None:
    acts = np.zeros((1, N))
    acts[0, 0] = 65_535
    one = np.full((K, N, N), -np.inf)
    one[1, 0, 3] = 0.0
    found = futures(acts=acts, offset=one, futures=1)
    assert found[0, 0, 1, 0, 3] == 65_535


COLUMNS = ("future", "period", "source", "target", "kind")
EACH = np.random.default_rng(7).integers(0, 4, (20, 6, N))
DRAWS = np.random.default_rng(8).normal(0, 0.5, (3, 2))


def test_parts_are_the_whole() -> None:
    whole = acts_of(DRAWS, acts=EACH, futures=20)
    parts = [
        acts_of(DRAWS, acts=EACH[part.start : part.stop], futures=part)
        for part in (range(8), range(8, 16), range(16, 20))
    ]
    for name in COLUMNS:
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(joined, getattr(whole, name))
    np.testing.assert_array_equal(parts[1].count, whole.count[8:16])


def test_each_future_is_that_of_its_own_numbers() -> None:
    whole = futures(DRAWS, acts=EACH, futures=20)
    assert (whole.sum(axis=(2, 4)) == EACH).all()
    for future in (0, 9, 19):
        alone = futures(DRAWS, acts=EACH[future], futures=20)
        np.testing.assert_array_equal(whole[future], alone[future])


def test_threads_change_nothing() -> None:
    found, threads = [], numba.get_num_threads()
    for number in (1, threads):
        numba.set_num_threads(number)
        found.append(acts_of(DRAWS, acts=EACH, futures=20))
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found[0], name), getattr(found[1], name))


def test_scaled_odds_are_of_one_option_against_the_others() -> None:
    n, number, factor = 4000, 5, 3.0
    asked = {"acts": np.full((2, N), number), "futures": n}
    scaled = engine.Scaled([0], [2], factor, begin=FIRST + 1, kind=1)
    found = futures(np.zeros(2), interventions=[scaled], **asked).sum(axis=0)
    off_diagonal = OFFSET[:, 0].copy()
    off_diagonal[:, 0] = -np.inf
    p = open_shares(off_diagonal)[1, 2]
    for t, chance in enumerate((p, factor * p / (1 - p + factor * p))):
        bound = 4 * np.sqrt(chance * (1 - chance) * n * number)
        assert abs(found[t, 1, 0, 2] - chance * n * number) <= bound


def test_a_source_of_which_nothing_is_left_does_nothing() -> None:
    never = engine.Scaled(np.zeros(4, dtype=int), np.arange(1, N), 0.0, begin=FIRST + 2)
    found, plain = (futures(interventions=own) for own in ([never], []))
    assert not found[:, 2:, :, 0].any()
    assert (found[:, 2:, :, 1:].sum(axis=(2, 4)) == ACTS[2:, 1:]).all()
    np.testing.assert_array_equal(found[:, :2], plain[:, :2])


def test_a_number_moved_beforehand_is_as_if_declared() -> None:
    def of(values: list[float]) -> engine.Statistic:
        return engine.ActorCovariate(values=np.array(values), reads="target", label="size")

    low, high = of([0, 0, 0, 0, 0]), of([0, 0, 2, 0, 0])
    moved = engine.MovedActors(low, [2], [2.0])
    one = futures([1.0], statistics=[[low]] * K, interventions=[moved])
    np.testing.assert_array_equal(one, futures([1.0], statistics=[[high]] * K))
    assert (one != futures([1.0], statistics=[[low]] * K)).any()


THREE = 3


def of_kinds(seed: int) -> engine.History:
    """Events of three kinds."""
    past = drawn(seed)
    kind = np.random.default_rng(seed).integers(0, THREE, len(past))
    return engine.history(past.time, past.source, past.target, N, kind=kind, weight=past.weight)


def inertia(kind: object, *, undirected: bool = False) -> engine.Inertia:
    memory = engine.HalfLife(4.0)
    network = engine.Past(memory=memory, kind=kind, undirected=undirected)
    return engine.Inertia(network=network, label=f"of {kind}")


class TestSeveralKinds:
    """A network of several kinds of event has the ties of each of them added up."""

    @pytest.mark.parametrize("undirected", [False, True])
    def test_in_a_panel(self, undirected: bool) -> None:
        own = [inertia(kind, undirected=undirected) for kind in (0, 2, (0, 2), None, (0, 1, 2))]
        made = engine.panel(of_kinds(0), [own] * THREE, n_periods=30)
        columns = made.column[:, made.column_of[0]]
        np.testing.assert_allclose(columns[:, 2], columns[:, 0] + columns[:, 1], rtol=1e-12)
        np.testing.assert_allclose(columns[:, 4], columns[:, 3], rtol=1e-12)
        assert (columns[:, 2] < columns[:, 3]).any()

    def test_in_the_world(self) -> None:
        own = [inertia(kind) for kind in (0, 2, (0, 2))]
        rows = engine.rows(of_kinds(1), own)
        for values in (rows.statistic, rows.event_statistic):
            np.testing.assert_allclose(values[:, 2], values[:, 0] + values[:, 1], rtol=1e-12)
        assert values.all(axis=1).any()

    def test_in_futures_of_choices(self) -> None:
        asked = {"offset": np.zeros((THREE, N, N)), "past": of_kinds(2)}
        one = futures([0.2], statistics=[[inertia((0, 2))]] * THREE, **asked)
        both = futures([0.2, 0.2], statistics=[[inertia(0), inertia(2)]] * THREE, **asked)
        np.testing.assert_array_equal(one, both)
        assert (one != futures([0.2], statistics=[[inertia(None)]] * THREE, **asked)).any()

    def test_in_futures_of_counts(self) -> None:
        def drawn_of(*own: engine.Statistic) -> np.ndarray:
            effects = np.full(len(own), 0.05)
            parameters = engine.CountParameters(
                *(np.tile([-1.5, *effects], (THREE, 1)), np.zeros(THREE)),
                *(np.zeros((N, THREE)), np.zeros((N, THREE)), np.zeros((N, N))),
            )
            model = engine.CountModel([list(own)] * THREE, parameters)
            asked = {"first": FIRST, "n_periods": 8, "futures": 16, "seed": 2}
            return engine.count_futures(of_kinds(3), model, **asked).count

        one, both = drawn_of(inertia((0, 2))), drawn_of(inertia(0), inertia(2))
        np.testing.assert_array_equal(one, both)
        assert (one != drawn_of(inertia(None))).any()

    def test_no_kind_is_no_tie_and_a_kind_has_a_number(self) -> None:
        made = engine.panel(
            of_kinds(0), [[inertia(()), inertia(np.int64(1)), inertia(1)]] * THREE, n_periods=30
        )
        columns = made.column[:, made.column_of[0]]
        assert not columns[:, 0].any()
        np.testing.assert_array_equal(columns[:, 1], columns[:, 2])
        for kind in (-1, 63, (0, 63)):
            with pytest.raises(ValueError, match="number them from 0 to 62"):
                programme([inertia(kind)], N)

    def test_all_kinds_are_all_whatever_their_number(self) -> None:
        """Kinds of the past that have no bit of their own are remembered among all, and only so."""
        own = [[inertia(None), inertia((0, 62))]]
        offset, acts = np.zeros((1, N, N)), np.full((1, N), 9)
        asked = {"statistics": own, "offset": offset, "acts": acts, "futures": 64}
        for kind, like in ((70, [1, 0]), (64, [1, 0]), (62, [1, 1])):
            past = engine.history([29], [0], [1], N, kind=[kind], weight=[9])
            same = engine.history([29], [0], [1], N, kind=[0], weight=[9])
            np.testing.assert_array_equal(
                futures([0.3, 0.3], past, **asked), futures(0.3 * np.array(like), same, **asked)
            )
