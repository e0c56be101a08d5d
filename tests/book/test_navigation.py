"""The entry of a new chapter in the lists of the generators."""

from __future__ import annotations

import pytest

from amts_core.book.navigation import lists, names_chapter, nearest, new_entry

CASES = {
    "mkdocs.yml": (
        "site_name: A\nnav:\n  - Home: index.md\n  - Guide:\n      - Old: guide/old.md\n      - New: guide/new.md\n"
        "      - 'Last: one': guide/last.md\nplugins:\n  - search\n  - x: !!python/name:a.b\n",
        "site_name: B\nnav:\n  - Start: index.md\n  - Anleitung:\n      - Alt: guide/old.md\n"
        "      - Letztes: guide/last.md\nplugins:\n  - search\n",
        "site_name: B\nnav:\n  - Start: index.md\n  - Anleitung:\n      - Alt: guide/old.md\n"
        "      - 'Neu: hier': guide/new.md\n      - Letztes: guide/last.md\nplugins:\n  - search\n",
    ),
    "_toc.yml": (
        "root: index\nchapters:\n- file: guide/old\n  sections:\n  - file: guide/deep\n- file: guide/new\n",
        "root: index\nchapters:\n- file: guide/old\n  sections:\n  - file: guide/deep",
        "root: index\nchapters:\n- file: guide/old\n  sections:\n  - file: guide/deep\n- file: guide/new\n",
    ),
    "_quarto.yml": (
        "book:\n  chapters:\n    - guide/new.md\n    - guide/last.md\n",
        "book:\r\n  chapters:\r\n    - guide/last.md\r\n",
        "book:\r\n  chapters:\r\n    - guide/new.md\r\n    - guide/last.md\r\n",
    ),
    "SUMMARY.md": (
        "# Summary\n\n- [Old](guide/old.md)\n  - [New](guide/new.md)\n  - [Last](./guide/last.md)\n",
        "# Inhalt\n\n- [Alt](guide/old.md)\n  - [Letztes](guide/last.md)\n",
        "# Inhalt\n\n- [Alt](guide/old.md)\n  - [Neu: hier](guide/new.md)\n  - [Letztes](guide/last.md)\n",
    ),
    "sidebars.js": (
        "x = {\n  docs: [\n    'guide/old',\n    'guide/new',\n  ],\n};\n",
        "x = {\n  docs: [\n    'guide/old',\n  ],\n};\n",
        "x = {\n  docs: [\n    'guide/old',\n    'guide/new',\n  ],\n};\n",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_new_chapter_stands_where_the_source_lists_it(name: str) -> None:
    source, target, wanted = CASES[name]
    entry = new_entry(name, source, chapter="guide/new.md", translated="guide/new.md", title="Neu: hier")
    assert lists(name, target)
    assert not names_chapter(name, target, "guide/new.md")
    assert entry is not None
    assert entry.added_to(target) == wanted
    assert entry.added_to(wanted) is None
    assert names_chapter(name, wanted, "guide/new.md")


def test_a_list_of_translations_beside_their_sources_names_them_with_their_suffix() -> None:
    source = "nav:\n  - old.md\n  - new.md\n"
    entry = new_entry("mkdocs.yml", source, chapter="new.md", translated="new.de.md", title="Neu", suffix=".de")
    assert entry is not None
    assert entry.added_to("nav:\n  - old.de.md\n") == "nav:\n  - old.de.md\n  - new.de.md\n"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("nav: [old.md, new.md]\n", "nav: [old.md]\n"),  # no line of its own
        ("nav:\n  - new.md\n", "nav:\n  - old.md\n"),  # no neighbour
        ("nav:\n  - old.md\n", "nav:\n  - old.md\n"),  # not listed in the source
        ("nav:\n  - A:\n    - old.md\n  - B:\n    - new.md\n", "nav:\n  - A:\n    - old.md\n"),  # of another list
    ],
)
def test_what_is_no_plain_list_is_left_to_people(source: str, target: str) -> None:
    entry = new_entry("mkdocs.yml", source, chapter="new.md", translated="new.md", title="Neu")
    assert entry is None or entry.added_to(target) is None


def test_a_list_that_is_not_utf8_stays_as_it_is() -> None:
    entry = new_entry(
        "mkdocs.yml", "nav:\n  - old.md\n  - new.md\n", chapter="new.md", translated="new.md", title="Neu"
    )
    assert entry is not None
    assert entry.added_to_file(b"nav:\n  - old.md\n") == b"nav:\n  - old.md\n  - new.md\n"
    assert entry.added_to_file(b"# f\xfcr alle\nnav:\n  - old.md\n") is None
    assert entry.added_to_file(b"nav: []\n") is None


def test_the_list_of_the_source_is_that_at_the_same_path_else_the_only_one() -> None:
    files = {"mkdocs.yml": "", "sub/mkdocs.yml": "", "../_toc.yml": ""}
    assert nearest("mkdocs.yml", files) == "mkdocs.yml"
    assert nearest("../mkdocs.yml", files) is None
    assert nearest("_toc.yml", files) == "../_toc.yml"
    assert not lists("mkdocs.yml", "plugins:\n  - search\n")
