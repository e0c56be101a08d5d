"""Chapters that no scanner was made for: what is translated is sent, all of it and nothing else."""

from __future__ import annotations

import re

import pytest

from amts_core.book.chapter import decode_chapter, encode_chapter
from amts_core.book.segments import segments
from tests.book.generators import SECRET
from tests.translate.round_trip import check_invariants
from tests.translate.unseen import UNSEEN


@pytest.mark.parametrize("name", UNSEEN)
def test_all_text_and_nothing_else_is_sent(name: str) -> None:
    language, format, marked = UNSEEN[name]
    content = re.sub("[⟪⟫]", "", marked).encode()
    chapter = decode_chapter(content, id="a", format=format)
    found = segments(chapter, language=language, granularity="paragraph")
    assert [chapter.text[segment.start : segment.end] for segment in found] == re.findall("⟪(.*?)⟫", marked, re.DOTALL)
    assert encode_chapter(chapter) == content
    assert [segment.plain for segment in found if SECRET in segment.plain] == []


@pytest.mark.parametrize("name", UNSEEN)
def test_they_come_back_as_they_were(name: str) -> None:
    language, format, marked = UNSEEN[name]
    text = re.sub("[⟪⟫]", "", marked)
    check_invariants(text, format=format, language=language, granularity="paragraph")
    check_invariants(text, format=format, language=language, granularity="sentence")
