"""What the pages promise exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from amts_core.cli.main import app
from tests.conftest import REPOSITORY

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
AMTS = re.compile(r"(?:^ {4}|`)amts ((?!\w+/)[a-z][^`\n]*)", re.MULTILINE)
MAKE = re.compile(r"(?:^ {4}|`)make ([a-z]+)", re.MULTILINE)
MODULE = re.compile(r"(?:^ {4}|`)python -m ([\w.]+)", re.MULTILINE)
TESTS = re.compile(r"\b(tests/[\w/]+\.py)")
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_what_a_page_says_to_start_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert [name for name in MAKE.findall(text) if f"\n{name}:" not in makefile] == []
    modules = [REPOSITORY / name.replace(".", "/") for name in MODULE.findall(text) if name not in ("pytest", "build")]
    assert [path for path in modules if not (path.is_dir() or path.with_suffix(".py").exists())] == []
    assert [name for name in TESTS.findall(text) if not (REPOSITORY / name).exists()] == []
