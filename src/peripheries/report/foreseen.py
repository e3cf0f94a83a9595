"""Questions in the order in which the report tells them, and charts of how reliable forecasts were.

The worst misses come first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, final

import altair as alt

from peripheries.report.charts import BLUE, GREY, WIDE, as_text
from peripheries.report.shown import Shown
from peripheries.study.results import ScoresResult

_HIGH: Final = 210
_SCALE: Final = alt.Scale(domain=[0, 1], nice=False)
_SIZES: Final = alt.Scale(domain=[1, 15], range=[22, 160], clamp=True)
_AXIS: Final = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])


@final
@dataclass(frozen=True)
class Questions:
    """scored: those that came out, worst first · open: with a forecast and no outcome · rest."""

    scored: list[Shown]
    open: list[Shown]
    rest: list[Shown]


def questions_of(shown: Shown) -> Questions:
    """The questions of a run."""
    by_id = {question.id.raw: question for question in shown.questions}
    scored = [by_id[one.raw] for one in shown.scores.questions]
    others = [q for q in shown.questions if q.id.raw not in {one.id.raw for one in scored}]
    foretold = [q for q in others if q.forecast.raw is not None]
    return Questions(scored, foretold, [q for q in others if q.forecast.raw is None])


def reliability_charts(scores: ScoresResult) -> dict[str, str]:
    """A chart of our calibration, and of that of each baseline, by the path of what it draws."""
    return {path: _reliability(path) for path in _paths(scores)}


def _paths(scores: ScoresResult) -> Iterator[str]:
    if scores.calibration is not None:
        yield "scores.calibration"
    for number, one in enumerate(scores.beside):
        if one.calibration is not None:
            yield f"scores.beside.{number}.calibration"


def _reliability(path: str) -> str:
    """The curve over the band of calibrated forecasters; as good as said lies on the diagonal."""
    points = alt.Chart(alt.NamedData(name=f"{path}.curve"))
    x = alt.X("forecast:Q", title="forecast", scale=_SCALE, axis=_AXIS)
    band = alt.Y("low:Q", title="came about", scale=_SCALE, axis=_AXIS)
    happened = alt.Y("happened:Q", title="came about", scale=_SCALE, axis=_AXIS)
    ends = alt.InlineData(values=[{"forecast": 0, "happened": 0}, {"forecast": 1, "happened": 1}])
    tooltip = [
        *(alt.Tooltip(f"{field}:Q", format=".0%") for field in ("forecast", "happened")),
        alt.Tooltip("questions:Q"),
        *(alt.Tooltip(f"{field}:Q", format=".0%") for field in ("low", "high")),
    ]
    size = alt.Size("questions:Q", legend=None, scale=_SIZES)
    layers = [
        points.mark_area(color=GREY, opacity=0.25).encode(x=x, y=band, y2="high:Q"),
        alt.Chart(ends).mark_line(color=GREY, strokeDash=[2, 2]).encode(x=x, y=happened),
        points.mark_line(color=BLUE).encode(x=x, y=happened),
        points.mark_circle(color=BLUE, opacity=1).encode(
            x=x, y=happened, size=size, tooltip=tooltip
        ),
    ]
    return as_text(alt.layer(*layers).properties(width=WIDE, height=_HIGH))
