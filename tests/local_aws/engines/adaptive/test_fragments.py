from __future__ import annotations

import pytest

from local_aws.engines.adaptive.fragments import Output, translate_fragment
from local_aws.engines.adaptive.markup import Masked
from local_aws.engines.base import Flag, Translation


def upper(sentence: Masked) -> Output:
    return Output(sentence.text.upper(), (Flag.RETRIED,))


def translate(fragment: str, target: str = "es") -> Translation:
    return translate_fragment(fragment, upper, source_language="en", target_language=target, examples=None)


def test_sentences_are_translated_one_by_one_and_flags_are_joined() -> None:
    assert translate(" One is. Two is. ") == Translation(" ONE IS. TWO IS. ", ("retried",))


def test_a_pair_of_tags_may_span_sentences() -> None:
    assert translate("One <b>is. Two</b> is.").text == "ONE <b>IS. TWO</b> IS."


def test_text_is_escaped_again() -> None:
    assert translate("a &lt; b &amp; c").text == "A &lt; B &amp; C"


@pytest.mark.parametrize(("fragment", "expected"), [("是。不是。", "是。不是。"), ("It is. No.", "IT IS. NO.")])
def test_into_chinese_only_sentences_that_stayed_foreign_are_parted(fragment: str, expected: str) -> None:
    language = "zh" if "是" in fragment else "en"
    found = translate_fragment(fragment, upper, source_language=language, target_language="zh", examples=None)
    assert found.text == expected


def test_sentences_of_tokens_alone_are_not_translated() -> None:
    span = '<i translate="no">$x$</i>'
    assert translate(f"{span}. Two.").text == f"{span}. TWO."
