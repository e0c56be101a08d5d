"""What an installation that is not a checkout has."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch

import pytest

from tests.conftest import REPOSITORY

PACKAGES = ("amts_core", "local_aws")


@pytest.mark.parametrize("package", PACKAGES)
def test_files_beside_the_modules_are_installed_too(package: str) -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["package-data"]["*"]
    beside = [
        path.name
        for path in (REPOSITORY / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith(".")
    ]
    assert [name for name in beside if not any(fnmatch(name, pattern) for pattern in patterns)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_modules_is_a_package(package: str) -> None:
    folders = {path.parent for path in (REPOSITORY / package).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
