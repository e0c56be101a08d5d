"""Where a text of the translation may say something else than a source, though it is about the same."""

from __future__ import annotations

import pytest

from amts_core.languages import LanguagePair
from amts_core.sync.contradiction import contradicts, shows_change


@pytest.mark.parametrize(
    ("pair", "source", "target", "expected"),
    [
        ("zh-en", "这个模型不稳定。", "The model is unstable.", False),  # the negation is a part of a listed word
        ("en-zh", "The model is unstable.", "这个模型不稳定。", False),
        ("en-zh", "The model is not stable.", "这个模型稳定。", True),
        ("en-zh", "The model is fast.", "这个模型很慢。", True),
        ("en-zh", "It takes 3 hours.", "这需要4个小时。", True),
        ("en-zh", "It takes 3 hours.", "这需要几个小时。", False),
        (
            "en-de",
            "We meet Keras in Berlin.",
            "Berlin.",
            True,
        ),  # names stay as they are
        ("en-zh", "We meet Keras in Berlin.", "我们在柏林见面。", False),  # it may be written in the other script
        ("en-zh", "We meet Keras in Berlin.", "我们在柏林见到 Torch。", True),  # but not as another one
        ("en-de", "We meet Keras in Berlin.", "Wir treffen Kerasens Freunde in Berlin.", False),
    ],
)
def test_what_may_say_something_else(pair: str, source: str, target: str, expected: bool) -> None:
    assert contradicts(source, target, languages=LanguagePair.parse(pair)) is expected


@pytest.mark.parametrize(
    ("before", "after", "target", "expected"),
    [
        ("It is fast.", "It is slow.", "它很慢。", True),
        ("It is fast.", "It is slow.", "它很快。", False),
        ("It is fast.", "It is fast and safe.", "它很快。", False),
        ("It takes 3 hours.", "It takes 4 hours.", "这需要4个小时。", True),
        ("It takes 3 hours.", "It takes 4 hours.", "这需要3个小时。", False),
        ("It is fast.", "It is not fast.", "它不快。", False),  # of a negation it is never sure
        ("The lamp is here.", "The lamp is there.", "灯在那里。", True),
    ],
)
def test_a_translation_shows_a_change_by_its_listed_words(before: str, after: str, target: str, expected: bool) -> None:
    assert shows_change(before, after, target, languages=LanguagePair("en", "zh")) is expected
