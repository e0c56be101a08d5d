"""Drafts in the frame of their chapter."""

from __future__ import annotations

import re
from functools import reduce

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import Granularity, segments
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter, compare_skeletons, rebuild_chapter
from tests.translate.round_trip import translated


def rebuilt(
    text: str, drafts: dict[str, str], *, target: str = "zh", granularity: Granularity = "paragraph", **settings: object
) -> str:
    """The chapter with drafts by source text."""
    chapter = parse_chapter(text)
    by_id = {
        segment.id: Draft(segment.id, drafts.get(segment.text, segment.text))
        for segment in segments(chapter, language="en", granularity=granularity)
    }
    return rebuild_chapter(chapter, by_id, target_language=target, **settings).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "drafts", "expected"),
    [
        ("# A\n:label:`a`\n\nOne\ntwo.\n", {"A": "甲", "One two.": "一二。"}, "# 甲\n:label:`a`\n\n一二。\n"),
        ("* [**A\n  b**]\n", {"A b": "甲乙"}, "* [**甲乙**]\n"),
        ("|A|`b`|\n|-|-|\n|C|$|d|$|\n", {"A": "甲|乙", "C": "丙"}, "|甲\\|乙|`b`|\n|-|-|\n|丙|$|d|$|\n"),
        ("![A $x$](b.svg)\n", {"A $x$": "$x$甲"}, "![$x$甲](b.svg)\n"),
        ("A $$x\n+ y$$ b.\n", {"A $$x + y$$ b.": "甲 $$x + y$$ 乙。"}, "甲 $$x\n+ y$$ 乙。\n"),
        ("A  \nb\n", {"A<br>b": "甲<br>乙"}, "甲  \n乙\n"),
        ("A b\n", {"A b": "# 甲"}, "\\# 甲\n"),
        ("A b\n", {"A b": "1. 甲"}, "1\\. 甲\n"),
        (":cite:`a` B\n", {":cite:`a` B": "# :cite:`a`"}, "\\# :cite:`a`\n"),
        ("|A|B|\n|-|-|\n", {"A": "$甲", "B": "乙$"}, "|\\$甲|乙\\$|\n|-|-|\n"),
        ("> A\n> b\n", {"A b": "甲乙"}, "> 甲乙\n"),
        ("A\r\nb\r\n", {"A b": "甲"}, "甲\r\n"),
    ],
)
def test_text_changes_and_the_frame_stays(text: str, drafts: dict[str, str], expected: str) -> None:
    assert rebuilt(text, drafts) == expected


@pytest.mark.parametrize(
    ("target", "drafts", "expected"),
    [
        ("zh", {"One.": "一。", "Two `x`.": "二`x`。", "Three.": "三。"}, "一。二`x`。**三。**\n"),
        ("de", {"One.": "Eins.", "Two `x`.": "Zwei `x`.", "Three.": "Drei."}, "Eins. Zwei `x`. **Drei.**\n"),
    ],
)
def test_sentences_are_joined_as_the_language_joins_them(target: str, drafts: dict[str, str], expected: str) -> None:
    assert rebuilt("One. Two `x`.\n**Three.**\n", drafts, target=target, granularity="sentence") == expected
    quoted = rebuilt("> One. Two `x`.\n> **Three.**\n", drafts, target=target, granularity="sentence")
    assert quoted == f"> {expected}"


@pytest.mark.parametrize(
    ("text", "draft", "expected"),
    [
        ("A b.\n", "一。二。", "一。\n二。\n"),
        ("* A\n  b.\n", "一。二。", "* 一。\n  二。\n"),
        ("12. A b.\n", "一。二。", "12. 一。\n    二。\n"),
        ("> A b.\n", "一。二。", "> 一。\n> 二。\n"),
        ("# A b.\n", "一。二。", "# 一。二。\n"),
        ("<p>A b.</p>\n", "一。二。", "<p>一。二。</p>\n"),
        ("<div>\nA b.\n</div>\n", "一。二。", "<div>\n一。\n二。\n</div>\n"),
        ("A b.\n", "Eins. 1. Zwei.", "Eins.\n1\\. Zwei.\n"),
    ],
)
def test_one_sentence_per_line(text: str, draft: str, expected: str) -> None:
    if draft.startswith("Eins"):
        expected = "Eins. 1. Zwei.\n"  # a line must not start like a list
    result = rebuilt(text, {"A b.": draft}, one_sentence_per_line=True)
    assert result == expected


def test_code_cells_of_a_translation_stay() -> None:
    source = "A\n\n```\nx = 1  # one\n```\n\nB\n\n```\ny = 2\n```\n"
    existing = parse_chapter("甲\n\n```\nx = 1  # 一\n```\n\n```\nz = 3  # 三\n```\n\n乙\n\n```\ny = 22\n```\n")
    result = rebuilt(source, {"A": "甲", "B": "乙"}, existing=existing)
    assert "x = 1  # 一" in result
    assert "z = 3  # 三" in result
    assert result.count("```") == 6


