"""Blocks of a chapter."""

# ruff: noqa: E501, RUF005
from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.model import BlockKind

QUIET = {BlockKind.BLANK, BlockKind.MARKUP}


def shown(text: str, format: str = "md") -> list[str]:
    return [f"{b.kind}: {b.text}".strip() for b in parse_chapter(text, format=format).blocks if b.kind not in QUIET]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n:label:`a`\nText\n", ["heading: A", "directive: :label:`a`", "paragraph: Text"]),
        ("## A ##\n", ["heading: A"]),
        ("A\n===\n", ["heading: A"]),
        ("a\n```{.python .input  n=2}\nx\n```\nb\n", ["paragraph: a", "code: ```{.python .input  n=2}\nx\n```", "paragraph: b"]),
        ("````\n```\n````\na\n", ["code: ````\n```\n````", "paragraph: a"]),
        ("```toc\na\n```\n", ["directive: ```toc\na\n```"]),
        (":begin_tab:`a, b`\nText\n:end_tab:\n", ["tab: :begin_tab:`a, b`", "paragraph: Text", "tab: :end_tab:"]),
        ("where\n$$a\n- b$$\n:eqlabel:`c`\nis\n", ["paragraph: where", "formula: $$a\n- b$$", "directive: :eqlabel:`c`", "paragraph: is"]),
        ("$$a$$ is b\n", ["paragraph: $$a$$ is b"]),
        ("a $$b\n# c$$ d\n", ["paragraph: a $$b", "heading: c$$ d"]),
        ("\\begin{align}\na\n\\end{align}\n", ["formula: \\begin{align}\na\n\\end{align}"]),
        ("![a\nb](c.svg)\n:width:`3`\n", ["image: a\nb", "directive: :width:`3`"]),
        ("![](c.svg)\n", ["image: ![](c.svg)"]),
        ("* a\n  b\n    1. c\n* d\n", ["list item: a\n  b", "list item: c", "list item: d"]),
        ("text\n2. of it\n", ["paragraph: text\n2. of it"]),
        ("text\n* of it\n", ["paragraph: text", "list item: of it"]),
        ("text\n1) of it\n", ["paragraph: text", "list item: of it"]),
        ("* a\n\n\t\tx = 1\n", ["list item: a", "code: \t\tx = 1"]),
        ("* a\n\n  \tb\n", ["list item: a", "paragraph: b"]),
        ("> a\n> b\n>\n> * c\n", ["quote: a\n> b", "list item: c"]),
        ("|a|b|\n|-|-|\n|`c|d`|$|e|$|\n:f\n", ["table cell: a", "table cell: b", "table rule: |-|-|", "table cell: `c|d`"]
         + ["table cell: $|e|$", "caption: f"]),
        ("a | b\n--|--\nc | d\n\ne\n", ["table cell: a", "table cell: b", "table rule: --|--", "table cell: c", "table cell: d"]
         + ["paragraph: e"]),
        ("|a| > b holds\n", ["paragraph: |a| > b holds"]),
        ("a\n<!-- b\n\nc -->\nd\n", ["paragraph: a", "comment: <!-- b\n\nc -->", "paragraph: d"]),
        ("<pre>\n*a*\n\n</pre>\nb\n", ["html: <pre>\n*a*\n\n</pre>", "paragraph: b"]),
        ("<td>a *b*</td>\n", ["html: <td>", "paragraph: a *b*", "html: </td>"]),
        ("[^1]: a\n", ["footnote: a"]),
        ("[a]: https://b.org\n", ["directive: [a]: https://b.org"]),
        ("a\n\n    x = 1\n\n    y\nb\n", ["paragraph: a", "code:     x = 1\n\n    y", "paragraph: b"]),
        ("* a\n\n    b\n", ["list item: a", "paragraph: b"]),
        ("---\ntitle: a\n---\nb\n", ["front matter: ---\ntitle:", "field: a", "front matter: \n---", "paragraph: b"]),
        (" :numref:`a` is b\n:cite:`c`\n", ["paragraph: :numref:`a` is b\n:cite:`c`"]),
        ("- [ ] a\n", ["list item: a"]),
        ("***\n", []),
        ("> [!NOTE]\n> a\n", ["directive: [!NOTE]", "quote: a"]),
    ],
)  # fmt: skip
def test_constructs_are_found(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_mdx_has_no_indented_code() -> None:
    assert shown("a\n\n    b\n", "mdx") == ["paragraph: a", "paragraph: b"]
    assert shown("a\n\n    b\n") == ["paragraph: a", "code:     b"]


def test_mdx_components_and_statements_are_raw() -> None:
    text = "import A from 'a'\n\n<Tip\n  a={[{b: '>'}]}\n/>\n\n{#if fw === 'pt'}\n\nText <B/>\n\n</Tip>\n"
    assert shown(text, "mdx") == [
        "directive: import A from 'a'",
        "html: <Tip\n  a={[{b: '>'}]}\n/>",
        "directive: {#if fw === 'pt'}",
        "paragraph: Text <B/>",
        "html: </Tip>",
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('<Tip title="How *a* works">', ["How *a* works"]),
        ("<img src='a.png' alt='A \"b\"' data-title='c'/>", ['A "b"']),
        ("<Q\n choices={[{ text: \"a\",\n explain: 'It is <code>b</code>' }]}\n/>", ["a", "It is <code>b</code>"]),
        ('<Q a="title: \'b\'" text={"c"} context="d"/>', ["c"]),
        ('<Q b={`alt="c"`} />', []),
        ('<Q text="" title=" " alt="a\\nb" label="c\n\nd"/>', []),
    ],
)
def test_texts_in_tags_are_found(tag: str, expected: list[str]) -> None:
    strings = [block.text for block in parse_chapter(tag + "\n", format="mdx").blocks if block.kind is BlockKind.STRING]
    assert strings == expected


