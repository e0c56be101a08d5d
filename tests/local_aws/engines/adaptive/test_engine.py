from __future__ import annotations

import threading

import pytest

from local_aws.engines.adaptive.engine import AdaptiveEngine
from local_aws.engines.adaptive.prompts import Prompt
from local_aws.engines.base import EngineError
from tests.local_aws.engines.scripted import ScriptedModel

SEGMENTS = [f"Segment number {word} of the text." for word in ("one", "two", "three", "four", "five", "six", "seven")]


def answer(prompt: Prompt) -> str:
    return f"关于{prompt.sentence.split()[2]}的一段文字。"


def test_translations_come_in_order_and_equal_segments_are_asked_once() -> None:
    model = ScriptedModel(answer, parallel=3)
    found = AdaptiveEngine("x", model).translate(
        [*SEGMENTS, *SEGMENTS[::-1]], source_language="en", target_language="zh"
    )
    texts = [translation.text for translation in found]
    assert texts[:7] == [f"关于{segment.split()[2]}的一段文字。" for segment in SEGMENTS]
    assert texts[7:] == texts[6::-1]
    assert len(model.prompts) == 7


def test_nothing_is_begun_that_nobody_reads() -> None:
    model = ScriptedModel(answer)
    found = AdaptiveEngine("x", model).translate(SEGMENTS, source_language="en", target_language="zh")
    assert not model.prompts
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert len(model.prompts) < len(SEGMENTS)


def test_as_many_sentences_at_once_as_the_model_takes() -> None:
    meeting = threading.Barrier(2, timeout=30)

    def meet(prompt: Prompt) -> str:
        meeting.wait()
        return answer(prompt)

    found = AdaptiveEngine("x", ScriptedModel(meet, parallel=2)).translate(
        SEGMENTS[:4], source_language="en", target_language="zh"
    )
    assert len(list(found)) == 4


def test_an_error_of_the_model_reaches_the_reader() -> None:
    def fail(prompt: Prompt) -> str:
        raise EngineError("gone")

    found = AdaptiveEngine("x", ScriptedModel(fail)).translate(SEGMENTS, source_language="en", target_language="zh")
    with pytest.raises(EngineError, match="gone"):
        list(found)
