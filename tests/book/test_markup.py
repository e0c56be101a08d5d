"""Inline Markdown as HTML, and what HTML says."""

from __future__ import annotations

import pytest

from amts_core.book.inline import scan_inline
from amts_core.book.markup import Event, named_target, pair_marks, read_events, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b **c***", 'a <em id="p.1">b <strong id="p.2">c</strong></em>'),
        ("a & `b<c`", 'a &amp; <span translate="no" id="p.1">`b&lt;c`</span>'),
        ("[a](b) ~~c~~", '<a id="p.1">a</a> <s id="p.2">c</s>'),
        ("<i>a</i> <u>b", '<b id="p.1">a</b> <span translate="no" id="p.2">&lt;u&gt;</span>b'),
        ("[**a**] (**b**)", '<mark id="p.1">a</mark> <mark id="p.2">b</mark>'),
    ],
)
def test_marks_are_elements_and_what_is_protected_is_a_span(text: str, html: str) -> None:
    assert to_html(scan_inline(text), prefix="p.") == html


def test_marks_of_slides_in_round_and_square_brackets_nest() -> None:
    assert pair_marks(scan_inline("[**a (**b**) c**]")) == {2: 4, 0: 6}


@pytest.mark.parametrize(("text", "target"), [("[a *b*][]", "][a *b*]"), ("[a](b)", "](b)")])
def test_a_link_that_is_its_own_key_names_it(text: str, target: str) -> None:
    pieces = scan_inline(text)
    assert named_target(pieces, 0, len(pieces) - 1) == target


def test_html_is_read_as_events_in_order() -> None:
    assert read_events('<p id="a">x &lt;<br/><span TRANSLATE=NO>`y`</span><i/></p>') == [
        Event("open", tag="p", id="a"),
        Event("text", "x <"),
        Event("void", tag="br"),
        Event("open", tag="span", protected=True),
        Event("text", "`y`"),
        Event("close", tag="span"),
        Event("open", tag="i"),
        Event("close", tag="i"),
        Event("close", tag="p"),
    ]
