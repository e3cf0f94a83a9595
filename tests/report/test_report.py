"""What the report's text says of itself: all of it is marked, and nothing is fetched."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from peripheries.report import build_report
from peripheries.report.shown import NOTHING, Shown, count, in_words, percent
from peripheries.study import Results, as_json

VOID = {"meta", "link", "input", "br", "hr", "img"}
SILENT = {"script", "style", "title", "option"}


class Words(HTMLParser):
    """Collects every piece of text with the attributes of the elements around it."""

    def __init__(self) -> None:
        super().__init__()
        self.around: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[str, dict[str, str | None] | None]] = []

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in VOID:
            self.around.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.around.pop()[0] == tag, tag

    def handle_data(self, data) -> None:
        if data.strip() and not SILENT & {tag for tag, _ in self.around}:
            marks = [a for _, a in self.around if "data-path" in a]
            self.found.append((data, marks[-1] if marks else None))


@pytest.fixture(scope="module")
def words(report: Path) -> Words:
    parser = Words()
    parser.feed(report.read_text(encoding="utf-8"))
    return parser


def at(results: object, path: str) -> object:
    for key in path.split("."):
        results = results[int(key)] if isinstance(results, list) else results[key]
    return results


def test_every_number_of_the_report_is_marked(words: Words) -> None:
    bare = [text for text, mark in words.found if mark is None and re.search(r"\d", text)]
    assert bare == []


def test_what_is_marked_stands_in_the_results(words: Words, results: Results) -> None:
    whole = json.loads(as_json(results))
    numbers = 0
    for text, mark in words.found:
        if mark is None:
            continue
        value = at(whole, mark["data-path"])
        if "data-count" in mark:
            assert str(len(value)) == text
        elif "value" in mark:
            assert json.loads(mark["value"]) == value
            assert close(text, value), (text, value, mark)
            numbers += 1
        else:
            assert text == NOTHING if value is None else shows(text, str(value))
    assert numbers > 500


def shows(text: str, value: str) -> bool:
    """Whether the words are of the value: a part of it, or a name written as words."""
    return text in value or text == in_words(value)


def close(text: str, value: float) -> bool:
    """Whether the words show the number to the three digits that they have room for."""
    if text in {"<1%", ">99%"}:
        return 0 < value < 0.01 or 0.99 < value < 1
    scale = 0.01 if text.endswith("%") else 1
    read = float(text.rstrip("%").replace("−", "-").replace(",", "")) * scale
    return abs(read - value) <= max(0.006 * abs(value), 0.0051 if scale < 1 else 0)


def test_every_link_within_the_report_leads_somewhere(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    wanted = set(re.findall(r'href="#([^"]+)"', text))
    assert len(wanted) > 300
    assert wanted <= set(re.findall(r'\bid="([^"]+)"', text))


def test_a_case_without_places_has_no_map(results: Results) -> None:
    actors = {c: a.model_copy(update={"place": None}) for c, a in results.case.actors.items()}
    case = results.case.model_copy(update={"actors": actors})
    assert 'id="theatres"' not in build_report(results.model_copy(update={"case": case}))


def test_the_report_needs_nothing_from_elsewhere(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert not re.search(r'<(script|img|link)[^>]+(src|href)="https?:', text)
    assert len(text) < 8_000_000


def test_a_number_that_is_not_in_the_results_cannot_be_shown() -> None:
    shown = Shown({"share": 0.004, "rows": [1, 2], "none": None, "words": "<b>"})
    assert percent(shown.share) == '<data value="0.004" data-path="share">&lt;1%</data>'
    assert count(shown.rows) == '<data value="2" data-path="rows" data-count="">2</data>'
    assert shown.none.__html__() == '<span data-path="none">–</span>'
    assert shown.words.__html__() == '<span data-path="words">&lt;b&gt;</span>'
    with pytest.raises(AttributeError):
        _ = shown.absent
