"""Time grows with the size of a chapter, whatever is repeated in it."""

from __future__ import annotations

from time import process_time
from timeit import timeit

import pytest

from amts_core.book.chapter import parse_chapter

REPEATED = {
    "myst": ("```{note}\n", "{ref}`a ", "(a)=", "```{image} a\n:alt: >\n:   b\n"),
    "mkdocs": ("/// a\n", "!!! a\n    ", "++a"),
    "hugo": ("{{< x ", "{{% "),
    "jekyll": ("{% ", "{: ", "{% configuration %}\na: b\n", "{% set a %}\n"),
    "docusaurus": (":::a[", "{/* ", '<div title="a">x'),
    "quarto": ("[@a", "^[", "@a ", "```{proof}\n", "Table: (\\#a) ", "--- ---\na\n\n"),
    "gfm": ("%%", "[[a|", "a-a!"),
    "slides": (".a[", "---\na: b\n", "![w:aaaa ", "class: a\n"),
    "docc": ("@Comment {\n",),
    "nuxt": (":a[", "::a\n---\n"),
    "md": (
        "+---+\n| a\n\n",
        "::: mermaid\n",
        "[a]\n",
        "<td>a\nb",
        "<!-- a --> ",
        "<td>a</td>",
        "<p>a\n",
        "date: a\n",
        "A> ",
        '@import "a',
    ),
}


@pytest.mark.parametrize(("format", "repeated"), [(one, text) for one, texts in REPEATED.items() for text in texts])
def test_four_times_the_text_takes_not_ten_times_as_long(format: str, repeated: str) -> None:
    short, long = (_seconds(repeated * times, format) for times in (1000, 4000))
    assert long < 10 * short + 0.2


def _seconds(text: str, format: str) -> float:
    """CPU time without the garbage collector's, which grows with what other tests have made (`timeit` stops it)."""
    chapter = parse_chapter(text, format=format)  # it is parsed when its blocks are asked for
    return timeit(lambda: chapter.blocks, number=1, timer=process_time)
