"""The section on backtests: every stream, way, gain and bin, and where a baseline was better."""

import json
import re
from pathlib import Path

import pytest

from peripheries.futures.backtest.base import BASELINES
from peripheries.report.backtested import backtest_charts, backtests_of
from peripheries.report.shown import Shown
from peripheries.study import Results


@pytest.fixture(scope="module")
def section(report: Path) -> str:
    text = report.read_text(encoding="utf-8")
    start = text.index('<section id="backtests"')
    return text[start : text.index("</section>", start)]


def test_every_stream_shows_its_ways_gains_and_bins(section: str, results: Results) -> None:
    assert len(results.backtests) == 2
    for i, one in enumerate(results.backtests):
        path = f"backtests.{i}"
        parts = [("whole", one.whole)]
        parts += [(f"by_horizon.{n}", part) for n, part in enumerate(one.by_horizon)]
        parts += [(f"by_kind.{n}", part) for n, part in enumerate(one.by_kind)]
        for name, part in parts:
            for n in range(len(part.gains)):
                assert f'data-path="{path}.{name}.gains.{n}.log.value"' in section
        for n in range(len(one.ways)):
            assert f'data-path="{path}.ways.{n}.interval"' in section
        for n in range(len(one.bins)):
            assert f'data-path="{path}.bins.{n}.came.value"' in section


def test_every_chart_of_the_section_is_there(section: str, results: Results) -> None:
    named = re.findall(r'data-chart="([^"]+)"', section)
    charts = backtest_charts(results.backtests)
    assert sorted(named) == sorted(charts)
    assert len(charts) == 2 * 2 * len(BASELINES) + 1
    assert not any('"values": [{"said": 0.' in chart for chart in charts.values())


def test_the_worst_for_ours_comes_first(results: Results) -> None:
    shown = Shown(json.loads(results.model_dump_json()))
    for told in backtests_of(shown):
        lost = [min(one.gain.log.value.raw, one.gain.crps.value.raw) for one in told.worse]
        assert lost == sorted(lost)
        assert all("worse" in (one.gain.log.says.raw, one.gain.crps.says.raw) for one in told.worse)
