"""The way of a chapter through documents and back, with a change of text on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.markup import names_itself
from amts_core.book.segments import Granularity, segments
from amts_core.translate.document import read_documents, write_documents
from amts_core.translate.rebuild import compare_skeletons, rebuild_chapter
from tests.book.generators import SECRET

_ROT13 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm"
)
_TOKEN = re.compile(r'<span translate="no"[^>]*>[^<]*</span>|<[^>]*>|&\w+;')


def unchanged(html: str) -> str:
    """An engine that translates nothing."""
    return html


def rot13(html: str) -> str:
    """An engine that rot13s all text outside of tags and protected spans; twice is the source again."""
    head, body = html.split("<body>")
    parts, done = [], 0
    for token in _TOKEN.finditer(body):
        parts += [body[done : token.start()].translate(_ROT13), token.group()]
        done = token.end()
    return head + "<body>" + "".join(parts) + body[done:].translate(_ROT13)


def translated(
    chapter: Chapter,
    engine: Callable[[str], str],
    *,
    source_language: str = "en",
    target_language: str = "en",
    granularity: Granularity = "paragraph",
    one_sentence_per_line: bool = False,
) -> Chapter:
    """The chapter as the engine translates its documents."""
    wanted = segments(chapter, language=source_language, granularity=granularity)
    documents = write_documents("a/b", wanted, source_language=source_language)
    drafts = read_documents([engine(page.html) for page in documents], wanted, target_language=target_language)
    return rebuild_chapter(
        chapter,
        {draft.segment: draft for draft in drafts},
        source_language=source_language,
        target_language=target_language,
        one_sentence_per_line=one_sentence_per_line,
    ).chapter


def translate(text: str, translation: str, target: str = "en") -> tuple[str, tuple[str, ...]]:
    """The draft of a one-paragraph chapter whose document came back with this content; `#1` is the id of span 1."""
    wanted = segments(parse_chapter(text), language="en", granularity="paragraph")
    page = write_documents("a", wanted, source_language="en")[0].html
    start, end = page.index('">', page.index("<p id")) + 2, page.index("</p>")
    inner = translation.replace("#", wanted[0].id + ".")
    draft = read_documents([page[:start] + inner + page[end:]], wanted, target_language=target)[0]
    return draft.text, draft.flags


def check_invariants(text: str, *, format: str, language: str, granularity: Granularity) -> None:
    """What holds for every text, sound or damaged; raises AssertionError or AmtsError if it does not."""
    chapter = parse_chapter(text, format=format)
    assert all(not block.pieces or "".join(p.text for p in block.pieces) == block.text for block in chapter.blocks)
    for segment in segments(chapter, language=language, granularity=granularity):
        assert not {"\n", "\r"} & set(segment.text)
        assert "".join(piece.text for piece in segment.pieces) == segment.text
    way: dict[str, Any] = {"source_language": language, "target_language": language, "granularity": granularity}
    assert translated(chapter, unchanged, **way).text == text, "identity"
    changed = translated(chapter, rot13, **way)
    assert compare_skeletons(chapter, changed) == []
    if not any(names_itself(piece) for block in chapter.blocks for piece in block.pieces):  # else it names its key
        assert translated(changed, rot13, **way).text == text, "rot13 and back"


def secrets_sent(text: str, *, format: str, language: str, granularity: Granularity) -> list[str]:
    """Segments of a text without damage whose plain text holds what is protected."""
    wanted = segments(parse_chapter(text, format=format), language=language, granularity=granularity)
    sent = [segment.text for segment in wanted if SECRET in segment.plain]
    has_code = format not in ("mdx", "docusaurus", "mintlify")  # MDX has no indented code
    return [text for text in sent if has_code or f"{SECRET} = indented" not in text]
