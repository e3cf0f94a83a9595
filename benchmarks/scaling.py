"""Ideal points of the whole General Assembly, 1946 to 2026: `scripts/bench scaling`.

Needs the folder `shared` of reference data beside the repository. Reading and compiling are timed
apart from the fit.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from peripheries.record.derive.positions_input import positioning_votes
from peripheries.scaling import IdealPoints, RollCalls, distance, fit_ideal_points

UN = Path(__file__).resolve().parents[2] / "shared/data/un"
SEED = 1
USA, RUSSIA, DPRK = "2", "365", "731"


def table() -> pl.DataFrame:
    """Choices that place states; an actor is its number in the Correlates of War."""
    votes = pl.read_csv(UN / "unga_votes_1946_2026.csv.gz", infer_schema=False).with_columns(
        pl.col("date").str.to_date(), pl.col("source").str.starts_with("UNxml").alias("origin")
    )
    code = pl.col("ccode").fill_null("345")  # the XML's Serbia, which goes on with 345
    united = (code == "260") & (pl.col("date").dt.year() > 1990)
    votes = votes.with_columns(
        rollcall="vid", actor=pl.when(united).then(pl.lit("255")).otherwise(code)
    )
    rollcalls = pl.read_csv(UN / "unga_rollcalls_1946_2026.csv.gz", infer_schema=False).select(
        pl.col("date").str.to_date(),
        rollcall="vid",
        amendment=pl.col("amend") == "1",
        paragraph=pl.col("para") == "1",
    )
    pairs = pl.read_csv(UN / "bridged_resolutions.csv", infer_schema=False)
    bridges = pairs.select(first="V" + pl.col("rcid1"), second="V" + pl.col("rcid2"))
    return positioning_votes(votes, rollcalls, bridges)


def calls_of(frame: pl.DataFrame, period: str) -> RollCalls:
    """The table as arrays; period is `session` or `year`."""
    names = [frame[name].unique().sort() for name in ("actor", period)]
    actors, periods = (
        frame[name].replace_strict(of, np.arange(len(of))).to_numpy().astype(np.int64)
        for name, of in zip(("actor", period), names, strict=True)
    )
    return RollCalls(
        frame["vote"].rank("dense").to_numpy().astype(np.int64) - 1,
        actors,
        periods,
        frame["choice"].to_numpy().astype(np.int64),
        tuple(names[0]),
        tuple(str(name) for name in names[1]),
    )


def against_release(points: IdealPoints) -> dict[str, object]:
    """How the points compare with the April 2020 release, session by session."""
    release = pl.read_csv(UN / "IdealpointestimatesAll_Apr2020.csv", encoding="utf8-lossy")
    ours = pl.DataFrame(
        {
            "ccode": [int(points.actor_names[k]) for k in points.actor],
            "session": [int(points.period_names[k]) for k in points.period],
            "ours": points.point,
        }
    )
    both = ours.join(release, on=["ccode", "session"])
    within = both.group_by("session").agg(r=pl.corr("ours", "IdealPoint"))["r"]
    return {
        "country_sessions": both.height,
        "r": round(float(np.corrcoef(both["ours"], both["IdealPoint"])[0, 1]), 5),
        "r_median_session": round(float(within.median()), 5),
        "r_worst_session": round(float(within.min()), 5),
        **russia_dprk(points, release),
    }


def russia_dprk(points: IdealPoints, release: pl.DataFrame) -> dict[str, object]:
    """In how many sessions our distance lies inside the published 90% interval.

    The release gives quantiles of each state alone: the half widths are added in squares, as of
    two independent normals.
    """
    found = distance(points, RUSSIA, DPRK)
    sessions = [int(points.period_names[k]) for k in found.period]
    pair = [
        release.filter(pl.col("ccode") == int(code)).select(
            "session", "IdealPoint", half=(pl.col("Q95%") - pl.col("Q5%")) / 2
        )
        for code in (RUSSIA, DPRK)
    ]
    both = (
        pair[0]
        .join(pair[1], on="session")
        .join(pl.DataFrame({"session": sessions, "ours": found.distance}), on="session")
    )
    apart = (pl.col("IdealPoint") - pl.col("IdealPoint_right")).abs()
    half = (pl.col("half") ** 2 + pl.col("half_right") ** 2).sqrt()
    inside = both.sort("session").select("session", inside=(pl.col("ours") - apart).abs() <= half)
    return {
        "russia_dprk_sessions": inside.height,
        "russia_dprk_inside": int(inside["inside"].sum()),
        "russia_dprk_outside": inside.filter(~pl.col("inside"))["session"].to_list(),
    }


def main() -> None:
    start = time.perf_counter()
    calls = calls_of(table(), "session")
    reading = time.perf_counter() - start
    start = time.perf_counter()
    fit_ideal_points(calls, positive=USA, seed=SEED, draws=20, burn=0)
    compiling = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    points = fit_ideal_points(calls, positive=USA, seed=SEED)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    if len(sys.argv) > 1:
        np.save(sys.argv[1], points.draws)
    found = {
        "choices": len(calls),
        "points": len(points.point),
        "votes": len(points.vote_ids),
        "read_s": round(reading, 1),
        "first_call_20_sweeps_s": round(compiling, 1),
        "fit_wall_s": round(wall, 1),
        "fit_cpu_s": round(cpu, 1),
        **against_release(points),
        "r_hat_50_90_99": np.nanquantile(points.r_hat, [0.5, 0.9, 0.99]).round(3).tolist(),
        "ess_1_10_50": np.nanquantile(points.ess, [0.01, 0.1, 0.5]).round(0).tolist(),
        "status": points.status.value,
        "bounds": {"fit_wall_s": 60, "r": 0.998, "r_median_session": 0.995},
    }
    print(f"RESULT {json.dumps(found)}")


main()
