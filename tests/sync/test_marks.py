"""Marks that follow the source into the human sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.book.chapter import read_chapter
from amts_core.book.segments import scan_segment, segments
from amts_core.sync.marks import (
    SLIDES,
    Mark,
    Marked,
    carry_marks,
    count_kinds,
    is_nested,
    lone_marks,
    read_marks,
    written,
)

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


# what is read of a text


def read(text: str) -> list[tuple[int, int, str, str, str]]:
    marks = read_marks(scan_segment(text)).marks
    return [(one.start, one.end, one.text, one.opening, one.closing) for one in marks]


@pytest.mark.parametrize(
    ("text", "bare", "marks"),
    [
        ("a *b* c", "a b c", [(2, 3, "b", "*", "*")]),
        ("a `b` c", "a b c", [(2, 3, "b", "`", "`")]),
        ("a [b *c*](d) e", "a b c e", [(2, 5, "b c", "[", "](d)"), (4, 5, "c", "*", "*")]),
        ("**`a`**", "a", [(0, 1, "a", "**", "**"), (0, 1, "a", "`", "`")]),
        ("a * b", "a * b", []),
        ("$a$ b", "$a$ b", []),
        ("[**a**] b", "a b", [(0, 1, "a", "[**", "**]")]),
    ],
)
def test_marks_are_read_with_their_places_the_outer_ones_first(
    text: str, bare: str, marks: list[tuple[int, int, str, str, str]]
) -> None:
    assert read_marks(scan_segment(text)).text == bare
    assert read(text) == marks


def test_what_stands_in_a_span_is_fixed_but_not_what_stands_in_code() -> None:
    fixed = read_marks(scan_segment("a $b$ `c`")).fixed
    assert fixed == (False, False, True, True, True, False, False)


def test_marks_of_a_kind_are_counted_those_for_slides_together() -> None:
    counts = count_kinds(scan_segment("[**a**] (~~b~~) *c* *d* `e`"))
    assert counts == {SLIDES: 2, ("*", "*"): 2, ("`", "`"): 1}
    assert count_kinds(scan_segment("[**a b"))[SLIDES] == 1
    assert count_kinds(scan_segment("a b**] c"))[SLIDES] == 1


def test_a_mark_without_its_other_half_is_alone() -> None:
    assert [piece.text for piece in lone_marks(scan_segment("[**a *b* c"))] == ["[**"]
    assert lone_marks(scan_segment("[**a**] *b* c")) == []


@pytest.mark.parametrize(
    ("text", "nested"),
    [("[**a**] [**b**]", False), ("[**a [**b**]", True), ("[**a**] b**]", False), ("[**a** *b*", False), ("a", False)],
)
def test_a_mark_for_slides_stands_in_another(text: str, nested: bool) -> None:
    assert is_nested(scan_segment(text)) is nested


# marks that a placer finds a place for


def placed(before: str, after: str, found: str, at: tuple[int, int] | None) -> str | None:
    return carry_marks(*(scan_segment(text) for text in (before, after, found)), lambda mark, source, target: at)


@pytest.mark.parametrize(
    ("before", "after", "found", "at", "expected"),
    [
        ("the term", "the *term*", "der Begriff", (4, 11), "der *Begriff*"),
        ("the term", "the [term](u)", "der Begriff", (4, 11), "der [Begriff](u)"),
        ("the term", "the *term*", "der Begriff", None, "der Begriff"),
        ("the term", "the `term`", "der Begriff", (4, 11), "der Begriff"),  # code stands verbatim or not at all
        ("the **term**", "the *term*", "der **Begriff**", (0, 3), "der *Begriff*"),  # one in place of the other
        ("the term", "the *term*", "der **Begriff**", (0, 11), "*der **Begriff***"),
        ("the term", "the *term*", "der *Begriff*", (0, 3), "der *Begriff*"),  # it is there
        ("a *b* c", "a b *c*", "A *B* C", (4, 5), "A *B* C"),  # it has as many
        ("a b c", "a *b c*", "A **B** C", (0, 3), "*A **B*** C"),
        (
            "the term now",
            "the *term now*",
            "der **Begriff jetzt**",
            (0, 11),
            "der **Begriff jetzt**",
        ),  # it would overlap
        ("[**a**] b", "[**a**] [**b**]", "[**A**] B", (2, 3), "[**A**] [**B**]"),
        ("[**a b**]", "[**a**] [**b**]", "[**A B**]", (2, 3), "A [**B**]"),
        ("*a* and *b*", "a and b", "*A* und *B*", None, None),
        ("*a* and *b*", "a and *b*", "*a* und *B*", None, "a und *B*"),
        ("*a* and *b*", "*a* and b", "*a* und *B*", None, None),
    ],
)
def test_a_mark_goes_to_the_place_that_is_found_if_it_crosses_no_other(
    before: str, after: str, found: str, at: tuple[int, int] | None, expected: str | None
) -> None:
    assert placed(before, after, found, at) in (expected, *(() if expected else (found,)))


def test_where_more_than_marks_changed_nothing_is_carried() -> None:
    assert placed("the term", "a *term*", "der Begriff", (4, 11)) is None


def test_marks_that_end_at_one_place_are_written_the_inner_ones_first() -> None:
    outer, inner = Mark(0, 3, "a b", "[", "](u)"), Mark(2, 3, "b", "*", "*")
    assert written(Marked("a b", (outer, inner), (False,) * 3)) == "[a *b*](u)"
    assert written(Marked("a b", (Mark(0, 1, "a", "*", "*"), Mark(1, 3, " b", "_", "_")), (False,) * 3)) == "*a*_ b_"


@pytest.mark.parametrize("signs", ["[** **]", "(** **)", "[~~ ~~]", "(~~ ~~)"])
def test_what_slides_show_is_marked_in_four_ways_that_count_as_one(signs: str) -> None:
    opening, closing = signs.split()
    assert Mark(0, 1, "a", opening, closing).kind == SLIDES
    for half in (f"{opening}a b", f"a b{closing}"):
        assert count_kinds(scan_segment(half)) == {SLIDES: 1}
    assert Mark(0, 1, "a", "**", "**").kind == ("**", "**")
