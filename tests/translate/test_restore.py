"""A translated segment as a draft: what is repaired is told, what cannot be is refused."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import Segment, segments
from amts_core.translate.document import DamagedDocument, Draft
from amts_core.translate.rebuild import rebuild_chapter
from amts_core.translate.restore import same_shape
from tests.translate.round_trip import translate


def paragraph(text: str) -> Segment:
    (segment,) = segments(parse_chapter(text), language="en", granularity="paragraph")
    return segment


@pytest.mark.parametrize(
    ("text", "translation", "expected", "flag"),
    [
        ("a `x` b", 'c <span translate="no" id="#1">`ü`</span> d', "c `x` d", "altered"),
        ("a `x` b", 'c <span translate="no" id="#1">`x` e</span> d', "c `x` e d", "moved out"),
        (
            "a `x` b",
            'c <span translate="no" id="#1">`x`</span> <span translate="no" id="#1">`x`</span> d',
            "c `x` d",
            "twice",
        ),
        ("a *b* c", "d e f", "d e f", "emphasis was lost"),
        ("a *b* c", 'd <em id="#1">e f', "d e f", "did not close"),
        ("a *b* c", 'd <em id="#1"></em> e f', "d e f", "emphasis was lost"),
        ("a [b](c) d", 'e <a id="#1">f d', "e [f d](c)", "did not close"),
        ("a *b* c", 'd <em id="#1">e</em> f <em id="#1">g</em> h', "d *e* f g h", "came back in two parts"),
        ("a *b* c", 'd <em id="#1">e</em> f <em id="#1">g', "d *e* f g", "came back in two parts"),
        ("a *b **c** d*", '<em id="#1">e <strong id="#2">f</em> g</strong>', "*e **f*** g", "crossed"),
        ("a `x` b", 'c <span translate="no" id="#1"><i>`x`</i></span> d', "c `x` d", ""),
        ("a `x` b", 'c <span translate="no" id="#1"><br>`x`</span> d', "c `x` d", ""),
        ("a b", "<i>c</i> d", "c d", "unknown element"),
    ],
)
def test_repairs_are_flagged(text: str, translation: str, expected: str, flag: str) -> None:
    draft, flags = translate(text, translation)
    assert draft == expected
    assert flag in " ".join(flags)


@pytest.mark.parametrize(
    ("text", "translation", "reason"),
    [
        ("a `x` b", "c d", "code '`x`' was lost"),
        ("a [b](c) d", "e f", "link '\\[' was lost"),
        ("a [b](c) d", 'e <a id="#1"></a> f', "without its text"),
        ("a b", "", "without text"),
        ("a `x` b", '<span translate="no" id="#1">`x`</span>', "without text"),
        ("a b", "c ⟦1⟧ d", "leaked"),
        ("a b", "c &lt;span translate=no&gt; d", "leaked"),
        ("a `x` b", 'c <span translate="no" id="other.1">`x`</span> d', "not its own"),
    ],
)
def test_damage_is_refused_by_name(text: str, translation: str, reason: str) -> None:
    with pytest.raises(DamagedDocument, match=reason) as error:
        translate(text, translation)
    assert paragraph(text).id in str(error.value)


@pytest.mark.parametrize(
    ("tag", "translation", "expected"),
    [
        ('<img alt="A word"/>', 'Das Wort "Wort"', '<img alt="Das Wort “Wort”"/>'),
        ("<img alt='A word'/>", "Il s'agit d'un mot", "<img alt='Il s’agit d’un mot'/>"),
        ('<img alt="It\'s so"/>', "C'est ça", '<img alt="C\'est ça"/>'),
        ('<img alt="A word"/>', "- no list", '<img alt="- no list"/>'),
    ],
)
def test_a_string_in_a_tag_stays_one_string(tag: str, translation: str, expected: str) -> None:
    chapter = parse_chapter(f"{tag}\n")
    draft, _ = translate(f"{tag}\n", translation)
    segment = paragraph(f"{tag}\n")
    assert (
        rebuild_chapter(chapter, {segment.id: Draft(segment.id, draft)}, target_language="fr").text == f"{expected}\n"
    )


def test_ticks_of_the_engine_do_not_pair_with_those_of_code() -> None:
    code = '<span translate="no" id="#1">`x`</span>'
    assert translate("A `x` b", f"A `y` {code}b `z`")[0] == "A \\`y\\` `x` b \\`z\\`"
    assert translate("A `x` b", f"ein `y`{code} b `z`", "zh")[0] == "ein \\`y\\``x` b \\`z\\`"


@pytest.mark.parametrize(
    ("text", "translation", "told"),
    [
        ("Two words.", "Zwei Wörter.", False),
        ("Two words.", "Zwei Wörter", True),
        ("Two words", "Zwei Wörter", False),
        ("两个词。", "Zwei Wörter", True),
        ("See www.example.org.", 'Siehe <span translate="no" id="#1">www.example.org</span>', True),
    ],
)
def test_a_full_stop_that_is_lost_is_told(text: str, translation: str, told: bool) -> None:
    assert ("ends without the full stop of its source" in translate(text, translation)[1]) is told


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Der `x` ab", True),
        ("Der `x`ab ", False),
        ("Der `x`\u00a0ab", False),
        ("Der 'x' ab", False),
        ("Der `xy` a", False),
        ("Der `x` abc", False),
    ],
)
def test_a_text_of_the_same_shape_has_blanks_and_spans_at_the_same_places(text: str, fits: bool) -> None:
    assert same_shape(text, paragraph("The `x` is\n")) is fits


def test_a_text_of_the_same_shape_is_not_spaced_anew() -> None:
    code = '<span translate="no" id="#1">`x`</span>'
    assert translate("A `x`b", f"C {code}d", "zh")[0] == "C `x`d"
    assert translate("见 `x` 了", f"在 {code} 里", "zh")[0] == "在 `x` 里"
    assert translate("见 `x` 了", f"在 {code} 里面", "zh")[0] == "在`x`里面"


def test_a_text_that_differs_in_white_space_alone_is_the_source() -> None:
    assert translate("见 `x` 了", '见<span translate="no" id="#1">`x`</span>了', "zh") == ("见 `x` 了", ())


def test_a_link_that_is_empty_in_its_source_may_be_empty() -> None:
    assert translate("a [](b) c", 'd <a id="#1"></a> ef')[0] == "d [](b) ef"


def test_a_sound_translation_needs_no_word() -> None:
    marked = '<em id="#1">d <strong id="#2">e</strong></em> <span translate="no" id="#3">`x`</span> f'
    assert translate("*a **b*** `x` c", marked) == ("*d **e*** `x` f", ())


@pytest.mark.parametrize(("length", "told"), [(5, True), (20, False), (400, False), (700, True)])
def test_a_translation_much_shorter_or_longer_is_told(length: int, told: bool) -> None:
    assert ("much shorter or longer than its source" in translate("a" * 100, "b" * length)[1]) is told
