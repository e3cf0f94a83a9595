"""How alike all states vote, and where they stand: for every state, not only those of a case."""

from pathlib import Path

import polars as pl

from peripheries.api.recording.opening import open_store
from peripheries.record.derive.agreement import pairwise
from peripheries.record.derive.estimated import Plan, estimated, points
from peripheries.record.recipes import Streams


def agreement(*, since: int = 1946, store: str | Path | None = None) -> pl.DataFrame:
    """Agreement of every pair of states in each year, on all votes and on contested ones.

    Needs `un_assembly` in the store. Gives year, a, b, agreement (0 to 1), n, agreement_contested,
    n_contested, known, partial. The agenda moves agreement: read it beside `ideal_points`.

    Raises:
        RecordError: the store holds no votes of the General Assembly.
    """
    return pairwise(Streams(open_store(store)).cast(since))


def ideal_points(
    *,
    since: int = 1946,
    scale_until: int = 1990,
    positive: str = "USA",
    seed: int = 1946,
    store: str | Path | None = None,
) -> pl.DataFrame:
    """Ideal points of every state in each year, estimated from the roll calls; takes minutes.

    Needs `un_assembly` in the store. Gives year, actor, ideal_point, low, high (90%), n_votes, the
    same on contested votes only, known, partial. See docs/scaling.md.

    Args:
        since: first year that is given; the estimate takes all years.
        scale_until: years up to this one have mean 0 and sd 1; later votes move nothing before.
        positive: who stands on the high side.
        seed: seed of the draws.
        store: folder of the store.

    Raises:
        RecordError: the store holds no votes of the General Assembly.
    """
    streams = Streams(open_store(store))
    found = estimated(streams.votes, streams.rollcalls, Plan(seed, positive, scale_until))
    return points(found, sorted(found.every.actor_names), since)
