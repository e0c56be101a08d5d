from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from local_aws.engines.adaptive.markup import mask
from local_aws.engines.base import Example, Flag, Term, Translation, create_engine
from local_aws.engines.retrieval import ExampleIndex
from tests.local_aws.engines.strategies import ANY_FRAGMENT

PAIRS = [
    Example("The <b>model</b> is good.", "<b>模型</b>很好。"),
    Example('We use <i translate="no" id="1">$x$</i> here.', '我们在这里用<i translate="no" id="1">$x$</i>。'),
]


def translate(*segments: str, pairs: list[Example] | None = None, terms: tuple[Term, ...] = ()) -> list[Translation]:
    index = ExampleIndex(pairs) if pairs else None
    engine = create_engine("memory")
    return list(engine.translate(segments, source_language="en", target_language="zh", examples=index, terms=terms))


def test_an_identical_source_gives_its_target() -> None:
    span = '<i translate="no" id="9">$x$</i>'
    assert translate(f"We use {span} here.", pairs=PAIRS) == [Translation(f"我们在这里用{span}。", (Flag.REUSED,))]


def test_a_near_source_gives_the_target_with_the_differences() -> None:
    assert translate("The <b>model</b> is bad.", pairs=PAIRS) == [Translation("<b>模型</b>很好。 {-good.-} {+bad.+}")]


def test_without_a_near_source_the_text_stays_and_terms_are_replaced() -> None:
    assert translate("Nothing", terms=(Term("Nothing", "无"),)) == [Translation("无", (Flag.UNTRANSLATED,))]


def test_parallel_data_changes_the_output() -> None:
    assert translate("The model is good.", pairs=PAIRS) != translate("The model is good.")


@given(st.lists(ANY_FRAGMENT, max_size=3))
def test_tags_and_spans_survive(fragments: list[str]) -> None:
    for fragment, translation in zip(fragments, translate(*fragments, pairs=PAIRS), strict=True):
        kept = [sorted(token.text for token in mask(html).tokens) for html in (fragment, translation.text)]
        assert kept[0] == kept[1]
