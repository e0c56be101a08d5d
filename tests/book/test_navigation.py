"""Lists of chapters that do not name a new one."""

from __future__ import annotations

import pytest

from amts_core.book.navigation import unlisted_in

FILES = {
    "mkdocs.yml": "site_name: a\nnav:\n  - guide/old.md\n",
    "_toc.yml": "root: index\nchapters:\n- file: guide/old\n",
    "src/SUMMARY.md": "- [Old](guide/old.md)\n",
    "sub/mkdocs.yml": "site_name: without a list\n",
}


@pytest.mark.parametrize(
    ("path", "unlisted"), [("guide/old.md", []), ("guide/new.md", ["_toc.yml", "mkdocs.yml", "src/SUMMARY.md"])]
)
def test_lists_that_lack_a_chapter_are_named(path: str, unlisted: list[str]) -> None:
    assert unlisted_in(path, FILES, lambda name: FILES[name].encode()) == unlisted
