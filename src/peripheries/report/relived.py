"""Charts of a tie lived through again: whole, without each mechanism, and by shares."""

from collections.abc import Sequence
from typing import Final

import altair as alt

from peripheries.report.charts import BLUE, GREY, RED, WIDE, as_text, interval_of, rows_of, zero
from peripheries.study.results import MechanismResult, RelivedResult

_BACK: Final = "#2a8c82"
_ROW: Final = 26
_BAR: Final = 9
_Z90: Final = 1.645
_RELIVED: Final = "model.relived"
_WORDS: Final = "replace(datum.label, /_/g, ' ')"
_ERROR: Final = {
    "least": f"datum.value - {_Z90} * datum.error",
    "most": f"datum.value + {_Z90} * datum.error",
}
"""Ends of the 90% interval of a mean, by its Monte Carlo error alone."""


def relived_charts(mechanisms: Sequence[MechanismResult], relived: RelivedResult) -> dict[str, str]:
    """In all, what changes without each mechanism, and the shares of the few that matter most."""
    means = {m.declared.name: m.knock_out.both.mean for m in mechanisms if m.knock_out is not None}
    names = sorted(means, key=lambda name: means[name])
    charts = {"relived": _in_all(names, relived)}
    if names:
        charts["knock_outs"] = _knock_outs(names)
    if relived.shares:
        shares = sorted(relived.shares, key=lambda share: -share.value)
        charts["shares"] = _shares([share.mechanism for share in shares])
    return charts


def _knock_outs(names: Sequence[str]) -> str:
    """The change without each mechanism: mean, 90% of futures, and Monte Carlo error."""
    found = (
        _knocked_out()
        .transform_calculate(
            **{part: f"datum.knock_out.both.{part}" for part in ("low", "high", "error")},
            value="datum.knock_out.both.mean",
        )
        .transform_calculate(**_ERROR)
    )
    span = found.mark_rule(color=GREY).encode(x="low:Q", x2="high:Q", y=rows_of(names))
    title = "cooperative acts, without less with"
    return _bars(found, "name", names, title, span, negative=BLUE)


def _shares(names: Sequence[str]) -> str:
    """What each of the few adds, on average over the orders in which they come in."""
    found = alt.Chart(alt.NamedData(name=f"{_RELIVED}.shares")).transform_calculate(**_ERROR)
    title = "cooperative acts that it adds"
    return _bars(found, "mechanism", names, title, negative=RED)


def _bars(
    found: alt.Chart,
    name: str,
    names: Sequence[str],
    title: str,
    *more: alt.Chart,
    negative: str,
) -> str:
    """Bars from zero with a thick line for the Monte Carlo error of each."""
    y = rows_of(names, f"{name}:N", _WORDS)
    positive = RED if negative == BLUE else BLUE
    colour = alt.condition("datum.value < 0", alt.value(negative), alt.value(positive))
    tooltip = [
        alt.Tooltip(f"{name}:N"),
        *interval_of("value"),
        alt.Tooltip("error:Q", title="Monte Carlo error", format=".3g"),
    ]
    bars = found.mark_bar(size=_BAR, opacity=0.7).encode(
        x=alt.X("value:Q", title=title, axis=alt.Axis(titleAnchor="end")),
        y=y,
        color=colour,
        tooltip=tooltip,
    )
    error = found.mark_rule(strokeWidth=5).encode(x="least:Q", x2="most:Q", y=y, color=colour)
    layers = alt.layer(zero(), bars, *more, error)
    return as_text(layers.properties(width=WIDE, height=_ROW * len(names)))


def _in_all(names: Sequence[str], relived: RelivedResult) -> str:
    """Acts recorded, drawn from the whole model, and drawn without each mechanism, each way."""
    ways = [f"'{a} → {b}'" for a, b in (relived.actors, relived.actors[::-1])]
    domain = ["recorded", "with all mechanisms", *(f"without {name}" for name in names)]
    known = alt.Chart(alt.NamedData(name=_RELIVED))
    recorded = _each_way(known, ways, "'recorded'", ["datum.observed[0]", "datum.observed[1]"])
    means = ["datum.model[0].mean", "datum.model[1].mean"]
    drawn = _each_way(known, ways, "'with all mechanisms'", means)
    lookup = alt.LookupData(data=alt.NamedData(name=_RELIVED), key="first", fields=["model"])
    without = _each_way(
        _knocked_out()
        .transform_calculate(first=f"'{relived.first}'")
        .transform_lookup("first", lookup),
        ways,
        "'without ' + datum.name",
        [
            f"{mean} + datum.knock_out.{way}.mean"
            for mean, way in zip(means, ("there", "back"), strict=True)
        ],
    )
    y = rows_of(domain, "what:N")
    told = [way.strip("'") for way in ways]
    offset = alt.YOffset("way:N", scale=alt.Scale(domain=told))
    colour = alt.Color(
        "way:N",
        title=None,
        scale=alt.Scale(domain=told, range=[BLUE, _BACK]),
        legend=alt.Legend(orient="top"),
    )
    tooltip = [alt.Tooltip("what:N"), alt.Tooltip("way:N"), *interval_of("acts")]
    x = alt.X("acts:Q", title="cooperative acts")
    layers = [
        chart.mark_bar(opacity=0.85).encode(x=x, y=y, yOffset=offset, color=colour, tooltip=tooltip)
        for chart in (recorded, drawn, without)
    ]
    spans = [
        drawn.transform_filter(f"datum.way === {way}")
        .transform_calculate(low=f"datum.model[{i}].low", high=f"datum.model[{i}].high")
        .mark_rule(color=GREY, strokeWidth=2)
        .encode(x="low:Q", x2="high:Q", y=y, yOffset=offset)
        for i, way in enumerate(ways)
    ]
    return as_text(alt.layer(*layers, *spans).properties(width=WIDE, height=_ROW * len(domain)))


def _knocked_out() -> alt.Chart:
    """The mechanisms that were switched off."""
    found: alt.Chart = (
        alt.Chart(alt.NamedData(name="mechanisms"))
        .transform_filter("datum.knock_out")
        .transform_calculate(name="datum.declared.name")
    )
    return found


def _each_way(chart: alt.Chart, ways: Sequence[str], what: str, acts: Sequence[str]) -> alt.Chart:
    """Each row twice: acts there, and acts back."""
    rows = ", ".join(f"{{way: {w}, acts: {n}}}" for w, n in zip(ways, acts, strict=True))
    found: alt.Chart = (
        chart.transform_calculate(rows=f"[{rows}]", what=what)
        .transform_flatten(["rows"])
        .transform_calculate(way="datum.rows.way", acts="datum.rows.acts")
    )
    return found
