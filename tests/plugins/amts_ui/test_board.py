"""The board: how far each language is, before the first run too, and which chapters are shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.deliver.status import ChapterState, read_status, write_status
from tests.plugins.amts_ui.conftest import made_status
from tests.plugins.amts_ui.test_app import text_of


def test_a_pair_has_a_row_with_its_counts_dates_and_next_step(reader, furnished):
    page = reader.get("/amts/").text
    row = page[page.index('id="board-en-zh"') :].split("</tr>")[0]
    words = re.sub(r"<[^>]+>", " ", row)
    assert "90 %" in words
    assert "2026-03-04" in words
    assert "2026-02-01" in words
    assert "run: 4 segments of 1 chapter, about $0.50" in words


def test_a_pair_that_nothing_has_looked_at_is_looked_at(reader, setting):
    page = reader.get("/amts/").text
    assert page.count("a first look goes on") == 2
    assert sorted(setting.looks.wanted) == ["en-es", "en-zh"]
    setting.looks.failed = "cannot reach the book <b>"
    page = reader.get("/amts/pairs/en-zh/chapters").text
    assert "The first look failed: cannot reach the book &lt;b&gt;" in page


def test_a_status_that_cannot_be_read_is_named_and_the_others_are_shown(reader, furnished):
    furnished.write("state/en-es/status.json", "{}")
    page = text_of(reader.get("/amts/"))
    assert "s3://amts-test/amts/state/en-es/status.json cannot be read" in page
    assert "90 %" in page


def test_chapters_are_found_by_state_and_name_and_stay_text(reader, furnished):
    page = reader.get("/amts/pairs/en-zh/chapters").text
    assert "part &lt;b&gt;0&lt;/b&gt;" in page
    assert "<b>0</b>" not in page
    outdated = reader.get("/amts/pairs/en-zh/chapters", params={"state": "outdated"}).text
    assert "chapter_000" in outdated
    assert "chapter_001" not in outdated
    named = reader.get("/amts/pairs/en-zh/chapters", params={"text": "CHAPTER_001"}).text
    assert "1 chapters." in named
    hostile = reader.get("/amts/pairs/en-zh/chapters", params={"text": '"><script>x'}).text
    assert "<script>x" not in hostile
    assert "No such chapter" in hostile


def test_a_delivered_chapter_leads_to_its_review(reader, furnished):
    page = reader.get("/amts/pairs/en-zh/chapters").text
    assert 'href="/amts/pairs/en-zh/runs/first/review/chapter_002/part%20%3Cb%3E2%3C/b%3E"' in page


def test_files_are_the_status(reader, furnished):
    answer = reader.get("/amts/pairs/en-zh/status/status.json")
    assert read_status(answer.text) == made_status()
    assert "| en-zh | 90 % |" in reader.get("/amts/pairs/en-zh/status/status.md").text
    assert reader.get("/amts/pairs/en-zh/status/badge.svg").headers["Content-Type"] == "image/svg+xml"
    assert reader.get("/amts/pairs/en-zh/status/secrets").status_code == 404
    assert reader.get("/amts/pairs/en-es/status/status.md").status_code == 404


@given(
    state=st.sampled_from(["", "outdated", "up to date", "unknown"]), text=st.sampled_from(["", "1", "CHAPTER", "zz"])
)
def test_the_pages_together_are_the_chosen_chapters(state, text):
    from amts_ui.paging import Wanted, chapters_of

    status = made_status(chapters=170)
    states = [known.value for known in ChapterState]
    first = chapters_of(status.chapters, Wanted(text, 1, state), states)
    shown = [
        one.chapter
        for page in range(1, first.pages + 1)
        for one in chapters_of(status.chapters, Wanted(text, page, state), states).rows
    ]
    wanted = [
        one.chapter
        for one in status.chapters
        if state not in states or one.state.value == state
        if text.lower() in one.chapter
    ]
    assert shown == wanted
    assert first.count == len(wanted)


@pytest.mark.parametrize("page", [0, -1, 10**40])
def test_a_page_that_does_not_exist_is_the_nearest(reader, furnished, page):
    assert reader.get("/amts/pairs/en-zh/chapters", params={"page": page}).status_code == 200


def test_a_page_that_is_no_number_is_refused(reader, furnished):
    assert reader.get("/amts/pairs/en-zh/chapters", params={"page": "last"}).status_code == 422


def test_a_first_look_is_made_by_the_command_and_kept(store, setting, tmp_path):
    """The process cannot see the S3 of this test: what it says is kept as the reason."""
    from amts_ui.looking import Looks

    looks = Looks(tmp_path / "gone.yaml")
    assert looks.begin("en-zh", store) == ""
    process = looks._going["en-zh"][0]
    assert looks.begin("en-es", store) == ""
    assert list(looks._going) == ["en-zh"]
    process.wait(60)
    reason = looks.begin("en-zh", store)
    assert reason.startswith("amts: no configuration file")
    assert looks._going == {}
    assert looks.begin("en-zh", store, again=True) == ""
    looks._going["en-zh"][0].kill()


def test_a_status_that_is_written_again_is_shown(reader, furnished):
    furnished.write("state/en-zh/status.json", write_status(made_status(chapters=2)))
    assert "2 chapters, " in text_of(reader.get("/amts/"))
