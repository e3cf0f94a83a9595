"""Against the April 2020 release of the published estimates."""

import numpy as np
import polars as pl
import pytest

from peripheries.scaling import RollCalls, fit_ideal_points


def roll_calls(shared, first, last):
    """Voeten's roll calls of these sessions, with the published bridges."""
    un = shared / "data/un"
    told = pl.scan_csv(un / "unga_votes_1946_2026.csv.gz", infer_schema=False)
    kinds = pl.read_csv(un / "unga_rollcalls_1946_2026.csv.gz", infer_schema=False)
    parts = kinds.filter(
        (pl.col("date").str.slice(0, 4).cast(int) > 1989)
        & ((pl.col("amend") == "1") | (pl.col("para") == "1"))
    )["vid"]
    session = pl.col("session").cast(pl.Int64, strict=False)
    frame = told.filter(
        pl.col("source").str.starts_with("voeten"),
        pl.col("vote") != "X",
        session.is_between(first, last) & (session != 19),
        ~pl.col("vid").is_in(parts.implode()),
    ).collect()
    above = {}
    pairs = pl.read_csv(un / "bridged_resolutions.csv").sort("rcid2")
    for one, other in pairs.select("rcid1", "rcid2").iter_rows():
        above.setdefault(f"V{other}", above.get(f"V{one}", f"V{one}"))
    frame = frame.select(
        "ccode",
        session=session,
        vote=pl.col("vid").replace(above),
        choice=pl.col("vote").replace_strict({"Y": 0, "A": 1, "N": 2}),
    ).unique(["vote", "ccode", "session"], keep="first", maintain_order=True)
    states, sessions = (frame[name].unique().sort().to_list() for name in ("ccode", "session"))
    return RollCalls(
        frame["vote"].rank("dense").to_numpy().astype(np.int64) - 1,
        np.searchsorted(states, frame["ccode"].to_list()),
        np.searchsorted(sessions, frame["session"]),
        frame["choice"].to_numpy(),
        tuple(states),
        tuple(str(name) for name in sessions),
    )


def compared(shared, points):
    """All r, and r of each session, with the release."""
    file = shared / "data/un/IdealpointestimatesAll_Apr2020.csv"
    ours = pl.DataFrame(
        {
            "ccode": [int(points.actor_names[k]) for k in points.actor],
            "session": [int(points.period_names[k]) for k in points.period],
            "ours": points.point,
        }
    )
    both = ours.join(pl.read_csv(file, encoding="utf8-lossy"), on=["ccode", "session"])
    within = both.group_by("session").agg(r=pl.corr("ours", "IdealPoint"))["r"]
    return np.corrcoef(both["ours"], both["IdealPoint"])[0, 1], within


def test_three_sessions_alone_order_states_as_published(shared):
    points = fit_ideal_points(roll_calls(shared, 58, 60), positive="2", seed=1, draws=150, burn=100)
    _, within = compared(shared, points)
    assert within.min() > 0.97


@pytest.mark.slow
def test_all_sessions_to_73_agree_with_the_release(shared):
    points = fit_ideal_points(roll_calls(shared, 1, 73), positive="2", seed=1)
    r, within = compared(shared, points)
    assert r >= 0.997
    assert within.median() >= 0.995
