"""What people read of chapters, variants and numbers."""

from __future__ import annotations

import pytest

from amts_core.evaluate.names import p_text, short_names, verdict_text
from amts_core.evaluate.report import Verdict


@pytest.mark.parametrize(("p", "text"), [(0.0, "<0.001"), (0.00099, "<0.001"), (0.001, "0.001"), (0.04567, "0.046")])
def test_a_small_p_value_is_told_as_a_bound(p: float, text: str) -> None:
    assert p_text(p) == text


@pytest.mark.parametrize(
    ("chapters", "names"),
    [
        (["a/first", "b/second"], ["first", "second"]),
        (["a/first", "b/first"], ["a/first", "b/first"]),
        (["a/01", "a/02"], ["a/01", "a/02"]),
        (["first"], ["first"]),
    ],
)
def test_a_chapter_has_its_short_name_where_that_tells_it_from_others(chapters: list[str], names: list[str]) -> None:
    assert list(short_names(chapters).values()) == names


def test_a_verdict_on_few_segments_has_a_star() -> None:
    assert [verdict_text(Verdict("gain"), few) for few in (False, True)] == ["gain", "gain *"]
