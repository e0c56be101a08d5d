"""What a user gets wrong is one sentence that names it, and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Amts
from tests.conftest import REPOSITORY

BOOK = REPOSITORY / "examples" / "book" / "en"
CHAPTERS = {
    "latin.md": "# Café\n\nEl niño comió.\n".encode("latin-1"),
    "broken.ipynb": b"{not json",
    "list.ipynb": b"[]",
    "file": b"x",
}
REASONS = {
    "latin.md": "latin.md is not UTF-8 text (byte 5): convert it to UTF-8",
    "broken.ipynb": "broken.ipynb is not a notebook that can be read",
    "list.ipynb": "list.ipynb is not a notebook that can be read",
    "file": "file is not a chapter: use a file that ends with .md",
    "nowhere.md": "nowhere.md",
    "empty_folder": "empty_folder",
}
COMMANDS = {
    "document": ("document", "CHAPTER", "-o", "out", "-p", "en-zh"),
    "estimate": ("estimate", "CHAPTER", "-p", "en-zh"),
    "rebuild": ("rebuild", "CHAPTER", "documents", "-o", "out", "-p", "en-zh"),
    "pairs, source": ("pairs", "CHAPTER", "ok.md", "-p", "en-zh", "-o", "out.tmx"),
    "pairs, target": ("pairs", "ok.md", "CHAPTER", "-p", "en-zh", "-o", "out.tmx"),
    "score, source": ("score", "CHAPTER", "ok.md", "--none", "ok.md", "-p", "en-zh"),
    "score, reference": ("score", "ok.md", "CHAPTER", "--none", "ok.md", "-p", "en-zh"),
    "score, drafts": ("score", "ok.md", "ok.md", "--none", "CHAPTER", "-p", "en-zh"),
    "sync": ("sync", "CHAPTER", "ok.md", "ok.md", "-o", "out", "-p", "en-zh"),
}
NOT_A_FOLDER = "file/out"
WEB = """
web:
  sea: {seeds: ["http://127.0.0.1:9/"], languages: [en, zh]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with chapters of every bad sort, and one good one."""
    for name, content in CHAPTERS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "ok.md").write_text("# Title\n\nA sentence of a chapter. And another one.\n", encoding="utf-8")
    (tmp_path / "empty_folder").mkdir()
    (tmp_path / "documents").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    monkeypatch.setenv("AWS_ENDPOINT_URL_TRANSLATE", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    return tmp_path


def refused(amts: Amts, *arguments: object) -> str:
    """The sentence with which a command is refused."""
    code, _, err = amts(*arguments)
    sentence = err.strip().splitlines()[-1]
    assert code == 2, err
    assert "Traceback" not in err
    return sentence


@pytest.mark.parametrize("chapter", REASONS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_chapter_that_cannot_be_read_is_named(amts: Amts, folder: Path, command: str, chapter: str) -> None:
    arguments = [chapter if argument == "CHAPTER" else argument for argument in COMMANDS[command]]
    sentence = refused(amts, *arguments)
    assert sentence.startswith("amts: ")
    assert chapter in sentence
    if not command.startswith(("pairs", "sync")) or (command == "sync" and "." in chapter):
        assert REASONS[chapter] in sentence
    assert not (folder / "out").exists() or not any((folder / "out").iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("document", "ok.md", "-o", NOT_A_FOLDER, "-p", "en-zh"),
        ("pairs", "ok.md", "ok.md", "-p", "en-zh", "-o", f"{NOT_A_FOLDER}.tmx"),
        ("pairs", "ok.md", "ok.md", "-p", "en-zh", "--table", f"{NOT_A_FOLDER}.csv"),
        ("pairs", "ok.md", "ok.md", "-p", "en-zh", "--html", f"{NOT_A_FOLDER}.html"),
        ("pairs", "ok.md", "ok.md", "-p", "en-zh", "--cache", f"{NOT_A_FOLDER}.sqlite"),
        ("score", "ok.md", "ok.md", "--none", "ok.md", "-o", NOT_A_FOLDER, "-p", "en-zh"),
        ("crawl", "sea", "--config", "amts.yaml", "--state", NOT_A_FOLDER),
    ],
    ids=" ".join,
)
def test_an_output_that_cannot_be_written_is_named(amts: Amts, folder: Path, arguments: tuple[str, ...]) -> None:
    sample = (REPOSITORY / "config" / "sample.yaml").read_text(encoding="utf-8")
    (folder / "amts.yaml").write_text(sample + WEB, encoding="utf-8")
    assert NOT_A_FOLDER.split("/")[0] in refused(amts, *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("config", "check", "-c", "nowhere.yaml"), "amts: no configuration file nowhere.yaml"),
        (("config", "check", "-c", "empty_folder"), "amts: cannot read the configuration empty_folder"),
        (("estimate", BOOK, "--pair", "xx-zh"), "amts: unknown language 'xx'"),
        (("estimate", BOOK, "--pair", "zh"), "amts: 'zh' is no language pair"),
        (("pairs", "ok.md", "ok.md", "-p", "en-zh", "-o", "out.doc"), "amts: cannot write parallel data as out.doc"),
        (("rebuild", "ok.md", "nowhere", "-o", "out", "-p", "en-zh"), "amts: there are no documents at nowhere"),
        (
            ("rebuild", "ok.md", "documents", "-o", "out", "-p", "en-zh"),
            "amts: ok.md: its document documents/zh.ok.html is missing",
        ),
        (("score", "nowhere", "nowhere", "-p", "en-zh"), "amts: there are no drafts to score"),
        (("crawl", "sea", "--config", REPOSITORY / "config" / "sample.yaml"), "amts: no web source 'sea'"),
        (("parallel-data", "list"), "amts: cannot list parallel data: nothing answers at http://127.0.0.1:9"),
        (("workload", "nowhere", "-p", "en-zh"), "amts: there is no folder nowhere"),
    ],
)
def test_a_wrong_argument_is_named_with_the_way_out(amts: Amts, arguments: tuple[object, ...], message: str) -> None:
    assert refused(amts, *arguments).startswith(message)
