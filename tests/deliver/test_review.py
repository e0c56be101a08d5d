"""What a reviewer sees, in Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from amts_core.book.chapter import parse_chapter
from amts_core.deliver.review import (
    CHECKLIST,
    ONLY_THE_FRAME,
    Delivered,
    as_markdown,
    delivered_chapter,
    in_words,
    lines_of,
    marked,
    review_page,
    similarity,
    to_do_list,
    to_review,
)
from amts_core.deliver.sidecar import Provenance, SegmentRecord

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def visible(text: str) -> str:
    """What a reader sees of a paragraph in Markdown; AssertionError if anything in it is markup."""
    [inline] = [token for token in MARKDOWN.parse(f"x {text} x") if token.type == "inline"]
    assert {child.type for child in inline.children or ()} <= {"text"}, inline.children
    return "".join(child.content for child in inline.children or ()).removeprefix("x").removesuffix("x").strip()


@given(st.text(alphabet="ab 梯*_`~[]()<>|!&;#$\\\"'/=:.-+\n", max_size=40))
def test_text_is_no_markup(text: str) -> None:
    assert visible(as_markdown(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "![x](http://e/x.png)", "a | b", "**b** &amp; `c`"])
def test_hostile_text_stays_in_its_cell(text: str) -> None:
    record = SegmentRecord("a", text, text, "machine", (text,), "changed", text, text)
    table = f"| a | b | c | d |\n|---|---|---|---|\n{in_words(record)}"
    html = MARKDOWN.render(table)
    assert html.count("<td>") == 4
    assert not any(tag in html for tag in ("<script", "<img", "<strong", "<code"))


def test_a_draft_beside_a_human_text_is_what_will_be() -> None:
    kept = SegmentRecord("a", "S.", "人。", "human", (), "beside", draft="机。")
    assert in_words(kept) == "| without a safe place | S. | 人。 | 机。 |"


def test_a_long_text_is_shortened() -> None:
    assert as_markdown("a" * 50, most=10) == "a" * 9 + "…"


TEXT = "It costs a coin."


def record(change: str, source: str = TEXT, target: str = "它值一枚硬币。", **known: object) -> SegmentRecord:
    return SegmentRecord("b1", source, target, "human", change=change, **known)  # type: ignore[arg-type]


def delivered(*records: SegmentRecord, path: str = "a b.md", **known: object) -> Delivered:
    text = "\n\n".join(one.target for one in records)
    return Delivered(path, parse_chapter(text, id="a"), Provenance("a", records, **known))  # type: ignore[arg-type]


def test_segments_come_by_the_effort_to_be_expected_and_what_needs_nobody_last() -> None:
    wanted = [
        record("outdated"),
        record("new", source=f"{TEXT} It is a large one, of gold."),
        record("changed", flags=("look",)),
        record("beside"),
        record("changed"),
        record("kept", flags=("look",)),
        record("repaired"),
        record("deleted", source="", target="", former_source=f"{TEXT} Or two."),
        record("carried"),
        record("moved"),
        record("changed", flags=("told",), quiet=True),
    ]
    given = [wanted[place] for place in (10, 3, 9, 0, 8, 1, 7, 2, 6, 5, 4)]
    assert to_review(Provenance("a", (record("kept"), *given[:5]), tuple(given[5:]))) == wanted


def test_the_to_do_list_says_what_happened_and_links_to_the_line() -> None:
    one = delivered(
        record("kept"), record("new", target="新的。", flags=("a `b`",)), flags=("on all",), notes=("known",)
    )
    text = to_do_list([one], link="https://e/{path}#L{line}", notes=("a dead link",))
    assert [line for line in text.splitlines() if line.startswith("- [ ]")][: len(CHECKLIST)] == [
        f"- [ ] {item}" for item in CHECKLIST
    ]
    assert text.split("## ")[1:] == [
        "`a b.md`\n\n1 kept, 1 new, 2 flagged\n\n- flagged: `on all`\n"
        "- [ ] new, [line 3](https://e/a%20b.md#L3): `新的。` – `` a `b` ``\n- for your information: `known`\n\n",
        "The book after the last run\n\n- `a dead link`\n",
    ]


def test_what_is_not_up_to_date_stands_before_the_flags_of_the_chapter() -> None:
    text = to_do_list([delivered(record("outdated"), record("new"), flags=("on all",))])
    places = [text.index(words) for words in ("NOT UP TO DATE", "flagged: `on all`", "[ ] new")]
    assert places == sorted(places)


def test_a_chapter_in_which_no_sentence_changed_says_so() -> None:
    assert ONLY_THE_FRAME in to_do_list([delivered(record("kept"))])
    assert "nothing to translate" in to_do_list([delivered()])


def test_a_text_that_has_no_place_has_no_line_and_a_long_one_is_cut() -> None:
    gone = record("deleted", source="", target="", former_source="Gone.", former_target="去" * 100)
    [task] = [line for line in to_do_list([delivered(gone)]).splitlines() if "deleted" in line and "[ ]" in line]
    assert task == f"- [ ] deleted: `{'去' * 79}…`"


def test_the_page_shows_the_text_that_stays_beside_the_draft_that_does_not_stand() -> None:
    page = review_page(delivered(record("outdated", former_source="It cost a coin.", draft="它要两枚硬币。")))
    assert "它<del>值一</del><ins>要两</ins>" not in page
    assert "它<del>值一</del>枚硬币。" in page
    assert "它<ins>要两</ins>枚硬币。" in page
    assert '<article class="red">' in page


def test_a_small_change_is_pointed_out() -> None:
    words = " ".join(f"word{number}" for number in range(20))
    small = record("changed", source=f"{words} more", former_source=words)
    assert "a small change: the old translation may still fit" in review_page(delivered(small))
    large = record("changed", former_source="Another thing altogether.")
    other = record("repaired", source=f"{words} more", former_source=words)
    assert "a small change" not in review_page(delivered(large, other, record("changed")))


def test_lines_are_found_in_order_whatever_the_blanks() -> None:
    text = "# 同\n\n是。\n否，而且\n很长。\n\n是。\n"
    assert lines_of(text, ["同", "是。", "否，而且 很长。", "是。", "没有", "", "否"]) == [1, 3, 4, 7, None, None, 4]


def test_two_sources_are_as_alike_as_their_words_and_marks() -> None:
    assert similarity(record("changed", source="The big lamp.", former_source="The small lamp.")) == 0.75
    assert similarity(record("changed", source="the lamp", former_source="The Lamp")) == 1
    assert (similarity(record("new")), similarity(record("deleted", source="", former_source="x"))) == (None, None)


def test_differences_are_marked_by_words_and_by_characters_of_scripts_without_blanks() -> None:
    assert marked("A small <lamp", "A big <lamp") == ("A <del>small</del> &lt;lamp", "A <ins>big</ins> &lt;lamp")
    assert marked("灯很亮。", "灯真亮。") == ("灯<del>很</del>亮。", "灯<ins>真</ins>亮。")


def test_the_ending_of_a_chapter_tells_its_format() -> None:
    assert delivered_chapter("a.MDX", "# T\n", Provenance("a", ())).chapter.format.startswith("mdx")
    assert delivered_chapter("a.zh", "# T\n", Provenance("a", ())).chapter.id == "a"
