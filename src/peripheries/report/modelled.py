"""Charts of the fitted model: its weights, and what they add to acts that it had not seen.

Like all charts they hold no data: each names the parts of the results that it draws.
"""

from collections.abc import Sequence
from typing import Final

import altair as alt

from peripheries.report.charts import BLUE, GREY, RED, WIDE, as_text, interval_of, rows_of, zero
from peripheries.report.relived import relived_charts
from peripheries.study.results import MechanismResult, ModelResult

_ROW: Final = 26
_Z90: Final = 1.645
_WORDS: Final = "replace(replace(datum.label, '.', ': '), /_/g, ' ')"
_FOUND: Final = ("as expected", "unclear", "contrary")
_ON_SIDE: Final = (
    "datum.low > 0 ? (datum.expected === 'positive' ? 'as expected' : 'contrary') : "
    "datum.high < 0 ? (datum.expected === 'negative' ? 'as expected' : 'contrary') : 'unclear'"
)
_SHAPES: Final = ("square", "triangle-up", "cross", "diamond")
_MECHANISMS: Final = "mechanisms"


def model_charts(mechanisms: Sequence[MechanismResult], model: ModelResult) -> dict[str, str]:
    """Every chart of the model by name; those without anything to draw are left out."""
    names = [w.name for m in mechanisms for w in m.weights if w.value is not None]
    gains = [m.declared.name for m in mechanisms if m.gain is not None]
    charts = {}
    if names:
        charts["weights"] = _weights(names, model)
    if gains:
        charts["gains"] = _gains(gains)
    if model.relived is not None:
        charts |= relived_charts(mechanisms, model.relived)
    return charts


def _weights(names: Sequence[str], model: ModelResult) -> str:
    """A forest: each weight with its 90% interval, and what other streams say of it."""
    axis = alt.Axis(labelExpr=_WORDS, labelLimit=230, grid=True, gridOpacity=0.35)
    y = alt.Y("name:N", title=None, scale=alt.Scale(domain=list(names)), axis=axis)
    own = (
        alt.Chart(alt.NamedData(name=_MECHANISMS))
        .transform_flatten(["weights"])
        .transform_calculate(**_inner("weights", "name", "value", "low", "high", "expected"))
        .transform_filter("isValid(datum.value)")
        .transform_calculate(found=_ON_SIDE, sign="datum.expected === 'positive' ? '+' : '−'")
    )
    colour = alt.Color(
        "found:N",
        title="90% interval and expected sign",
        scale=alt.Scale(domain=list(_FOUND), range=[BLUE, GREY, RED]),
        legend=alt.Legend(orient="top", columns=2),
    )
    x = alt.X("low:Q", title="log odds by standard deviation", axis=alt.Axis(titleAnchor="end"))
    numbers = interval_of("value", "low", "high")
    tooltip = [alt.Tooltip("name:N", title="weight"), alt.Tooltip("expected:N"), *numbers]
    layers = [
        zero(),
        own.mark_text(align="left", fontSize=13, fontWeight="bold").encode(
            x=alt.value(3), y=y, text="sign:N"
        ),
        own.mark_rule(strokeWidth=2.5).encode(x=x, x2="high:Q", y=y, color=colour),
        own.mark_point(filled=True, size=70, opacity=1).encode(
            x="value:Q", y=y, color=colour, tooltip=tooltip
        ),
        *_streams(model, y),
    ]
    return as_text(alt.layer(*layers).properties(width=WIDE, height=_ROW * len(names)))


def _streams(model: ModelResult, y: alt.Y) -> list[alt.Chart]:
    """What other streams say, each a little below the row and in a shape of its own."""
    tables = list(dict.fromkeys(one.table for one in model.streams if one.value is not None))
    shape = alt.Shape(
        "table:N",
        title="the same on another stream",
        scale=alt.Scale(domain=tables, range=list(_SHAPES[: len(tables)])),
        legend=alt.Legend(orient="bottom", labelExpr=_WORDS, symbolStrokeColor=GREY),
    )
    layers = []
    for number, table in enumerate(tables, 1):
        found = (
            alt.Chart(alt.NamedData(name="model.streams"))
            .transform_filter(f"datum.table === '{table}' && isValid(datum.value)")
            .transform_calculate(
                low=f"datum.value - {_Z90} * datum.error",
                high=f"datum.value + {_Z90} * datum.error",
            )
        )
        below = 1 + 4 * number
        tooltip = [alt.Tooltip("table:N", title="stream"), *interval_of("value", "low", "high")]
        layers += [
            found.mark_rule(color=GREY, yOffset=below, y2Offset=below).encode(
                x="low:Q", x2="high:Q", y=y
            ),
            found.mark_point(size=28, color=GREY, yOffset=below, opacity=1).encode(
                x="value:Q", y=y, shape=shape, tooltip=tooltip
            ),
        ]
    return layers


def _gains(names: Sequence[str]) -> str:
    """What each mechanism adds to the log score of unseen acts."""
    found = (
        alt.Chart(alt.NamedData(name=_MECHANISMS))
        .transform_filter("datum.gain")
        .transform_calculate(
            name="datum.declared.name",
            value="datum.gain.total",
            low="datum.gain.low",
            high="datum.gain.high",
        )
        .transform_calculate(side="datum.value > 0")
    )
    y = rows_of(names)
    colour = alt.condition("datum.side", alt.value(BLUE), alt.value(RED))
    tooltip = [alt.Tooltip("name:N", title="mechanism"), *interval_of("value", "low", "high")]
    return as_text(
        alt.layer(
            zero(),
            found.mark_rule(strokeWidth=2).encode(
                x=alt.X("low:Q", title="nats"), x2="high:Q", y=y, color=colour
            ),
            found.mark_point(filled=True, size=60, opacity=1).encode(
                x="value:Q", y=y, color=colour, tooltip=tooltip
            ),
        ).properties(width=WIDE, height=_ROW * len(names))
    )


def _inner(part: str, *fields: str) -> dict[str, str]:
    return {field: f"datum.{part}.{field}" for field in fields}
