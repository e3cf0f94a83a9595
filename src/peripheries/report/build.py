"""From results to one HTML file that needs nothing else."""

import json
from importlib.resources import files
from typing import Final

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from peripheries.report.backtested import backtest_charts, backtests_of
from peripheries.report.charts import measure_chart, placebo_chart, specifications_chart
from peripheries.report.foreseen import questions_of, reliability_charts
from peripheries.report.ledger import favoured, ledger, premises, rivals
from peripheries.report.modelled import model_charts
from peripheries.report.picture import picture
from peripheries.report.shown import (
    Shown,
    count,
    host,
    listed,
    pairs,
    percent,
    tenths,
    worded,
    year,
)
from peripheries.report.whatif import side_by_side, told_through, whatif_chart
from peripheries.report.world import map_chart, timeline_chart
from peripheries.study import Results
from peripheries.study.argument import as_argdown, as_graphml

_CLASSES: Final = {
    "supported": "holds",
    "documented": "holds",
    "leans for": "leans",
    "reported": "leans",
    "mixed": "unclear",
    "disputed": "unclear",
    "not found": "unclear",
    "leans against": "against",
    "contradicted": "against",
    "on record": "shown",
    "untested": "untested",
}
"""How a verdict looks: the colour and sign of its chip."""

_GROUPS: Final = (
    ("How states stand to each other", ("relation",)),
    ("What a tie weighs", ("importance",)),
    ("Between two rivals", ("equidistance",)),
    ("How alone they stand", ("isolation",)),
    ("How near they stand", ("alignment",)),
    ("One theatre or two", ("coupling",)),
    ("Conduct, openness, and the UN's name", ("conduct", "overtness", "invocation")),
    ("Series and figures", ("labour", "level")),
    ("Balance", ("balance",)),
)
_YEARS_BEFORE: Final = 5


def build_report(results: Results) -> str:
    """The report as HTML text: scripts and data inside, no link that it needs."""
    environment = Environment(
        loader=PackageLoader("peripheries.report"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": count,
        "host": host,
        "listed": listed,
        "pairs": pairs,
        "percent": percent,
        "tenths": tenths,
        "worded": worded,
        "year": year,
    }
    text = results.model_dump_json()
    shown = Shown(json.loads(text))
    return environment.get_template("report.html.j2").render(
        r=shown,
        case=shown.case,
        classes=_CLASSES,
        claims={c.id.raw: c for c in shown.claims},
        chapters=ledger(shown),
        mechanisms={m.declared.id.raw: m for m in shown.mechanisms},
        premises=premises(shown),
        ahead=questions_of(shown),
        past=backtests_of(shown),
        questions={q.id.raw: q for q in shown.questions},
        beside=side_by_side(shown),
        through=told_through(shown),
        rivals=rivals(shown),
        favoured=favoured(shown),
        nodes={n.id.raw: n for n in shown.argument.nodes},
        picture=picture(shown.argument),
        events={e.event_id.raw: e for e in shown.record.events},
        years=_years(shown),
        mapped=_mapped(results),
        groups=_groups(results, shown),
        charts=_inline(_charts(results)),
        results_json=_inline(text),
        exports=_inline(json.dumps(_exports(results), ensure_ascii=False)),
        land=_inline((files("peripheries.report") / "land.json").read_text(encoding="utf-8")),
        bundle=_bundle(),
    )


def _years(shown: Shown) -> list[dict[str, object]]:
    """The rows of the chronicle by year, the newest first."""
    by_year: dict[str, list[Shown]] = {}
    for event in shown.record.events:
        by_year.setdefault(str(event.date.raw)[:4], []).append(event)
    counts = shown.record.counted.by_year
    return [{"rows": by_year[y], "n": counts[y]} for y in sorted(by_year, reverse=True)]


def _mapped(results: Results) -> bool:
    """Whether there is anything to draw on a map."""
    placed = {code for code, actor in results.case.actors.items() if actor.place is not None}
    return any(tie.a in placed and tie.b in placed for tie in results.record.ties)


def _exports(results: Results) -> dict[str, str]:
    """The argument in the formats of other programs."""
    title, argument = results.case.about.title, results.argument
    return {
        "argdown": as_argdown(title, results.case.systems, argument),
        "graphml": as_graphml(title, argument),
    }


def _groups(results: Results, shown: Shown) -> list[tuple[str, list[Shown]]]:
    found = [
        (title, [shown.measures[i] for i, m in enumerate(results.measures) if m.measure in kinds])
        for title, kinds in _GROUPS
    ]
    return [(title, members) for title, members in found if members]


def _charts(results: Results) -> str:
    """Every chart by the path of what it draws, as one JSON object."""
    charts = {"timeline": timeline_chart(results.record), **reliability_charts(results.scores)}
    charts |= backtest_charts(results.backtests)
    pivot, last = results.case.about.pivot_date.year, results.as_of.year
    charts["map-before"] = map_chart(results.case, pivot - _YEARS_BEFORE, pivot - 1)
    charts["map-since"] = map_chart(results.case, pivot, last)
    for i, measure in enumerate(results.measures):
        if measure.points:
            charts[f"measures.{i}"] = measure_chart(measure, f"measures.{i}", "case.about")
    for i, claim in enumerate(results.claims):
        for j, test in enumerate(claim.tests):
            path = f"claims.{i}.tests.{j}"
            if test.estimate is not None and test.specifications:
                charts[f"{path}.specifications"] = specifications_chart(test, path)
            for k in range(len(test.placebos)):
                name = f"{path}.placebos.{k}"
                charts[name] = placebo_chart(name)
    charts |= whatif_chart(results.scenarios)
    if results.model is not None:
        charts |= model_charts(results.mechanisms, results.model)
    return "{" + ",".join(f"{json.dumps(name)}:{chart}" for name, chart in charts.items()) + "}"


def _bundle() -> str:
    """The charting library as text; its own stub wrongly demands a snippet of code to wrap."""
    text = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return text.replace("</script", "<\\/script")


def _inline(text: str) -> str:
    """JSON that may stand inside a script element."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")
