from __future__ import annotations

import sys
from pathlib import Path

import pytest

from local_aws.engines.base import EngineError, create_engine, engine_names


def test_the_engines_are_the_modules_that_can_create_one() -> None:
    assert engine_names() == ["echo", "gemma", "memory", "openai"]


@pytest.mark.parametrize("name", ["nonsense", "base", "retrieval", "adaptive"])
def test_an_unknown_engine_is_refused_with_the_known_names(name: str) -> None:
    with pytest.raises(EngineError, match="echo, gemma, memory, openai"):
        create_engine(name)


def test_a_setting_that_an_engine_does_not_have_is_refused() -> None:
    with pytest.raises(EngineError, match="colour"):
        create_engine("echo", colour="red")


def test_a_runtime_that_cannot_be_loaded_is_told_before_any_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xllamacpp.py").write_text("raise ImportError('libgomp.so.1: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    with pytest.raises(EngineError, match=r"cannot load its runtime \(libgomp\.so\.1.*package libgomp1.*memory"):
        create_engine("gemma", folder=tmp_path)
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(EngineError, match="pip install xllamacpp"):
        create_engine("gemma", folder=tmp_path)


def test_echo_gives_every_segment_back() -> None:
    segments = ["a", '<b>x</b> <i translate="no">y</i>', ""]
    found = create_engine("echo").translate(segments, source_language="en", target_language="zh")
    assert [translation.text for translation in found] == segments
