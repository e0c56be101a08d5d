"""What the pages promise exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from amts_core.cli.main import app
from amts_core.config import load_config
from tests.commands_page import page as page_of_commands
from tests.conftest import REPOSITORY

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
AMTS = re.compile(r"(?:^ {4}|`)amts ((?!\w+/)[a-z][^`\n]*)", re.MULTILINE)
MAKE = re.compile(r"(?:^ {4}|`)make ([a-z]+)", re.MULTILINE)
MODULE = re.compile(r"(?:^ {4}|`)python -m ([\w.]+)", re.MULTILINE)
TESTS = re.compile(r"\b(tests/[\w/]+\.py)")
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def test_the_page_of_commands_is_made_from_them() -> None:
    made = (REPOSITORY / "docs" / "commands.md").read_text("utf-8")
    assert made == page_of_commands(), "python -m tests.commands_page > docs/commands.md"


def test_the_site_is_built_strictly_and_every_page_is_in_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    navigation = (REPOSITORY / "mkdocs.yml").read_text("utf-8").split("nav:")[1]
    pages = [path.relative_to(REPOSITORY / "docs").as_posix() for path in (REPOSITORY / "docs").rglob("*.md")]
    assert [name for name in pages if f" {name}" not in navigation.replace("[", "[ ")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    lost = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_commands_of_a_page_are_understood(page: Path) -> None:
    for line in AMTS.findall(page.read_text(encoding="utf-8")):
        arguments = shlex.split(re.sub(r"[\[\]]|\.{3}", "", line), comments=True)
        command, parent = get_command(app), None
        while arguments and isinstance(command, TyperGroup):
            parent = command.make_context("amts", [arguments[0], "--help"], parent=parent)
            name, found, _ = command.resolve_command(parent, arguments)
            assert found is not None, line
            command, arguments = found, arguments[1:]
        if arguments:  # a bare name in a sentence is enough of a command
            command.make_context(name, arguments, parent=parent)


def test_the_file_that_a_maintainer_copies_is_a_configuration(tmp_path: Path) -> None:
    """And that of the same edition which comes with the project says nothing else of its books."""
    [text] = re.findall("```yaml\n(books:.*?)```", (REPOSITORY / "docs" / "d2l.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "my-edition.yaml").write_text(text, "utf-8")
    ours = load_config(tmp_path / "my-edition.yaml")
    theirs = load_config(REPOSITORY / "config" / "d2l.yaml")
    assert {name: theirs.books[name] for name in ours.books} == ours.books


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_what_a_page_says_to_start_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert [name for name in MAKE.findall(text) if f"\n{name}:" not in makefile] == []
    modules = [REPOSITORY / name.replace(".", "/") for name in MODULE.findall(text) if name not in ("pytest", "build")]
    assert [path for path in modules if not (path.is_dir() or path.with_suffix(".py").exists())] == []
    assert [name for name in TESTS.findall(text) if not (REPOSITORY / name).exists()] == []
