"""The UI of the topology in a real browser: a user logs in, reads a report, and follows it to its run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
        tab.set_default_timeout(120_000)
        tab.goto(topology.api_url)
        tab.locator("input[name=username]").fill(USER)
        tab.locator("input[name=password]").fill(topology.secrets["AIRFLOW_PASSWORD"])
        tab.locator("input[name=password]").press("Enter")
        tab.get_by_text("Welcome").wait_for()
        yield tab


def test_a_user_logs_in_reads_a_report_and_follows_it_to_its_run(tab, topology, disturbed_run):
    tab.goto(f"{topology.api_url}/plugin/amts-reports")
    page = tab.frame_locator("iframe")
    page.locator("#pair-en-zh h2 a").click()
    page.locator("#runs th a").first.click()
    page.locator("article.example").first.wait_for()
    assert "holt-winters" in page.locator("body").inner_text()
    page.locator("#elsewhere a", has_text="DAG run").click()
    tab.wait_for_url(re.compile(rf"/dags/{DAG}/runs/"))
    assert disturbed_run.id in tab.url.replace("%3A", ":").replace("%2B", "+")
    tab.get_by_text("Success", exact=True).first.wait_for()


def test_the_graph_of_a_finished_run_shows_every_step(tab, topology, disturbed_run):
    tab.goto(f"{topology.api_url}/dags/{DAG}/runs/{disturbed_run.id.replace('+', '%2B')}")
    for task in ("find_changed", "extract_and_align", "update_parallel_data", "wait_for_job", "record_sync"):
        tab.locator(".react-flow__node", has_text=task).first.wait_for(state="attached")
    if PICTURES:
        tab.wait_for_timeout(3000)
        tab.screenshot(path=Path(PICTURES) / "graph.png")
