"""The commands `document` and `rebuild`."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amts_core.cli.document import document
from amts_core.cli.rebuild import rebuild
from amts_core.errors import AmtsError

app = typer.Typer()
app.command()(document)
app.command()(rebuild)

BOOK = {
    "part/a.md": b"# A\n\nText `x`\nhere.\n",
    "part/b.mdx": b"<Tip/>\r\n\r\nMore.\r\n",
    "part/b.md": b"Same name.\n",
    "empty.md": b"",
    "code.md": b"```\nonly\n```\n",
    "broken.md": b"\xff\xfe",
    "picture.png": b"\x89",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for name, content in BOOK.items():
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "book"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("granularity", ["paragraph", "sentence"])
def test_a_folder_comes_back_and_a_broken_file_does_not_stop_the_rest(book: Path, granularity: str) -> None:
    out = book.parent
    first = run("document", book, "-o", out / "html", "--segment", granularity, "-p", "en-zh")
    second = run("rebuild", book, out / "html", "-o", out / "result", "-p", "en-zh")
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "5 of 6 chapters" in first.output
    assert "5 of 6 chapters" in second.output
    written = {path.relative_to(out / "result").as_posix(): path.read_bytes() for path in (out / "result").rglob("*.*")}
    assert written == {name: content for name, content in BOOK.items() if name not in ("broken.md", "picture.png")}


def test_one_chapter_and_its_document(book: Path) -> None:
    out = book.parent
    assert run("document", book / "part" / "a.md", "-o", out / "html", "-p", "en-zh").exit_code == 0
    page = out / "html" / "a.html"
    page.write_text(page.read_text("utf-8").replace("Text", "Texte").replace("here", "hier"), encoding="utf-8")
    assert run("rebuild", book / "part" / "a.md", page, "-o", out / "result", "-p", "en-de").exit_code == 0
    assert (out / "result" / "a.md").read_bytes() == b"# A\n\nTexte `x` hier.\n"


def test_a_damaged_document_fails_its_chapter_alone(book: Path) -> None:
    out = book.parent
    (book / "broken.md").unlink()
    run("document", book, "-o", out / "html", "-p", "en-zh")
    page = out / "html" / "part" / "a.html"
    page.write_text(
        page.read_text("utf-8").replace("<span", "<!-- <span").replace("</span>", "</span> -->"), encoding="utf-8"
    )
    result = run("rebuild", book, out / "html", "-o", out / "result", "-p", "en-zh")
    assert result.exit_code == 1
    assert "part/a.md" in result.output
    assert not (out / "result" / "part" / "a.md").exists()
    assert (out / "result" / "part" / "b.mdx").exists()


def test_documents_with_the_language_before_their_name_are_found(book: Path) -> None:
    out = book.parent
    run("document", book / "part" / "a.md", "-o", out / "html", "-p", "en-zh")
    (out / "html" / "a.html").rename(out / "html" / "zh.a.html")
    assert run("rebuild", book / "part" / "a.md", out / "html", "-o", out / "result", "-p", "en-zh").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("document", "missing", "-o", "x", "-p", "en-zh"),
        ("document", ".", "-o", "x", "-p", "en-zh"),
        ("document", "{book}", "-o", "x", "-p", "nonsense"),
        ("rebuild", "{book}", "missing", "-o", "x", "-p", "en-zh"),
    ],
)
def test_wrong_usage_is_an_error_before_anything_is_written(
    book: Path, tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    result = run(*(argument.format(book=book) for argument in arguments))
    assert isinstance(result.exception, AmtsError)
    assert not (empty / "x").exists()
