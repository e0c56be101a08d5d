from __future__ import annotations

from local_aws.engines.adaptive.markup import mask
from local_aws.engines.base import Example
from local_aws.engines.retrieval import ExampleIndex, terms_of


def index(*sources: str) -> ExampleIndex:
    return ExampleIndex(Example(source, f"T{number}") for number, source in enumerate(sources))


def test_terms_are_words_and_pairs_of_characters_of_scripts_without_blanks() -> None:
    assert terms_of("Die GRU-Zelle (门控循环) 门 3") == ["die", "gru", "zelle", "门控", "控循", "循环", "门", "3"]


def test_the_nearest_pair_comes_first() -> None:
    found = index("the gate is open", "a loss function", "the gate is closed").nearest("The gate is closed now", 2)
    assert [match.pair.target for match in found] == ["T2", "T0"]


def test_pairs_without_a_common_term_are_never_given() -> None:
    assert index("one", "two").nearest("three", 5) == []
    assert index().nearest("three", 5) == []
    assert index("!?").nearest("three", 5) == []


def test_ties_go_to_the_earlier_pair() -> None:
    found = index("a gate", "b gate", "c gate").nearest("gate", 3)
    assert [match.position for match in found] == [0, 1, 2]


def test_chinese_is_found_by_parts_of_words() -> None:
    found = index("我们训练循环神经网络", "天气很好").nearest("循环网络", 1)
    assert found[0].pair.target == "T0"


def test_of_several_pairs_with_one_source_the_last_counts() -> None:
    examples = ExampleIndex([Example("The gate", "门"), Example("The  gate", "闸门")])
    assert len(examples) == 1
    pair = examples.exact(mask("The gate").key)
    assert pair is not None
    assert pair.target == "闸门"


def test_pairs_that_lose_a_span_are_left_out() -> None:
    assert len(ExampleIndex([Example('a <i translate="no">x</i>', "啊")])) == 0


def test_the_length_ratio_is_known_from_enough_pairs() -> None:
    assert index("a gate").length_ratio is None
    many = ExampleIndex(Example(f"a sentence with number {n:03}", "十个字的句子在这里呢。") for n in range(40))
    assert many.length_ratio == 11 / 26


def test_the_pairs_with_a_term_are_known() -> None:
    pairs = index("a gate", "no", "The Gate is open")
    assert [pair.target for pair in pairs.with_term("gate")] == ["T0", "T2"]
    assert pairs.with_term("door") == index().with_term("gate") == []


def test_what_hardly_a_target_has_is_rare() -> None:
    many = index(*(f"gate {number}" for number in range(500)))
    assert many.is_rare("的的")
    assert not many.is_rare("t")
    assert not index("a gate").is_rare("的的")  # so few tell nothing
