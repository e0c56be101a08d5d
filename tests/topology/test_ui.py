"""The UI of the topology in a real browser: a user logs in, reads a report, and follows it to its run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from amts_core.aws.keys import safe_name
from tests.browser import chromium
from tests.topology.book import DAG
from tests.topology.topology import USER

pytestmark = pytest.mark.integration

PICTURES = os.environ.get("AMTS_PICTURES")
"""A folder for pictures of what the browser shows, such as docs/."""


@pytest.fixture
def tab(topology: Any) -> Iterator[Any]:
    """A tab of a user who has logged in."""
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1500, "height": 950}, color_scheme="light")
        tab.set_default_timeout(180_000)
        tab.goto(topology.api_url)
        tab.locator("input[name=username]").fill(USER)
        tab.locator("input[name=password]").fill(topology.secrets["AIRFLOW_PASSWORD"])
        tab.locator("input[name=password]").press("Enter")
        tab.get_by_text("Welcome").wait_for()
        yield tab


def test_a_user_logs_in_reads_a_report_and_follows_it_to_its_run(tab, topology, disturbed_run):
    tab.goto(f"{topology.api_url}/plugin/amts-reports")
    page = tab.frame_locator("iframe")
    page.locator("#pair-en-zh h3 a").click()
    page.locator(f"#runs th a[href*='{safe_name(disturbed_run.id)}']").click()
    page.locator("article.example").first.wait_for()
    assert "holt-winters" in page.locator("body").inner_text()
    if PICTURES:
        page.locator("#scores svg").first.wait_for()
        tab.screenshot(path=Path(PICTURES) / "ui.png")
    page.locator("#elsewhere a", has_text="DAG run").click()
    tab.wait_for_url(re.compile(rf"/dags/{DAG}/runs/"))
    assert disturbed_run.id in unquote(tab.url)
    tab.locator("text=Success >> visible=true").first.wait_for()


def test_the_graph_of_a_finished_run_shows_every_step(tab, topology, disturbed_run):
    tab.goto(f"{topology.api_url}/dags/{DAG}/runs/{quote(disturbed_run.id)}")
    tab.get_by_role("button", name="Show Graph").click()
    tab.get_by_role("button", name="Expand all task groups").first.click()
    for task in ("find_changed", "extract_and_align", "update_parallel_data", "wait_for_job", "record_sync"):
        tab.locator(".react-flow__node", has_text=task).first.wait_for(state="attached")
    if PICTURES:
        tab.evaluate(f"localStorage.setItem('direction-{DAG}', JSON.stringify('DOWN'))")
        tab.set_viewport_size({"width": 800, "height": 2300})
        tab.reload()
        tab.locator(".react-flow__node", has_text="confirm").first.wait_for(state="attached")
        tab.get_by_role("button", name="Collapse Details Panel").click()
        tab.wait_for_timeout(3000)
        tab.get_by_role("button", name="Fit View").click()
        tab.wait_for_timeout(3000)
        tab.locator(".react-flow").first.screenshot(path=Path(PICTURES) / "graph.png")
