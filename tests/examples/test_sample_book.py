"""The sample book is whole, its code runs, and its evaluation articles are not hidden in other chapters."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import segments
from tests.examples.sample import (
    BOOK,
    EVALUATION,
    UNTRANSLATED,
    cells,
    chapter_ids,
    every_text,
    keys,
    read,
    without_code,
)

LANGUAGES = ("en", "zh", "es")
STANDARD = {
    "en": {"Summary", "Exercises", "Implementation", "Discussions"},
    "zh": {"小结", "练习", "实现", "Discussions"},
    "es": {"Resumen", "Ejercicios", "Implementación", "Discusiones"},
}


@pytest.mark.parametrize("path", every_text(), ids=lambda path: "/".join(path.parts[-3:]))
def test_every_text_is_utf8_with_balanced_fences_tabs_and_math(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    assert text.endswith("\n")
    assert len(re.findall(r"^```", text, re.MULTILINE)) % 2 == 0
    bare = without_code(text)
    assert "```" not in bare
    assert re.findall(r"^:(begin|end)_tab:", bare, re.MULTILINE) == ["begin", "end"] * bare.count(":end_tab:")
    assert len(re.findall(r"\$\$", bare)) % 2 == 0
    assert len(re.findall(r"(?<!\\)\$", bare)) % 2 == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_is_parsed_without_loss_or_warning(language: str) -> None:
    for chapter in chapter_ids(language):
        parsed = parse_chapter(read(language, chapter), id=chapter)
        assert "".join(block.text for block in parsed.blocks) == read(language, chapter)
        assert parsed.warnings == (), chapter


@pytest.mark.parametrize("language", LANGUAGES)
def test_references_have_labels_and_citations_have_entries(language: str) -> None:
    text = "".join(read(language, chapter) for chapter in chapter_ids(language))
    labels = keys(text, "label", "eqlabel")
    assert len(labels) == len(set(labels))
    assert set(keys(text, "numref", "eqref")) <= set(labels)
    entries = re.findall(r"^@\w+\{([^,]+),", (BOOK / language / "references.bib").read_text(), re.MULTILINE)
    assert set(keys(text, "cite", "citet")) <= set(entries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_images_and_listed_chapters_exist(language: str) -> None:
    for chapter in chapter_ids(language):
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", read(language, chapter)):
            assert (BOOK / language / chapter).parent.joinpath(target).is_file(), (chapter, target)
    listed = re.findall(r"^chapter_\S+$", read(language, "index"), re.MULTILINE)
    assert sorted([*listed, "index"]) == chapter_ids(language)


def test_code_cells_compile_and_the_numpy_cells_run_in_the_order_of_the_book() -> None:
    for language in LANGUAGES:
        namespace: dict[str, Any] = {}
        for chapter in re.findall(r"^chapter_\S+$", read(language, "index"), re.MULTILINE):
            for cell in cells(read(language, chapter)):
                code = compile(cell, f"{language}/{chapter}", "exec")
                if not cell.startswith("#@tab") or cell.startswith("#@tab all"):
                    exec(code, namespace)


def test_translations_lack_only_the_newest_chapter() -> None:
    english = chapter_ids("en")
    assert len(english) >= 14
    for language in ("zh", "es"):
        assert set(english) - set(chapter_ids(language)) == {UNTRANSLATED}
        assert set(chapter_ids(language)) <= set(english)


def test_the_chinese_translation_is_behind_its_source_as_the_readme_says() -> None:
    changed = {chapter for chapter in chapter_ids("zh") if read("zh", f"{chapter}_origin") != read("en", chapter)}
    assert changed == {"index", "chapter_models/smoothing", "chapter_models/regression"}


def test_chapters_whose_code_and_white_space_changed_hold_the_same_segments() -> None:
    for chapter in ("index", "chapter_models/regression"):
        assert segment_keys(read("zh", f"{chapter}_origin")) == segment_keys(read("en", chapter))


def test_the_changed_chapter_has_three_edited_sentences_an_inserted_one_and_new_numbers() -> None:
    before, after = read("zh", "chapter_models/smoothing_origin"), read("en", "chapter_models/smoothing")
    assert len(segment_texts(after)) == len(segment_texts(before)) + 1
    assert len(set(segment_texts(after)) - set(segment_texts(before))) == 5
    assert len(set(segment_keys(after)) - set(segment_keys(before))) == 4  # new numbers alone need no translation


@pytest.mark.parametrize(("language", "source"), [("zh", "zh"), ("es", "en")])
def test_translations_keep_labels_references_citations_formulas_and_images(language: str, source: str) -> None:
    for chapter in chapter_ids(language):
        original = read(source, f"{chapter}_origin" if source == "zh" else chapter)
        translation = read(language, chapter)
        roles = ("label", "eqlabel", "numref", "eqref", "cite", "citet", "width")
        assert keys(translation, *roles) == keys(original, *roles), chapter
        for pattern in (r"\$\$.*?\$\$", r"\]\(\.\./img/[^)]+\)"):
            assert re.findall(pattern, translation, re.DOTALL) == re.findall(pattern, original, re.DOTALL), chapter


def test_chinese_text_has_no_blank_between_scripts_and_one_before_roles() -> None:
    han = "[\u3400-\u9fff，。；：？！（）、]"
    markers = re.compile(r"^\s*(\*|1\.|#+|>|\[\^1\]:) ", re.MULTILINE)
    for chapter in chapter_ids("zh"):
        bare = markers.sub("", without_code(read("zh", chapter)))
        assert re.findall(rf"{han} +(?!:\w+:`)\S|[^\s:] +{han}", bare) == [], chapter
        assert re.findall(r"[^\s|](?::numref:|:eqref:|:cite:|:citet:)", bare) == [], chapter


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_an_evaluation_article_is_copied_from_another_chapter(language: str) -> None:
    scored = [entry for entry in sentences(language) if entry[0] in EVALUATION]
    assert 50 <= len(scored) <= 100
    for article in EVALUATION:
        mine = [tokens for chapter, tokens in scored if chapter == article]
        others = [tokens for chapter, tokens in sentences(language) if chapter != article]
        similarity = process.cdist(mine, others, scorer=Levenshtein.normalized_similarity)
        row, column = divmod(int(similarity.argmax()), len(others))
        assert similarity.max() < 0.9, (mine[row], others[column])


def test_the_vocabulary_of_the_evaluation_articles_is_known_from_the_other_chapters() -> None:
    known = {word for chapter, tokens in sentences("en") if chapter not in EVALUATION for word in tokens}
    for article in EVALUATION:
        words = [word for chapter, tokens in sentences("en") if chapter == article for word in tokens]
        assert sum(word in known for word in words) / len(words) > 0.85


@pytest.mark.parametrize("language", ["zh", "es"])
def test_terminology_is_a_list_of_distinct_terms_that_the_book_uses(language: str) -> None:
    terms = terminology(language)
    english = [source for source, _ in terms]
    assert len(english) == len(set(english)) > 60
    book = " ".join("".join(read(language, chapter) for chapter in chapter_ids(language)).lower().split())
    assert [target for _, target in terms if not re.search(inflected(target.lower()), book)] == []


def terminology(language: str) -> list[tuple[str, str]]:
    """English term and first translation; the Chinese list has the translation first."""
    lines = (BOOK / language / "TERMINOLOGY.md").read_text().splitlines()
    rows = [re.split("，|; ", line) for line in lines if line and not line.startswith("#")]
    return [(b, a) if language == "zh" else (a, b.split(",")[0]) for a, b in rows]


def inflected(term: str) -> str:
    """A pattern for a term whose words may have other endings."""
    return r"\s".join(
        re.escape(word[:-1] if len(word) > 4 and word.isascii() else word) + r"\w*" for word in term.split()
    )


@cache
def sentences(language: str) -> list[tuple[str, list[str]]]:
    """Every sentence as its chapter and tokens; standard headings and links are left out."""
    found = []
    for chapter in chapter_ids(language):
        parsed = parse_chapter(read(language, chapter), id=chapter)
        for segment in segments(parsed, language=language, granularity="sentence"):
            tokens = re.findall(r"[^\W\d_\u3400-\u9fff]+|[\u3400-\u9fff]|\d+", segment.plain.lower())
            if tokens and segment.plain not in STANDARD[language]:
                found.append((chapter, tokens))
    return found


def segment_keys(text: str) -> list[str]:
    return [segment.key for segment in segments(parse_chapter(text), language="en", granularity="sentence")]


def segment_texts(text: str) -> list[str]:
    return [segment.text for segment in segments(parse_chapter(text), language="en", granularity="sentence")]