@pytest.mark.parametrize(
    ("text", "draft", "reason"),
    [
        ("A `x` b\n", "甲 b", "'`x`' is lost"),
        ("A `x` b\n", "甲 `x` `y`", "'`y`' is new"),
        ("A b\n", "甲\n\n乙", "is new|became"),
        ("A b\n", "甲\n# 乙", "is new|became"),
        ("A [b](c)\n", "甲 [乙](d)", "is lost"),
    ],
)
def test_a_chapter_that_would_be_damaged_is_refused(text: str, draft: str, reason: str) -> None:
    (segment,) = segments(parse_chapter(text), language="en", granularity="paragraph")
    with pytest.raises(DamagedChapter, match=reason):
        rebuilt(text, {segment.text: draft})


def test_a_missing_draft_is_named() -> None:
    with pytest.raises(DamagedChapter, match="no draft of paragraph 'A b'"):
        rebuild_chapter(parse_chapter("A b\n", id="x"), {}, target_language="zh")


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("a `x`\n", "b `x`\n", ""),
        ("a $x$ `y`\n", "`y` b $x$\n", ""),
        ("a\n", "b \\*\n", ""),
        ("# a\n", "## a\n", "heading"),
        ("a\n\nb\n", "a\n", "is missing"),
        ("```\na\n```\n", "```\nb\n```\n", "code"),
        ("a [**b**]\n", "a b\n", "is lost"),
    ],
)
def test_skeletons_are_compared_in_words(before: str, after: str, difference: str) -> None:
    found = compare_skeletons(parse_chapter(before), parse_chapter(after))
    assert bool(found) is bool(difference)
    assert difference in " ".join(found)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("See [the door][].\n", "See [die Tür][the door].\n"),
        ("See [the *red* door][].\n", "See [die *rote* Tür][the *red* door].\n"),
        ("See [the door][a].\n", "See [die Tür][a].\n"),
        ("See [door][].\n", "See [door][].\n"),
        ("See [door\n][] here.\n", "See [door\n][] here.\n"),
        ("See [the door][]\n", "See [die Tür][the door]\n"),
        ("[the door][]\n", "[die Tür][the door]\n"),
        ("See [the Door].\n\n[The  door]: a\n", "See [die Door][the Door].\n\n[The  door]: a\n"),
        ("[the *red* door]\n\n[the *red* door]: a\n", "[die *rote* Tür][the *red* door]\n\n[the *red* door]: a\n"),
        ("See [the door].\n\n[door]: a\n", "See [die Tür].\n\n[door]: a\n"),
        ("Here is ![the door] now.\n\n![the door]\n\n[the door]: a\n",) * 2,
        ("![the door][]\n\n[the door]: a\n",) * 2,
    ],
)
def test_a_link_that_is_its_own_key_names_it_behind_another_text(source: str, written: str) -> None:
    words = {"the": "die", "red": "rote", " door": " Tür"}
    result = translated(
        parse_chapter(source), lambda html: reduce(lambda text, w: text.replace(*w), words.items(), html)
    )
    assert result.text == written


@pytest.mark.parametrize(
    ("format", "source", "written"),
    [
        ("mkdocs", "Press ++ctrl+c++ to stop.\n", "词 ++ctrl+c++ 词词。\n"),
        ("md", "See www.example.org/a, and go on.\n", "词 www.example.org/a ,词词词。\n"),
        ("md", "See https://example.org/a and go on.\n", "词https://example.org/a 词词词。\n"),
        ("gfm", "See #12 about ~bug now.\n", "词#12 词~bug 词。\n"),
        ("gfm", "See boats/core!12 and boats/core@1a2b3c4d.\n", "词boats/core!12 词boats/core@1a2b3c4d.\n"),
        ("slides", "See .red[the lamp] and it.\n", "词.red[词词]词词。\n"),
        ("nuxt", "See :badge[the lamp] and it.\n", "词:badge[词词]词词。\n"),
        ("md", '```py title="The lamp"\nx\n```\n', '```py title="词词"\nx\n```\n'),
        ("quarto", "As -@doe2020 says.\n", "词 -@doe2020 词。\n"),
    ],
)
def test_what_ends_at_a_blank_has_one_where_its_language_writes_none(format: str, source: str, written: str) -> None:
    def engine(html: str) -> str:
        tokens = re.split(r"(<span .*?</span>|<[^>]*>)", html)
        return "".join(token if token[:1] == "<" else re.sub("[A-Za-z]+ ?", "词", token) for token in tokens)

    assert translated(parse_chapter(source, format=format), engine, target_language="zh").text == written


def test_spans_that_an_engine_moves_together_still_read_as_themselves() -> None:
    def engine(html: str) -> str:
        return re.sub(r"(<p [^>]*>).*?(<span .*?</span>).*?(<span .*?</span>).*", r"\1Nimm \2\3 hier.</p>", html)

    assert translated(parse_chapter("Take `a` and :smile: here.\n"), engine).text == "Nimm `a` :smile: hier.\n"
