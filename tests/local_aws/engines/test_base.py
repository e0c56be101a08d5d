from __future__ import annotations

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


def test_echo_gives_every_segment_back() -> None:
    segments = ["a", '<b>x</b> <i translate="no">y</i>', ""]
    found = create_engine("echo").translate(segments, source_language="en", target_language="zh")
    assert [translation.text for translation in found] == segments
