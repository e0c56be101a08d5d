"""The commands of the README and the guides work as they stand there, on a copy of the sample book.

`amts` is run here, with local AWS in this process. What else is to be typed is run by the test that ELSEWHERE names, or
needs what no test has.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from amts_core.book.chapter import read_chapter
from amts_core.deliver.messages import write_messages
from amts_core.languages import LanguagePair
from local_aws.mocking import mock_translate
from tests.cli.conftest import Amts, amts  # noqa: F401 - a fixture
from tests.conftest import REPOSITORY

PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
LINE = re.compile(
    r"^ {4}(?:\.venv/bin/)?((?:amts|make|python|pip|pytest|airflow|docker|helm|curl|export|[A-Z_]+=\S+) .*)$", re.M
)
BOOK = REPOSITORY / "examples" / "book"
PLACES = {
    "zh": BOOK / "zh",
    "en": BOOK / "en",
    "es": BOOK / "es",
    "path/to/book": BOOK / "en",
    "path/to/translation": BOOK / "es",
    "path/to/guide": BOOK / "en",
    "path/to/guide-es": BOOK / "es",
    "guide/docs": BOOK / "en",
    "guide-es/docs": BOOK / "es",
    "examples": REPOSITORY / "examples",
    "config": REPOSITORY / "config",
}
"""What the names of folders in the pages stand for."""
WORDS = {"BEFORE": "before", "AFTER": "after", "TRANSLATION": "translation", "UPDATES": "updates"}
WORDS |= {"SOURCE": "after", "REFERENCE": "translation", "DRAFTS": "translation", "FOLDER": "folder"}
CHAPTERS = ("smoothing.md", "errors.md")  # of books that are synced: all would take long
ELSEWHERE = {
    "make taste": "tests/examples/test_taste.py",
    "make demo": "tests/end_to_end/test_dag.py",
    "make up": "tests/examples/test_up.py",
    "make down": "tests/examples/test_up.py",
    "make setup": ".ci/run",
    "make test": ".ci/run",
    "make lint": ".ci/run",
    "make integration": ".ci/run",
    "python -m build": "tests/deployment/test_packages.py",
    "python -m local_aws": "tests/local_aws/test_application.py",
    "python -m tests.local_aws.conformance": "tests/local_aws/test_conformance.py",
    "python -c": "tests/test_doc_commands.py",
    "pip install": "tests/deployment/test_packages.py",
    "airflow pools set": "tests/deployment/test_packages.py",
    "export ": "tests/test_doc_commands.py",
    "docker compose": "tests/deployment/containers.py",
    "LOCAL_AWS_OPENAI_URL=": "tests/local_aws/engines",
    "curl ": "tests/local_aws/test_application.py",
}
NEEDS = {
    "helm ": "a cluster",
    "amts config check --config config/d2l.yaml": "the network",
    "amts plan -c config/d2l.yaml": "the network",
    "amts config check --config config/my-edition.yaml": "the network",
    "amts plan -c config/my-edition.yaml": "the network",
    "amts workload CLONE": "a clone with a history",
}


def run_git(command: list[str], place: Path) -> None:
    person = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *person, *command], cwd=place, check=True, capture_output=True)


def commands(page: Path) -> list[str]:
    """The commands of a page, one a line, without remarks."""
    return [re.sub(r"\s+#.*| &$|\s+\\$", "", line) for line in LINE.findall(page.read_text(encoding="utf-8"))]


def known(command: str) -> bool:
    return any(command.startswith(start) for start in NEEDS)


TO_RUN = [page for page in PAGES if any(one.startswith("amts ") and not known(one) for one in commands(page))]


def make_messages(site: Path) -> None:
    """A book whose translation is kept as messages, and that has one paragraph more now."""
    name, pair = "chapter_baselines/errors", LanguagePair.parse("en-es")
    source, translation = (read_chapter(BOOK / code / f"{name}.md") for code in ("en", "es"))
    messages = {f"locales/es/LC_MESSAGES/{name}.po": write_messages(source, translation, pair)}
    for path, content in {f"docs/{name}.md": f"{source.text}\nThis is new.\n".encode(), **messages}.items():
        (site / path).parent.mkdir(parents=True)
        (site / path).write_bytes(content)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with what the pages name, and local AWS in this process."""
    for name, place in PLACES.items():
        if place.parent == BOOK:
            shutil.copytree(place, tmp_path / name)
        else:
            (tmp_path / name).symlink_to(place)
    for name in ("en", "zh", "es"):
        for path in (tmp_path / name).rglob("*.md"):
            if not any(
                str(path).endswith(one.removesuffix(".md") + end) for one in CHAPTERS for end in (".md", "_origin.md")
            ):
                path.unlink()
    for command in (["init"], ["add", "."], ["commit", "--message", "The book"]):
        run_git(command, tmp_path / "en")
    update = REPOSITORY / "examples" / "history" / "updates" / "06-errors-numbers-and-citation"
    for name, side in {"before": "source_before", "after": "source_after", "translation": "translation_before"}.items():
        (tmp_path / name).mkdir()
        shutil.copy(update / f"{side}.md", tmp_path / name / "errors.md")
    make_messages(tmp_path / "site")
    (tmp_path / "updates").mkdir()
    shutil.copytree(update, tmp_path / "updates" / update.name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    with mock_aws(), mock_translate("memory"):
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="amts-sample")
        yield tmp_path


@pytest.mark.parametrize("page", TO_RUN, ids=lambda page: page.name)
def test_the_commands_of_a_page_work(page: Path, here: Path, amts: Amts) -> None:  # noqa: F811
    sample = (REPOSITORY / "config" / "sample.yaml").read_text("utf-8")
    (here / "my.yaml").write_text(sample.replace("../", ""), "utf-8")
    for command in commands(page):
        if not command.startswith("amts ") or known(command):
            continue
        words = shlex.split(re.sub(r"[\[\]]", "", command))
        arguments = [WORDS.get(word, word) for word in words[1:]]
        if arguments[0] == "init":
            (here / "my.yaml").unlink()
        shutil.rmtree(here / "OUT", ignore_errors=True)
        code, said, told = amts(*arguments)
        fine = (0, 1) if arguments[0] == "doctor" else (0,)  # on a machine that lacks something it says so
        assert code in fine, f"{command}\n{said}\n{told}"
        if arguments[0] == "init":
            text = (here / "my.yaml").read_text("utf-8").replace("your-bucket", "amts-sample")
            (here / "my.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_else_is_typed_is_run_by_a_test_or_known_to_need_more(page: Path) -> None:
    others = [one for one in commands(page) if not one.startswith("amts ")]
    assert [one for one in others if not any(one.startswith(start) for start in (*ELSEWHERE, *NEEDS))] == []


def test_the_tests_that_run_the_others_exist() -> None:
    assert [place for place in ELSEWHERE.values() if not (REPOSITORY / place).exists()] == []


def test_the_figures_of_the_readme_are_those_of_the_command(amts: Amts) -> None:  # noqa: F811
    _, said, _ = amts("estimate", BOOK / "en", "--pair", "en-zh")
    readme = " ".join((REPOSITORY / "README.md").read_text("utf-8").split())
    characters, dollars = re.search(r"sentence\W+([\d,]+)\W+([\d.]+)", said).groups()  # type: ignore[union-attr]
    assert f"has {characters} characters, ${dollars} with parallel data" in readme
