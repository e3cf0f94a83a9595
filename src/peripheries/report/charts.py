"""Charts of measures and of tests as Vega-Lite specifications without data.

Each names the part of the results that it draws (`measures.0.points`); the page hands it over, so
that what is drawn is what results.json holds.
"""

from collections.abc import Sequence
from typing import Final

import altair as alt

from peripheries.case.tests import Threshold
from peripheries.study.results import MeasureResult, PointResult, TestResult

BLUE: Final = "#3f7fc4"
RED: Final = "#c75b3f"
GREY: Final = "#8a8f94"
WIDE: Final = "container"
_ROW: Final = 20
_MANY_YEARS: Final = 8
_FEW_TICKS: Final = 7
_BREAKS_AT_FOOT: Final = 4
"""The axis of probabilities ends at 4, so that bars stay in the lowest quarter of the chart."""


def as_text(chart: alt.TopLevelMixin) -> str:
    """The specification as the page reads it."""
    return str(chart.to_json(indent=None, validate=True))


def measure_chart(measure: MeasureResult, path: str, pivot: str) -> str:
    """A measure over time: observations, level with its band, and where it may break."""
    points = alt.Chart(alt.NamedData(name=f"{path}.points"))
    time = alt.X("date:T", title=None, axis=_years(measure.points))
    # Rank 1 is the weightiest partner and stands on top.
    scale = alt.Scale(zero=False, reverse=measure.unit == "rank", nice=True)
    tooltip = [alt.Tooltip("date:T"), *_tooltips("observed", "level", "low", "high")]
    figures = all(point.level is None for point in measure.points)
    span = alt.Y("low:Q", title=None, scale=scale)
    if figures:
        known = [points.mark_rule(color=GREY, opacity=0.6).encode(x=time, y=span, y2="high:Q")]
    else:
        known = [
            points.mark_area(opacity=0.22, color=BLUE).encode(x=time, y=span, y2="high:Q"),
            points.mark_line(color=BLUE).encode(x=time, y=alt.Y("level:Q", scale=scale)),
        ]
    dots = [
        points.mark_circle(size=18, color=GREY, opacity=1).encode(
            x=time, y=alt.Y("observed:Q", scale=scale), tooltip=tooltip
        )
        for _ in range(any(point.observed is not None for point in measure.points))
    ]
    seen = alt.layer(
        *known,
        *dots,
        alt.Chart(alt.NamedData(name=pivot))
        .mark_rule(color=RED, strokeDash=[4, 3])
        .encode(x="pivot_date:T"),
    )
    whole = seen
    if measure.breaks is not None:
        breaks = _breaks(f"{path}.breaks")
        whole = alt.layer(breaks, seen).resolve_scale(y="independent")
    return as_text(whole.properties(width=WIDE, height=210))


def _years(points: Sequence[PointResult]) -> alt.Axis:
    """A tick a year, unless the years are too many."""
    many = points[-1].date.year - points[0].date.year > _MANY_YEARS
    return alt.Axis(format="%Y", tickCount=_FEW_TICKS if many else "year", labelOverlap="greedy")


