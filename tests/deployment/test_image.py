"""The image, as far as it can be known without building it: what the Dockerfile copies, allows and sets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from amts_core.book.repository import BookLocation, open_book
from amts_core.config import load_config
from tests.deployment.compose import (
    REPOSITORY,
    pins,
    read_compose,
    required_variables,
    service_environment,
    volumes,
)

COMPOSE = read_compose()
SERVICES = COMPOSE["services"]
IMAGE = COMPOSE["x-image"]["image"]
OURS = sorted(name for name in SERVICES if SERVICES[name]["image"] == IMAGE)
SECRETS = {name: f"secret-of-{name.lower()}" for name in required_variables()}
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
COPIED = [line.split()[-2:] for line in DOCKERFILE.splitlines() if line.startswith("COPY")]
READ_IMAGE = """
import importlib, json, os, sys
checkout = sys.argv.pop(1)  # on the path where the tests run, not in the image
sys.path[:] = [each for each in sys.path if each not in (checkout, f"{checkout}/plugins", f"{checkout}/dags")]
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
from airflow.plugins_manager import get_fastapi_plugins
folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
bag = BundleDagBag(folder, bundle_path=folder)
from amts_core.book.repository import BookLocation, open_book
from amts_core.config import load_config
books = load_config(Path(os.environ["AMTS_CONFIG"])).books
chapters = {name: open_book(BookLocation(book.location), Path()).chapter_ids() for name, book in books.items()}
print(json.dumps({
    "errors": bag.import_errors,
    "dags": sorted(bag.dags),
    "pages": [app["name"] for app in get_fastapi_plugins()[0]],
    "modules": {name: importlib.import_module(name).__file__ for name in sys.argv[1:]},
    "chapters": {name: len(ids) for name, ids in chapters.items()},
}))
"""
"""Reads in the image what its services read there."""


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Path:
    """The folder /opt/amts of the image, as its Dockerfile makes it."""
    folder = tmp_path_factory.mktemp("image")
    for source, target in COPIED:
        if (REPOSITORY / source).is_dir():
            shutil.copytree(REPOSITORY / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(REPOSITORY / source, folder / target)
    return folder


def test_the_base_image_is_the_pinned_airflow():
    [version, python] = re.search(r"^FROM apache/airflow:slim-([\d.]+)-python([\d.]+)$", DOCKERFILE, re.M).groups()
    assert version == pins()["apache-airflow"] == pins()["apache-airflow-core"]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    assert python in project["project"]["requires-python"]


def test_what_the_settings_need_is_pinned():
    needed = {"apache-airflow-providers-celery", "apache-airflow-providers-fab", "psycopg2-binary", "redis"}
    assert needed <= set(pins())


def test_celery_is_one_that_the_provider_can_import():
    # providers-celery 3.26 imports a name that celery 5.7 no longer has.
    assert tuple(map(int, pins()["celery"].split(".")))[:2] < (5, 7)


def test_boto_and_aiobotocore_fit():
    assert pins()["boto3"] == pins()["botocore"]
    assert "aiobotocore" in pins()


def test_copied_folders_exist_and_reach_the_builder():
    sources = {source for source, _ in COPIED}
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith(("#", "!"))] == ["*", "**/__pycache__"]
    assert sources == {line[1:] for line in lines if line.startswith("!")}
    for source in sources:
        assert (REPOSITORY / source).exists(), source


def test_paths_in_the_settings_are_paths_in_the_image():
    targets = {str(Path("/opt/amts") / target) for _, target in COPIED}
    environment = service_environment("airflow-worker", SECRETS)
    for name in ("AIRFLOW__CORE__DAGS_FOLDER", "AIRFLOW__CORE__PLUGINS_FOLDER"):
        assert environment[name] in targets
    config = Path(environment["AMTS_CONFIG"])
    assert str(config.parent) in targets
    assert (REPOSITORY / config.relative_to("/opt/amts")).is_file()
    assert "WORKDIR /opt/amts" in DOCKERFILE
    assert environment["PYTHONPATH"] == "/opt/amts"


def test_folders_of_volumes_belong_to_the_user_of_the_image():
    made = re.search(r"install --directory --owner=airflow .*?((?: /\S+)+)\n", DOCKERFILE)[1].split()
    targets = {target for name in OURS for target, (_, mode) in volumes(name, SECRETS).items() if mode == "rw"}
    assert targets - {"/opt/airflow/logs"} == set(made) - {"/opt/amts"}


@pytest.mark.parametrize("config", sorted((REPOSITORY / "config").glob("*.yaml")), ids=lambda path: path.name)
def test_what_a_run_keeps_on_disk_is_in_a_volume(config):
    kept = Path("/opt/amts") / load_config(config).output.relative_to(REPOSITORY)
    for path in (kept, Path(service_environment("airflow-worker", SECRETS)["AMTS_CACHE"])):
        assert path.is_relative_to("/opt/amts/.amts")
    assert volumes("airflow-worker", SECRETS)["/opt/amts/.amts"] == ("state", "rw")


def test_it_runs_as_the_user_to_whom_all_belongs():
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.M) == ["root", "airflow"]
    users = {SERVICES[name].get("user", "50000:0") for name in OURS}
    assert users == {"50000:0", "${AIRFLOW_UID:-50000}:0"}


def test_its_files_are_enough_to_read_the_dags_and_to_work(image):
    """No other file of the repository is at hand: DAGs, plugins, modules of workers, books of the sample."""
    environment = service_environment("airflow-worker", SECRETS)
    modules = json.loads(environment["AIRFLOW__CELERY__EXTRA_CELERY_CONFIG"])["imports"]
    modules += [SERVICES["airflow-init"]["command"][2], SERVICES["local-aws"]["entrypoint"][2]]
    run = subprocess.run(
        [sys.executable, "-c", READ_IMAGE, str(REPOSITORY), *modules],
        cwd=image,
        env={name: value.replace("/opt/amts", str(image)) for name, value in environment.items()}
        | {"AIRFLOW_HOME": str(image / ".airflow"), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["errors"] == {}
    assert found["dags"] == ["amts_en_es", "amts_en_zh"]
    assert found["pages"] == ["AMTS"]
    ours = [name for name in modules if name.startswith(("amts", "examples", "local_aws"))]
    assert [name for name in ours if not found["modules"][name].startswith(str(image))] == []
    assert min(found["chapters"].values()) > 10


def test_books_of_another_user_can_be_read(tmp_path, monkeypatch):
    """What git calls dubious ownership: a book that is mounted from the host is not the container's user's."""
    book = tmp_path / "book"
    book.mkdir()
    (book / "index.md").write_text("# A book\n")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (["init"], ["add", "."], [*author, "commit", "--message", "begin"]):
        subprocess.run(["git", *arguments], cwd=book, check=True, capture_output=True)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "gitconfig"))
    refused = subprocess.run(["git", "status"], cwd=book, capture_output=True, text=True, check=False)
    assert "dubious ownership" in refused.stderr
    [command] = re.findall(r"&& (git config --system .*) \\", DOCKERFILE)
    subprocess.run(command, shell=True, check=True)
    assert open_book(BookLocation(str(book), revision="HEAD"), tmp_path).chapter_ids() == ["index"]
