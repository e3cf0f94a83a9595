"""A stream's calendar as a picture: a row a year, a cell a day, what is not known left bare."""

from typing import Final, Literal

import altair as alt
import polars as pl
import vl_convert

_STATES: Final = {
    "nothing known": "#e6e2dc",
    "covered, nothing recorded": "#c9d8ea",
    "hardly a row (outage)": "#c75b3f",
    "few": "#8db4dc",
    "usual": "#3f7fc4",
    "many": "#1d3f6e",
}
_CELL: Final = 9


def picture(days: pl.DataFrame, title: str, kind: Literal["svg", "png"]) -> bytes:
    """A calendar (`date`, `covered`, `rows`, `outage`, and `of_dyad` if it is of a dyad) drawn.

    A cell is a day. Few and many are below half and above twice the median of the days that have
    rows.
    """
    counted = "of_dyad" if "of_dyad" in days.columns else "rows"
    usual = days.filter(pl.col("covered") & (pl.col(counted) > 0))[counted].median()
    rows, middle = pl.col(counted), pl.lit(usual if isinstance(usual, float) else 0.0)
    state = (
        pl.when(~pl.col("covered"))
        .then(pl.lit("nothing known"))
        .when("outage")
        .then(pl.lit("hardly a row (outage)"))
        .when(rows == 0)
        .then(pl.lit("covered, nothing recorded"))
        .when(rows < middle / 2)
        .then(pl.lit("few"))
        .when(rows > middle * 2)
        .then(pl.lit("many"))
        .otherwise(pl.lit("usual"))
    )
    frame = days.select(
        pl.col("date").dt.year().alias("year"),
        pl.col("date").dt.ordinal_day().alias("day"),
        state.alias("state"),
    )
    chart = (
        alt.Chart(alt.Data(values=frame.to_dicts()), title=alt.Title(title, anchor="start"))
        .mark_rect()
        .encode(
            x=alt.X("day:O", title="day of the year", axis=alt.Axis(values=[1, 91, 182, 274, 365])),
            y=alt.Y("year:O", title=None),
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=list(_STATES), range=list(_STATES.values())),
                legend=alt.Legend(orient="bottom", columns=3),
            ),
        )
        .properties(width=366 * 2, height=alt.Step(_CELL * 2))
    )
    spec = chart.to_json()
    if kind == "png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=2))
    return str(vl_convert.vegalite_to_svg(spec)).encode()
