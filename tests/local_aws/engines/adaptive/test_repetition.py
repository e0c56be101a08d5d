from __future__ import annotations

import pytest

from local_aws.engines.adaptive.repetition import doubled, loops, said_again


@pytest.mark.parametrize(
    "text", ["的的的", "a de de de b", "the loss the loss the loss", "小批量小批量小批量", "haha" * 2]
)
def test_three_times_in_a_row_is_a_loop(text: str) -> None:
    assert loops(text)


@pytest.mark.parametrize("text", ["", "一个一个", "that that is", "1, 1, 1, 1", "⟦1⟧, ⟦2⟧, ⟦3⟧, ⟦4⟧", "……", "aaa"])
def test_twice_in_a_row_numbers_and_spans_are_no_loop(text: str) -> None:
    assert not loops(text)


def test_how_much_a_text_says_again_is_a_share_of_it() -> None:
    assert said_again("the word vector of the node is the word vector of it") == 4 / 12
    assert said_again("上下文词向量的上下文词向量") == 6 / 13
    assert said_again("the gate of the cell and the gate") == 0  # a phrase of two words comes again in any text


def test_words_that_stand_twice_are_named() -> None:
    assert doubled("逐元素乘积的的点积") == ["的的"]
    assert doubled("乘积的 的点积") == ["的的"]
    assert doubled("El modelo de De la red, red") == ["de de"]
    assert doubled("a model model2 3 3") == []
