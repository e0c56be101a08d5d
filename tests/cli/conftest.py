"""The console command as a shell sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from amts_core.cli.main import run

Amts = Callable[..., tuple[int, str, str]]


@pytest.fixture
def amts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Amts:
    """Run `amts ARGUMENTS`; gives exit code, standard output, standard error."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["amts", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return call
