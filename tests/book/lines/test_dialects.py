"""What each dialect sends, and what stays: as it is, with longer drafts, with other line ends, in notebooks."""

from __future__ import annotations

import re

import pytest

from amts_core.book.chapter import BlockKind, parse_chapter
from amts_core.book.lines import begins_block
from amts_core.errors import AmtsError
from tests.book.lines.constructs import CONSTRUCTS
from tests.book.lines.sent import parsed, sent, wanted
from tests.translate.round_trip import translated, unchanged

ENGINES = {
    "longer": lambda html: re.sub(r"</p>", " extra</p>", html),
    "on one line": lambda html: html.replace("\n", " "),
    "with twice the line ends": lambda html: html.replace("\n", "\n\n"),
    "with a line for each word": lambda html: re.sub(r"(?<=\w) (?=\w+[ .<])", "\n\n", html.split("<body>")[1]),
}


@pytest.mark.parametrize("case", CONSTRUCTS, ids=" ".join)
def test_all_text_and_nothing_else_is_sent(case: tuple[str, str]) -> None:
    assert sent(parsed(CONSTRUCTS[case], case[0])) == wanted(CONSTRUCTS[case])


@pytest.mark.parametrize("case", CONSTRUCTS, ids=" ".join)
def test_windows_line_ends_make_no_difference(case: tuple[str, str]) -> None:
    marked = CONSTRUCTS[case].replace("\n", "\r\n")
    assert sent(parsed(marked, case[0])) == wanted(marked)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CONSTRUCTS, ids=" ".join)
def test_raw_lines_stay_whatever_the_length_and_lines_of_the_drafts(case: tuple[str, str], engine: str) -> None:
    chapter = parsed(CONSTRUCTS[case], case[0])
    result = translated(chapter, ENGINES[engine])
    raw = [(block.kind, block.text) for block in chapter.blocks if not block.pieces]
    assert [(block.kind, block.text) for block in result.blocks if not block.pieces] == raw
    if engine == "longer":
        expected = re.sub(
            "⟪(.*?)⟫",
            lambda found: " ".join(found.group(1).replace("#|", "").split()) + " extra",
            CONSTRUCTS[case],
            flags=re.S,
        )
        assert _words(result.text) == _words(expected)


@pytest.mark.parametrize("words", ["a:bbbb" * 30, "w:300 " * 30 + "lamp", "auto " * 30 + "lamp"])
def test_a_picture_that_marp_does_not_place_is_read_at_once(words: str) -> None:
    assert sent(parse_chapter(f"![{words}] x\n", format="slides")) == [f"![{words}] x"]


def test_fields_of_words_between_rules_are_a_heading_and_what_else_looks_like_settings_is_told() -> None:
    fields, settings = "---\nalice: hello there\nbob: so what\n---\n", "---\ncolor: red\nshape: round\n---\n"
    chapter = parse_chapter(f"# Talk\n\n{fields}\n{settings}")
    assert sent(chapter) == ["Talk", "alice: hello there\nbob: so what"]
    assert chapter.warnings == ("line 8: lines like settings: nothing in it is translated",)
    assert not parse_chapter(f"{{{{< quiz >}}}}\n{settings}", format="hugo").warnings


@pytest.mark.parametrize("mark", ["# ", "- ", "1. ", "&gt; ", "| ", "``` ", "::: ", "--- ", "= ", "@", "&lt;!-- "])
def test_a_draft_that_begins_with_a_mark_becomes_no_structure_or_its_chapter_is_refused(mark: str) -> None:
    refused = 0
    for (dialect, _), marked in CONSTRUCTS.items():
        chapter = parsed(marked, dialect)
        try:
            result = translated(chapter, lambda html: re.sub(r"(<p [^>]*>)", rf"\g<1>{mark}", html))
        except AmtsError:
            refused += 1
            continue
        raw = [(block.kind, block.text) for block in chapter.blocks if not block.pieces]
        assert [(block.kind, block.text) for block in result.blocks if not block.pieces] == raw
    assert refused <= 2


