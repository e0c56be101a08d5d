"""Editions that are kept otherwise: two nights of each kind, made from the real Chinese one.

python -m tests.benchmarks.editions FOLDER [--data FOLDER] [--kinds …]

FOLDER is for what is made (an empty one). Of the bundle d2l-zh an edition is made that differs in one trait (`KINDS`);
the source moves on by 20 commits between the nights. Each night is a process of its own on local AWS with the engine
`memory`, and delivers a branch that nobody merges. Prints of each night what was planned, delivered, held and removed,
and of the branch: chapters without source, files with mixed ends of lines, files outside of the book's folder, and
chapters that have lost more than half of their lines.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.nights import PAIR, World, git, world
from tests.conftest import REPOSITORY

CHAPTERS = ("chapter_multilayer-perceptrons/*.md",)
BRANCH = f"amts/{PAIR}"


def _chapters(tree: Path) -> list[Path]:
    """The chapters of the tree, without origins."""
    found = (path for pattern in CHAPTERS for path in tree.glob(pattern))
    return sorted(path for path in found if not path.stem.endswith("_origin"))


def _origin(chapter: Path) -> Path:
    return chapter.with_name(f"{chapter.stem}_origin.md")


def plain(tree: Path) -> dict[str, Any]:
    """As it is."""
    return {}


def in_a_folder(tree: Path) -> dict[str, Any]:
    """All of it stands in a folder of its repository, beside other things."""
    names = [path.name for path in tree.iterdir() if path.name != ".git"]
    (tree / "i18n" / "zh").mkdir(parents=True)
    for name in names:
        shutil.move(tree / name, tree / "i18n" / "zh" / name)
    (tree / "README.md").write_text("# 多种语言\n", encoding="utf-8")
    return {"folder": "i18n/zh"}


def renamed_here(tree: Path) -> dict[str, Any]:
    """Three chapters have another name than their source."""
    for chapter in _chapters(tree)[2:5]:
        for path, name in ((chapter, f"zh-{chapter.name}"), (_origin(chapter), f"zh-{chapter.stem}_origin.md")):
            if path.exists():
                path.rename(path.with_name(name))
    return {}


def with_crlf(tree: Path) -> dict[str, Any]:
    """Lines end as on Windows."""
    for path in tree.rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return {}


def half_missing(tree: Path) -> dict[str, Any]:
    """Of every four chapters one is missing, one keeps no origin, and one has an origin alone."""
    for number, chapter in enumerate(_chapters(tree)):
        gone = {0: (chapter, _origin(chapter)), 1: (_origin(chapter),), 2: (chapter,)}.get(number % 4, ())
        for path in gone:
            path.unlink(missing_ok=True)
    return {}


def without_origins(tree: Path) -> dict[str, Any]:
    """It keeps no origins."""
    for path in tree.rglob("*_origin.md"):
        path.unlink()
    return {"origin_suffix": None, "origin_language": None}


def damaged(tree: Path) -> dict[str, Any]:
    """One chapter is empty, one is no UTF-8, one has the text of another, and one origin is empty."""
    first, second, third, fourth, *_ = [one for one in _chapters(tree) if _origin(one).exists()]
    first.write_bytes(b"")
    second.write_bytes(second.read_text(encoding="utf-8").encode("gb18030"))
    shutil.copyfile(fourth, third)
    _origin(fourth).write_bytes(b"")
    return {}


KINDS: dict[str, tuple[Callable[[Path], dict[str, Any]], str, tuple[str, str]]] = {
    "plain": (plain, "master", ("classic~20", "classic")),
    "in a folder": (in_a_folder, "master", ("classic~20", "classic")),
    "far behind": (plain, "master~299", ("classic~20", "classic")),
    "ahead of the source": (plain, "master", ("classic~400", "classic~380")),
    "against the rewrite": (plain, "master", ("master~20", "master")),
    "renamed here": (renamed_here, "master", ("classic~20", "classic")),
    "CRLF": (with_crlf, "master", ("classic~20", "classic")),
    "half missing": (half_missing, "master", ("classic~20", "classic")),
    "without origins": (without_origins, "master", ("classic~20", "classic")),
    "damaged": (damaged, "master", ("classic~20", "classic")),
}
"""What is done to the edition, the revision that it is made from, and the source of both nights."""


def make_edition(place: World, kind: str) -> None:
    """A commit on the branch that the pair follows as the translation, and its traits in the configuration."""
    change, revision, _ = KINDS[kind]
    tree = place.folder / "tree"
    git(place.folder / "zh.git", "worktree", "add", "-f", "--detach", str(tree), revision)
    traits = change(tree)
    git(tree, "add", "-A")
    git(tree, "-c", "core.autocrlf=false", "commit", "-q", "--allow-empty", "-m", kind)
    git(place.folder / "zh.git", "branch", "-f", "edition", git(tree, "rev-parse", "HEAD").strip())
    git(place.folder / "zh.git", "worktree", "remove", "--force", str(tree))
    settings = yaml.safe_load(place.config.read_text(encoding="utf-8"))
    settings["books"]["d2l-zh"] |= {"revision": "edition", **traits}
    place.config.write_text(yaml.safe_dump(settings), encoding="utf-8")


def seen(place: World, folder: str) -> dict[str, Any]:
    """What is odd of the branch that waits."""
    if not git(place.folder / "zh.git", "branch", "--list", BRANCH):
        return {}
    lines = git(place.folder / "zh.git", "diff", "--numstat", "--no-renames", f"edition...{BRANCH}").splitlines()
    files = [line.split("\t") for line in lines]
    mixed = [path for *_, path in files if path.endswith(".md") and _is_there(place, path) and _is_mixed(place, path)]
    status = git(place.folder / "zh.git", "diff", "--name-status", "-M", f"edition...{BRANCH}").splitlines()
    return {
        "files": dict(Counter(line[0] for line in status)),
        "mixed ends of lines": mixed,
        "outside": [path for *_, path in files if folder and not path.startswith(f"{folder}/")],
        "without source": [name for name in place.without_source(folder) if any(Path(name).match(c) for c in CHAPTERS)],
        "rewritten": _rewritten(place, files),
    }


def _is_mixed(place: World, path: str) -> bool:
    """Whether the lines of a file end in two ways."""
    command = ["git", "cat-file", "-p", f"{BRANCH}:{path}"]
    content = subprocess.run(command, cwd=place.folder / "zh.git", capture_output=True, check=True).stdout
    return 0 < content.count(b"\r\n") < content.count(b"\n")


def _rewritten(place: World, files: Sequence[Sequence[str]]) -> list[str]:
    """Chapters of which more than half of the lines were taken away."""
    found = []
    for _, removed, path in files:
        if path.endswith(".md") and not path.endswith("_origin.md") and removed.isdigit() and _is_there(place, path):
            before = git(place.folder / "zh.git", "cat-file", "-p", f"edition:{path}") if int(removed) else ""
            found += [path] if int(removed) > len(before.splitlines()) / 2 > 0 else []
    return found


def _is_there(place: World, path: str) -> bool:
    return bool(git(place.folder / "zh.git", "ls-tree", "--name-only", BRANCH, "--", path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared" / "data" / "d2l-history")
    parser.add_argument("--kinds", nargs="*", choices=list(KINDS), default=list(KINDS))
    options = parser.parse_args()
    for kind in options.kinds:
        with world(options.folder.resolve() / kind.replace(" ", "-"), options.data, CHAPTERS) as place:
            make_edition(place, kind)
            folder = yaml.safe_load(place.config.read_text(encoding="utf-8"))["books"]["d2l-zh"].get("folder", "")
            for number, revision in enumerate(KINDS[kind][2], 1):
                place.source_moves_on(revision)
                told = {"kind": kind, **place.night(f"night-{number}"), **seen(place, folder)}
                print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
