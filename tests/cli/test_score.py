from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from amts_core.cli.score import score
from amts_core.errors import AmtsError
from amts_core.evaluate.report import Report

SOURCE = "# Batches\n\nA small batch fits into the memory.\n\nA large batch is faster to read.\n"
REFERENCE = "# 批量\n\n小批量适合内存。\n\n大批量读取得更快。\n"
DRAFT = "# 批次\n\n小批次适合存储器。\n\n大批次读得更快。\n"

app = typer.Typer()
app.command()(score)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Folders of two chapters each: source, reference, and drafts of two variants."""
    texts = {"en": SOURCE, "zh": REFERENCE, "plain": DRAFT, "act": REFERENCE}
    for folder, text in texts.items():
        for chapter in ("chapter_a/first", "chapter_b/second"):
            path = tmp_path / folder / f"{chapter}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_file_of_drafts_is_scored(book: Path) -> None:
    chapter = "chapter_a/first.md"
    output = run(book / "en" / chapter, book / "zh" / chapter, "--none", book / "plain" / chapter, "-p", "en-zh")
    assert "BLEU en-zh, 0 to 1" in output
    assert "tok:zh" in output
    assert "3 segments scored, 0 left out" in output


def test_folders_are_scored_chapter_by_chapter_and_variants_compared(book: Path) -> None:
    output = run(
        book / "en",
        book / "zh",
        "--none",
        book / "plain",
        "--sentence",
        book / "act",
        "-o",
        book / "report",
        "-p",
        "en-zh",
    )
    report = Report.from_json((book / "report" / "report.json").read_bytes())
    assert report.chapters == ("chapter_a/first", "chapter_b/second")
    assert report.score("sentence").value == pytest.approx(1)
    assert report.difference("none", "sentence").value > 0
    assert "without ACT → ACT, sentence pairs" in output
    assert str(book / "report" / "report.html") in output


def test_without_drafts_there_is_nothing_to_score(book: Path) -> None:
    with pytest.raises(AmtsError, match="give --none, --paragraph or --sentence"):
        run(book / "en", book / "zh", "-p", "en-zh")


def test_a_chapter_without_human_translation_is_named(book: Path) -> None:
    (book / "zh" / "chapter_b" / "second.md").unlink()
    with pytest.raises(AmtsError, match=r"chapter_b/second\.md is not in the human translation"):
        run(book / "en", book / "zh", "--none", book / "plain", "-p", "en-zh")


def test_of_what_a_sync_wrote_the_chapters_are_scored(book: Path) -> None:
    for name in ("TODO.md", "chapter_a/first_origin.md"):
        (book / "plain" / name).write_text("# Something else\n", encoding="utf-8")
    output = run(book / "en", book / "zh", "--none", book / "plain", "-p", "en-zh")
    assert "left out TODO.md: the source has no such chapter" in output
    assert "6 segments scored, 0 left out" in output


def test_drafts_of_another_book_are_refused(book: Path) -> None:
    (book / "other").mkdir()
    (book / "other" / "page.md").write_text(DRAFT, encoding="utf-8")
    with pytest.raises(AmtsError, match="give folders that are laid out alike"):
        run(book / "en", book / "zh", "--none", book / "other", "-p", "en-zh")


def test_an_unknown_language_is_named(book: Path) -> None:
    with pytest.raises(AmtsError, match="unknown language 'tlh'"):
        run(book / "en", book / "zh", "--none", book / "plain", "--pair", "en-tlh")
