"""Time grows with the size of a chapter, whatever is repeated in it."""

from __future__ import annotations

import time

import pytest

from amts_core.book.chapter import parse_chapter

REPEATED = {
    "myst": ("```{note}\n", "{ref}`a ", "(a)="),
    "mkdocs": ("/// a\n", "!!! a\n    ", "++a"),
    "hugo": ("{{< x ", "{{% "),
    "jekyll": ("{% ", "{: "),
    "docusaurus": (":::a[", "{/* ", '<div title="a">x'),
    "quarto": ("[@a", "^[", "@a "),
    "gfm": ("%%", "[[a|", "a-a!"),
    "md": ("<!-- a --> ", "<td>a</td>"),
}


@pytest.mark.parametrize(("format", "repeated"), [(one, text) for one, texts in REPEATED.items() for text in texts])
def test_four_times_the_text_takes_not_ten_times_as_long(format: str, repeated: str) -> None:
    short, long = (_seconds(repeated * times, format) for times in (1000, 4000))
    assert long < 10 * short + 0.2


def _seconds(text: str, format: str) -> float:
    started = time.process_time()
    parse_chapter(text, format=format)
    return time.process_time() - started
