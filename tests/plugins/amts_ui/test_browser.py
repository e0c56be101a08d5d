"""The pages in a real browser, in a frame as the Airflow UI makes it: theme, navigation, links out, no network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe_violations, chromium, served
from tests.plugins.amts_ui.conftest import CHAPTER, HOSTILE, put_run

pytestmark = pytest.mark.integration

# The sandbox is the one of Airflow's plugin page.
UI = """<!DOCTYPE html><html class="dark"><body>
<iframe src="/amts/" sandbox="allow-scripts allow-same-origin allow-forms allow-downloads"
 style="width: 1200px; height: 900px"></iframe></body></html>"""


PICTURES = os.environ.get("AMTS_PICTURES")
"""A folder for pictures of what the browser shows."""
SHOWN = {
    "board": "/amts/",
    "chapters": "/amts/pairs/en-zh/chapters",
    "pair": "/amts/pairs/en-zh",
    "scores": "/amts/pairs/en-zh/runs/first",
    "report": "/amts/pairs/en-zh/runs/first/report",
    "delivery": "/amts/pairs/en-zh/runs/first/delivery",
    "failure": "/amts/pairs/en-zh/runs/broken/delivery",
    "review": f"/amts/pairs/en-zh/runs/first/review/{CHAPTER}?state=all",
    "error": "/amts/pairs/xx-yy",
}


@pytest.fixture
def address(reader: Any) -> Iterator[str]:
    """The UI with the page in it, on a port of this machine."""
    from fastapi import Response
    from fastapi.responses import HTMLResponse

    outer = reader.app
    outer.get("/favicon.ico")(lambda: Response(status_code=204))
    outer.get("/plugin")(lambda: HTMLResponse(UI))
    outer.get("/dags/{place:path}")(lambda place: HTMLResponse(f"<h1>DAG {place}</h1>"))
    with served(outer) as address:
        yield address


@pytest.fixture
def tab(address: str, token: Any) -> Iterator[Any]:
    """A tab of Chromium with the cookie of a viewer; `requests` are the addresses that it asked for."""
    with chromium() as browser:
        tab = browser.new_page()
        tab.set_default_timeout(20_000)
        tab.context.add_cookies([{"name": "_token", "value": token("user"), "url": address}])
        tab.requests = []
        tab.on("request", lambda request: tab.requests.append(request.url))
        yield tab


def test_a_reader_walks_from_the_pairs_to_a_segment_and_out_to_airflow(tab, address, put, add_run):
    put("first")
    put("second", days=1)
    add_run("second", days=1)
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.goto(f"{address}/plugin")
    page = tab.frame_locator("iframe")

    page.locator("#pair-en-zh h3 a").click()
    chart = page.locator("#over-time .wide svg")
    assert chart.bounding_box()["width"] > 500

    page.locator("html[data-theme=dark]").wait_for(state="attached")
    dark = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    tab.evaluate("document.documentElement.className = 'light'")
    page.locator("html[data-theme=light]").wait_for(state="attached")
    assert dark == "rgb(18, 22, 29)"
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"

    page.locator("#runs th a").first.click()
    page.locator("select[name=chapter]").select_option("chapter_b/second")
    page.locator("select[name=order]").select_option("worst")
    page.get_by_role("button", name="Show").click()
    page.locator("select[name=order] option[value=worst][selected]").wait_for(state="attached")
    assert page.locator("article.example").count() == 6

    with tab.context.expect_page() as opened:
        page.locator("#elsewhere a", has_text="whole report").click()
    assert opened.value.locator("h1").inner_text() == "English → Chinese: book-zh"
    page.locator("#elsewhere a", has_text="DAG run").click()
    tab.wait_for_url("**/dags/amts_en_zh/runs/second")
    assert not faults
    assert all(request.startswith(address) for request in tab.requests)


def test_without_a_cookie_the_browser_is_asked_to_log_in(tab, address):
    tab.context.clear_cookies()
    tab.goto(f"{address}/amts/pairs/en-zh")
    assert tab.locator("h1").inner_text() == "Log in first"
    assert tab.locator("main a").get_attribute("href") == "/api/v2/auth/login?next=%2Famts%2Fpairs%2Fen-zh"


@pytest.fixture
def world(furnished, put, add_run):
    """Something on every page: a run that was delivered, and one that failed."""
    put("second", days=1)
    add_run("first")
    put_run(furnished, "broken")
    add_run("broken", state="failed", days=1)
    cause = {
        "task": "fetch_output",
        "what": "chapter_b/lost",
        "at": "2026-03-05",
        "reason": f"the job lost it {HOSTILE}",
    }
    furnished.write_json("runs/en-zh/broken/failures/one.json", cause)
    return furnished


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody_and_fits_its_screen(tab, address, world, scheme):
    tab.emulate_media(color_scheme=scheme)
    faults = []
    for name, place in SHOWN.items():
        for width in (1920, 1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            tab.goto(f"{address}{place}")
            if width != 1280:
                faults += [f"{name}: {fault}" for fault in axe_violations(tab)]
            if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append(f"{name} is wider than {width} px")
            cut = "[...document.querySelectorAll('.scroll')].some(one => one.scrollWidth > one.clientWidth)"
            if width >= 1280 and tab.evaluate(cut):
                faults.append(f"a table of {name} does not fit {width} px")
            if PICTURES:
                tab.screenshot(path=Path(PICTURES) / f"{name}-{scheme}-{width}.png", full_page=True)
    assert faults == []


def test_a_page_of_a_reviewer_is_for_everybody(tab, address, world):
    import io
    import zipfile

    content = tab.context.request.get(f"{address}/amts/pairs/en-zh/runs/first/delivery/review.zip").body()
    archive = zipfile.ZipFile(io.BytesIO(content))
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        tab.set_content(archive.read(archive.namelist()[0]).decode())
        assert axe_violations(tab) == []


def test_a_translator_reviews_by_keyboard_and_a_second_one_is_told(tab, address, world, token):
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("dialog", lambda dialog: faults.append(dialog.message))
    place = f"{address}/amts/pairs/en-zh/runs/first/review/{CHAPTER}"
    other = tab.context.browser.new_page()
    other.context.add_cookies([{"name": "_token", "value": token("user"), "url": address}])
    other.goto(place)
    tab.goto(place)
    segments = tab.locator("article.segment")
    assert tab.locator("#left").inner_text() == "5"
    segments.nth(0).focus()
    tab.keyboard.press("n")
    tab.keyboard.press("a")
    segments.nth(1).locator(".decision", has_text="accepted by ann").wait_for()
    assert segments.nth(2).evaluate("node => node === document.activeElement")
    tab.keyboard.press("e")
    tab.keyboard.press("Control+A")
    tab.keyboard.type("人写的。")
    tab.keyboard.press("Control+Enter")
    segments.nth(2).locator(".decision", has_text="edited by ann").wait_for()
    for _ in range(3):
        tab.keyboard.press("p")
    tab.keyboard.press("r")
    segments.nth(0).locator(".decision", has_text="rejected by ann").wait_for()
    assert tab.locator("#left").inner_text() == "2"

    other.locator("article.segment").nth(1).get_by_role("button", name="Reject").click()
    told = other.locator("article.segment").nth(1).locator(".problem")
    told.wait_for()
    assert "ann has decided on this segment in the meantime" in told.inner_text()
    tab.goto(f"{place}?state=decided")
    assert segments.count() == 3
    assert not faults


def test_a_manager_finds_the_outdated_chapter_of_a_language(tab, address, world):
    tab.goto(f"{address}/amts/")
    tab.locator("#board-en-zh th a").click()
    tab.locator("select[name=state]").select_option("outdated")
    tab.get_by_role("button", name="Show").click()
    row = tab.locator("tbody tr")
    assert row.count() == 1
    assert "the next run translates 4 segments" in row.inner_text()
    assert "2 commits, 30 words" in row.inner_text()
