import json
import re
from datetime import date
from pathlib import Path

import pytest

from peripheries.case import find_case, read_case
from peripheries.report import build_report
from peripheries.study import as_json, run_case

TOP = {"schema_version", "case", "as_of", "record", "measures", "claims"} | {
    "mechanisms",
    "questions",
    "scenarios",
}


@pytest.fixture(scope="module")
def results() -> dict:
    case = read_case(find_case("two_peripheries"))
    return json.loads(as_json(run_case(case, case.about.as_of, lambda _: None)))


@pytest.fixture(scope="module")
def report(results: dict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(build_report(results), encoding="utf-8")
    return file


def test_results_hold_all_claims_and_at_least_22_verdicts(results: dict) -> None:
    assert set(results) >= TOP
    assert [c["id"] for c in results["claims"]] == [f"K{n:02d}" for n in range(1, 40)]
    judged = [c for c in results["claims"] if c["verdict"] != "untested"]
    assert len(judged) >= 22
    assert all(c["tests"] and c["reason"] and c["would_change"] for c in judged)
    assert all(c["waits_for"] for c in results["claims"] if c["verdict"] == "untested")


def test_every_marked_number_of_the_report_is_in_the_results(results: dict, report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    marked = re.findall(r'<data value="([^"]*)" data-path="([^"]*)"', text)
    assert len(marked) > 100
    for value, path in marked:
        found = results
        for key in path.split("."):
            found = found[int(key)] if isinstance(found, list) else found[key]
        assert str(found) == value, path


def test_the_report_needs_nothing_from_elsewhere(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert not re.search(r'<(script|img|link)[^>]+(src|href)="https?:', text)
    assert len(text) < 5_000_000


def test_an_answer_that_was_not_yet_known_is_not_told() -> None:
    case = read_case(find_case("two_peripheries"))
    then = run_case(case, date(2023, 3, 31), lambda _: None)
    assert {q["status"] for q in then["questions"]} == {"open"}
    assert not any("answer" in q for q in then["questions"])
    known = [e["known"] for e in then["record"]["events"]]
    assert max(known) <= "2023-03-31"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_the_report_opens_in_a_browser_without_error(report: Path, width: int) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(report.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.select_option("#f-verdict", "documented")
        assert page.locator(".claim:visible").count() < 39
        page.locator("#m-tone_rus_prk").scroll_into_view_if_needed()
        page.wait_for_selector("#m-tone_rus_prk svg")
        browser.close()
    assert not errors
