from __future__ import annotations

from hypothesis import given

from local_aws.engines.adaptive.markup import mask, numbers_in
from local_aws.engines.adaptive.repair import settle, well_nested
from tests.local_aws.engines.strategies import ANY_FRAGMENT, OUTPUT


@given(ANY_FRAGMENT, OUTPUT)
def test_whatever_a_model_writes_every_token_is_there_once_and_pairs_nest(fragment: str, output: str) -> None:
    masked = mask(fragment)
    text, _ = settle(output, masked)
    assert sorted(numbers_in(text)) == [token.number for token in masked.tokens]
    assert well_nested(text, {token.number: token for token in masked.tokens})


@given(ANY_FRAGMENT)
def test_a_right_output_stays_as_it_is(fragment: str) -> None:
    masked = mask(fragment)
    assert settle(masked.text, masked) == (masked.text, False)


def test_near_misses_are_tokens_and_no_repair() -> None:
    masked = mask('Use <i translate="no">x</i> and <i translate="no">y</i>')
    assert settle("用[1]和【 2 】", masked) == ("用⟦1⟧和⟦2⟧", False)


def test_a_bracket_of_the_source_is_not_taken_for_a_token() -> None:
    masked = mask('See [1] and <i translate="no">y</i>')
    text, repaired = settle("见[1]和", masked)
    assert text.startswith("见[1]")
    assert repaired


def test_a_lost_span_goes_to_its_place_without_splitting_a_word() -> None:
    masked = mask('The function <i translate="no">f</i> is called here')
    text, repaired = settle("La funcion se llama aqui", masked)
    assert repaired
    assert text.replace(" ⟦1⟧", "") == "La funcion se llama aqui"


def test_a_lost_pair_goes_around_the_text_it_held() -> None:
    masked = mask("We use a <b>GRU</b> here")
    assert settle("我们在这里用GRU。", masked) == ("我们在这里用⟦1⟧GRU⟦2⟧。", True)


def test_pairs_that_cross_are_nested_again() -> None:
    masked = mask("<b>one</b> <i>two</i>")
    text, repaired = settle("⟦1⟧一⟦3⟧二⟦2⟧三⟦4⟧", masked)
    assert repaired
    assert well_nested(text, {token.number: token for token in masked.tokens})


def test_another_order_of_spans_is_right() -> None:
    masked = mask('<i translate="no">x</i> of <i translate="no">y</i>')
    assert settle("⟦2⟧的⟦1⟧", masked) == ("⟦2⟧的⟦1⟧", False)


def test_the_other_half_of_a_pair_is_put_where_its_text_ends() -> None:
    masked = mask("The goal of a <b>language model</b> is to estimate a probability")
    assert settle("⟦1⟧语言模型：目标是估计概率", masked) == ("⟦1⟧语言模型⟦2⟧：目标是估计概率", True)


def test_brackets_around_an_unknown_token_go_with_it() -> None:
    assert settle("模型（⟦7⟧）很好", mask("The model is good")) == ("模型很好", True)


def test_a_lost_span_splits_no_chinese_word_if_a_seam_is_near() -> None:
    masked = mask('We define the following <i translate="no">f</i> function.')
    assert settle("我们定义以下的函数。", masked)[0] in ("我们定义以下的⟦1⟧函数。", "我们定义以下⟦1⟧的函数。")


def test_a_pair_that_lost_its_text_is_put_around_text_again() -> None:
    masked = mask("We use a <b>GRU</b> here")
    assert settle("⟦1⟧⟦2⟧我们在这里用GRU。", masked) == ("我们在这里用⟦1⟧GRU⟦2⟧。", True)
