"""The desk in the native topology, in real browsers: a manager, two translators, and who may only look."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from amts_core.aws.keys import safe_name
from tests.browser import axe_violations, chromium
from tests.topology.book import DAG
from tests.topology.topology import USER, TopologyError

pytestmark = pytest.mark.integration

CHAPTER = "chapter_models/smoothing"
PEOPLE = {"ann": "User", "bob": "User", "vic": "Viewer"}
HOSTILE = '<script>alert(1)</script> & "it" <img src=x onerror=alert(2)>'
PICTURES = os.environ.get("AMTS_PICTURES")


@pytest.fixture(scope="module")
def people(topology: Any, api: Any) -> dict[str, str]:
    """Users of the UI with their passwords, made by its API."""
    password = topology.secrets["AIRFLOW_PASSWORD"]
    for name, role in PEOPLE.items():
        person = {"username": name, "first_name": name, "last_name": name, "email": f"{name}@example.com"}
        body = {**person, "password": password, "roles": [{"name": role}]}
        api._send("POST", "/auth/fab/v1/users", body, Authorization=f"Bearer {api.token}")
    return dict.fromkeys((*PEOPLE, USER), password)


@pytest.fixture(scope="module")
def waiting(world: Any) -> str:
    """A run of a changed chapter that waits for somebody to approve it."""
    run_id: str = world.api.trigger(
        DAG, {"chapters": [CHAPTER], "variants": ["sentence"], "require_approval": True, "force": False}
    )
    world.await_states(run_id, "approve_delivery", "awaiting_input", 1)
    return run_id


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """The sessions of people who have logged in: Airflow lets nobody log in more than five times in 40 seconds."""
    return {}


@pytest.fixture
def sit_down(topology: Any, people: dict[str, str], sessions: dict[str, Any]) -> Iterator[Callable[[str], Any]]:
    """Gives a tab in a browser of its own, in which somebody has logged in to Airflow."""
    with chromium() as browser:

        def sit(name: str) -> Any:
            place = browser.new_context(viewport={"width": 1400, "height": 950}, storage_state=sessions.get(name))
            tab = place.new_page()
            tab.set_default_timeout(180_000)
            tab.faults = []
            tab.on("pageerror", lambda error: tab.faults.append(str(error)))
            tab.on("dialog", lambda dialog: tab.faults.append(dialog.message))
            tab.goto(topology.api_url)
            if name not in sessions:
                tab.locator("input[name=username]").fill(name)
                tab.locator("input[name=password]").fill(people[name])
                tab.locator("input[name=password]").press("Enter")
            tab.get_by_text("Welcome").wait_for()
            sessions.setdefault(name, place.storage_state())
            return tab

        yield sit


def pages(topology: Any, run_id: str = "") -> str:
    """The address of the pages of the pair, or of a run."""
    return f"{topology.api_url}/amts/pairs/en-zh" + (f"/runs/{safe_name(run_id)}" if run_id else "")


def test_a_manager_finds_the_outdated_chapter_of_a_language(sit_down, topology, waiting):
    tab = sit_down(USER)
    tab.goto(f"{topology.api_url}/plugin/amts-reports")
    page = tab.frame_locator("iframe")
    page.locator("#board-en-zh th a").click()
    page.locator("select[name=state]").select_option("outdated")
    page.get_by_role("button", name="Show").click()
    page.locator("select[name=state] option[value=outdated][selected]").wait_for(state="attached")
    row = page.locator("tbody tr", has_text=CHAPTER)
    assert re.search(r"the next run translates \d+ segments?", row.inner_text())


def test_two_translators_and_a_viewer_review_a_chapter_before_it_is_delivered(sit_down, topology, world, waiting):
    place = f"{pages(topology, waiting)}/review/{CHAPTER}"
    ann, bob, vic = sit_down("ann"), sit_down("bob"), sit_down("vic")
    for tab in (ann, bob, vic):
        tab.goto(place)
        tab.faults.clear()  # of Airflow's own page, which was left
    segments = ann.locator("article.segment")
    left = int(ann.locator("#left").inner_text())
    assert left >= 3
    segments.nth(0).focus()
    ann.keyboard.press("a")
    segments.nth(0).locator(".decision", has_text="accepted by ann").wait_for()
    ann.keyboard.press("e")
    ann.keyboard.press("Control+A")
    ann.keyboard.type("这是安写的。")
    ann.keyboard.press("Control+Enter")
    segments.nth(1).locator(".decision", has_text="edited by ann").wait_for()
    segments.nth(2).locator("input[name=comment]").fill(HOSTILE)
    segments.nth(2).get_by_role("button", name="Reject").click()
    segments.nth(2).locator(".decision", has_text="rejected by ann").wait_for()
    assert ann.locator("#left").inner_text() == str(left - 3)

    bob.locator("article.segment").nth(1).get_by_role("button", name="Accept").click()
    told = bob.locator("article.segment").nth(1).locator(".problem")
    told.wait_for()
    assert "ann has decided on this segment in the meantime" in told.inner_text()
    bob.goto(f"{place}?state=decided&text=alert")
    assert HOSTILE in bob.locator("article.segment").inner_text()

    assert vic.locator("article.segment").count() >= 3
    assert vic.locator("textarea, form.decide").count() == 0
    assert "You may look, not decide" in vic.locator("body").inner_text()
    form = {"segment": "x", "seen": "0", "answer": "accept"}
    refused = vic.context.request.post(place, form=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status == 403
    assert ann.faults + bob.faults + vic.faults == []


def test_who_approves_sees_the_segments_and_the_delivery_has_what_was_decided(sit_down, topology, world, waiting):
    ann = sit_down("ann")
    ann.goto(f"{pages(topology, waiting)}/review/{CHAPTER}?state=decided")
    ann.locator(".decision", has_text="edited by ann").wait_for()
    ann.goto(f"{topology.api_url}/dags/{DAG}/runs/{quote(waiting)}/tasks/approve_delivery/required_actions")
    ann.locator("table td", has_text="without a safe place").or_(ann.locator("th", has_text="will be")).first.wait_for()
    link = ann.get_by_role("link", name="review", exact=True)
    assert link.get_attribute("href").endswith(f"/amts/pairs/en-zh/runs/{safe_name(waiting)}/review/{CHAPTER}")
    if PICTURES:
        ann.screenshot(path=Path(PICTURES) / "approval.png")
    ann.get_by_role("button", name="Approve").click()
    assert world.end(waiting) == "success", world.failures(waiting)
    [text] = [text for name, text in world.traces(waiting).chapters.items() if name.endswith("smoothing.md")]
    assert "这是安写的。" in text
    ann.goto(f"{pages(topology, waiting)}/delivery")
    assert "Approved by ann" in ann.locator(".ending").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(sit_down, topology, waiting, scheme):
    tab = sit_down("ann")
    tab.emulate_media(color_scheme=scheme)
    run = pages(topology, waiting)
    faults = []
    for place in (
        f"{topology.api_url}/amts/",
        pages(topology),
        f"{pages(topology)}/chapters",
        f"{run}/delivery",
        f"{run}/review/{CHAPTER}?state=all",
        run,
        f"{pages(topology)}/runs/none/delivery",
    ):
        tab.goto(place)
        faults += [f"{place}: {fault}" for fault in axe_violations(tab)]
    assert faults == []


def test_the_form_of_a_run_by_hand_offers_the_chapters_and_explains_each_field(sit_down, topology, waiting):
    tab = sit_down("ann")
    tab.goto(f"{topology.api_url}/dags/{DAG}")
    tab.get_by_role("button", name="Trigger").first.click()
    tab.get_by_text("Most that this run may cost").wait_for()
    words = tab.locator("[role=dialog][aria-modal=true]").inner_text()
    for sentence in ("Drafts take the place of human text", "How drafts are made", "The run waits, 14 days at most"):
        assert sentence in words
    if PICTURES:
        tab.screenshot(path=Path(PICTURES) / "form.png", full_page=True)
    tab.locator("[role=dialog][aria-modal=true] [role=combobox]").first.click()
    tab.get_by_role("option", name=CHAPTER).wait_for()


def test_a_chapter_that_does_not_exist_is_one_red_task_and_the_page_of_the_run_says_why(sit_down, topology, world, api):
    run_id = api.trigger(DAG, {"chapters": ["chapter_models/smoothin"], "require_approval": True})
    assert world.end(run_id) == "failed"
    states = api.task_states(DAG, run_id)
    assert [task for task, state in states.items() if state == "failed"] == ["find_changed"], states
    tab = sit_down("ann")
    tab.goto(f"{pages(topology, run_id)}/delivery")
    assert tab.locator(".ending .state").inner_text() == "failed"
    assert "no such chapter: chapter_models/smoothin;" in tab.locator("#failure .alert").inner_text()
    tab.goto(f"{topology.api_url}/amts/")
    assert "failed" in tab.locator("#pair-en-zh").inner_text()


def test_who_is_asked_sees_what_is_delivered_and_a_rejected_delivery_says_so_on_its_page(
    sit_down, topology, world, api
):
    run_id = api.trigger(DAG, {"chapters": ["index"], "force": True, "require_approval": True})
    world.await_states(run_id, "approve_delivery", "awaiting_input", 1)
    body = api.send("GET", f"/dags/{DAG}/dagRuns/{run_id}/taskInstances/approve_delivery/-1/hitlDetails")["body"]
    assert "- index" in body
    assert "Average BLEU: ACT, sentence pairs 0." in body
    tab = sit_down("bob")
    tab.goto(f"{topology.api_url}/dags/{DAG}/runs/{quote(run_id)}/tasks/approve_delivery/required_actions")
    tab.get_by_text("drafts take the place of human text").wait_for()
    tab.get_by_role("button", name="Reject").click()
    assert world.end(run_id) == "failed", "a rejected delivery is no success"
    states = api.task_states(DAG, run_id)
    assert [states[task] for task in ("deliver", "record_sync", "confirm")] == ["skipped", "skipped", "failed"]
    assert world.traces(run_id).chapters == {}
    tab.goto(f"{pages(topology, run_id)}/delivery")
    assert tab.locator(".ending .state").inner_text() == "rejected"
    assert "Rejected by bob" in tab.locator(".ending").inner_text()


@pytest.mark.parametrize("wrong", [{"variants": []}, {"variants": ["best"]}, {"budget_usd": -1}, {"chapters": [""]}])
def test_what_cannot_work_is_refused_before_a_run_is_made(api, wrong):
    with pytest.raises(TopologyError, match="400"):
        api.trigger(DAG, wrong)
