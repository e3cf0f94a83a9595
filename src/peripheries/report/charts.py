"""Charts of the report as Vega-Lite specifications: numbers in, specification out."""

from typing import Final

import altair as alt

from peripheries.study import Plain

_WIDE: Final = "container"
_SHOWN: Final = "#2f6db5"
_PIVOT: Final = "#b5462f"


def measure_chart(measure: dict[str, Plain], pivot: str) -> str:
    """A measure over time: observations, and level with its 90% band."""
    points = alt.Data(values=measure["points"])
    base = alt.Chart(points).encode(x=alt.X("date:T", title=None))
    unit = str(measure["unit"])
    scale = alt.Scale(zero=False)
    band = base.mark_area(opacity=0.2, color=_SHOWN).encode(
        y=alt.Y("low:Q", title=unit, scale=scale), y2="high:Q"
    )
    line = base.mark_line(color=_SHOWN).encode(y=alt.Y("level:Q", scale=scale))
    dots = base.mark_circle(size=16, color="#888").encode(
        y=alt.Y("observed:Q", scale=scale),
        tooltip=[alt.Tooltip("date:T"), "observed:Q", "level:Q", "low:Q", "high:Q", "n:Q"],
    )
    rule = (
        alt.Chart(alt.Data(values=[{"date": pivot}]))
        .mark_rule(color=_PIVOT, strokeDash=[4, 3])
        .encode(x="date:T")
    )
    main = alt.layer(band, dots, line, rule).properties(width=_WIDE, height=220)
    return str(main.to_json(indent=None))


def breaks_chart(breaks: dict[str, Plain]) -> str:
    """Probability of a break at every date."""
    dates, chances = breaks["dates"], breaks["at"]
    assert isinstance(dates, list)  # as the results' schema says
    assert isinstance(chances, list)
    rows = [{"date": d, "p": p} for d, p in zip(dates, chances, strict=True)]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color=_PIVOT)
        .encode(
            x=alt.X("date:T", title=None),
            y=alt.Y("p:Q", title="P(break)", scale=alt.Scale(domain=[0, 1])),
            tooltip=[alt.Tooltip("date:T"), "p:Q"],
        )
        .properties(width=_WIDE, height=70)
    )
    return str(chart.to_json(indent=None))


def timeline_chart(events: list[dict[str, Plain]]) -> str:
    """The chronicle: one mark an event, by source actor and quad."""
    rows = [
        {"date": e["date"], "source": e["source"], "quad": str(e["quad"]).replace("_", " ")}
        | {"target": e["target"], "summary": e["summary"], "id": e["event_id"]}
        for e in events
        if e["counts"]
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_tick(thickness=2, opacity=0.6)
        .encode(
            x=alt.X("date:T", title=None),
            y=alt.Y("source:N", title=None, sort="-x"),
            color=alt.Color(
                "quad:N",
                title=None,
                legend=alt.Legend(orient="top", columns=2),
                scale=alt.Scale(
                    domain=[
                        "verbal cooperation",
                        "material cooperation",
                        "verbal conflict",
                        "material conflict",
                    ],
                    range=["#7fb3d5", "#1f618d", "#f0b27a", "#b03a2e"],
                ),
            ),
            tooltip=["id:N", "date:T", "source:N", "target:N", "summary:N"],
        )
        .properties(width=_WIDE, height=alt.Step(18))
    )
    return str(chart.to_json(indent=None))
