"""Backtests as the report tells them: gains by months ahead, reliability, where ours was worse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, final

import altair as alt

from peripheries.futures.backtest.base import BASELINES
from peripheries.report.charts import BLUE, GREY, RED, WIDE, as_text
from peripheries.report.shown import Shown
from peripheries.study.results import BacktestResult

_HIGH: Final = 130
_SQUARE: Final = 210
_MOST: Final = 12
_SCALE: Final = alt.Scale(type="sqrt", domain=[0, 1], nice=False)
_AXIS: Final = alt.Axis(format=".0%", values=[0, 0.01, 0.05, 0.2, 0.5, 1])
_LEVEL: Final = alt.Axis(labelAngle=0)
_SCORES: Final = {"log": "nats by month and cell", "crps": "CRPS by month and cell"}


@final
@dataclass(frozen=True)
class Worse:
    """Where a baseline was better, by the whole interval of a score."""

    name: Shown
    gain: Shown


@final
@dataclass(frozen=True)
class Told:
    """A backtest in the order of its telling.

    gains: of each score, baselines with the names of their charts · worse: worst first, at most a
    dozen · more: whether there are others.
    """

    found: Shown
    gains: dict[str, list[tuple[str, str]]]
    worse: list[Worse]
    more: bool


def backtests_of(shown: Shown) -> list[Told]:
    """The backtests of a run."""
    return [_told(found) for found in shown.backtests]


def _told(found: Shown) -> Told:
    path = found.path
    gains = {score: [(over, _name(path, over, score)) for over in BASELINES] for score in _SCORES}
    worse = sorted(_worse([*found.by_horizon, *found.by_dyad]), key=_least)
    return Told(found, gains, worse[:_MOST], len(worse) > _MOST)


def _worse(parts: Sequence[Shown]) -> Iterator[Worse]:
    for part in parts:
        for gain in part.gains:
            if gain.over.raw in BASELINES and "worse" in (gain.log.says.raw, gain.crps.says.raw):
                yield Worse(part.name, gain)


def _least(one: Worse) -> float:
    found = [score.value.raw for score in (one.gain.log, one.gain.crps)]
    return min(value for value in found if isinstance(value, int | float))


def _name(path: str, over: str, score: str) -> str:
    return f"{path}.gains.{over}.{score}"


def backtest_charts(backtests: Sequence[BacktestResult]) -> dict[str, str]:
    """Gains over each baseline by months ahead, and reliability, by name."""
    found = {}
    for number, one in enumerate(backtests):
        path = f"backtests.{number}"
        names = [part.name for part in one.by_horizon]
        for over in BASELINES:
            for score in _SCORES:
                found[_name(path, over, score)] = _gains(path, over, score, names)
        if one.bins:
            found[f"{path}.bins"] = _reliability(path)
    return found


def _gains(path: str, over: str, score: str, names: Sequence[str]) -> str:
    """One baseline: the gain at each distance with its interval, red where ours is worse."""
    fields = {part: f"datum.gains.{score}.{part}" for part in ("value", "low", "high", "says")}
    data = (
        alt.Chart(alt.NamedData(name=f"{path}.by_horizon"))
        .transform_flatten(["gains"])
        .transform_filter(f"datum.gains.over === {over!r}")
        .transform_calculate(**fields)
    )
    x = alt.X("name:N", title=None, sort=None, scale=alt.Scale(domain=list(names)), axis=_LEVEL)
    title = _SCORES[score]
    colour = alt.condition("datum.says === 'worse'", alt.value(RED), alt.value(BLUE))
    tooltip = [
        alt.Tooltip("name:N", title="ahead"),
        *(alt.Tooltip(f"{field}:Q", format=".3g") for field in ("value", "low", "high")),
        alt.Tooltip("says:N", title="ours is"),
    ]
    rule = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=GREY, strokeDash=[2, 2])
    layers = [
        rule.encode(y="zero:Q"),
        data.mark_rule(strokeWidth=2).encode(
            x=x, y=alt.Y("low:Q", title=title), y2="high:Q", color=colour
        ),
        data.mark_circle(size=60, opacity=1).encode(
            x=x, y=alt.Y("value:Q", title=title), color=colour, tooltip=tooltip
        ),
    ]
    return as_text(alt.layer(*layers).properties(width=WIDE, height=_HIGH))


def _reliability(path: str) -> str:
    """What came of what was said, with intervals; as often as said lies on the diagonal."""
    points = alt.Chart(alt.NamedData(name=f"{path}.bins")).transform_calculate(
        **{part: f"datum.came.{part}" for part in ("value", "low", "high")}
    )
    x = alt.X("said:Q", title="forecast", scale=_SCALE, axis=_AXIS)
    ends = alt.InlineData(values=[{"said": 0, "value": 0}, {"said": 1, "value": 1}])

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title="came about", scale=_SCALE, axis=_AXIS)

    tooltip = [
        alt.Tooltip("said:Q", title="forecast", format=".2%"),
        alt.Tooltip("value:Q", title="came about", format=".2%"),
        alt.Tooltip("forecasts:Q"),
    ]
    layers = [
        alt.Chart(ends).mark_line(color=GREY, strokeDash=[2, 2]).encode(x=x, y=y("value")),
        points.mark_rule(color=BLUE, strokeWidth=2).encode(x=x, y=y("low"), y2="high:Q"),
        points.mark_circle(color=BLUE, size=60, opacity=1).encode(
            x=x, y=y("value"), tooltip=tooltip
        ),
    ]
    return as_text(alt.layer(*layers).properties(width=WIDE, height=_SQUARE))
