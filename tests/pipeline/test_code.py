"""What the code is known by."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from amts_core.pipeline import code
from tests.conftest import REPOSITORY


@pytest.mark.parametrize(
    "changed", ["languages.py", "language_contraries.txt", "sync/rules/case.py", "pipeline/plan.py"]
)
def test_it_is_another_after_a_change_of_what_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    shutil.copytree(REPOSITORY / "amts_core", tmp_path / "amts_core")
    monkeypatch.setattr(code, "__file__", str(tmp_path / "amts_core" / "pipeline" / "code.py"))
    ask = code.code_id.__wrapped__
    before = ask()
    assert ask() == before
    (tmp_path / "amts_core" / "cli" / "plan.py").write_text("")
    assert ask() == before
    (tmp_path / "amts_core" / changed).write_text("# another\n")
    assert ask() != before