@pytest.mark.parametrize("case", CONSTRUCTS, ids=" ".join)
def test_an_engine_that_changes_nothing_changes_no_byte(case: tuple[str, str]) -> None:
    chapter = parsed(CONSTRUCTS[case], case[0])
    assert translated(chapter, unchanged).text == chapter.text


@pytest.mark.parametrize("case", [case for case in CONSTRUCTS if case[0] in ("myst", "quarto")], ids=" ".join)
def test_the_cells_of_a_notebook_are_read_in_its_dialect(case: tuple[str, str]) -> None:
    marked = f"\x1emarkdown 1\n{CONSTRUCTS[case]}\n"
    assert sent(parsed(marked, f"ipynb+{case[0]}")) == wanted(marked)


def _words(text: str) -> list[str]:
    return re.sub(r"(?m)^[ \t>#|]*", "", text).split()


def test_what_looks_like_structure_of_no_known_dialect_is_told_and_counted() -> None:
    chapter = parse_chapter("@@@ note\n\nText.\n\n@@@\n")
    assert [block.kind for block in chapter.blocks].count(BlockKind.UNKNOWN) == 2
    assert "line 1: '@@@ note' looks like structure" in chapter.warnings[0]


@pytest.mark.parametrize(
    ("text", "format", "remark"),
    [
        ("```{frobnicate}\nx\n```\n", "myst", "{frobnicate} is not known"),
        ("```{csv-table} Title\n:header: a\n\n1, word\n```\n", "myst", "{csv-table} holds text in another form"),
        ("```{eval-rst}\n.. note::\n\n   Text.\n```\n", "myst", "{eval-rst} holds text in another form"),
        ("```eval_rst\nText.\n```\n", "md", "{eval_rst} holds text in another form"),
        (":::{raw} html\n<p>Text.</p>\n:::\n", "myst", "{raw} holds text in another form"),
        ("```{eval-rst}\n.. automodule:: a\n   :members:\n```\n", "myst", ""),
        ("```{raw} html\n<video src='a'></video>\n```\n", "myst", ""),
        ("```{raw}", "myst", "a code fence never closes"),
        (
            "\\begin{itemize}\n\\item Text.\n\\end{itemize}\n",
            "md",
            "environment itemize of TeX holds text in another form",
        ),
        ("\\begin{align*}\na &= b\n\\end{align*}\n", "md", ""),
    ],
)
def test_what_a_directive_or_an_environment_holds_and_is_not_read_is_told(text: str, format: str, remark: str) -> None:
    warnings = parse_chapter(text, format=format).warnings
    assert len(warnings) == bool(remark)
    assert remark in "".join(warnings)


@pytest.mark.parametrize(
    ("text", "format", "begins"),
    [
        ("% a", "myst", True),
        ("% a", "md", False),
        ("::: tip", "vitepress", True),
        ("!!! a", "md", True),
        ("a b", "myst", False),
        ("+++", "myst", True),
        ("(a)=", "myst", True),
        ("/// a | b", "mkdocs", True),
    ],
)
def test_a_draft_that_would_begin_a_block_is_known(text: str, format: str, begins: bool) -> None:
    assert begins_block(text, format) is begins


def test_a_draft_that_would_be_a_comment_is_escaped() -> None:
    chapter = parse_chapter("All of them.\n", format="myst")
    result = translated(chapter, lambda html: html.replace("All", "% of all"))
    assert result.text == "\\% of all of them.\n"


@pytest.mark.parametrize(
    ("source", "draft", "written"),
    [
        ("title: A b", "A: b", "title: 'A: b'"),
        ("title: A b", "It's: b", "title: 'It''s: b'"),
        ("title: 'A b'", "It's b", "title: 'It''s b'"),
        ('title: "A b"', 'A "c" b', 'title: "A \\"c\\" b"'),
        ("title: A b", "- b", "title: '- b'"),
        ("title: A b", "A c", "title: A c"),
    ],
)
def test_a_field_gets_the_quotes_that_yaml_needs(source: str, draft: str, written: str) -> None:
    chapter = parse_chapter(f"---\n{source}\n---\n")
    assert translated(chapter, lambda html: html.replace("A b", draft)).text == f"---\n{written}\n---\n"
