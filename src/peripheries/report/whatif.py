"""Scenarios side by side: what each does to the ties that any of them watches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

import altair as alt

from peripheries.report.charts import WIDE, as_text, interval_of, rows_of, zero
from peripheries.report.shown import Shown
from peripheries.study.results import ScenarioResult

_ROW: Final = 7
Quantity = tuple[str, str, str]


@final
@dataclass(frozen=True)
class Row:
    """A quantity with what each scenario does to it; None where a scenario does not tell."""

    first: Shown
    effects: list[Shown | None]


@final
@dataclass(frozen=True)
class Beside:
    """Scenarios that were simulated, and the quantities that any of them watches."""

    scenarios: list[Shown]
    rows: list[Row]


def side_by_side(shown: Shown) -> Beside:
    """The scenarios of a run."""
    scenarios = [one for one in shown.scenarios if one.because.raw is None]
    effects = [{_quantity(e): e for e in one.moved} for one in scenarios]
    watched = dict.fromkeys(_quantity(m) for one in scenarios for m in one.monthly)
    rows = []
    for quantity in watched:
        own = [found.get(quantity) for found in effects]
        told = [one for one in own if one is not None]
        if any(one.told for one in told):
            rows.append(Row(told[0], own))
    return Beside(scenarios, rows)


def told_through(shown: Shown) -> dict[str, list[Shown]]:
    """By scenario, the effects of which a mechanism's part can be told."""
    return {
        str(one.declared.id.raw): [t for t in one.through if any(p.told for p in t.parts)]
        for one in shown.scenarios
    }


def whatif_chart(scenarios: Sequence[ScenarioResult]) -> dict[str, str]:
    """Changes that can be told, by scenario and quantity, with their intervals."""
    told = [
        (f"{e.source} → {e.target}, {e.acts}", number)
        for number, one in enumerate(scenarios)
        for e in one.moved[: len(one.monthly)]
        if e.told
    ]
    if not told:
        return {}
    found = (
        alt.Chart(alt.NamedData(name="scenarios"))
        .transform_calculate(title="datum.declared.title", many="length(datum.monthly)")
        .transform_flatten(["moved"])
        .transform_calculate(
            what="datum.moved.source + ' → ' + datum.moved.target + ', ' + datum.moved.acts",
            **{part: f"datum.moved.{part}" for part in ("change", "low", "high", "told")},
        )
        .transform_filter(alt.FieldOneOfPredicate("what", sorted({name for name, _ in told})))
        .transform_filter("datum.told")
    )
    names = [one.declared.title for one in scenarios if one.because is None]
    y, offset = (
        rows_of(list(dict.fromkeys(name for name, _ in told)), "what:N"),
        alt.YOffset("title:N"),
    )
    colour = alt.Color(
        "title:N",
        title=None,
        scale=alt.Scale(domain=names),
        legend=alt.Legend(orient="top", columns=2, labelLimit=260),
    )
    x = alt.X("change:Q", title="change of acts")
    tooltip = [alt.Tooltip("title:N"), alt.Tooltip("what:N"), *interval_of("change")]
    layers = alt.layer(
        zero(),
        found.mark_rule(strokeWidth=2, opacity=0.5).encode(
            x="low:Q", x2="high:Q", y=y, yOffset=offset, color=colour
        ),
        found.mark_circle(size=50, opacity=1).encode(
            x=x, y=y, yOffset=offset, color=colour, tooltip=tooltip
        ),
    )
    high = _ROW * len(names) * len({name for name, _ in told})
    return {"whatif": as_text(layers.properties(width=WIDE, height=high))}


def _quantity(shown: Shown) -> Quantity:
    return str(shown.source.raw), str(shown.target.raw), str(shown.acts.raw)
