from __future__ import annotations

import html
import re

import pytest
from hypothesis import given

from local_aws.engines.adaptive.markup import TokenKind, mask, mask_pair, numbers_in, renumbered, restore
from tests.local_aws.engines.strategies import ANY_FRAGMENT


@given(ANY_FRAGMENT)
def test_unchanged_text_restores_to_the_same_html_but_for_white_space_and_spelling_of_characters(fragment: str) -> None:
    masked = mask(fragment)
    restored = restore(masked, masked.text)
    assert html.unescape(re.sub(r"\s+", "", restored)) == html.unescape(re.sub(r"\s+", "", fragment))
    assert numbers_in(masked.text) == list(range(1, len(masked.tokens) + 1))


@given(ANY_FRAGMENT)
def test_no_markup_stays_visible(fragment: str) -> None:
    visible = re.sub(r"⟦\d+⟧", "", mask(fragment).text)
    assert not re.search(r"translate=|⟦|⟧|\n", visible)


def test_an_element_not_to_be_translated_is_one_token_with_its_bytes() -> None:
    span = '<code class="a>b" translate="no">x <code>y</code>\n z</code>'
    masked = mask(f"Use {span} now")
    assert masked.text == "Use ⟦1⟧ now"
    assert restore(masked, "现在用⟦1⟧") == f"现在用{span}"


@pytest.mark.parametrize("attribute", ["translate=no", "translate='no'", 'id="1" TRANSLATE = "NO"'])
def test_every_spelling_of_the_attribute_protects(attribute: str) -> None:
    assert mask(f"a <i {attribute}>b</i>").text == "a ⟦1⟧"


@pytest.mark.parametrize("attribute", ['translate="yes"', 'data-translate="no"', 'title="translate"'])
def test_other_attributes_do_not_protect(attribute: str) -> None:
    assert mask(f"a <i {attribute}>b</i>").text == "a ⟦1⟧b⟦2⟧"


def test_an_element_that_is_never_closed_is_protected_to_the_end() -> None:
    assert mask('a <span translate="no">b c').text == "a ⟦1⟧"


def test_pairs_know_their_mates_and_lone_tags_have_none() -> None:
    masked = mask("<b>a <i>b</i></b> <br> </u>")
    assert [(t.kind, t.mate) for t in masked.tokens] == [
        (TokenKind.OPEN, 4),
        (TokenKind.OPEN, 3),
        (TokenKind.CLOSE, 2),
        (TokenKind.CLOSE, 1),
        (TokenKind.SPAN, 0),
        (TokenKind.SPAN, 0),
    ]


def test_the_key_ignores_ids_and_white_space_but_not_what_is_protected() -> None:
    key = mask('Use <span translate="no" id="1">$x$</span> <b>now</b>').key
    assert mask('Use  <span id="7" translate="no">$x$</span>\n<b class="c">now</b> ').key == key
    assert mask('Use <span translate="no" id="1">$y$</span> <b>now</b>').key != key


def test_a_pair_has_the_same_numbers_on_both_sides_in_any_order() -> None:
    code, formula = '<span translate="no" id="1">f</span>', '<span translate="no" id="2">x</span>'
    pair = mask_pair(f"<b>Use</b> {code} on {formula}", f"对{formula}<b>使用</b>{code}")
    assert pair is not None
    assert pair.source == "⟦1⟧Use⟦2⟧ ⟦3⟧ on ⟦4⟧"
    assert pair.target == "对⟦4⟧⟦1⟧使用⟦2⟧⟦3⟧"


def test_a_pair_whose_spans_differ_is_no_example() -> None:
    assert mask_pair('a <i translate="no">x</i>', '啊 <i translate="no">y</i>') is None
    assert mask_pair('a <i translate="no">x</i>', "啊") is None
    assert mask_pair("a", " ") is None


def test_tags_on_one_side_only_are_left_out_of_a_pair() -> None:
    pair = mask_pair('<b>a</b> <i translate="no">x</i>', '啊<i translate="no">x</i>')
    assert pair is not None
    assert renumbered(pair) == ("a ⟦1⟧", "啊⟦1⟧")
