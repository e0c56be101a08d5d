"""What `make demo` says at its end."""

from __future__ import annotations

import pytest

from amts_core.config import Prices
from examples.laptop.demo import show


def test_a_night_without_a_report_says_what_was_delivered_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    delivered = {"chapters": ["a", "b"], "removed": [], "held": 1, "folder": "/out/chapters", "branch": "amts/en-zh"}
    sent = {"variant": "sentence", "characters": 100_000, "parallel_data": None}
    show({"report": None, "deliver": delivered, "upload_documents": [sent]}, Prices())
    told = capsys.readouterr().out
    assert "nothing was scored" in told
    assert "about $1.50 at Amazon Translate" in told
    assert "sentence         the book has no pairs yet" in told
    assert "2 chapters, 0 removals; 1 held: read TODO.md and review/ in /out/chapters" in told
    assert "amts/en-zh" in told


def test_a_night_with_nothing_to_do_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show({}, Prices())
    assert "delivered        nothing" in capsys.readouterr().out
