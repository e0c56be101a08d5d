"""Mutation testing: small faults put into modules, by random sample, and whether the tests notice.

    python -m tests.benchmarks.mutation amts_core/aws amts_core/deliver [--sample 30] [--seed 1] [--whole]

A mutant is one change in one place: a comparison, a condition, a number, a text, an argument, an element of a list, a
returned value. It is tested by the file of tests that tests/tree.py names for its module; with `--whole` a survivor is
tested by the others of the room, too. Prints what survived, with its line, and the share of each room that was killed.

The tests run once without a mutant: they must pass. Then each mutant has a process of its own, which begins with all
that they import but the modules of the room and those that import them. What forks it has run no test: the threads of
vl-convert, which draws charts, do not live on in a child, and it would wait for them. (mutmut and cosmic-ray start a
process with all imports for each mutant, and copy the tree: a hundred mutants took them longer than this machine has.)
POSIX only.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import io
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import pytest

from tests.test_tree import files, reached
from tests.tree import REPOSITORY, about, module_name, own_tests

LONGEST = 90  # seconds that the tests of a mutant may take; one that never ends is noticed
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """A change of a module: its line, what was there, what is there now, and the code with it."""

    path: Path
    line: int
    before: str
    after: str
    code: CodeType


def mutants_of(path: Path) -> list[Callable[[], Mutant]]:
    """All mutants of a module, made when they are asked for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Callable[[], Mutant]] = []
    for number, node in enumerate(_working(tree)):
        for kind in range(len(list(_changes(node)))):
            found.append(lambda number=number, kind=kind: _mutant(path, tree, number, kind))  # type: ignore[misc]
    return found


def _working(tree: ast.Module) -> list[ast.AST]:
    """The nodes that do something: no docstrings, annotations, names of a module, or what only a type checker reads."""
    nodes: list[ast.AST] = []

    def walk(node: ast.AST) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
        ):
            return
        if isinstance(node, ast.JoinedStr) or _is_type(node):
            return  # a message, or what only a type checker reads
        nodes.append(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases", "keywords_of_class"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_assertion(child):
                    walk(child)

    walk(tree)
    return nodes


def _is_type(node: ast.AST) -> bool:
    """Whether it is a `Literal[...]` or a `TypeVar(...)`."""
    name = node.value if isinstance(node, ast.Subscript) else node.func if isinstance(node, ast.Call) else None
    return name is not None and ast.unparse(name) in ("Literal", "TypeVar")


def _is_assertion(node: ast.AST) -> bool:
    """Whether it is the `strict` of a `zip`, which only asserts that both are as long."""
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    """What can be changed in a node, in place."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPPED:
            yield lambda one: setattr(one, "ops", [SWAPPED[type(op)]()])
        case ast.BoolOp(op=op):
            other: ast.boolop = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield lambda one: setattr(one, "op", other)
        case ast.UnaryOp(op=ast.Not()):
            yield lambda one: setattr(one, "op", ast.UAdd())  # `+x` of a bool is as true as x
        case ast.Constant(value=bool() as value):
            yield lambda one: setattr(one, "value", not value)
        case ast.Constant(value=int() | float() as value):
            yield lambda one: setattr(one, "value", value + 1)
            if abs(value) >= 10:
                yield lambda one: setattr(one, "value", value * 2 // 3)
        case ast.Constant(value=str() as value) if value and " " not in value:  # a name; not what a person reads
            yield lambda one: setattr(one, "value", value + "XX")
        case ast.Set(elts=elements) | ast.List(elts=elements) | ast.Tuple(elts=elements, ctx=ast.Load()) if (
            len(elements) > 1
        ):
            place = len(elements) // 2
            yield lambda one: one.elts.pop(place)  # type: ignore[attr-defined]
        case ast.Call(keywords=keywords) if keywords and keywords[-1].arg and not _is_assertion(keywords[-1]):
            yield lambda one: one.keywords.pop()  # type: ignore[attr-defined]
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) not in ("None", "False"):  # both are as false
            yield lambda one: setattr(one, "value", ast.Constant(None))
        case ast.If() | ast.IfExp():
            yield lambda one: setattr(one, "test", ast.Constant(False))
        case _:
            return


def _mutant(path: Path, tree: ast.Module, number: int, kind: int) -> Mutant:
    changed = copy.deepcopy(tree)
    node = _working(changed)[number]
    before = ast.unparse(node)
    list(_changes(node))[kind](node)
    ast.fix_missing_locations(changed)
    code = compile(changed, str(path), "exec")
    return Mutant(path, getattr(node, "lineno", 0), _short(before), _short(ast.unparse(node)), code)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 90 else f"{text[:45]} … {text[-43:]}"


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives one module with other code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """The module, if it is the one."""
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self.code.co_filename)

    def get_code(self, fullname: str) -> CodeType:
        """Its code."""
        return self.code

    def get_source(self, fullname: str) -> None:
        """Not known."""
        return None


def main() -> None:
    """Take a sample, test it, and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=30, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="test survivors by the others of the room, too")
    options = parser.parse_args()
    for room in options.rooms:
        _measure(REPOSITORY / room, options.sample, options.seed, whole=options.whole)


