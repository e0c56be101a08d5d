"""Who may import whom: data flows down, and a lower room never calls a higher one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.conftest import REPOSITORY

LEAVES = {
    "amts_core.errors",
    "amts_core.files",
    "amts_core.language_contraries",
    "amts_core.language_words",
    "amts_core.languages",
    "amts_core.money",
    "amts_core.progress",
}
ROOMS = {
    "amts_core.errors": set(),
    "amts_core.files": set(),
    "amts_core.language_contraries": set(),
    "amts_core.language_words": set(),
    "amts_core.languages": set(),
    "amts_core.money": set(),
    "amts_core.progress": set(),
    "amts_core.config": set(),
    "amts_core.book": set(),
    "amts_core.parallel": {"amts_core.book"},
    "amts_core.translate": {"amts_core.book"},
    "amts_core.aws": {"amts_core.config"},
    "amts_core.sync": {"amts_core.book", "amts_core.parallel", "amts_core.translate"},
    "amts_core.deliver": {"amts_core.book", "amts_core.parallel", "amts_core.sync", "amts_core.translate"},
    "amts_core.workload": {
        "amts_core.book",
        "amts_core.parallel",
        "amts_core.sync",
        "amts_core.deliver",
        "amts_core.evaluate",
    },
    "amts_core.web": {"amts_core.book", "amts_core.parallel", "amts_core.config"},
    "amts_core.evaluate": {"amts_core.book", "amts_core.parallel"},
    "plugins.amts_ui": {"amts_core.deliver", "amts_core.evaluate", "amts_core.aws", "amts_core.config"},
}
FREE_OF_THE_PROJECT = ("plugins.amts_aws", "local_aws")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_it_may(room: str) -> None:
    assert imported_rooms(room) <= ROOMS[room] | LEAVES


@pytest.mark.parametrize("room", FREE_OF_THE_PROJECT)
def test_what_others_could_use_knows_nothing_of_the_project(room: str) -> None:
    assert imported_rooms(room) == set()


def imported_rooms(room: str) -> set[str]:
    """The other rooms of the core that a room imports, at the top of a module or inside of a function."""
    return {".".join(name.split(".")[:2]) for name in imports(room) if name.split(".")[0] == "amts_core"} - {room}


def imports(room: str) -> Iterator[str]:
    """The modules that the modules of a room import."""
    place = REPOSITORY / room.replace(".", "/")
    modules = list(place.rglob("*.py")) or [place.with_suffix(".py")]
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
