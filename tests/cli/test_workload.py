"""The command `amts workload`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from amts_core.aws.cost import BudgetExceeded
from amts_core.cli.workload import workload


class Client:
    """Stands for Amazon Translate: marks each text."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def translate_text(self, *, Text: str, **_: object) -> dict[str, str]:  # noqa: N803 - the API's name
        self.texts.append(Text)
        return {"TranslatedText": f"译{Text}"}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """The client that the command gets."""
    fake = Client()
    monkeypatch.setattr("amts_core.cli.workload_run.translate_client", lambda region: fake)
    return fake


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(workload)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


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
    result = run(tmp_path / "updates", "-o", tmp_path / "out", "-p", "en-zh")
    assert result.exit_code == 0, result.output
    assert "upper bound" in " ".join(result.output.split())
    assert len(client.texts) == 2
    page = (tmp_path / "out" / "workload.html").read_text("utf-8")
    assert "<svg" in page
    assert names[0] in page
    assert (tmp_path / "out" / "segments.csv").read_text("utf-8").count("machine") == 2
    again = run(tmp_path / "updates", "-o", tmp_path / "out", "-p", "en-zh")
    assert again.exit_code == 0, again.output
    assert len(client.texts) == 2
    refused = run(tmp_path / "updates", "-o", tmp_path / "other", "--budget-usd", "0.000001", "-p", "en-zh")
    assert isinstance(refused.exception, BudgetExceeded)
