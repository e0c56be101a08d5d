"""Layouts of repositories: which files are whose, and where a translation lies."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from amts_core.book.chapter import read_chapter
from amts_core.book.layouts import find_layout, language_of, layout, place_of, translations_within
from amts_core.book.repository import BookLocation, open_book
from amts_core.errors import AmtsError

REPOSITORIES = {
    "folders": (["mkdocs.yml", "docs/en/index.md", "docs/en/a/b.md", "docs/de/index.md", "docs/zh/index.md"], "mkdocs",
        ("docs/en", ""), {"de": ("docs/de", ""), "zh": ("docs/zh", "")}),
    "folders below their source": ([".vitepress/config.js", "docs/index.md", "docs/guide/a.md", "docs/zh/index.md", "docs/zh/guide/a.md"], "vitepress",
        ("docs", ""), {"zh": ("docs/zh", "")}),
    "suffixes": (["mkdocs.yml", "docs/index.md", "docs/a.md", "docs/index.de.md", "docs/a.de.md", "docs/a.pt-BR.md"], "mkdocs",
        ("docs", ""), {"de": ("docs", ".de"), "pt": ("docs", ".pt-BR")}),
    "docusaurus": (["docusaurus.config.js", "docs/intro.md", "i18n/zh-CN/docusaurus-plugin-content-docs/current/intro.md"], "docusaurus",
        ("docs", ""), {"zh": ("i18n/zh-CN/docusaurus-plugin-content-docs/current", "")}),
    "hugo": (["hugo.toml", "content/en/docs/a.md", "content/zh-cn/docs/a.md"], "hugo",
        ("content/en", ""), {"zh": ("content/zh-cn", "")}),
    "hugo's folders beside each other": (["hugo.toml", "content.en/a.md", "content.en/b/_index.md", "content.zh/a.md"], "hugo",
        ("content.en", ""), {"zh": ("content.zh", "")}),
    "starlight": (["astro.config.mjs", "src/content/docs/a.md", "src/content/docs/es/a.md"], "starlight",
        ("src/content/docs", ""), {"es": ("src/content/docs/es", "")}),
    "gettext": (["conf.py", "docs/a.md", "locales/ja/LC_MESSAGES/a.po"], None, ("docs", ""), {"ja": ("locales/ja/LC_MESSAGES", "")}),
    "docusaurus with versions": (["docusaurus.config.js", "README.md", "docs/intro.md", "docs/a/b.mdx", "versioned_docs/version-1.0/intro.md", "i18n/de/docusaurus-plugin-content-docs/current/intro.md", "i18n/de/docusaurus-plugin-content-docs/current/a/b.md"], "docusaurus",
        ("docs", ""), {"de": ("i18n/de/docusaurus-plugin-content-docs/current", "")}),
    "starlight beside a README": (["README.md", "astro.config.mjs", "src/content/docs/a.md", "src/content/docs/b/c.md", "src/content/docs/es/a.md"], "starlight",
        ("src/content/docs", ""), {"es": ("src/content/docs/es", "")}),
    "jekyll's collections": (["_config.yml", "_articles/a.md", "_articles/de/a.md", "_posts/2020-01-01-x.md"], "jekyll",
        ("_articles", ""), {"de": ("_articles/de", "")}),
    "suffixes in a part": (["mkdocs.yml", "docs/index.md", "docs/sub/a.md", "docs/sub/a.de.md"], "mkdocs", ("docs", ""), {"de": ("docs", ".de")}),
    "suffixes behind a line": (["mkdocs.yml", "docs/index.md", "docs/a.md", "docs/b.md", "docs/index_de.md", "docs/a_de.md", "docs/a_it.md"], "mkdocs",
                               ("docs", ""), {"de": ("docs", "_de")}),
    "a suffix for every language": (["mkdocs.yml", "docs/index.en.md", "docs/a.en.md", "docs/index.de.md"], "mkdocs",
        ("docs", ".en"), {"de": ("docs", ".de")}),
    "messages in parts": (["conf.py", "README.md", "docs/a.md", "docs/b/c.md", "locales/ja/LC_MESSAGES/a.po"], None, ("docs", ""), {"ja": ("locales/ja/LC_MESSAGES", "")}),
    "a repository of its own": (["book.toml", "src/a.md", "src/b.md"], "mdbook", ("src", ""), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", REPOSITORIES)
def test_generator_layout_and_languages_of_a_repository_are_found(name: str) -> None:
    files, generator, source, translations = REPOSITORIES[name]
    found = find_layout(files, lambda path: "")
    assert (found.generator.format if found.generator else None) == generator
    assert (found.source.folder, found.source.suffix) == source
    assert {one.language: (one.folder, one.suffix) for one in found.translations} == translations


def test_sources_beside_their_translations_are_told() -> None:
    found = find_layout(["a.md", "a_origin.md", "b.md", "b_origin.md"], lambda path: "")
    assert (found.source.layout, found.source.chapters) == ("origin", 2)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("zh-cn", "zh"), ("zh_TW", "zh-TW"), ("zh-hant", "zh-TW"), ("pt_BR", "pt"), ("xx", ""), ("api", "")],
)
def test_what_repositories_call_languages_is_understood(locale: str, language: str) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("name", "locale", "place"),
    [
        ("docusaurus", "de", ("i18n/de/docusaurus-plugin-content-docs/current", "")),
        ("hugo", "zh-cn", ("content/zh-cn", "")),
        ("suffix", "de", ("", ".de")),
        (None, "de", ("", "")),
    ],
)
def test_a_layout_gives_the_place_of_a_language(name: str | None, locale: str, place: tuple[str, str]) -> None:
    assert place_of(name, locale) == place


def test_a_given_folder_wins_over_that_of_the_layout() -> None:
    assert place_of("folders", "de", folder="site/{language}/docs") == ("site/de/docs", "")


def test_an_unknown_layout_is_refused_with_those_that_exist() -> None:
    with pytest.raises(AmtsError, match="docusaurus"):
        layout("sideways")


@pytest.mark.parametrize(
    ("paths", "foreign"),
    [
        (["page.md", "page.de.md", "v1.0.md", "v1.md"], ["page.de.md"]),
        (["README.md", "README_de.md", "README-zh_CN.md", "a.md", "b.md"], ["README-zh_CN.md", "README_de.md"]),
        (["a.md", "a_zh-CN.md", "b.md", "c.md"], ["a_zh-CN.md"]),
        (["a.md", "a_de.md", "a-fr.md", "b.md", "c.md", "d.md", "e.md"], ["a-fr.md", "a_de.md"]),
        (["a.md", "b.md", "c.md", "a_de.md", "b_de.md"], ["a_de.md", "b_de.md"]),
        (["log.md", "log_it.md", "log_so_that.md", "b.md", "c.md"], []),
        (["a.md", "a_zh-cn.md", "a_no_one.md", "b.md", "c.md"], []),
        (["index.md", "a.md", "de/index.md", "de/a.md", "de/neu.md"], ["de/a.md", "de/index.md", "de/neu.md"]),
        (["index.md", "it/servers.md", "it/printers.md"], []),
    ],
)
def test_translations_among_the_chapters_of_a_source_are_no_chapters_of_it(
    paths: Sequence[str], foreign: list[str]
) -> None:
    assert sorted(translations_within(paths)) == foreign


def test_a_source_book_leaves_out_what_is_in_other_languages(tmp_path: Path) -> None:
    for name in ("page.md", "page.de.md", "zh/page.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# A\n")
    source = open_book(BookLocation(str(tmp_path)), tmp_path)
    german = open_book(BookLocation(str(tmp_path), suffix=".de"), tmp_path)
    assert (source.chapter_ids(), german.chapter_ids()) == (["page"], ["page"])
    assert german.new_path("other", ".md") == "other.de.md"


@pytest.mark.parametrize(
    ("settings", "format"),
    [
        ({"mkdocs.yml": "site_name: a\n"}, {"docs": "mkdocs", "docs/a": "mkdocs", "examples/book": "md", "": "md"}),
        ({"mkdocs.yml": "docs_dir: 'text' # ours\n"}, {"text/a": "mkdocs", "docs": "md"}),
        ({"mkdocs.yml": "docs_dir: !ENV [DOCS, 'x']\n"}, {"docs": "mkdocs"}),
        ({"book.toml": '[book]\nsrc = "./en/"\n', "mkdocs.yml": ""}, {"en": "mdbook", "docs": "mkdocs", "x": "md"}),
        ({"_quarto.yml": ""}, {"anywhere/below": "quarto", "": "quarto"}),
    ],
)
def test_a_generator_is_that_of_the_folder_of_its_documents(
    tmp_path: Path, settings: dict[str, str], format: dict[str, str]
) -> None:
    """A project may have a site of its own beside the book."""
    for name, text in (settings | {f"{folder}/a.md": "# A\n" for folder in format}).items():
        (tmp_path / name.strip("/")).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name.strip("/")).write_text(text, encoding="utf-8")
    assert {folder: read_chapter(tmp_path / folder / "a.md").format for folder in format} == format


@pytest.mark.parametrize(
    ("place", "path"), [("notes", "../book/docs/a.md"), ("book/docs", "a.md"), ("", "book/docs/a.md")]
)
def test_the_generator_above_a_chapter_is_found_however_its_path_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, path: str
) -> None:
    """Not that of the folder in which the command runs."""
    for name in ("book/docs/a.md", "book/mkdocs.yml", "notes/book.toml", "notes/src/SUMMARY.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / place)
    assert read_chapter(Path(path)).format == "mkdocs"
