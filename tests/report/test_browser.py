"""The report in a real browser: no error, no fetch, nothing cut, all within reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from peripheries.study import Results

CHROMIUM = Path("/usr/bin/chromium")
ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
VIEWS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_report(browser, report: Path):
    """Opens the report without a network; what went wrong is checked when the test ends."""
    wrong: list[str] = []

    def opened(width: int = 1440, scheme: str = "light", fragment: str = ""):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            offline=True,
            color_scheme=scheme,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: wrong.append(r.url) if r.url.startswith("http") else None)
        page.goto(report.as_uri() + fragment)
        return page

    yield opened
    assert wrong == []


def draw_all(page) -> None:
    """Draw every chart that is not inside something closed, as before printing."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(
        "[...document.querySelectorAll('.chart')].filter((c) => c.checkVisibility())"
        ".every((c) => c.querySelector('svg'))"
    )


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_it_opens_and_is_kept_as_a_picture(open_report, width: int, scheme: str) -> None:
    page = open_report(width, scheme)
    draw_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ARTEFACTS.mkdir(exist_ok=True)
    for name in ("top", "mechanisms", "explanations", "map", "model", "theatres", "measures"):
        place = page.locator("header" if name == "top" else f"#{name}")
        place.screenshot(path=ARTEFACTS / f"report-{width}-{scheme}-{name}.png")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(open_report, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_report(1440, scheme)
    page.evaluate(
        "for (const id of ['K01', 'K02', 'K03', 'K04', 'K31'])"
        " document.getElementById(id).open = true"
    )
    draw_all(page)
    found = axe.Axe().run(page).response["violations"]
    faults = [(v["id"], v["impact"], v["nodes"][0]["html"][:120], len(v["nodes"])) for v in found]
    assert [f for f in faults if f[1] in {"serious", "critical"}] == []
    page.context.close()


def test_claims_are_filtered_by_verdict_system_kind_and_words(open_report) -> None:
    page = open_report()
    shown = page.locator(".claim:visible")
    assert shown.count() == 39
    page.select_option("[data-filter=verdict]", "documented")
    documented = shown.count()
    assert 0 < documented < 39
    page.select_option("[data-filter=kind]", "forecast")
    assert shown.count() == 0
    page.select_option("[data-filter=verdict]", "")
    page.select_option("[data-filter=kind]", "")
    page.fill("[data-filter=words]", "workers earn")
    assert 0 < shown.count() < 39
    page.fill("[data-filter=words]", "")
    page.select_option("[data-filter=system]", "veto")
    assert 0 < shown.count() < 39
    assert page.locator(".filters output").inner_text() == f"{shown.count()} of 39 shown"
    page.context.close()


def test_a_chapter_without_a_claim_that_fits_is_hidden(open_report) -> None:
    page = open_report()
    page.select_option("[data-filter=verdict]", "documented")
    assert page.locator(".chapter:visible").count() == 1
    assert page.locator(".chapter:visible h3").first.inner_text().startswith("What holds")
    page.context.close()


def test_every_weight_of_every_stream_is_drawn(open_report, results: Results) -> None:
    page = open_report()
    draw_all(page)
    assert results.model is not None
    weights = [w for m in results.mechanisms for w in m.weights if w.value is not None]
    others = [s for s in results.model.streams if s.value is not None]
    legend = 3 + len({s.table for s in others})
    drawn = page.locator("[data-chart=weights] svg .mark-symbol path").count()
    assert drawn == len(weights) + len(others) + legend
    page.context.close()


def test_a_link_to_a_claim_opens_it(open_report) -> None:
    page = open_report(fragment="#K14")
    assert page.locator("#K14").get_attribute("open") is not None
    page.locator("a[href='#K24']").first.click()
    page.wait_for_function("document.getElementById('K24').open")
    page.context.close()


def test_the_keyboard_reaches_a_claim(open_report) -> None:
    page = open_report()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#K01 > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#K01").get_attribute("open") is not None
    page.context.close()


@pytest.mark.parametrize(
    ("button", "name", "first"),
    [
        ("[data-download=results]", "results.json", "{"),
        ("[data-download=claims]", "claims.csv", "id,paragraph,kind"),
        ("[data-download=events]", "events.csv", "event_id,stream,date"),
        ("[data-download=ties]", "ties.csv", "year,a,b"),
        ("[data-download=tests]", "tests.csv", "claim,number,test"),
        ("[data-download=weights]", "weights.csv", "mechanism,name,moves"),
        ("[data-download=knock_outs]", "knock_outs.csv", "mechanism,way,mean"),
        ("[data-download=compared]", "compared.csv", "claim,explanation,estimate"),
        ("[data-download=argdown]", "argument.argdown", "==="),
        ("[data-download=graphml]", "argument.graphml", "<?xml"),
        ("[data-csv=tone_rus_prk]", "tone_rus_prk.csv", "date,observed,level"),
    ],
)
def test_what_is_shown_can_be_downloaded(
    open_report, tmp_path: Path, button: str, name: str, first: str
) -> None:
    page = open_report()
    with page.expect_download() as download:
        page.locator(button).evaluate("(b) => b.click()")
    assert download.value.suggested_filename == name
    file = tmp_path / name
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(first)
    assert len(text.splitlines()) > 20
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_prints_without_cut_figures_and_in_dark_ink(open_report, scheme: str) -> None:
    page = open_report(800, scheme)
    draw_all(page)
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
    labels = "getComputedStyle(document.querySelector('.chart svg .role-axis-label text')).fill"
    assert page.evaluate(labels) == "rgb(0, 0, 0)"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.kicker')).color")
        == "rgb(68, 68, 68)"
    )
    assert len(page.pdf(format="A4")) > 100_000
    assert page.locator("nav").is_hidden()
    page.context.close()


def test_a_link_to_a_row_opens_its_year(open_report) -> None:
    page = open_report(fragment="#E0273")
    assert page.locator("#E0273").is_visible()
    page.context.close()