def _measure(room: Path, sample: int, seed: int, *, whole: bool) -> None:
    began, counts = time.monotonic(), Counter[str]()
    paths = sorted(room.rglob("*.py")) if room.is_dir() else [room]
    known = [(path, make) for path in paths if path.name != "__init__.py" for make in mutants_of(path)]
    chosen = random.Random(seed).sample(known, min(sample, len(known)))
    others = own_tests(room / "any.py" if room.is_dir() else room).parent
    tests = sorted({file for path, _ in chosen for file in about(path)})
    if not _pass(["--collect-only", *tests]) or _tested(tests) != 0:
        raise SystemExit(f"the tests of {room} do not pass without a mutant")
    _forget(set(paths))
    for path, make in sorted(chosen, key=lambda entry: entry[0]):
        mutant, own = make(), about(path)
        alive = _survives(mutant, own)
        if alive and whole:
            alive = _survives(mutant, [others, *(f"--ignore={file}" for file in own)])
        counts["survived" if alive else "killed"] += 1
        if alive:
            print(
                f"survived {path.relative_to(REPOSITORY)}:{mutant.line}: {mutant.before}  →  {mutant.after}", flush=True
            )
    share, seconds = counts["killed"] / max(1, counts.total()), time.monotonic() - began
    name = room.relative_to(REPOSITORY)
    print(f"{name}: {len(known)} mutants, {counts.total()} tried, {share:.0%} killed, {seconds:.0f} s\n", flush=True)


def _forget(changed: set[Path]) -> None:
    """Let what is imported next be the modules that are changed, and all that import them, anew."""
    for name, path in files().items():
        if name in sys.modules and not changed.isdisjoint(reached(path)):
            del sys.modules[name]
            parent, _, child = name.rpartition(".")
            if parent in sys.modules:  # where `from package import module` finds it
                vars(sys.modules[parent]).pop(child, None)


def _survives(mutant: Mutant, tests: Sequence[str | Path]) -> bool:
    """Whether tests pass with a mutant."""
    code = _tested(tests, _Loader(module_name(mutant.path), mutant.code), seconds=LONGEST)
    if code < 0:
        print(f"did not end: {mutant.path}:{mutant.line}: {mutant.before}  →  {mutant.after}", flush=True)
    return code == 0


def _tested(tests: Sequence[str | Path], *finders: importlib.abc.MetaPathFinder, seconds: int = 0) -> int:
    """How a process of its own that runs these tests ends: 0 if they pass, negative if `seconds` were not enough."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        signal.alarm(seconds)
        sys.meta_path[:0] = finders
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            os._exit(0 if _pass(tests) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _pass(tests: Sequence[str | Path]) -> bool:
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--no-header", *map(str, tests)]) == 0


if __name__ == "__main__":
    main()
