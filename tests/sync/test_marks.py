"""Marks that follow the source into the human sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.book.chapter import read_chapter
from amts_core.book.segments import scan_segment, segments
from amts_core.sync.marks import carry_marks, read_marks, written

CLEAR = [
    ("Use the numpy package.", "Use the `numpy` package.", "使用numpy包。", "使用`numpy`包。"),
    ("Use the `numpy` package.", "Use the numpy package.", "使用`numpy`包。", "使用numpy包。"),
    ("Use the *term* now.", "Use the **term** now.", "现在使用*术语*。", "现在使用**术语**。"),
    ("Use the *term* now.", "Use the term now.", "现在使用*术语*。", "现在使用术语。"),
    ("See torch docs.", "See [torch](http://x.y) docs.", "参见torch文档。", "参见[torch](http://x.y)文档。"),
    ("The [**big**] `x` thing", "The big `x` thing", "[**大**]`x`东西", "大`x`东西"),
    ("A `x` is b.", "A *`x`* is b.", "一个 `x` 是乙。", "一个 *`x`* 是乙。"),
    ("Use **numpy** here.", "Use **`numpy`** here.", "这里用 **numpy** 。", "这里用 **`numpy`** 。"),
]
UNCLEAR = [
    ("Use the term now.", "Use the *term* now.", "现在使用术语。"),  # the word is translated
    ("numpy and numpy", "numpy and *numpy*", "numpy和numpy"),
    ("Call numpy.sum.", "Call `numpy.sum`.", "调用numpy.sum和numpy.sum。"),
    ("Say `numpy x`.", "Say `numpy x` *numpy*.", "说`numpy x`。"),  # other words
    ("Let $numpy$ be numpy.", "Let $numpy$ be *numpy*.", "设$numpy$为它。"),
    ("A `x` is b.", "A *`x`* is b.", "一个`x`是乙。"),  # `*` would open nothing there
    ("*One* and *two*.", "One and *two*.", "*一*和*二*。"),
]


def carried(before: str, after: str, found: str) -> str | None:
    return carry_marks(*(scan_segment(text) for text in (before, after, found)), lambda mark, source, target: None)


@pytest.mark.parametrize(("before", "after", "found", "expected"), CLEAR)
def test_a_mark_with_a_clear_place_is_carried_once(before: str, after: str, found: str, expected: str) -> None:
    assert carried(before, after, found) == expected
    assert carried(before, after, expected) == expected


@pytest.mark.parametrize(("before", "after", "found"), UNCLEAR)
def test_a_mark_without_a_clear_place_is_not(before: str, after: str, found: str) -> None:
    assert carried(before, after, found) in (None, found)


def test_reading_and_writing_marks_gives_the_same_text(sample_book: Path) -> None:
    for path in sorted((sample_book / "en").rglob("*.md")):
        for one in segments(read_chapter(path), language="en", granularity="paragraph"):
            assert written(read_marks(one.pieces)) == one.text
    for text in ("*a [b](c)* `d`", "**[a](b)**", "[**a**](b)", "$x$ &lt; <b>q</b> \\* ", "*a* *b*"):
        assert written(read_marks(scan_segment(text))) == text
