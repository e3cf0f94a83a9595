"""From results to one HTML file that needs nothing else."""

import json
from typing import Final

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from peripheries.report.charts import breaks_chart, measure_chart, timeline_chart
from peripheries.study import Plain, Results

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


def build_report(results: Results) -> str:
    """The report as HTML text: fonts, scripts and data inside, no link that it needs."""
    environment = Environment(
        loader=PackageLoader("peripheries.report"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    template = environment.get_template("report.html.j2")
    case = _set(results["case"])
    record = _set(results["record"])
    events = [_set(e) for e in _list(record["events"])]
    charts = {
        str(m["id"]): measure_chart(m, str(case["pivot_date"]))
        for m in map(_set, _list(results["measures"]))
        if m["points"]
    }
    charts |= {
        f"{m['id']}-breaks": breaks_chart(_set(m["breaks"]))
        for m in map(_set, _list(results["measures"]))
        if m["breaks"]
    }
    charts["timeline"] = timeline_chart(events)
    return template.render(
        r=results,
        case=case,
        record=record,
        classes=_CLASSES,
        events={str(e["event_id"]): e for e in events},
        charts=_inline("{" + ",".join(f"{json.dumps(k)}:{v}" for k, v in charts.items()) + "}"),
        results_json=_inline(json.dumps(results, ensure_ascii=False)),
        bundle=_bundle(),
    )


def _bundle() -> str:
    """The charting library as text; its own stub wrongly demands a snippet of code to wrap."""
    text = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    return text.replace("</script", "<\\/script")


def _inline(text: str) -> str:
    """JSON that may stand inside a script element."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _number(value: Plain) -> str:
    """A number as it is read: three significant digits."""
    if not isinstance(value, int | float):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def _set(value: Plain) -> dict[str, Plain]:
    assert isinstance(value, dict)  # as the results' schema says
    return value


def _list(value: Plain) -> list[Plain]:
    assert isinstance(value, list)  # as the results' schema says
    return value
