"""Inline HTML as documents have it, for properties."""

from __future__ import annotations

import html

from hypothesis import strategies as st

WORDS = st.sampled_from(
    ["gate", "We", "state.", "then", "门控", "。", "a < b", "x & y", "3.5", "e.g.", "End!", "⟦1⟧", "«é»"]
)
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: html.escape(" ".join(words), quote=False))
CODE = st.sampled_from(["$x > 1$", "`f()`", ":cite:`A.B`", "<b>", "⟦2⟧"])
SPAN = st.tuples(st.integers(1, 99), CODE).map(
    lambda p: f'<span translate="no" id="{p[0]}">{html.escape(p[1], quote=False)}</span>'
)
ALONE = st.sampled_from(["<br/>", "<!-- a > b -->", '<img src="a>b.png">', "</i>", "<u>"])


def _paired(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(["b", "em", 'a href="x?a=1&amp;b=2"']), inner).map(
        lambda p: f"<{p[0]}>{p[1]}</{p[0].split()[0]}>"
    )


PIECE = st.recursive(
    st.one_of(TEXT, SPAN), lambda inner: _paired(st.lists(inner, max_size=3).map(" ".join)), max_leaves=6
)
FRAGMENT = st.lists(PIECE, min_size=1, max_size=6).map(" ".join)
ANY_FRAGMENT = st.lists(st.one_of(PIECE, ALONE), min_size=1, max_size=6).map("".join)
# What a model may make of tokens: kept, doubled, foreign, in other brackets, half.
NOISE = st.sampled_from(
    ["我们", "state", " ", "⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦9⟧", "[1]", "【2】", "⟦ 3 ⟧", "⟦", "⟧", "1⟧", "⟦4"]
)
OUTPUT = st.lists(NOISE, max_size=12).map("".join)
