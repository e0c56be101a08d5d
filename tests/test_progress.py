"""How far a step is."""

from __future__ import annotations

from itertools import count

import pytest

from amts_core import progress


def test_the_log_says_from_time_to_time_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = count(step=4)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    caplog.set_level("INFO")
    assert list(progress.telling("abcdefgh", "chapters read")) == list("abcdefgh")
    assert caplog.messages == ["chapters read: 2 of 8", "chapters read: 5 of 8"]


def test_what_is_done_at_once_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert list(progress.telling([1, 2], "chapters read")) == [1, 2]
    assert caplog.messages == []
