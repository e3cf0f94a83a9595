"""Futures of choices against the panel: every statistic and intervention, act by act."""

from dataclasses import replace

import numpy as np

from panels import drawn
from peripheries import engine
from peripheries.engine.kernels.draws import key_of, stream_of, uniform
from peripheries.engine.periods.choices import DrawnActs

N, K, FIRST, SEED = 5, 2, 30, 4
LOG = engine.Scale.LOG1P
PAST = drawn(0, n_events=20)
ACTS = np.random.default_rng(1).integers(0, 7, (6, N))
OFFSET = np.random.default_rng(2).normal(0, 1, (K, N, N))
OFFSET[0, 0, 1] = OFFSET[1, 2, :] = OFFSET[:, :, 4] = -np.inf
PAIRS = np.random.default_rng(3).random((N, N)) < 0.5


def of_each(kind: int) -> list[engine.Statistic]:
    """One of each thing that compiled code reads, for a kind of act."""
    some, every = engine.Past(memory=engine.HalfLife(5.0), kind=1 - kind), engine.Past()
    both = engine.Past(memory=engine.HalfLife(5.0), kind=kind, undirected=True)
    mask = engine.Inertia(network=engine.Given(PAIRS.astype(float)), label="mask")
    legs = {"network": both, "second": some}
    own = [
        *(engine.TwoPaths(path=p, combine=c, **legs) for p in engine.Path for c in engine.Combine),
        *(
            engine.Degree(network=some, direction=d, of=o, counts_ties=c, scale=LOG)
            for d in ("in", "out")
            for o in ("source", "target")
            for c in (False, True)
        ),
        engine.Inertia(network=every, scale=engine.Scale.SQRT),
        engine.Reciprocity(network=both),
        engine.Spillover(network=every, sources=PAIRS, targets=PAIRS.T * 2.0, scale=LOG),
        engine.IsolationProduct(network=some),
        engine.EquidistanceStrain(pivot=0, rival=1, other=2, cooperation=some, conflict=both),
        engine.Interaction(
            first=engine.Reciprocity(network=some), second=mask, scale=engine.Scale.BINARY
        ),
        engine.ActorCovariate(values=np.arange(N) / N, reads="target"),
        engine.Shock(times=np.array([FIRST + 1.5]), targets=PAIRS, half_life=2.0),
    ]
    return [replace(one, label=f"{place}") for place, one in enumerate(own)]


def effects_of(own: list[list[engine.Statistic]]) -> np.ndarray:
    """Effects that all matter: of one size by the spreads of their statistics."""
    seen = engine.panel(PAST, own, n_periods=FIRST + 6)
    spread = seen.column[:, seen.column_of[0], FIRST:].std(axis=(0, 2))
    return np.random.default_rng(6).choice([-0.1, 0.1], len(own[0])) / spread


def as_history(found: DrawnActs, future: int) -> engine.History:
    """The past, and after it a future with what was forced in it."""
    t, k, i, j = np.nonzero(found.forced)
    own = found.future == future
    time = np.concatenate([PAST.time, found.period[own], t + FIRST])
    order = np.argsort(time, kind="stable")
    source, target, kind, weight = (
        np.concatenate(parts)[order]
        for parts in (
            (PAST.source, found.source[own], i),
            (PAST.target, found.target[own], j),
            (PAST.kind, found.kind[own], k),
            (PAST.weight, np.ones(own.sum()), found.forced[t, k, i, j]),
        )
    )
    return engine.history(time[order], source, target, N, kind=kind, weight=weight)


def test_every_statistic_is_that_of_the_panel_act_by_act() -> None:
    """A future put behind its past, as a panel, tells the chances of each act in it."""
    own = [of_each(kind) for kind in range(K)]
    effect = effects_of(own)
    found = engine.choice_futures(
        PAST,
        own,
        effect,
        offset=OFFSET,
        acts=ACTS,
        first=FIRST,
        futures=12,
        seed=SEED,
        interventions=[
            engine.Forced([FIRST + 1], [2], [0], kind=1, weight=3),
            engine.Scaled([0, 3], [2, 1], 4.0, begin=FIRST + 1, kind=1),
            engine.Scaled([1], [0], 0.0),
            engine.SwitchedOff("4", begin=FIRST + 2, kind=0),
        ],
    )
    factor, weight = np.zeros((6, K, N, N)), np.tile(effect, (6, K, 1))
    factor[1:, 1, [0, 3], [2, 1]] = np.log(4)
    factor[:, :, 1, 0] = -np.inf
    weight[2:, 0, 4] = 0.0
    for future in (0, 11):
        seen = engine.panel(as_history(found, future), own, n_periods=FIRST + 6)
        value = np.zeros((6, K, N, N, len(effect)))
        for k in range(K):
            columns = seen.column[:, seen.column_of[k], FIRST:]
            value[:, k, seen.source, seen.target] = columns.transpose(2, 0, 1)
        odds = OFFSET + factor + np.einsum("tkijp,tkp->tkij", value, weight)
        odds[..., np.eye(N, dtype=bool)] = -np.inf
        expected = []
        for t, i in np.ndindex(6, N):
            key = stream_of(stream_of(key_of(SEED, future), FIRST + t), i)
            sums = np.cumsum(np.exp(odds[t, :, i] - odds[t, :, i].max()))
            for number in range(ACTS[t, i]):
                place = int(np.searchsorted(sums / sums[-1], uniform(key, number)))
                expected.append((FIRST + t, i, place % N, place // N))
        its = found.future == future
        listed = (x[its].tolist() for x in (found.period, found.source, found.target, found.kind))
        assert list(zip(*listed, strict=True)) == expected
