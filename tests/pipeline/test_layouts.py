"""A book per layout through a run: where new chapters go, and that the source stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

NEW = "# Storms\n\n[below](#the-eye)\n\n![The storm](img/storm.png)\n\n## The eye\n\nIt is calm.\n"
BOOKS: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "suffix": ({"folder": "docs"}, {"folder": "docs", "layout": "suffix"}, "docs/{}.md", "docs/{}.zh.md"),
    "folders": ({"folder": "docs/en"}, {"layout": "folders"}, "docs/en/{}.md", "docs/zh/{}.md"),
    "hugo": (
        {"folder": "content/en"},
        {"layout": "hugo", "locale": "zh-cn"},
        "content/en/{}.md",
        "content/zh-cn/{}.md",
    ),
    "docusaurus": (
        {"folder": "docs"},
        {"layout": "docusaurus"},
        "docs/{}.md",
        "i18n/zh/docusaurus-plugin-content-docs/current/{}.md",
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_new_chapter_goes_where_the_layout_has_it(shelf: Shelf, name: str) -> None:
    source, target, english, chinese = BOOKS[name]
    settings = yaml.safe_load(shelf.config.read_text(encoding="utf-8"))
    settings["books"] = {
        "en": {"location": "site", "language": "en", **source},
        "zh": {"location": "site", "language": "zh", **target},
    }
    shelf.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    files = {"hugo.toml": "title = 'a'\n", english.format("img/storm").replace(".md", ".png"): "image"}
    files |= {english.format(one): text for one, text in ENGLISH.items()} | {english.format("new"): NEW}
    files |= {chinese.format(one): text for one, text in CHINESE.items()}
    for path, text in files.items():
        (shelf.folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (shelf.folder / "site" / path).write_text(text, encoding="utf-8")
    run = shelf.run()
    assert sorted(run.source_book.chapter_ids()) == ["new", "one", "scored", "two"]
    assert sorted(run.target_book.chapter_ids()) == ["one", "scored", "two"]
    drive(run)
    delivered = run.chapters_folder / chinese.format("new").removeprefix(f"{run.target_book.location.folder}/")
    assert "## The eye" in delivered.read_text(encoding="utf-8")
    if name != "suffix":
        assert (delivered.parent / "img" / "storm.png").read_text(encoding="utf-8") == "image"
    assert {path: (shelf.folder / "site" / path).read_text(encoding="utf-8") for path in files} == files
