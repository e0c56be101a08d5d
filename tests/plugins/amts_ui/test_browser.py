"""The pages in a real browser, in a frame as the Airflow UI makes it: theme, navigation, links out, no network."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium

pytestmark = pytest.mark.integration

# The sandbox is the one of Airflow's plugin page.
UI = """<!DOCTYPE html><html class="dark"><body>
<iframe src="/amts/" sandbox="allow-scripts allow-same-origin allow-forms allow-downloads"
 style="width: 1200px; height: 900px"></iframe></body></html>"""


@pytest.fixture
def address(reader: Any) -> Iterator[str]:
    """The UI with the page in it, on a port of this machine."""
    import uvicorn
    from fastapi import Response
    from fastapi.responses import HTMLResponse

    outer = reader.app
    outer.get("/favicon.ico")(lambda: Response(status_code=204))
    outer.get("/plugin")(lambda: HTMLResponse(UI))
    outer.get("/dags/{place:path}")(lambda place: HTMLResponse(f"<h1>DAG {place}</h1>"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(outer, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def tab(address: str, token: Any) -> Iterator[Any]:
    """A tab of Chromium with the cookie of a viewer; `requests` are the addresses that it asked for."""
    with chromium() as browser:
        tab = browser.new_page()
        tab.set_default_timeout(60_000)
        tab.context.add_cookies([{"name": "_token", "value": token(), "url": address}])
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

    page.locator("#pair-en-zh h2 a").click()
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