@pytest.mark.parametrize(
    ("text", "warning", "heading"),
    [
        ("a\n\n```python\nx\n\n# b\n", "line 3: a code fence never closes", False),
        ("$$a\n\nb\n\n# c\n", "line 1: a formula never closes", True),
        ("a $$b\nc\n# d\n", "line 1: a formula never closes", True),
        ("$$\n\na\n\n$$\n# b\n", "line 1: a formula holds a blank line", True),
        ("<!-- a\n\n# b\n", "line 1: a comment never closes", True),
        (":begin_tab:`a`\n# b\n", "1 tabs open and 0 close", True),
    ],
)
def test_damage_is_named_and_does_not_spread(text: str, warning: str, heading: bool) -> None:
    chapter = parse_chapter(text)
    assert warning in chapter.warnings
    assert any(block.kind is BlockKind.HEADING for block in chapter.blocks) is heading


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_make_the_same_blocks(newline: str) -> None:
    text = "# A\n\n* b\n  c\n\n```\nd\n```\n$$e$$\n|f|g|\n|-|-|\n"
    kinds = [block.kind for block in parse_chapter(text).blocks]
    assert [block.kind for block in parse_chapter(text.replace("\n", newline)).blocks] == kinds


def test_blocks_know_their_tab_level_and_key() -> None:
    text = "## A\n:label:`a`\n:begin_tab:`pytorch`\nb\n:end_tab:\n![c](../img/d.svg)\n\n```\nx = 'y'  # z\n```\n"
    keys = {block.kind: block.key for block in parse_chapter(text).blocks if block.key}
    blocks = {block.kind: block for block in parse_chapter(text).blocks}
    assert keys[BlockKind.HEADING] == "heading 2"
    assert keys[BlockKind.DIRECTIVE] == "label a"
    assert keys[BlockKind.IMAGE] == "image d.svg"
    assert keys[BlockKind.CODE] == "code ```x=```"
    assert blocks[BlockKind.PARAGRAPH].tab == "pytorch"
    assert blocks[BlockKind.IMAGE].tab == ""


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("# Title { #title }", "Title"),
        ("## A b {#sec:x .numbered} ##", "A b {#sec:x .numbered}"),
        ("## A b ## {:#x}", "A b"),
        ("# The set {a, b}", "The set {a, b}"),
        ("# A $\\{x\\}$ {.unnumbered}", "A $\\{x\\}$"),
        ("# C{#}", "C{#}"),
        ('# D <a href="#d" id="d"></a>', "D"),
    ],
)
def test_attributes_of_a_heading_are_no_text(heading: str, text: str) -> None:
    blocks = parse_chapter(f"{heading}\n").blocks
    assert "".join(block.text for block in blocks) == f"{heading}\n"
    assert [block.text for block in blocks if block.kind is BlockKind.HEADING] == [text]
