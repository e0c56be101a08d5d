from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from local_aws.engines.adaptive.markup import mask
from local_aws.engines.adaptive.modelfile import cache_folder, fetch_model
from local_aws.engines.base import Engine, Example, create_engine
from local_aws.engines.retrieval import ExampleIndex

pytestmark = pytest.mark.slow

SEGMENTS = [
    "The weather is nice today.",
    "We read the book <b>again</b> and again.",
    'The function <span translate="no" id="1">`f(x)`</span> is called twice.',
    "My sister works in a small town near the sea.",
    "He opened the window because the room was hot.",
    "Nobody knows how the story ends.",
]
PAIRS = ExampleIndex(
    [
        Example("The weather is cold today.", "今天天气很冷。"),
        Example("The room is hot.", "房间很热。"),
        Example("He opened the door because the room was cold.", "因为房间很冷，他打开了门。"),
    ]
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    fetch_model(cache_folder())
    return create_engine("gemma", cache=False)


def texts(engine: Engine, segments: list[str], examples: ExampleIndex | None) -> list[str]:
    found = engine.translate(segments, source_language="en", target_language="zh", examples=examples)
    return [translation.text for translation in found]


@pytest.mark.parametrize("examples", [None, PAIRS], ids=["none", "pairs"])
def test_the_same_input_gives_the_same_output_in_any_order(engine: Engine, examples: ExampleIndex | None) -> None:
    first = texts(engine, SEGMENTS, examples)
    order = random.Random(1).sample(range(len(SEGMENTS)), len(SEGMENTS))
    shuffled = texts(engine, [SEGMENTS[index] for index in order], examples)
    assert [shuffled[order.index(index)] for index in range(len(SEGMENTS))] == first
    assert texts(engine, SEGMENTS, examples) == first


def test_the_same_input_gives_the_same_output_after_a_restart(engine: Engine) -> None:
    program = (
        "from tests.local_aws.engines.test_gemma import *\n"
        "sys.stdout.buffer.write(repr(texts(create_engine('gemma', cache=False), SEGMENTS[::-1], PAIRS)).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=Path.cwd(), env=os.environ.copy()
    )
    assert done.stdout.decode() == repr(texts(engine, SEGMENTS[::-1], PAIRS))


def test_spans_survive_and_parallel_data_matters(engine: Engine) -> None:
    plain, adapted = texts(engine, SEGMENTS, None), texts(engine, SEGMENTS, PAIRS)
    assert plain != adapted
    for segment, translation in zip(SEGMENTS, adapted, strict=True):
        kept = [sorted(token.text for token in mask(html).tokens) for html in (segment, translation)]
        assert kept[0] == kept[1]
