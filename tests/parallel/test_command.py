from __future__ import annotations

import csv
from pathlib import Path

import typer
from typer.testing import CliRunner

from amts_core.cli.pairs import pairs

app = typer.Typer()
app.command()(pairs)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_two_files_to_parallel_data_and_a_review_page(tmp_path, english, chinese):
    (tmp_path / "en.md").write_text(" ".join(english), encoding="utf-8")
    (tmp_path / "zh.md").write_text("".join(chinese), encoding="utf-8")
    output, html, table = tmp_path / "out.csv", tmp_path / "out.html", tmp_path / "table.csv"
    result = run(
        *(tmp_path / "en.md", tmp_path / "zh.md", "--pair", "en-zh", "-o", output, "--html", html),
        *("--table", table, "--cache", tmp_path / "cache.sqlite"),
    )
    assert result.exit_code == 0, result.output
    assert [target for _, target in csv.reader(output.read_text(encoding="utf-8").splitlines())] == ["zh", *chinese]
    assert "data-verdict" in html.read_text(encoding="utf-8")
    assert len(table.read_text(encoding="utf-8").splitlines()) == 11
    assert "kept" in result.output


def test_an_output_of_another_format_is_refused_before_anything_is_done(tmp_path):
    result = run(tmp_path / "missing", tmp_path / "missing", "--pair", "en-zh", "-o", tmp_path / "out.docx")
    assert result.exit_code != 0
    assert "out.docx" in str(result.exception)


def test_a_language_that_the_encoder_does_not_know_is_said(tmp_path, caplog):
    for name in ("en.md", "hi.md"):
        (tmp_path / name).write_text("Newton 1687.", encoding="utf-8")
    result = run(tmp_path / "en.md", tmp_path / "hi.md", "--pair", "en-hi", "--cache", tmp_path / "c.sqlite")
    assert result.exit_code == 0
    assert "en-hi: the encoder does not know both languages; pairs are found by length and anchors" in caplog.text


ENGLISH = "# Lamps\n\n" + "The lamp has been standing on the old table at the window for years.\n\n" * 6
GERMAN = "# Lampen\n\n" + "Die Lampe steht seit vielen Jahren auf dem alten Tisch am Fenster.\n\n" * 6


def test_a_pair_that_is_turned_round_is_refused_with_what_was_seen(tmp_path: Path) -> None:
    for name, text in (("en.md", ENGLISH), ("de.md", GERMAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [tmp_path / "en.md", tmp_path / "de.md"]
    refused = run(*files, "-p", "de-en", "-o", tmp_path / "pairs.tmx")
    assert "the source is German, but its text looks like English (en)" in str(refused.exception)
    assert not (tmp_path / "pairs.tmx").exists()
    assert run(*files, "-p", "en-de", "-o", tmp_path / "pairs.tmx").exit_code == 0
