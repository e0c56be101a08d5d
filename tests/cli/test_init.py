"""`amts init`: what repositories hold is understood and becomes a configuration that can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amts_core.book.repository import BookLocation, open_book
from amts_core.config import load_config
from tests.cli.conftest import Amts

TEXT = {
    "en": "The garden behind the house is quiet in the morning, and the birds sing before anybody is awake.",
    "de": "Der Garten hinter dem Haus ist am Morgen still, und die Vögel singen, bevor irgendjemand wach ist.",
    "fr": "Le jardin derrière la maison est calme le matin, et les oiseaux chantent avant le réveil de tous.",
}
NAMES = ("index", "one", "part/two", "part/three")


def write(folder: Path, pattern: str, language: str, *, also: str = "") -> None:
    """The chapters of a book in a language."""
    for name in NAMES:
        path = folder / pattern.format(name=name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n\n{TEXT[language]}\n\n{TEXT[language]}\n{also}", encoding="utf-8")


def chapters(config: Path, book: str) -> list[str]:
    """The chapters that the pipeline finds with a configuration."""
    found = load_config(config).books[book]
    location = BookLocation(
        found.location, folder=found.folder, chapters=found.chapters, exclude=found.exclude, suffix=found.suffix
    )
    return open_book(location, config.parent).chapter_ids()


def test_two_repositories_become_two_books(amts: Amts, tmp_path: Path) -> None:
    write(tmp_path / "sea-en", "docs/{name}.md", "en")
    write(tmp_path / "sea-de", "docs/{name}.md", "de")
    (tmp_path / "sea-en" / "mkdocs.yml").write_text("site_name: Sea\n")
    code, out, _ = amts("init", tmp_path / "sea-en", tmp_path / "sea-de", "-o", tmp_path / "amts.yaml", "--json")
    assert code == 0
    [english, german] = json.loads(out)
    assert (english["language"], english["generator"], english["chapters"]) == ("en", "mkdocs", 4)
    assert (german["language"], german["folder"]) == ("de", "docs")
    assert list(load_config(tmp_path / "amts.yaml").pairs) == ["en-de"]
    assert chapters(tmp_path / "amts.yaml", "sea-en") == chapters(tmp_path / "amts.yaml", "sea-de")
    assert len(chapters(tmp_path / "amts.yaml", "sea-en")) == len(NAMES)


@pytest.mark.parametrize("more", ["README.md", "versioned_docs/v1/index.md", "node_modules/a/index.md"])
def test_a_file_more_on_one_side_does_not_part_the_books(amts: Amts, tmp_path: Path, more: str) -> None:
    write(tmp_path / "sea-en", "docs/{name}.md", "en")
    write(tmp_path / "sea-de", "docs/{name}.md", "de", also=f"{TEXT['de']}\n")
    write(tmp_path / "sea-de", more, "de")
    (tmp_path / "sea-en" / "docs" / "page.mdx").write_text(f"{TEXT['en']}\n")
    assert amts("init", tmp_path / "sea-en", tmp_path / "sea-de", "-o", tmp_path / "amts.yaml")[0] == 0
    english, german = ({*chapters(tmp_path / "amts.yaml", book)} for book in ("sea-en", "sea-de"))
    assert english - german == {"page"}
    assert load_config(tmp_path / "amts.yaml").books["sea-de"].chapters == ("**/*.md", "**/*.mdx")


@pytest.mark.parametrize(
    "patterns", [{"en": "docs/en/{name}.md", "de": "docs/de/{name}.md"}, {"en": "{name}.md", "de": "{name}.de.md"}]
)
def test_one_repository_with_two_languages_becomes_two_books(
    amts: Amts, tmp_path: Path, patterns: dict[str, str]
) -> None:
    for language, pattern in patterns.items():
        write(tmp_path / "sea", pattern, language)
    assert amts("init", tmp_path / "sea", "-o", tmp_path / "amts.yaml")[0] == 0
    config = load_config(tmp_path / "amts.yaml")
    assert list(config.pairs) == ["en-de"]
    german = chapters(tmp_path / "amts.yaml", config.pairs["en-de"].target)
    assert len(german) == len(NAMES)


def test_kept_origins_are_found(amts: Amts, tmp_path: Path) -> None:
    write(tmp_path / "en", "{name}.md", "en")
    write(tmp_path / "fr", "{name}.md", "fr")
    write(tmp_path / "fr", "{name}_origin.md", "en")
    assert amts("init", tmp_path / "en", tmp_path / "fr", "-o", tmp_path / "amts.yaml")[0] == 0
    book = load_config(tmp_path / "amts.yaml").books["fr"]
    assert (book.origin_suffix, book.origin_language) == ("_origin", "en")
    assert chapters(tmp_path / "amts.yaml", "fr") == chapters(tmp_path / "amts.yaml", "en")


def test_what_cannot_be_understood_is_said(amts: Amts, tmp_path: Path) -> None:
    write(tmp_path / "en", "{name}.md", "en")
    (tmp_path / "empty").mkdir()
    write(tmp_path / "sphinx", "docs/{name}.md", "en")
    write(tmp_path / "sphinx", "locale/de/LC_MESSAGES/{name}.po", "de")
    target = tmp_path / "amts.yaml"
    for arguments, sentence in (
        (("en",), "holds no translation that is known"),
        (("empty",), "there are no chapters in"),
        (("en", "empty"), "there are no chapters in"),
        (("nowhere",), "there is no folder"),
        (("en", "en"), "two books are in en"),
        (("sphinx",), "are message files of gettext: make chapters of them by `amts messages read`"),
    ):
        code, _, err = amts("init", *(tmp_path / name for name in arguments), "-o", target)
        assert (code, sentence in err) == (2, True), err
    assert not target.exists()
    write(tmp_path / "french", "docs/{name}.md", "fr")
    assert amts("init", tmp_path / "sphinx", tmp_path / "french", "-o", target)[0] == 0
    assert list(load_config(target).pairs) == ["en-fr"]
    assert "# sphinx-de: message files of gettext" in target.read_text(encoding="utf-8")


def test_an_existing_file_stays(amts: Amts, tmp_path: Path) -> None:
    write(tmp_path / "en", "{name}.md", "en")
    write(tmp_path / "fr", "{name}.md", "fr")
    (tmp_path / "amts.yaml").write_text("mine")
    code, _, err = amts("init", tmp_path / "en", tmp_path / "fr", "-o", tmp_path / "amts.yaml")
    assert (code, "is there already" in err) == (2, True)
    assert (tmp_path / "amts.yaml").read_text() == "mine"


def test_a_translation_that_is_to_begin_is_laid_out_as_its_source(amts: Amts, tmp_path: Path) -> None:
    write(tmp_path / "sea", "docs/{name}.md", "en")
    begun = tmp_path / "sea-pt-BR"
    begun.mkdir()
    (begun / "README.md").write_text("# Sea\n")
    code, _, said = amts("init", tmp_path / "sea", begun, "-o", tmp_path / "amts.yaml")
    assert (code, "make the folder docs in" in said) == (2, True)
    (begun / "docs").mkdir()
    code, out, _ = amts("init", tmp_path / "sea", begun, "-o", tmp_path / "amts.yaml", "--json")
    assert code == 0
    assert [(one["language"], one["chapters"], one["folder"]) for one in json.loads(out)][1] == ("pt", 0, "docs")
    assert list(load_config(tmp_path / "amts.yaml").pairs) == ["en-pt"]
    assert chapters(tmp_path / "amts.yaml", "sea-pt-BR") == []


def test_a_folder_without_chapters_or_a_language_is_refused_with_a_way_out(amts: Amts, tmp_path: Path) -> None:
    write(tmp_path / "sea", "{name}.md", "en")
    (tmp_path / "empty").mkdir()
    code, _, said = amts("init", tmp_path / "sea", tmp_path / "empty", "-o", tmp_path / "amts.yaml")
    assert code == 2
    assert "end its name with the language, as in sea-fr" in said
