"""Review in the browser: what is shown, who may write, and that two people do not overwrite each other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from amts_core.deliver.desk import Answer, desk_key, read_desk, segment_names
from amts_core.deliver.kept import Kept, dump_kept
from tests.plugins.amts_ui.conftest import CHAPTER, HOSTILE, made_story, put_run
from tests.plugins.amts_ui.test_app import text_of

PLACE = f"/amts/pairs/en-zh/runs/first/review/{CHAPTER}"
STORY = made_story()
NAMES = dict(zip([one.segment for one in STORY.segments], segment_names(STORY.segments), strict=True))
JSON = {"Accept": "application/json"}


def desk(store):
    return read_desk(store.find(desk_key("en-zh", CHAPTER)), CHAPTER)


def segment(page: str, name: str) -> str:
    return page[page.index(f'id="s-{NAMES[name]}"') :].split("</article>")[0]


@pytest.fixture
def delivered(store):
    put_run(store, branch="b")
    return store


class TestShown:
    def test_segments_come_in_reading_order_with_lines_and_marks(self, reader, delivered):
        page = reader.get(PLACE).text
        names = re.findall(r'id="s-([0-9a-f]+)', page)
        assert names[:4] == [NAMES["d0"], NAMES["d1"], NAMES["d2"], NAMES["c1"]]
        one = segment(page, "d1")
        assert "<del>old</del>" in one
        assert "<ins>new</ins>" in one
        assert "line 9" in one
        assert "source line 7" in segment(page, "d0")
        assert '<b id="left">5</b> of 7 segments' in page

    def test_what_is_to_be_known_of_a_chapter_stands_above_its_segments(self, reader, delivered):
        story = replace(STORY, notes=(f"mkdocs.yml does not list {HOSTILE}",), backward=("line 3: 1987, not 1978",))
        delivered.write(f"runs/en-zh/first/chapters/{CHAPTER}.json", dump_kept(Kept("# 题\n", story)))
        page = reader.get(PLACE)
        assert "mkdocs.yml does not list" in text_of(page)
        assert "for the source: line 3: 1987, not 1978" in text_of(page)
        assert "<script>alert" not in page.text

    def test_lines_lead_to_the_repositories_where_they_are_on_a_known_site(self, translator, delivered, setting):
        books = setting.config.books
        books["book-en"] = books["book-en"].model_copy(update={"location": "https://github.com/o/book.git"})
        books["book-zh"] = books["book-zh"].model_copy(update={"location": "git@gitlab.com:o/book-zh.git"})
        page = translator.get(PLACE).text
        assert f'href="https://github.com/o/book/blob/{"b" * 40}/en/{CHAPTER}.md#L7"' in page
        assert f'href="https://gitlab.com/o/book-zh/-/blob/b/zh/{CHAPTER}%201.md#L7"' in page

    def test_hostile_text_stays_text_in_every_field(self, reader, delivered, translator):
        page = translator.get(PLACE, params={"state": "all", "text": HOSTILE}).text
        translator.post(
            PLACE, data={"segment": NAMES["d0"], "seen": 0, "answer": "edit", "text": HOSTILE, "comment": HOSTILE}
        )
        page += translator.get(PLACE, params={"state": "all"}).text
        body = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
        assert "<script" not in body
        assert "<img" not in body
        assert "&lt;script&gt;alert(1)" in body

    @pytest.mark.parametrize(
        ("wish", "shown"),
        [
            ({"state": "all"}, 7),
            ({"state": "left"}, 5),
            ({"state": "flagged"}, 2),
            ({"state": "decided"}, 0),
            ({"state": "all", "kind": "changed"}, 3),
            ({"state": "all", "text": "TEXT 2"}, 1),
            ({"state": "all", "text": "新文1"}, 1),
            ({"state": "all", "alike": "50"}, 2),
            ({"state": "all", "alike": "90"}, 1),
            ({"state": "nonsense"}, 5),
            ({"state": "all", "page": 9}, 7),
        ],
    )
    def test_segments_are_found_by_state_kind_likeness_and_text(self, reader, delivered, wish, shown):
        assert reader.get(PLACE, params=wish).text.count("<article") == shown

    @pytest.mark.parametrize(
        ("order", "names"),
        [("book", ["d0", "d1", "d2", "c1"]), ("work", ["d0", "d1", "d2", "c1"]), ("doubt", ["d2", "d1", "d0", "c1"])],
    )
    def test_segments_come_in_the_order_that_is_asked_for(self, reader, delivered, order, names):
        scores = {NAMES["d0"]: 0.9, NAMES["d1"]: 0.4, NAMES["d2"]: 0.1}
        delivered.write_json("runs/en-zh/first/quality/1.json", {CHAPTER: scores})
        page = reader.get(PLACE, params={"order": order}).text
        assert re.findall(r'id="s-([0-9a-f]+)', page)[:4] == [NAMES[name] for name in names]
        assert "quality 0.400" in page

    def test_segments_are_found_by_what_somebody_remarked(self, translator, delivered):
        translator.post(PLACE, data={"segment": NAMES["d1"], "seen": 0, "answer": "", "comment": "Ask Eva."})
        assert translator.get(PLACE, params={"state": "all", "text": "ask eva"}).text.count("<article") == 1

    def test_a_chapter_that_the_run_did_not_make_is_said(self, reader, delivered):
        answer = reader.get("/amts/pairs/en-zh/runs/first/review/chapter_x/none")
        assert answer.status_code == 404
        assert "has not put chapter_x/none together" in answer.text


class TestRights:
    def test_a_viewer_may_look_and_not_write(self, reader, delivered):
        page = reader.get(PLACE)
        assert page.status_code == 200
        assert "<textarea" not in page.text
        assert "You may look, not decide" in page.text
        for address in (PLACE, "/amts/pairs/en-zh/runs/first/delivery"):
            answer = reader.post(
                address,
                data={"segment": NAMES["d1"], "seen": 0, "answer": "accept"},
                headers={"Sec-Fetch-Site": "same-origin"},
            )
            assert answer.status_code == 403
        assert desk(delivered).decisions == ()

    def test_nobody_writes_without_a_token(self, visitor, delivered):
        answer = visitor.post(PLACE, data={"segment": NAMES["d1"], "seen": 0, "answer": "accept"})
        assert answer.status_code == 401

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "", "Origin": "null"},
            {"Sec-Fetch-Site": ""},
        ],
    )
    def test_a_request_from_another_site_is_refused(self, translator, delivered, headers):
        form = {"segment": NAMES["d1"], "seen": 0, "answer": "accept"}
        assert translator.post(PLACE, data=form, headers=headers).status_code == 403
        assert desk(delivered).decisions == ()

    def test_an_old_browser_that_names_our_origin_and_a_program_with_a_token_may(self, translator, token, delivered):
        form = {"segment": NAMES["d1"], "seen": 0, "answer": "accept"}
        ours = {"Sec-Fetch-Site": "", "Origin": "http://testserver", **JSON}
        assert translator.post(PLACE, data=form, headers=ours).status_code == 200
        translator.cookies.clear()
        bearer = {"Authorization": f"Bearer {token('user')}", "Sec-Fetch-Site": "", **JSON}
        form |= {"segment": NAMES["d2"]}
        assert translator.post(PLACE, data=form, headers=bearer).status_code == 200


class TestDecisions:
    def test_who_and_when_and_what_is_kept_and_shown(self, translator, delivered):
        form = {"segment": NAMES["d1"], "seen": 0, "answer": "edit", "text": "人写的。", "comment": "term"}
        answer = translator.post(PLACE, data=form, headers=JSON)
        assert answer.status_code == 200
        assert answer.json()["left"] == 4
        assert answer.json()["done"] is True
        kept = desk(delivered).of(NAMES["d1"])
        assert (kept.answer, kept.text, kept.by, kept.comment) == (Answer.EDIT, "人写的。", "ann", "term")
        page = translator.get(PLACE, params={"state": "decided"}).text
        assert "edited by ann, 20" in segment(page, "d1")
        assert "人写的。" in segment(page, "d1")
        assert "ann: term" in text_of(translator.get(PLACE, params={"state": "decided"}))
        assert "delivered 2 3 1 0 1 3 1 4" in text_of(translator.get("/amts/pairs/en-zh/runs/first/delivery"))

    def test_it_survives_a_new_run_of_the_same_text(self, translator, delivered):
        translator.post(PLACE, data={"segment": NAMES["d1"], "seen": 0, "answer": "accept"}, headers=JSON)
        put_run(delivered, "second", branch="b")
        page = translator.get(PLACE.replace("first/review", "second/review"), params={"state": "decided"}).text
        assert "accepted by ann" in segment(page, "d1")
        put_run(delivered, "third", drafts=0, branch="b")  # its chapter has no such segment
        assert re.search(
            r"first delivered 2 0 1 0 1 \d 0 ", text_of(translator.get("/amts/pairs/en-zh/runs/third/delivery"))
        )

    def test_the_later_of_two_people_is_told(self, translator, delivered):
        form = {"segment": NAMES["d1"], "seen": 0, "answer": "accept"}
        assert translator.post(PLACE, data=form, headers=JSON).status_code == 200
        late = translator.post(PLACE, data=form | {"answer": "reject"}, headers=JSON)
        assert late.status_code == 409
        assert "ann has decided on this segment in the meantime" in late.json()["reason"]
        page = translator.post(PLACE, data=form | {"answer": "reject"})
        assert page.status_code == 409
        assert "in the meantime" in text_of(page)
        assert desk(delivered).of(NAMES["d1"]).answer is Answer.ACCEPT
        again = translator.post(PLACE, data=form | {"answer": "reject", "seen": 1}, headers=JSON)
        assert again.json()["seen"] == 2

    def test_without_script_the_page_comes_back_at_its_segment(self, translator, delivered):
        answer = translator.post(
            f"{PLACE}?state=all&page=1",
            data={"segment": NAMES["d1"], "seen": 0, "answer": "accept"},
            follow_redirects=False,
        )
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"{PLACE}?state=all")
        assert answer.headers["Location"].endswith(f"#s-{NAMES['d1']}")

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ({"segment": "nonsense", "seen": 0, "answer": "accept"}, 404),
            ({"segment": NAMES["d1"], "seen": 0, "answer": "edit", "text": " "}, 422),
            ({"segment": NAMES["d1"], "seen": 0, "answer": ""}, 422),
            ({"segment": NAMES["d1"], "seen": -1, "answer": "accept"}, 422),
            ({"segment": NAMES["d1"], "seen": 0, "answer": "explode"}, 422),
            ({"segment": "x" * 41, "seen": 0, "answer": "accept"}, 422),
            ({}, 422),
        ],
    )
    def test_what_cannot_be_done_is_refused_with_the_reason(self, translator, delivered, form, status):
        answer = translator.post(PLACE, data=form, headers=JSON)
        assert answer.status_code == status
        assert answer.json()["reason"]
        assert desk(delivered).decisions == ()

    @pytest.mark.parametrize("name", ["..%2F..%2Fplan", "a%5Cb", "a%00", "a%2F%2Fb"])
    def test_a_name_that_no_chapter_can_have_is_not_found(self, translator, name):
        assert translator.get(f"{PLACE.rpartition('/review/')[0]}/review/{name}").status_code == 404

    def test_spans_that_an_edit_lost_are_told(self, translator, delivered):
        form = {"segment": NAMES["c1"], "seen": 0, "answer": "edit", "text": "它值三元。"}
        translator.post(PLACE, data=form, headers=JSON)
        assert "does not have &#39;`$3`&#39;" in translator.get(PLACE, params={"state": "decided"}).text


class TestImport:
    def test_an_edited_file_is_as_edited_in_the_page(self, translator, delivered):
        pypo = pytest.importorskip("translate.storage.pypo")
        place = "/amts/pairs/en-zh/runs/first/delivery"
        file = pypo.pofile.parsestring(translator.get(f"{place}/todo.po").content)
        for unit in file.units:
            if unit.source == "The new text 1":
                unit.target = "人写的。"
            elif unit.source == "The new text 2":
                unit.markfuzzy(False)
        answer = translator.post(place, files={"file": ("x.po", bytes(file))})
        assert "1 edited, 1 accepted." in text_of(answer)
        from_file = desk(delivered)
        delivered.delete(desk_key("en-zh", CHAPTER).rpartition("/")[0])
        for name, form in (("d1", {"answer": "edit", "text": "人写的。"}), ("d2", {"answer": "accept"})):
            translator.post(PLACE, data={"segment": NAMES[name], "seen": 0, **form}, headers=JSON)
        in_page = desk(delivered)
        assert [(one.segment, one.answer, one.text, one.by) for one in from_file.decisions] == [
            (one.segment, one.answer, one.text, one.by) for one in in_page.decisions
        ]

    def test_the_same_file_twice_changes_nothing_and_another_answer_is_told(self, translator, delivered):
        pypo = pytest.importorskip("translate.storage.pypo")
        place = "/amts/pairs/en-zh/runs/first/delivery"
        file = pypo.pofile.parsestring(translator.get(f"{place}/todo.po").content)
        unit = next(one for one in file.units if one.source == "The new text 1")
        unit.target = "人写的。"
        translator.post(place, files={"file": ("x.po", bytes(file))})
        before = desk(delivered)
        assert "0 edited, 0 accepted." in text_of(translator.post(place, files={"file": ("x.po", bytes(file))}))
        unit.target = "别的。"
        late = translator.post(place, files={"file": ("x.po", bytes(file))})
        assert "1 not taken:" in text_of(late)
        assert "in the meantime" in late.text
        assert desk(delivered) == before

    def test_a_file_that_is_none_is_refused_by_name(self, translator, delivered):
        answer = translator.post("/amts/pairs/en-zh/runs/first/delivery", files={"file": ("../<b>.zip", b"PK")})
        assert answer.status_code == 422
        assert "&lt;b&gt;.zip is neither XLIFF nor PO" in answer.text
