"""Ids of headings, pins, dead links, and files that come along."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.links import dead_links, heading_ids, linked_ids, links_of, missing_files, pin_headings, slug


@pytest.mark.parametrize(
    ("format", "text", "id"),
    [
        ("mkdocs", "2. Über code & more", "2-uber-code-more"),
        ("myst", "2. Über code & more", "uber-code-more"),
        ("hugo", "2. Über code & more", "2-über-code--more"),
        ("docusaurus", "第二节：茶叶", "第二节茶叶"),
        ("vitepress", "2. Über code & more", "_2-uber-code-more"),
        ("quarto", "2. Über code & more", "über-code-more"),
        ("gfm", "A `code` b", "a-code-b"),
    ],
)
def test_ids_are_those_of_the_generator(format: str, text: str, id: str) -> None:
    assert slug(text.replace("`", ""), format) == id


def test_doubles_and_pinned_ids_are_known() -> None:
    chapter = parse_chapter("# A\n\n## A\n\n## B {#c}\n\nD\n===\n", format="hugo")
    assert list(heading_ids(chapter).values()) == ["a", "a-1", "c", "d"]


@pytest.mark.parametrize(
    ("format", "pinned"),
    [
        ("mkdocs", "## 第二部分 { #the-second-part }"),
        ("hugo", "## 第二部分 {#the-second-part}"),
        ("vitepress", "## 第二部分 {#the-second-part}"),
        ("gfm", '## 第二部分 <a id="the-second-part"></a>'),
        ("md", '## 第二部分 <a id="the-second-part"></a>'),
        ("myst", "(the-second-part)="),
        ("d2l", "## 第二部分"),
    ],
)
def test_a_heading_that_is_linked_keeps_the_id_of_its_source(format: str, pinned: str) -> None:
    source = parse_chapter("# A\n\n[below](#the-second-part)\n\n## The second part\n\n## Other\n", format=format)
    translation = parse_chapter("# 甲\n\n[见下](#the-second-part)\n\n## 第二部分\n\n## 其他\n", format=format)
    result = pin_headings(source, translation)
    assert pinned in result.text.splitlines()
    assert "## 其他" in result.text.splitlines()
    kinds = [block.kind for block in result.blocks if block.pieces]
    assert kinds == [block.kind for block in translation.blocks if block.pieces]
    assert dead_links({"a.md": links_of(result)}, ()) == [] or format == "d2l"
    assert pin_headings(source, result).text == result.text


def test_a_translators_own_links_and_pins_stay() -> None:
    source = parse_chapter("[a](#b)\n\n## B\n", format="hugo")
    for text in ("[甲](#乙)\n\n## 乙\n", "[甲](#b)\n\n## 乙 {#b}\n", "[甲](#b)\n\n## 乙\n\n## 丙\n"):
        assert pin_headings(source, parse_chapter(text, format="hugo")).text == text


def test_a_heading_that_another_chapter_links_is_pinned() -> None:
    source, translation = (parse_chapter(text, format="hugo") for text in ("## The end\n", "## 结尾\n"))
    assert pin_headings(source, translation, {"the-end"}).text == "## 结尾 {#the-end}\n"


def test_react_names_ids_in_comments() -> None:
    source = parse_chapter("# A {/*a*/}\n\n[b](#b-c)\n\n## B c\n", format="docusaurus")
    translation = parse_chapter("# 甲 {/*a*/}\n\n[乙](#b-c)\n\n## 乙丙\n", format="docusaurus")
    assert "## 乙丙 {/*b-c*/}" in pin_headings(source, translation).text


def test_links_that_lead_nowhere_are_found() -> None:
    texts = {
        "a.md": "# A\n\n[x](#nowhere) [y](b.md#there) [z](b.md#gone) [v](c.md)\n\n![i](img/a.png)\n\n![j](img/b.png)\n"
        "[u](https://a.org/x.md) [w](../out.md) [t](/root.md)\n",
        "b.md": '## There\n\n[k]: a.md#a\n[l]: a.md#gone\n\n<img src="img/c.png">\n',
    }
    found = dead_links({path: links_of(parse_chapter(text)) for path, text in texts.items()}, {"img/a.png"})
    assert [(one.line, one.destination, one.missing) for one in found] == [
        (3, "#nowhere", "the id nowhere"),
        (3, "b.md#gone", "the id gone"),
        (3, "c.md", "the file c.md"),
        (7, "img/b.png", "the file img/b.png"),
        (4, "a.md#gone", "the id gone"),
        (6, "img/c.png", "the file img/c.png"),
    ]


def test_ids_that_chapters_link_to_in_others_are_gathered() -> None:
    texts = [
        ("guide/a.md", "[x](b.md#one) [y](../c/#two) [z](#own) [w](https://a.org/b#no)\n\n[k]: /guide/b#three\n"),
        ("c/index.md", '<a href="../guide/b.html#four">b</a> [u](../guide/none.md#five)\n'),
    ]
    assert linked_ids(texts, ["guide/a.md", "guide/b.md", "c/index.md"]) == {
        "guide/b.md": {"one", "three", "four"},
        "c/index.md": {"two"},
    }


def test_files_that_a_new_chapter_shows_are_listed() -> None:
    chapter = parse_chapter("![a](../img/a.png)\n\n![b](../img/b.png) and [c](c.md)\n")
    assert missing_files(chapter, "guide/x.md", ["img/a.png", "img/b.png"], ["img/b.png"]) == ["img/a.png"]