def _tooltips(*fields: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{field}:Q", format=".4g") for field in fields]


def _breaks(path: str) -> alt.Chart:
    """Probability of a break at every date, along the foot of the chart."""
    scale = alt.Scale(domain=[0, _BREAKS_AT_FOOT])
    bars: alt.Chart = (
        alt.Chart(alt.NamedData(name=path))
        .transform_flatten(["dates", "at"])
        .transform_calculate(period="toDate(datum.dates)")
        .mark_bar(color=RED, opacity=0.8, size=3)
        .encode(
            x=alt.X("period:T", title=None),
            y=alt.Y("at:Q", axis=None, scale=scale, stack=None),
            tooltip=[
                alt.Tooltip("period:T"),
                alt.Tooltip("at:Q", title="probability of a break", format=".0%"),
            ],
        )
    )
    return bars


def specifications_chart(test: TestResult, path: str) -> str:
    """The specification curve: the declared estimate among all others of its unit, sorted."""
    unit = test.estimate.unit if test.estimate is not None else ""
    names = _sorted_names(test, unit)
    declared = alt.Chart(alt.NamedData(name=path)).transform_calculate(name="'as declared'")
    others = alt.Chart(alt.NamedData(name=f"{path}.specifications")).transform_filter(
        f"datum.estimate && datum.estimate.unit === {unit!r}"
    )
    layers = _bounds(test, path)
    for chart, colour in ((others, GREY), (declared, BLUE)):
        scale = alt.Scale(domain=names)
        y = alt.Y("name:N", title=None, scale=scale, axis=alt.Axis(labelLimit=260))
        tooltip = [
            alt.Tooltip("name:N", title="specification"),
            *(
                alt.Tooltip(f"estimate.{field}:Q", title=field, format=".3g")
                for field in ("value", "low", "high", "p_expected")
            ),
        ]
        x = alt.X("estimate.low:Q", title=unit)
        layers += [
            chart.mark_rule(color=colour, strokeWidth=2).encode(x=x, x2="estimate.high:Q", y=y),
            chart.mark_point(filled=True, size=60, color=colour, opacity=1).encode(
                x="estimate.value:Q", y=y, tooltip=tooltip
            ),
        ]
    return as_text(alt.layer(*layers).properties(width=WIDE, height=_ROW * len(names)))


def _sorted_names(test: TestResult, unit: str) -> list[str]:
    """Names of the specifications in the test's unit, the largest estimate first."""
    found = [(s.name, s.estimate) for s in test.specifications] + [("as declared", test.estimate)]
    alike = {name: e.value for name, e in found if e is not None and e.unit == unit}
    return sorted(alike, key=lambda name: -(alike[name] or 0.0))


def _bounds(test: TestResult, path: str) -> list[alt.Chart]:
    """Zero for a difference; for a threshold test the stated bounds."""
    if not isinstance(test.declared, Threshold):
        return [zero()]
    declared = alt.Chart(alt.NamedData(name=f"{path}.declared"))
    stated = {"above": test.declared.above, "below": test.declared.below}
    return [
        declared.mark_rule(color=RED, strokeDash=[2, 2]).encode(x=alt.X(f"{word}:Q", title=None))
        for word, bound in stated.items()
        if bound is not None
    ]


def placebo_chart(path: str) -> str:
    """Every placebo as a grey tick, the real effect as a red one."""
    ticks = (
        alt.Chart(alt.NamedData(name=f"{path}.effects"))
        .mark_tick(color=GREY, thickness=2, size=18, opacity=0.8)
        .encode(
            x=alt.X("effect:Q", title=None),
            tooltip=[alt.Tooltip("name:N", title="placebo"), alt.Tooltip("effect:Q", format=".3g")],
        )
    )
    real = (
        alt.Chart(alt.NamedData(name=path))
        .mark_tick(color=RED, thickness=4, size=28)
        .encode(x="effect:Q", tooltip=[alt.Tooltip("effect:Q", title="real effect", format=".3g")])
    )
    return as_text(alt.layer(zero(), ticks, real).properties(width=WIDE, height=36))


def zero() -> alt.Chart:
    """A dashed line at zero."""
    data = alt.Data(values=[{"zero": 0}])
    rule: alt.Chart = alt.Chart(data).mark_rule(color=GREY, strokeDash=[2, 2]).encode(x="zero:Q")
    return rule


def rows_of(names: Sequence[str], field: str = "name:N", words: str | None = None) -> alt.Y:
    """One row for each name, in their order; `words` says how a label is written."""
    axis = alt.Axis(labelLimit=230) if words is None else alt.Axis(labelLimit=230, labelExpr=words)
    return alt.Y(field, title=None, scale=alt.Scale(domain=list(names)), axis=axis)


def interval_of(*fields: str) -> list[alt.Tooltip]:
    """Numbers that a point tells when it is pointed at."""
    return [alt.Tooltip(f"{field}:Q", format=".3g") for field in fields]
