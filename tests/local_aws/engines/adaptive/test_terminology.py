from __future__ import annotations

from dataclasses import replace

import pytest

from local_aws.engines.adaptive.markup import mask
from local_aws.engines.adaptive.terminology import missed_terms, put_terms, replaced, terms_in, with_fixed_terms
from local_aws.engines.base import Term

GATE, RESET, MODEL = Term("gate", "门"), Term("reset gate", "重置门"), Term("模型", "model")


def test_the_longest_entry_wins_and_words_are_whole() -> None:
    assert terms_in("The reset gate aggregates.", [GATE, RESET]) == (RESET,)
    assert terms_in("The reset gate is a gate.", [GATE, RESET]) == (RESET, GATE)
    assert terms_in("Gates and a regate", [GATE]) == ()


TERMS = [Term("tensor", "tenseur"), Term("loss function", "fonction de perte"), Term("US", "États-Unis")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tensor and tensor.", "Tenseur and tenseur."),
        ("TENSOR", "TENSEUR"),
        ("Tensors, tensorial", "Tensors, tensorial"),
        ("The Loss Function", "The Fonction de perte"),
        ("It gave us the US.", "It gave États-Unis the États-Unis."),
        ("tensor_a ⟦1⟧tensor⟦2⟧", "tensor_a ⟦1⟧tenseur⟦2⟧"),
    ],
)
def test_entries_match_in_any_case_and_carry_its_capitals(text: str, expected: str) -> None:
    assert replaced(text, TERMS) == expected


def test_of_entries_that_differ_in_case_alone_the_exact_one_counts() -> None:
    assert (
        replaced("Polish polish POLISH", [Term("Polish", "polaco"), Term("polish", "pulir")]) == "polaco pulir POLISH"
    )


def test_the_longer_entry_keeps_its_place_from_the_shorter() -> None:
    assert replaced("a reset Gate", [GATE, RESET]) == "a 重置门"


def test_chinese_entries_match_inside_a_run() -> None:
    assert terms_in("我们训练模型。", [MODEL]) == (MODEL,)


@pytest.mark.parametrize(
    ("source", "text"),
    [("ışık", "IŞIK"), ("ışık", "Işık"), ("İstanbul", "istanbul"), ("Straße", "STRASSE"), ("café", "Cafe\u0301"),
     ("cafe\u0301", "CAFÉ"), ("ΟΔΟΣ", "οδος")],
)  # fmt: skip
def test_the_case_of_letters_is_that_of_their_script(source: str, text: str) -> None:
    term = Term(source, "x")
    assert terms_in(text, [term]) == (replace(term, target="X"),) or terms_in(text, [term]) == (term,)
    assert missed_terms(text, [Term("x", source)]) == ()


@pytest.mark.parametrize(
    ("text", "source"),
    [("使用PyTorch实现", "PyTorch"), ("ฉันรักแมวมาก", "แมว"), ("딥러닝은", "딥러닝"), ("Use C++.", "C++")],
)
def test_a_word_ends_where_a_script_without_word_ends_begins(text: str, source: str) -> None:
    assert terms_in(text, [Term(source, "x")])


def test_a_number_is_not_found_inside_a_token() -> None:
    assert terms_in("see ⟦1⟧", [Term("1", "eins")]) == ()


def test_fixed_terms_are_spans_that_become_their_targets() -> None:
    sentence, targets = with_fixed_terms(mask("A gate, <b>reset gate</b> and gate"), [RESET, GATE])
    assert "gate" not in sentence.text
    assert put_terms(sentence.text, targets) == "A 门, ⟦1⟧重置门⟦2⟧ and 门"
