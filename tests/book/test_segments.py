"""Segments of a chapter."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import Granularity, Segment, segments, split_segment


def cut(text: str, language: str = "en", granularity: Granularity = "paragraph") -> list[Segment]:
    return segments(parse_chapter(text), language=language, granularity=granularity)


def texts(text: str, language: str = "en", granularity: Granularity = "paragraph") -> list[str]:
    return [segment.text for segment in cut(text, language, granularity)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("one\ntwo\n", "en", ["one two"]),
        ("一\n二\n", "zh", ["一二"]),
        ("用 Python\nand\n二\n$x$\n", "zh", ["用 Python and二$x$"]),
        ("用 Python\n`x`\n", "zh", ["用 Python`x`"]),
        ("见 https://a.org\n`x`\n", "zh", ["见 https://a.org `x`"]),
        ("<!-- c --> Text\n", "en", ["Text"]),
        ("Text <!-- c -->\n", "en", ["Text"]),
        ("见\n:numref:`a`\n", "zh", ["见 :numref:`a`"]),
        ("하나\n둘\n", "ko", ["하나 둘"]),
        ("> a\n> b\n", "en", ["a b"]),
        ("a  \nb\n", "en", ["a<br>b"]),
        ("a $x\ny$ b\n", "en", ["a $x y$ b"]),
        ("**All of it**\n", "en", ["All of it"]),
        ("[Discussions](https://a.org)\n", "en", ["Discussions"]),
        ("[**[a](b) and c**]\n", "en", ["[a](b) and c"]),
        ("<td>**a**</td>\n", "en", ["a"]),
        ("$x$ `y` 1.\n", "en", []),
    ],
)
def test_a_segment_is_its_text_on_one_line_without_frame(text: str, language: str, expected: list[str]) -> None:
    assert texts(text, language) == expected


def test_a_segment_knows_its_place() -> None:
    text = "# A\n\nFirst one.\n**Second\none.** $x$. Third one.\n"
    found = cut(text, granularity="sentence")
    assert [text[segment.start : segment.end] for segment in found] == ["A", "First one.", "Second\none.", "Third one."]
    assert [segment.text for segment in found][2] == "Second one."


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "One.  \nTwo\\\nlines.\n", ["One.", "Two<br>lines."]),
        ("vi", "Một.\\\nHai?  \n*Ba.*\n", ["Một.", "Hai?", "Ba."]),
        ("en", "Poems, e.g.  \nThis one.\n", ["Poems, e.g.<br>This one."]),
        ("zh", "一。  \n二  \n三。\n", ["一。", "二<br>三。"]),
        ("en", "One.<br>Two.<br/>\nThree.<BR />Four<br>lines.\n", ["One.", "Two.", "Three.", "Four<br>lines."]),
        ("zh", "一。<br>二。<br>\n三。\n", ["一。", "二。", "三。"]),
    ],
)
def test_a_sentence_may_end_before_a_hard_break(language: str, text: str, sentences: list[str]) -> None:
    assert texts(text, language, "sentence") == sentences


def test_the_break_between_two_sentences_is_in_neither() -> None:
    text = "One.  \nTwo.\n"
    one, two = cut(text, granularity="sentence")
    assert (text[one.start : one.end], text[two.start : two.end]) == ("One.", "Two.")


@pytest.mark.parametrize(("format", "area"), [("slides", ".red[One. Two.]"), ("nuxt", ":badge[One. Two.]{a=b}")])
def test_an_area_around_the_whole_of_a_text_is_its_frame(format: str, area: str) -> None:
    found = segments(parse_chapter(f"{area}\n", format=format), language="en", granularity="paragraph")
    assert [one.text for one in found] == ["One. Two."]


def test_ids_stay_when_other_blocks_change() -> None:
    before = {segment.text: segment.id for segment in cut("One.\n\nTwo.\n\nSame.\n\nSame.\n")}
    after = {segment.text: segment.id for segment in cut("# New\n\nOne.\n\n```\nx\n```\n\nTwo.\n\nSame.\n\nSame.\n")}
    assert {**after, **before} == after
    ids = [segment.id for segment in cut("Same.\n\nSame.\n")]
    assert ids[1] == f"{ids[0]}-2"


def test_equal_keys_mean_nothing_to_translate_again() -> None:
    keys = [
        cut(text)[0].key for text in ("See $x$\nand `a`.", "See $y$ and  `b`.", "See `a` and $x$.", "See $x$ or `a`.")
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_plain_text_has_no_spans_and_no_marks() -> None:
    assert cut("See *the* [code](a.md) `b` of $x$ &lt;.")[0].plain == "See the code of ."


def test_a_long_segment_is_sent_in_parts() -> None:
    segment = cut("A word, *and* `code` more. " * 200)[0]
    parts = split_segment(segment, max_bytes=500)
    assert "".join(part.text for part in parts) == segment.text
    assert all(len(part.text.encode()) <= 500 for part in parts)
    assert split_segment(segment, max_bytes=10**6) == [segment]
