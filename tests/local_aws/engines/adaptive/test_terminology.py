from __future__ import annotations

from local_aws.engines.adaptive.markup import mask
from local_aws.engines.adaptive.terminology import put_terms, terms_in, with_fixed_terms
from local_aws.engines.base import Term

GATE, RESET, MODEL = Term("gate", "门"), Term("reset gate", "重置门"), Term("模型", "model")


def test_the_longest_entry_wins_and_words_are_whole() -> None:
    assert terms_in("The reset gate aggregates.", [GATE, RESET]) == (RESET,)
    assert terms_in("The reset gate is a gate.", [GATE, RESET]) == (RESET, GATE)
    assert terms_in("Gates and the Gate", [GATE]) == ()


def test_chinese_entries_match_inside_a_run() -> None:
    assert terms_in("我们训练模型。", [MODEL]) == (MODEL,)


def test_a_number_is_not_found_inside_a_token() -> None:
    assert terms_in("see ⟦1⟧", [Term("1", "eins")]) == ()


def test_fixed_terms_are_spans_that_become_their_targets() -> None:
    sentence, targets = with_fixed_terms(mask("A gate, <b>reset gate</b> and gate"), [RESET, GATE])
    assert "gate" not in sentence.text
    assert put_terms(sentence.text, targets) == "A 门, ⟦1⟧重置门⟦2⟧ and 门"
