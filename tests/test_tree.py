"""The tree of tests mirrors that of the code: every module has its tests, and they reach it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.tree import REPOSITORY, SUBJECTS, TESTED, about, code_modules, module_name, own_tests

MOST_ELSEWHERE = 0.4  # share of modules without a file of their own: lower it, never raise it
LOADED_BY_NAME = (
    "dags/",
    "plugins/amts_ui/",
    "local_aws/regions.py",
    "local_aws/engines/",
    "amts_core/cli/",
    "amts_core/book/lines/",
    "amts_core/book/inline/",
)
"""Modules that Airflow, a command, an engine or a dialect loads by name: no import leads to them."""


@cache
def files() -> dict[str, Path]:
    """The modules of the code and of the tests, by name; of a package its collecting module."""
    found = {}
    for folder in (*TESTED, "tests", "examples"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            name = module_name(path)
            found[name.removesuffix(".__init__")] = path
    return found


@cache
def imports(path: Path) -> frozenset[Path]:
    """The modules that a module imports, also inside of its functions, or names in a text as `package.module`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("amts_core."):
            names = [node.value.partition(":")[0]]
        found |= {files()[name] for name in names if name in files()}
    return frozenset(found)


def reached(start: Path) -> set[Path]:
    """All modules that a file of tests leads to, with the fixtures of its folders."""
    known = set[Path]()
    fixtures = (folder / "conftest.py" for folder in start.parents if folder.is_relative_to(REPOSITORY / "tests"))
    todo = [start, *(path for path in fixtures if path.exists())]
    while todo:
        path = todo.pop()
        if path not in known:
            known.add(path)
            todo += imports(path)
    return known


def relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(REPOSITORY)) for path in paths]


def test_every_module_has_tests_of_its_own_or_is_the_subject_of_others() -> None:
    assert relative([path for path in code_modules() if not about(path)]) == []


def test_the_table_names_modules_that_are_there_once_and_have_no_file_of_their_own() -> None:
    named = [module for modules in SUBJECTS.values() for module in modules]
    assert sorted(named) == sorted(set(named))
    known = set(relative(list(code_modules())))
    assert [name for name in named if name not in known or own_tests(REPOSITORY / name).exists()] == []
    assert [tests for tests in SUBJECTS if not (REPOSITORY / tests).exists()] == []


def test_most_modules_have_a_file_of_their_own() -> None:
    assert sum(len(modules) for modules in SUBJECTS.values()) <= MOST_ELSEWHERE * len(code_modules())


@pytest.mark.parametrize("tests", sorted(SUBJECTS))
def test_a_file_of_tests_leads_to_the_modules_that_it_is_about(tests: str) -> None:
    found = relative(sorted(reached(REPOSITORY / tests)))
    lost = [name for name in SUBJECTS[tests] if name not in found and not name.startswith(LOADED_BY_NAME)]
    assert lost == []


def test_a_file_of_its_own_leads_to_its_module() -> None:
    own = [path for path in code_modules() if own_tests(path).exists()]
    lost = [path for path in own if path not in reached(own_tests(path))]
    assert [name for name in relative(lost) if not name.startswith(LOADED_BY_NAME)] == []
