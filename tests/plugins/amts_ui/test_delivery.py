"""The delivery page: how a run ended and by whom, its chapters, and its files."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import fields

import pytest

from amts_core.pipeline import forms
from tests.plugins.amts_ui.conftest import CHAPTER, HOSTILE, put_run
from tests.plugins.amts_ui.test_app import text_of

PLACE = "/amts/pairs/en-zh/runs/first/delivery"


def test_chapters_have_their_state_counts_and_reason(reader, furnished):
    page = reader.get(PLACE)
    words = text_of(page)
    assert "delivered Approved by bo. 1 chapters at 2026-03-05T02:10:00+00:00." in words
    assert "chapter_a/first delivered 2 3 1 0 1 3 0 5" in words
    assert "chapter_b/lost failed" in words
    assert "chapter_c/gone to remove" in words
    assert "amts/en-zh" in words
    assert "$0.25 estimated, budget $50.00" in words
    assert "<script>alert" not in page.text
    assert 'href="/amts/pairs/en-zh/runs/first/review/chapter_a/first"' in page.text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            {"state": "rejected", "by": "bo <b>"},
            "rejected Rejected by bo <b> at 2026-03-05T02:10:00+00:00: nothing was",
        ),
        ({"state": "nothing", "held": {CHAPTER: "edits wait"}, "chapters": []}, "nothing delivered All is held"),
        ({"state": "delivered", "held": {"chapter_c/gone": "too much"}}, "1 are held: the table says why"),
    ],
)
def test_how_a_run_ended_is_said_first(reader, store, outcome, said):
    put_run(store, **outcome)
    page = reader.get(PLACE)
    assert said in text_of(page).replace("&lt;", "<").replace("&gt;", ">")
    assert "bo <b>" not in page.text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("running", "going on"),
        ("failed", "failed Nothing was handed over"),
        ("awaiting_input", "waits for approval Approve or reject it"),
    ],
)
def test_a_run_without_outcome_is_what_airflow_says(reader, store, add_run, state, said):
    put_run(store)
    add_run("first", state=state)
    assert said in text_of(reader.get(PLACE))


def test_the_first_cause_of_a_failure_stands_first_with_its_chapter_and_way_out(reader, store, add_run):
    put_run(store)
    add_run("first", state="failed")
    for number, (task, reason) in enumerate([("fetch_output", f"cause {HOSTILE}; do this"), ("deliver", "later")]):
        store.write_json(
            f"runs/en-zh/first/failures/{task}.json",
            {"task": task, "what": "chapter_x", "at": f"2026-03-05T02:0{number}:00", "reason": reason},
        )
    page = reader.get(PLACE)
    words = text_of(page)
    assert words.index("fetch_output, chapter_x:") < words.index("later")
    assert "cause &lt;script&gt;" in page.text
    assert 'href="/dags/amts_en_zh/runs/first/tasks/fetch_output"' in page.text


def test_a_run_that_failed_before_its_plan_shows_the_cause(reader, store, add_run):
    add_run("first", state="failed")
    assert reader.get(PLACE).status_code == 404
    cause = {"task": "find_changed", "what": "", "at": "2026-03-05T02:00:00", "reason": "no such chapter"}
    store.write_json("runs/en-zh/first/failures/find_changed.json", cause)
    assert "find_changed: no such chapter" in text_of(reader.get(PLACE))


def test_chapters_that_the_budget_left_out_are_told(reader, store):
    put_run(store, branch="b")
    plan = store.read_json("runs/en-zh/first/plan.json")
    store.write_json("runs/en-zh/first/plan.json", plan | {"waiting": ["chapter_d/dear"]})
    words = text_of(reader.get(PLACE, params={"state": "waiting"}))
    assert "chapter_d/dear waiting" in words
    assert "the budget of the run: the next run takes it" in words


def test_what_the_plan_held_and_could_not_read_is_told_with_the_reason(reader, store):
    put_run(store, branch="b", held={"chapter_b/lost": "it was not put together: the run says why"})
    plan = store.read_json("runs/en-zh/first/plan.json")
    more = {"held": {"chapter_d/again": "rejected by bo"}, "unreadable": {"chapter_e/torn": "it is not UTF-8"}}
    store.write_json("runs/en-zh/first/plan.json", plan | more)
    words = text_of(reader.get(PLACE))
    assert "1 are held: the table says why" in words
    assert re.search("chapter_d/again held [– ]+ rejected by bo", words)
    assert re.search("chapter_e/torn failed [– ]+ it is not UTF-8", words)
    assert re.search("chapter_b/lost failed [– ]+ the job lost it", words)


def test_the_plan_of_the_pages_is_part_of_that_of_the_pipeline():
    kept = pytest.importorskip("amts_ui.kept")
    assert {one.name for one in fields(kept.Plan)} <= {one.name for one in fields(forms.Plan)}


def test_files_hold_the_delivery(reader, furnished):
    pytest.importorskip("translate.storage")

    def get(name):
        answer = reader.get(f"{PLACE}/{name}")
        assert answer.status_code == 200
        assert f'filename="en-zh-first-{name}"' in answer.headers["Content-Disposition"]
        return answer.content

    archive = zipfile.ZipFile(io.BytesIO(get("chapters.zip")))
    assert archive.namelist() == ["chapter_a/first 1.md"]  # as the translated book names its file
    assert archive.read("chapter_a/first 1.md").decode().startswith("# 题")
    assert zipfile.ZipFile(io.BytesIO(get("review.zip"))).namelist() == ["chapter_a/first 1.md.html"]
    assert b"chapter_a/first 1.md" in get("TODO.md")
    assert get("chapters.patch").startswith(b"---")
    for name in ("todo.xlf", "todo-2.0.xlf", "todo.po", "todo.tmx"):
        assert b"The new text 1" in get(name)
    assert reader.get(f"{PLACE}/secrets").status_code == 404
    assert reader.get("/amts/pairs/en-zh/runs/other/delivery/TODO.md").status_code == 404


def test_a_delivery_has_no_patch_before_it_is_handed_over(reader, store):
    put_run(store)
    assert "chapters.patch" not in reader.get(PLACE).text
    assert reader.get(f"{PLACE}/chapters.patch").status_code == 404


def test_without_translate_toolkit_the_way_to_it_is_said(reader, furnished, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "translate.storage", None)
    answer = reader.get(f"{PLACE}/todo.po")
    assert answer.status_code == 503
    assert "amts[exchange]" in answer.text


def test_what_is_to_be_known_of_the_whole_book_is_shown_and_in_the_list(reader, store):
    put_run(store, notes=["2 links of the translated book lead nowhere", f"b.md, line 3: {HOSTILE}"])
    page = reader.get(PLACE)
    assert "The book after this run 2 links of the translated book lead nowhere b.md, line 3: " in text_of(page)
    assert "<script>alert" not in page.text
    assert "- `2 links of the translated book lead nowhere`" in reader.get(f"{PLACE}/TODO.md").text


def test_faults_of_the_source_are_shown(reader, store):
    put_run(store, backward={CHAPTER: [f"line 3: 1987, where the translation has {HOSTILE}"]})
    page = reader.get(PLACE)
    assert f"{CHAPTER}, line 3: 1987, where the translation has" in text_of(page)
    assert "<script>alert" not in page.text


def test_a_link_of_an_outcome_is_never_a_script(reader, store):
    put_run(store, pull_request="javascript:alert(1)")
    assert 'href="javascript' not in reader.get(PLACE).text


def test_a_story_that_cannot_be_read_leaves_the_others_whole(reader, store):
    put_run(store, chapters=(CHAPTER, "chapter_a/second"), branch="b")
    store.write("runs/en-zh/first/chapters/chapter_a/second.json", "{")
    page = text_of(reader.get(PLACE))
    assert "chapter_a/first delivered 2 3" in page
    answer = reader.get("/amts/pairs/en-zh/runs/first/review/chapter_a/second")
    assert answer.status_code == 503
    assert "cannot be read" in answer.text
