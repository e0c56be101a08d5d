"""What the pages promise exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amts_core.cli.main import app
from tests.conftest import REPOSITORY

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    lost = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    assert lost == []


def test_commands_of_the_readme_exist() -> None:
    named = set(re.findall(r"`amts ([a-z-]+)", (REPOSITORY / "README.md").read_text(encoding="utf-8")))
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    assert named <= known


def test_targets_of_make_in_the_readme_exist() -> None:
    named = set(re.findall(r"`?make ([a-z]+)", (REPOSITORY / "README.md").read_text(encoding="utf-8")))
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert {name for name in named if f"\n{name}:" in makefile} >= {"demo", "test", "up", "down", "help"}
