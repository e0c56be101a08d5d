"""The commands `amts sync` and `amts workload`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amts_core.aws.cost import BudgetExceeded
from amts_core.cli.sync import sync
from amts_core.cli.workload import workload
from amts_core.errors import AmtsError
from amts_core.sync.provenance import read_provenance

BEFORE = "# Lamps\n\nThe lamp is bright. The river is wide and deep.\n"
AFTER = BEFORE + "\nA new paragraph stands here.\n"
FORMER = "# 灯\n\n灯很亮。\n河又宽又深。\n"


class Client:
    """Stands for Amazon Translate: marks each text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.most = 99

    def translate_text(self, *, Text: str, **_: object) -> dict[str, str]:  # noqa: N803 - the API's name
        if len(self.texts) == self.most:
            raise KeyboardInterrupt
        self.texts.append(Text)
        return {"TranslatedText": f"译{Text}"}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The client that both commands get."""
    fake = Client()
    for module in ("sync", "workload"):
        monkeypatch.setattr(f"amts_core.cli.{module}.translate_client", lambda region: fake)
    return fake


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A source now, and a translation that keeps origins: one chapter changed, one not, one new."""
    files = {
        "en/a/lamps.md": AFTER,
        "en/a/same.md": BEFORE,
        "en/new.md": "# New\n\nThis is new.\n",
        "zh/a/lamps.md": FORMER,
        "zh/a/lamps_origin.md": BEFORE,
        "zh/a/same.md": FORMER,
        "zh/a/same_origin.md": BEFORE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command("sync")(sync)
    app.command("workload")(workload)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_single_chapter_is_synced_and_its_translation_not_touched(client: Client, tmp_path: Path) -> None:
    for name, text in {"before": BEFORE, "after": AFTER, "lamps": FORMER}.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    files = [tmp_path / f"{name}.md" for name in ("before", "after", "lamps")]
    result = run("sync", *files, "-o", tmp_path / "out", "--pair", "en-zh")
    assert result.exit_code == 0, result.output
    assert client.texts == ["A new paragraph stands here."]
    assert (tmp_path / "out/lamps.md").read_text("utf-8") == FORMER + "\n译A new paragraph stands here.\n"
    assert (tmp_path / "lamps.md").read_text("utf-8") == FORMER


def test_a_folder_is_synced_against_its_origins_and_the_second_run_finds_nothing(client: Client, books: Path) -> None:
    arguments = ["sync", books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin"]
    result = run(*arguments, "-o", books / "out")
    assert result.exit_code == 0, result.output
    assert "2 chapters to sync" in result.output
    written = {path.relative_to(books / "out").as_posix() for path in (books / "out").rglob("*") if path.is_file()}
    assert {"a/lamps.md", "a/lamps_origin.md", "new.md", "new_origin.md", ".amts/new.json", "TODO.md"} <= written
    assert "a/same.md" not in written
    provenance = read_provenance(books / "out/.amts/a/lamps.json")
    assert provenance is not None
    assert provenance.pair == "en-zh"
    sent = len(client.texts)
    for name in written:
        (books / "zh" / name).parent.mkdir(parents=True, exist_ok=True)
        (books / "zh" / name).write_bytes((books / "out" / name).read_bytes())
    again = run("sync", books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out2")
    assert "0 chapters to sync" in again.output
    assert len(client.texts) == sent


def test_a_dry_run_sends_and_writes_nothing(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    result = run("sync", *arguments, "--dry-run")
    assert "segments to translate" in result.output
    assert client.texts == []
    assert not (books / "out").exists()


def test_a_budget_is_checked_before_anything_is_sent(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    result = run("sync", *arguments, "--budget-usd", "0.0001")
    assert isinstance(result.exception, BudgetExceeded)
    assert client.texts == []
    assert not (books / "out").exists()


def test_an_interrupted_sync_pays_no_draft_twice(client: Client, books: Path) -> None:
    arguments = [books / "zh", books / "en", books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    client.most = 1
    assert isinstance(run("sync", *arguments).exception, KeyboardInterrupt | SystemExit)
    assert (books / "out/a/lamps.md").exists()
    client.most = 99
    assert run("sync", *arguments).exit_code == 0
    assert len(client.texts) == len(set(client.texts)) == 3
    assert not (books / "out/.drafts").exists()


def test_a_branch_without_a_clone_is_refused(books: Path) -> None:
    result = run("sync", books / "zh", books / "en", books / "zh", "-o", books / "out", "--branch", "x")
    assert isinstance(result.exception, AmtsError)


def test_the_meter_measures_a_folder_of_updates_and_writes_its_page(
    client: Client, sample_book: Path, tmp_path: Path
) -> None:
    names = ("03-intervals-paragraph-inserted", "05-baselines-only-code")
    for name in names:
        folder = tmp_path / "updates" / name
        folder.mkdir(parents=True)
        for path in (sample_book.parent / "history" / "updates" / name).glob("*.md"):
            (folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "updates" / "index.json").write_text(json.dumps([{"update": names[0], "commit": "c"}]), "utf-8")
    result = run("workload", tmp_path / "updates", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "upper bound" in " ".join(result.output.split())
    assert len(client.texts) == 2
    page = (tmp_path / "out" / "workload.html").read_text("utf-8")
    assert "<svg" in page
    assert names[0] in page
    assert (tmp_path / "out" / "segments.csv").read_text("utf-8").count("machine") == 2
    again = run("workload", tmp_path / "updates", "-o", tmp_path / "out")
    assert again.exit_code == 0, again.output
    assert len(client.texts) == 2
    refused = run("workload", tmp_path / "updates", "-o", tmp_path / "other", "--budget-usd", "0.000001")
    assert isinstance(refused.exception, BudgetExceeded)


def test_a_stale_source_is_found_in_the_history_of_the_source(client: Client, books: Path) -> None:
    stale = BEFORE.replace("The lamp", "An old lamp") + "\n$$x$$\n\n$$y$$\n\nThis is about `z`.\n"
    (books / "zh/a/lamps_origin.md").write_text(stale, "utf-8")
    english = books / "en"
    identity = ["-c", "user.name=h", "-c", "user.email=h@x"]
    (english / "a/lamps.md").write_text(BEFORE, "utf-8")
    for text in (None, AFTER):
        if text:
            (english / "a/lamps.md").write_text(text, "utf-8")
        for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", *arguments], cwd=english, check=True)
    arguments = [books / "zh", english, books / "zh", "--origin-suffix", "_origin", "-o", books / "out"]
    result = run("sync", *arguments, "--history", english)
    assert result.exit_code == 0, result.output
    assert (books / "out/a/lamps.md").read_text("utf-8") == FORMER + "\n译A new paragraph stands here.\n"
