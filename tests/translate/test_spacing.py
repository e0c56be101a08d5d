"""Blanks of a draft, as the target language writes them."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from amts_core.book.model import PieceKind
from amts_core.languages import language
from amts_core.translate.spacing import Part, apart, space
from tests.translate.round_trip import translate


@pytest.mark.parametrize(
    ("text", "translation", "target", "expected"),
    [
        ("The `x` value", 'Der <span translate="no" id="#1">`x`</span> Wert', "de", "Der `x` Wert"),
        ("The `x` value", "Der <SPAN id='#1' TRANSLATE=no>`x`</SPAN>   Wert ", "de", "Der `x` Wert"),
        ("The `x` value", '<span translate="no" id="#1">`x`</span>Wert', "de", "`x` Wert"),
        ("See `x`, now", 'Siehe <span translate="no" id="#1">`x`</span> , nun', "de", "Siehe `x`, nun"),
        ("The $x$ value", '该 <span translate="no" id="#1">$x$</span> 值', "zh", "该$x$值"),
        ("See :numref:`a`", '参见<span translate="no" id="#1">:numref:`a`</span>', "zh", "参见 :numref:`a`"),
        ("See :numref:`a`.", '<span translate="no" id="#1">:numref:`a`</span> 참조.', "ko", ":numref:`a` 참조."),
        ("In :numref:`a` it", '그것은<span translate="no" id="#1">:numref:`a`</span>에서', "ko", "그것은 :numref:`a`에서"),
        ("a *b* c", '一 <em id="#1"> 二 </em> 三', "zh", "一*二*三"),
        ("a *b* c", 'eins <em id="#1"> zwei </em>drei', "de", "eins *zwei* drei"),
        ("a _b_ c", '一<em id="#1">二</em>三', "zh", "一*二*三"),
        ("a b, c", "一 Python 二, 三", "zh", "一Python二，三"),
        ("a [b](c) d", 'x <a id="#1">y</a> z', "de", "x [y](c) z"),
        ("costs money", "kostet $5 oder $6 und 2*3*4", "de", "kostet $5 oder $6 und 2\\*3\\*4"),
        ("use code", "nimm `x` und [y](z)", "de", "nimm \\`x\\` und \\[y\\](z)"),
        ("a &lt;b", 'x &lt;c&gt; <span translate="no" id="#1">&amp;lt;</span>b', "de", "x \\<c> &lt;b"),
        ("use code", "** nimm *", "de", "\\*\\* nimm \\*"),
        ("a  \nb", 'x<br id="#1" translate="no">y', "de", "x<br>y"),
        (
            "Try `x` in `y` now",
            '在<span translate="no" id="#2">`y`</span><span translate="no" id="#1">`x`</span>中',
            "zh",
            "在`y` `x`中",
        ),
        ("$a$ or $b$ is", '是<span translate="no" id="#1">$a$</span><span translate="no" id="#2">$b$</span>', "zh", "是$a$ $b$"),
    ],
)  # fmt: skip
def test_drafts_are_written_as_the_language_writes(text: str, translation: str, target: str, expected: str) -> None:
    assert translate(text, translation, target)[0] == expected


def spaced(*parts: Part, target: str) -> str:
    return "".join(part.text for part in space(parts, (), language(target)))


@pytest.mark.parametrize(
    ("kind", "span", "expected"),
    [
        (PieceKind.CODE, "`a`", "词`a`词"),
        (PieceKind.NAME, "@a", "词 @a 词"),
        (PieceKind.SHORTCODE, "{{< a >}}", "词 {{< a >}} 词"),
        (PieceKind.ROLE, "{ref}`a`", "词 {ref}`a` 词"),
        (PieceKind.ROLE, ":ref:`a`", "词 :ref:`a`词"),
    ],
)
def test_a_span_whose_blanks_are_its_own_keeps_them_in_chinese(kind: PieceKind, span: str, expected: str) -> None:
    assert spaced(Part("词 "), Part(span, 1, kind), Part(" 词"), target="zh") == expected


def test_a_blank_between_two_spans_stays_in_chinese() -> None:
    assert spaced(Part("`a`", 0, PieceKind.CODE), Part(" "), Part("$b$", 2, PieceKind.MATH), target="zh") == "`a` $b$"


def test_a_blank_inside_of_marks_goes_in_chinese() -> None:
    opening, closing = Part("*", 0, PieceKind.EMPHASIS, opens=True), Part("*", 2, PieceKind.EMPHASIS, closes=True)
    assert spaced(opening, Part("词 "), closing, Part("后"), target="zh") == "*词*后"


@pytest.mark.parametrize(("before", "expected"), [("a", "a*b*"), ("a ", "a _b_")])
def test_an_underscore_becomes_a_star_inside_a_word_alone(before: str, expected: str) -> None:
    opening, closing = Part("_", 1, PieceKind.EMPHASIS, opens=True), Part("_", 3, PieceKind.EMPHASIS, closes=True)
    assert spaced(Part(before), opening, Part("b"), closing, target="de") == expected
    assert spaced(Part(before), opening, Part("b"), closing, Part("c"), target="de") == "a*b*c" or before == "a "


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("词", "词", "词 ~bug 词"),
        ("词 ", ", 词", "词 ~bug, 词"),
        ("(", ") ", "(~bug) "),
        ("", "。", "~bug。"),
        ("", ",a", "~bug ,a"),
    ],
)
def test_a_span_that_reads_otherwise_gets_blanks_where_a_character_stands(
    before: str, after: str, expected: str
) -> None:
    parts = [part for part in (Part(before), Part("~bug", 1, PieceKind.NAME), Part(after)) if part.text]
    assert "".join(part.text for part in apart(parts, {1})) == expected


@pytest.mark.parametrize(
    ("mark", "wide"), [(",", "，"), (";", "；"), (":", "："), ("?", "？"), ("!", "！"), (".", "。")]
)
def test_a_mark_behind_a_chinese_character_is_full_width(mark: str, wide: str) -> None:
    assert spaced(Part(f"词{mark} 词{mark}"), target="zh") == f"词{wide}词{wide}"
    assert spaced(Part(f"a{mark} 词{mark}b"), target="zh") == f"a{mark}词{mark}b"
    assert spaced(Part(f"語{mark} 語"), target="ja") == f"語{mark}語"


@pytest.mark.parametrize(
    ("before", "expected"), [("(", "(:ref:`a`"), ("a", "a :ref:`a`"), ("（", "（ :ref:`a`"), ("", ":ref:`a`")]
)
def test_a_role_stands_behind_a_blank_or_an_opening_mark_alone(before: str, expected: str) -> None:
    assert spaced(Part(before), Part(":ref:`a`", 1, PieceKind.ROLE), target="zh") == expected
