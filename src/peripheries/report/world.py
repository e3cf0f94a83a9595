"""Charts of the whole record: the two theatres on a map, and the chronicle as a timeline."""

from typing import Final

import altair as alt

from peripheries.case.actors import ActorDeclaration
from peripheries.report.charts import WIDE, as_text
from peripheries.study.results import CaseResult, RecordResult

_LAND: Final = "land"
_ROW: Final = 18
_BALANCE_IN_WORDS: Final = "['all conflict', 'even', 'all cooperation'][datum.value + 1]"
_QUADS: Final = {
    "material_conflict": "#c0392b",
    "verbal_conflict": "#c4701c",
    "verbal_cooperation": "#4a90d9",
    "material_cooperation": "#2f6fb0",
}
_CENTRE: Final = (-104, -66, 0)
"""Turns the globe so that both ends of Eurasia, and Washington beyond the pole, are in sight."""
_NEAR: Final = 4
"""Degrees within which two labels would cover each other."""
_THEATRES: Final = ("#2a8c82", "#8a6fb0", "#8a8f94")


def map_chart(case: CaseResult, first: int, last: int) -> str:
    """Who acted towards whom in some years: arcs as wide as their share of all recorded acts."""
    land = alt.Chart(
        alt.NamedData(name=_LAND, format=alt.TopoDataFormat(feature="land", type="topojson"))
    ).mark_geoshape(fill="#8a8f9438", stroke=None)
    layers = alt.layer(land, _arcs(first, last), *_actors(case))
    return as_text(
        layers.project(
            type="azimuthalEqualArea", rotate=list(_CENTRE), clipAngle=92, scale=176
        ).properties(width=WIDE, height=440)
    )


def _arcs(first: int, last: int) -> alt.Chart:
    place = alt.LookupData(data=alt.NamedData(name="case.actors"), key="key", fields=["place"])
    cooperative = alt.Color(
        "balance:Q",
        title=None,
        scale=alt.Scale(domain=[-1, 0, 1], range=["#c0392b", "#8f8f8f", "#2f78bd"]),
        legend=alt.Legend(
            orient="bottom", gradientLength=260, values=[-1, 0, 1], labelExpr=_BALANCE_IN_WORDS
        ),
    )
    arcs: alt.Chart = (
        alt.Chart(alt.NamedData(name="record.ties"))
        .transform_filter(f"datum.year >= {first} && datum.year <= {last}")
        .transform_aggregate(
            cooperation="sum(cooperation)", conflict="sum(conflict)", groupby=["a", "b"]
        )
        .transform_calculate(acts="datum.cooperation + datum.conflict")
        .transform_joinaggregate(all="sum(acts)")
        .transform_lookup("a", place, as_=["from"])
        .transform_lookup("b", place, as_=["to"])
        .transform_filter("datum.from && datum.to && datum.acts >= 2")
        .transform_calculate(
            share="datum.acts / datum.all",
            balance="(datum.cooperation - datum.conflict) / datum.acts",
            pair="datum.a + '–' + datum.b",
            type="'Feature'",
            geometry="{type: 'LineString', coordinates: [datum.from, datum.to]}",
        )
        .mark_geoshape(filled=False, opacity=0.85)
        .encode(
            strokeWidth=alt.StrokeWidth(
                "share:Q", scale=alt.Scale(domain=[0, 0.25], range=[0.5, 14]), legend=None
            ),
            color=cooperative,
            tooltip=[
                alt.Tooltip("pair:N", title="between"),
                alt.Tooltip("cooperation:Q", title="cooperative acts"),
                alt.Tooltip("conflict:Q", title="conflictive acts"),
                alt.Tooltip("share:Q", title="share of all recorded acts", format=".0%"),
            ],
        )
    )
    return arcs


def _actors(case: CaseResult) -> tuple[alt.Chart, ...]:
    placed = (
        alt.Chart(alt.NamedData(name="case.actors"))
        .transform_filter("datum.place")
        .transform_calculate(
            longitude="datum.place[0]", latitude="datum.place[1]", home="datum.theatres[0]"
        )
        .encode(longitude="longitude:Q", latitude="latitude:Q")
    )
    names = list(case.theatres)
    dots = placed.mark_circle(size=60, opacity=1, stroke="white", strokeWidth=0.6).encode(
        fill=alt.Fill("home:N", scale=alt.Scale(domain=names, range=list(_THEATRES)), legend=None),
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("home:N", title="theatre")],
    )
    crowded = [code for code, actor in case.actors.items() if _has_northern_neighbour(actor, case)]
    states = placed.transform_filter("datum.kind === 'state'").transform_calculate(
        below=f"indexof({crowded}, datum.key) >= 0"
    )
    labels = [
        states.transform_filter(f"{'' if below else '!'}datum.below")
        .mark_text(fontSize=10, dy=12 if below else -9, fontWeight="bold")
        .encode(text="key:N")
        for below in (True, False)
    ]
    return (dots, *labels)


def _has_northern_neighbour(actor: ActorDeclaration, case: CaseResult) -> bool:
    """Whether another actor lies so near to the north that the label would cover it."""
    if actor.place is None:
        return False
    east, north = actor.place
    others = [a.place for a in case.actors.values() if a.place is not None and a is not actor]
    return any(abs(x - east) < _NEAR and 0 < y - north < _NEAR for x, y in others)


def timeline_chart(record: RecordResult) -> str:
    """The chronicle: one mark an event, by acting state and class, since a year of choice."""
    sources = {event.source for event in record.events if event.counts}
    since = alt.param(
        name="since",
        value=2014,
        bind=alt.binding_select(
            options=[2022, 2014, 2006, 1990, 1900],
            labels=["2022", "2014", "2006", "1990", "the beginning"],
            name="Since ",
        ),
    )
    chart = (
        alt.Chart(alt.NamedData(name="record.events"))
        .transform_filter("datum.counts && year(toDate(datum.date)) >= since")
        .mark_tick(thickness=2, opacity=1)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y(
                "source:N", title=None, sort=alt.EncodingSortField("date", "count", "descending")
            ),
            color=alt.Color(
                "quad:N",
                title=None,
                legend=alt.Legend(
                    orient="top", columns=2, labelExpr="replace(datum.label, '_', ' ')"
                ),
                scale=alt.Scale(domain=list(_QUADS), range=list(_QUADS.values())),
            ),
            tooltip=[
                alt.Tooltip("event_id:N", title="row"),
                alt.Tooltip("written:N", title="date"),
                alt.Tooltip("source:N"),
                alt.Tooltip("target:N"),
                alt.Tooltip("summary:N"),
            ],
        )
        .add_params(since)
        .properties(width=WIDE, height=_ROW * len(sources))
    )
    return as_text(chart)
