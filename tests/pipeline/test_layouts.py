"""A book per layout through two nights, into a branch: where new chapters go, and that the source stays as it is."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml

from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf, drive

NEW = "# Storms\n\n[below](#the-eye)\n\n![The storm](img/storm.png)\n\n## The eye\n\nIt is calm.\n"


@dataclass(frozen=True)
class Site:
    """Settings of both books, where chapters lie, a list of chapters, and what a new one adds to it."""

    source: dict[str, Any]
    target: dict[str, Any]
    english: str
    chinese: str
    lists: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    told: str = ""


AS_SOMEBODY = ("-c", "user.name=a", "-c", "user.email=a@b.c")
NAV = "site_name: A\nnav:\n  - One: {0}one.md\n  - Storms: {0}new.md\n"
SITES = {
    "suffix": Site(
        {"folder": "docs"},
        {"folder": "docs", "layout": "suffix"},
        "docs/{}.md",
        "docs/{}.zh.md",
        {"mkdocs.yml": NAV.format("")},
        told="../mkdocs.yml does not list new.zh.md",
    ),
    "folders": Site(
        {"folder": "docs/en"},
        {"layout": "folders"},
        "docs/en/{}.md",
        "docs/zh/{}.md",
        {"docs/en/_toc.yml": "root: one\nchapters:\n- file: new\n", "docs/zh/_toc.yml": "root: one\nchapters: []\n"},
    ),
    "folders with lists": Site(
        {"folder": "en/docs"},
        {"folder": "{language}/docs"},
        "en/docs/{}.md",
        "zh/docs/{}.md",
        {"en/mkdocs.yml": NAV.format(""), "zh/mkdocs.yml": "nav:\n  - 一: one.md\n"},
        {"zh/mkdocs.yml": "nav:\n  - 一: one.md\n  - Storms: new.md\n"},
    ),
    "hugo": Site(
        {"folder": "content/en"}, {"layout": "hugo", "locale": "zh-cn"}, "content/en/{}.md", "content/zh-cn/{}.md"
    ),
    "starlight": Site(
        {"folder": "src/content/docs/en"},
        {"layout": "starlight"},
        "src/content/docs/en/{}.md",
        "src/content/docs/zh/{}.md",
    ),
    "docusaurus": Site(
        {"folder": "docs"},
        {"layout": "docusaurus"},
        "docs/{}.md",
        "i18n/zh/docusaurus-plugin-content-docs/current/{}.md",
        {"sidebars.js": "x = [\n  'one',\n  'new',\n];\n"},
    ),
}


def _git(shelf: Shelf, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=shelf.folder / "site", check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("name", SITES)
def test_a_new_chapter_goes_into_a_branch_where_the_layout_has_it_and_is_kept_in_step(shelf: Shelf, name: str) -> None:
    site = SITES[name]
    settings = yaml.safe_load(shelf.config.read_text(encoding="utf-8"))
    settings["books"] = {
        "en": {"location": "site", "language": "en", **site.source},
        "zh": {"location": "site", "language": "zh", **site.target},
    }
    settings["pairs"]["en-zh"]["delivery"] = {"form": "branch", "branch": "amts/zh"}
    shelf.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    files = {
        "hugo.toml": "title = 'a'\n",
        site.english.format("img/storm").replace(".md", ".png"): "image",
    } | site.lists
    files |= {site.english.format(one): text for one, text in ENGLISH.items()} | {site.english.format("new"): NEW}
    files |= {site.chinese.format(one): text for one, text in CHINESE.items()}
    for path, text in files.items():
        (shelf.folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (shelf.folder / "site" / path).write_text(text, encoding="utf-8")
    _git(shelf, "init", "-q", "-b", "main")
    _git(shelf, "add", ".")
    _git(shelf, *AS_SOMEBODY, "commit", "-q", "-m", "The book")
    run = shelf.run()
    assert sorted(run.source_book.chapter_ids()) == ["new", "one", "scored", "two"]
    assert sorted(run.target_book.chapter_ids()) == ["one", "scored", "two"]
    drive(run)
    changed = _git(shelf, "diff", "--name-only", "main", "amts/zh").splitlines()
    new = site.chinese.format("new")
    image = new.rpartition("/")[0] + "/img/storm.png"
    wanted = {new, *site.listed} | ({image} if name != "suffix" else set())
    assert {path for path in changed if "/.amts/" not in path} == wanted
    assert "## The eye" in _git(shelf, "show", f"amts/zh:{new}")
    for path, text in site.listed.items():
        assert _git(shelf, "show", f"amts/zh:{path}") == text
    todo = (run.chapters_folder / "TODO.md").read_text(encoding="utf-8")
    assert ("does not list" in todo) is bool(site.told)
    assert site.told in todo
    assert {path: (shelf.folder / "site" / path).read_text(encoding="utf-8") for path in files} == files

    _git(shelf, "merge", "-q", "amts/zh")
    before = _git(shelf, "show", f"main:{new}")
    source = shelf.folder / "site" / site.english.format("new")
    source.write_text(NEW.replace("It is calm.", "It is loud.\n\nThen it ends."), encoding="utf-8")
    _git(shelf, *AS_SOMEBODY, "commit", "-qam", "Change")
    drive(shelf.run())
    changed = _git(shelf, "diff", "--name-only", "main", "amts/zh").splitlines()
    assert [path for path in changed if "/.amts/" not in path] == [new]
    after = _git(shelf, "show", f"amts/zh:{new}")
    assert set(before.splitlines()) - set(after.splitlines()) <= {before.splitlines()[-1]}
    assert len(after.splitlines()) == len(before.splitlines()) + 2
