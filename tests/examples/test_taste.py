from __future__ import annotations

import pytest

from examples.laptop import taste


def test_the_paragraph_that_changed_is_found() -> None:
    assert taste.changed_paragraph("a\n\nb\nc\n\nd", "a\n\nb\nx\n\nd") == ("b c", "b x")
    assert taste.changed_paragraph("a", "a") == ("", "")


@pytest.mark.integration
def test_a_taste_shows_a_repair_and_a_draft(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from examples.laptop import stack

    for module, names in ((taste, ("STATE",)), (stack, ("STATE", "LOGS", "AIRFLOW_HOME"))):
        for name in names:
            monkeypatch.setattr(module, name, tmp_path / name.lower())
    taste.main()
    shown = capsys.readouterr().out
    assert "2 segments to translate" in shown
    assert "MAE of 8 rides" in shown
    assert "8次骑行" in shown.split("Chinese now")[1].splitlines()[0]
    assert "{+" in shown.split("Chinese now")[2].splitlines()[0]
    assert "lines of the translation are untouched" in shown
