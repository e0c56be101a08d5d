"""What a reviewer sees, in Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from amts_core.deliver.review import as_markdown, in_words
from amts_core.deliver.sidecar import SegmentRecord

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
