"""Where states stand by an estimate of our own from the Assembly's roll calls, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple, final

import numpy as np
import polars as pl

from peripheries.record.derive.agreement import CONTESTED, known_of_years
from peripheries.record.derive.assembly import PRESS, one_source_per_session
from peripheries.record.derive.positions_input import positioning_votes
from peripheries.scaling import (
    FEWEST_DRAWS,
    WORST_R_HAT,
    IdealPoints,
    RollCalls,
    Status,
    distance,
    fit_ideal_points,
)

DIGITS: Final = 4
BURN: Final = 2000
DRAWS: Final = 1000
THIN: Final = 4
"""Three times the sweeps that `fit_ideal_points` makes unasked: without bridges, where a year lies
as a whole mixes slowly, and with it the distance of two who stand far apart."""
_NO_BRIDGES: Final = pl.DataFrame(schema={"first": pl.String, "second": pl.String})


class Plan(NamedTuple):
    """How points are estimated: seed; who stands on the high side; last year that sets the scale.

    Years after `scale_until` move nothing before them.
    """

    seed: int
    positive: str
    scale_until: int
    burn: int = BURN
    draws: int = DRAWS
    thin: int = THIN


@final
@dataclass(frozen=True)
class Estimates:
    """Points estimated on all votes and on contested votes, and when each year's were known.

    years: year, known, partial.
    """

    every: IdealPoints
    contested: IdealPoints
    years: pl.DataFrame


def estimated(votes: pl.DataFrame, rollcalls: pl.DataFrame, plan: Plan) -> Estimates:
    """Points of all states in all calendar years, as `fit_ideal_points` gives them.

    `votes` and `rollcalls` have the columns of those forms. One source a session, as for agreement;
    no bridges. Contested: more than 20% of the cast outside the largest side.
    """
    lists = one_source_per_session(votes).filter(pl.col("origin") != PRESS)
    cast = positioning_votes(lists, rollcalls, _NO_BRIDGES)
    largest = pl.len().over("rollcall", "choice").max().over("rollcall")
    cast = cast.with_columns(minority=1 - largest / pl.len().over("rollcall"))
    dated = lists.select("rollcall", "date").unique()
    years = known_of_years(cast.join(dated, on="rollcall"))
    closed = pl.date(plan.scale_until, 12, 31)
    years = years.with_columns(known=pl.max_horizontal("known", closed))
    contested = cast.filter(pl.col("minority") > CONTESTED)
    return Estimates(_fitted(cast, plan), _fitted(contested, plan), years)


def trust(estimates: Estimates, since: int) -> str:
    """What whoever reads the points from year `since` on must know of the chains; empty if sound.

    A fit is judged by all its points; where it is not sound, those from `since` on are told apart.
    """
    fits = {"all votes": estimates.every, "contested votes": estimates.contested}
    return " ".join(
        f"{words}: {found.status}. {_mixed(found, since)}"
        for words, found in fits.items()
        if found.status is not Status.OK
    )


def _mixed(found: IdealPoints, since: int) -> str:
    late = np.array([int(name) >= since for name in found.period_names])[found.period]
    r_hat, ess = found.r_hat[late], found.ess[late]
    bad = float(((r_hat > WORST_R_HAT) | (ess < FEWEST_DRAWS)).mean())
    return (
        f"{bad:.0%} of the points since {since} have R-hat above {WORST_R_HAT} or fewer than "
        f"{FEWEST_DRAWS:.0f} effective draws (median R-hat {np.nanmedian(r_hat):.3f}, highest "
        f"{np.nanmax(r_hat):.2f}; effective draws {np.nanmedian(ess):.0f} in the median)."
    )


def _fitted(cast: pl.DataFrame, plan: Plan) -> IdealPoints:
    scale_until = cast.filter(pl.col("year") <= plan.scale_until)["year"].max()
    return fit_ideal_points(
        _roll_calls(cast),
        positive=plan.positive,
        seed=plan.seed,
        draws=plan.draws,
        thin=plan.thin,
        burn=plan.burn,
        scale_until=str(scale_until),
    )


def _roll_calls(cast: pl.DataFrame) -> RollCalls:
    """The choices as arrays; votes are numbered by year, so that later ones have later numbers."""
    votes = cast.select("year", "vote").unique().sort("year", "vote")["vote"]
    actors, years = (cast[name].unique().sort() for name in ("actor", "year"))
    vote, actor, year = (
        cast[name].replace_strict(of, np.arange(len(of))).to_numpy().astype(np.int64)
        for name, of in (("vote", votes), ("actor", actors), ("year", years))
    )
    return RollCalls(
        vote,
        actor,
        year,
        cast["choice"].to_numpy().astype(np.int64),
        tuple(actors),
        tuple(str(year) for year in years),
    )


def points(estimates: Estimates, actors: Sequence[str], since: int) -> pl.DataFrame:
    """Points of `actors` from year `since` on, with 90% intervals, on all and on contested votes.

    Gives year, actor, ideal_point, low, high, n_votes, the same four on contested votes (null
    where the actor cast none), known, partial. The two scales are not one.
    """
    names = ["ideal_point", "low", "high"]
    every = _points(estimates.every, [*names, "n_votes"])
    contested = _points(
        estimates.contested, [*(f"{name}_contested" for name in names), "n_contested"]
    )
    frame = every.join(contested, on=["year", "actor"], how="left", maintain_order="left")
    chosen = pl.col("actor").is_in(list(actors)) & (pl.col("year") >= since)
    return frame.filter(chosen).join(estimates.years, on="year").sort("year", "actor")


def _points(found: IdealPoints, names: Sequence[str]) -> pl.DataFrame:
    columns = (found.point, found.low, found.high)
    return pl.DataFrame(
        {
            "year": pl.Series([int(found.period_names[k]) for k in found.period], dtype=pl.Int32),
            "actor": [found.actor_names[k] for k in found.actor],
            **{
                name: np.round(column, DIGITS)
                for name, column in zip(names[:3], columns, strict=True)
            },
            names[3]: found.n_votes,
        }
    )


def distances(
    estimates: Estimates, pairs: pl.DataFrame, actors: Sequence[str], since: int
) -> pl.DataFrame:
    """Distance of every two of `actors` from year `since` on, beside their agreement in votes.

    `pairs` as `agreement.pairwise` gives them. Gives year, a, b, distance (median of the joint
    draws), low, high (90%), the same on contested votes, agreement, n, agreement_contested,
    n_contested, known, partial. Null where one of the two cast no such vote.
    """
    names = ["distance", "low", "high"]
    every = _distances(estimates.every, actors, names)
    contested = _distances(estimates.contested, actors, [f"{name}_contested" for name in names])
    keys = ["year", "a", "b"]
    alike = pairs.select(*keys, "agreement", "n", "agreement_contested", "n_contested")
    frame = every.join(contested, on=keys, how="left").join(alike, on=keys, how="left")
    frame = frame.with_columns(pl.col("agreement", "agreement_contested").round(DIGITS))
    frame = frame.select(*keys, pl.exclude(*keys)).filter(pl.col("year") >= since)
    return frame.join(estimates.years, on="year").sort(*keys)


def _distances(found: IdealPoints, actors: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
    present = [name for name in sorted(actors) if name in found.actor_names]
    frames = []
    for a, b in combinations(present, 2):
        apart = distance(found, a, b)
        columns = (apart.distance, apart.low, apart.high)
        frames.append(
            pl.DataFrame(
                {
                    "year": pl.Series(
                        [int(found.period_names[k]) for k in apart.period], dtype=pl.Int32
                    ),
                    **{
                        name: np.round(column, DIGITS)
                        for name, column in zip(names, columns, strict=True)
                    },
                }
            ).with_columns(a=pl.lit(a), b=pl.lit(b))
        )
    return pl.concat(frames)
