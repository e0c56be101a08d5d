"""What two chapters have in common apart from their text."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.translate.skeleton import compare_skeletons

SOURCE = "# Waves\n\nA `wave` of $h$ and [a link](x.md).\n\n```python\nx = 1\n```\n\n- one\n"


def differences(result: str, **options: frozenset[int]) -> list[str]:
    return compare_skeletons(parse_chapter(SOURCE), parse_chapter(result), **options)


@pytest.mark.parametrize(
    "result",
    [
        SOURCE,
        SOURCE.replace("Waves", "波浪").replace("A `wave` of $h$ and [a link](x.md).", "[链接](x.md) $h$ `wave`"),
        SOURCE.replace("of", r"o\*f"),  # a result may escape more
    ],
)
def test_other_words_and_another_order_of_spans_fit(result: str) -> None:
    assert differences(result) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("`wave`", "wave", "'`wave`' is lost"),
        ("$h$", "$h$ $h$", "'$h$' is new"),
        ("(x.md)", "(y.md)", "'](x.md)' is lost"),
        ("x = 1", "x = 2", "code"),
        ("# Waves", "## Waves", "became"),
        ("- one\n", "- one\n- two\n", "is new"),
        ("- one\n", "", "is missing"),
    ],
)
def test_a_difference_is_named_with_its_line(old: str, new: str, told: str) -> None:
    found = differences(SOURCE.replace(old, new))
    assert found
    assert any(told in one for one in found)
    assert all("in line " in one for one in found)


def test_blocks_of_a_human_may_have_other_spans_but_no_other_form() -> None:
    [paragraph] = [block.index for block in parse_chapter(SOURCE).blocks if block.text.startswith("A `wave`")]
    assert differences(SOURCE.replace("`wave`", "wave"), human=frozenset({paragraph})) == []
    assert differences(SOURCE.replace("A `wave`", "- A `wave`"), human=frozenset({paragraph})) != []


def test_a_lost_mark_of_a_slide_is_told() -> None:
    slide, bare = (parse_chapter(text, format="slides") for text in ("A .red[lamp].\n", "A lamp.\n"))
    assert [text.rpartition(": ")[2] for text in compare_skeletons(slide, bare)] == ["'.red[' is lost", "']' is lost"]
