"""Through documents and back: nothing is lost, whatever the chapter looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amts_core.book.chapter import encode_chapter, read_chapter
from amts_core.book.segments import Granularity
from tests.book.generators import FORMATS, damaged_chapters, sound_chapters, soup
from tests.translate.round_trip import check_invariants, rot13, secrets_sent, translated, unchanged

formats, languages = st.sampled_from(FORMATS), st.sampled_from(["en", "zh", "ko"])
granularities: Any = st.sampled_from(["paragraph", "sentence"])
many = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(text=sound_chapters, format=formats, language=languages, granularity=granularities)
def test_sound_chapters(text: str, format: str, language: str, granularity: Granularity) -> None:
    check_invariants(text, format=format, language=language, granularity=granularity)


@many
@given(text=sound_chapters, format=formats, language=languages, granularity=granularities)
def test_nothing_protected_is_sent_as_text(text: str, format: str, language: str, granularity: Granularity) -> None:
    assert secrets_sent(text, format=format, language=language, granularity=granularity) == []


@many
@given(text=damaged_chapters, format=formats, language=languages, granularity=granularities)
def test_damaged_chapters(text: str, format: str, language: str, granularity: Granularity) -> None:
    check_invariants(text, format=format, language=language, granularity=granularity)


@settings(many, max_examples=200)
@given(text=soup, format=formats, language=languages, granularity=granularities)
def test_any_text(text: str, format: str, language: str, granularity: Granularity) -> None:
    check_invariants(text, format=format, language=language, granularity=granularity)


FOUND_BY_FUZZING = {
    "a line end after a blank quote line was text": "$$e\n>\t\n>",
    "an environment that never closes split its paragraph": "a\n\\begin{b}\nc\n",
    "a line end glued an address to the next word": "http://()\nl",
    "a reference over two lines was found only after joining them": "[][\nb]",
    "an expression was read as a formula when it came back": "{$}a$ b",
    "an address without a host was joined with the next line": "http://\n_1",
    "joining lines made an address of an escape": "http://\\$\n&#",
    "half a block tag split its paragraph": 'a\n<div b="c\nd',
    "a word that starts a block elsewhere lost its line ends": "\\begin a\nimport b\n\nimport b\nc",
    "a tag that ended in a quote marker split its paragraph": "1\n<div\n>m",
    "an environment with text after it split its paragraph": "'\n\\begin{a}\\end{a}[",
    "joining lines made a destination of two words": ">](r\n>)",
    "a bold link with a title was a slide mark": '[**`a`**](../b.md "c") d',
    "a link with struck text was a slide mark": "*[~~gradient~~](#Qzx)*",
    "a link with stars before its end was a slide mark": "*[`Qzx`a**.**](#Qzx)*",
    "an address glued to a word was text": "x1https://Qzx.org/a_(b)",
    "two formulas side by side opened a display formula": "$Qzx$$Qzx$ a  \n<!-- Qzx\n\nQzx -->",
    "a footnote after an exclamation mark was text": "a![^Qzx]",
    "code after an empty list item was a paragraph": "-  \n\n    Qzx = indented\n",
    "an element before an empty line of its quote read behind the text": "><div>>\n>",
    "marks of an environment alone were no commands of TeX": "a \\end b \\begin{Qzx} c \\end{",
}


@pytest.mark.parametrize("granularity", ["paragraph", "sentence"])
@pytest.mark.parametrize("format", ["md", "mdx", "quarto"])
@pytest.mark.parametrize("name", FOUND_BY_FUZZING)
def test_what_fuzzing_found_stays_mended(name: str, format: str, granularity: Granularity) -> None:
    for language in ("en", "zh"):
        settings: Any = {"format": format, "language": language, "granularity": granularity}
        check_invariants(FOUND_BY_FUZZING[name], **settings)
        assert secrets_sent(FOUND_BY_FUZZING[name], **settings) == []


def _language(path: Path) -> str:
    if path.stem.endswith("_origin") or "/en/" in path.as_posix() or path.stem.startswith("source"):
        return "en"
    return "es" if "/es/" in path.as_posix() else "zh"


def _real_chapters(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".mdx"))


def test_real_chapters_come_back_as_they_were(shared_data: Path) -> None:
    for path in _real_chapters(shared_data):
        result = translated(read_chapter(path), unchanged, source_language=_language(path))
        assert encode_chapter(result) == path.read_bytes(), path


@pytest.mark.slow
@pytest.mark.parametrize("granularity", ["paragraph", "sentence"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_rot13_and_back_over_real_chapters(shared_data: Path, granularity: Granularity, newline: str) -> None:
    for path in _real_chapters(shared_data):
        way: dict[str, Any] = {"source_language": _language(path), "granularity": granularity}
        chapter = read_chapter(path)
        chapter = chapter.with_text(chapter.text.replace("\n", newline))
        changed = translated(chapter, rot13, **way)
        assert translated(changed, rot13, **way).text == chapter.text, path


def test_the_sample_book_comes_back_as_it_was(sample_book: Path) -> None:
    files = _real_chapters(sample_book)
    assert files
    for path in files:
        chapter = read_chapter(path)
        assert encode_chapter(translated(chapter, unchanged)) == path.read_bytes(), path
        assert translated(translated(chapter, rot13), rot13).text == chapter.text, path
