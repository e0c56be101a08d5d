"""Documents of a batch job, and drafts from translated documents."""

# ruff: noqa: E501
from __future__ import annotations

import pytest
from lxml import etree
from lxml import html as lxml_html

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import Segment, segments
from amts_core.translate import document
from amts_core.translate.document import DamagedDocument, Draft, read_documents, write_documents
from amts_core.translate.rebuild import rebuild_chapter


def cut(text: str) -> list[Segment]:
    return segments(parse_chapter(text), language="en", granularity="paragraph")


def translate(text: str, translation: str, target: str = "en") -> tuple[str, tuple[str, ...]]:
    """The draft of a one-paragraph chapter whose document came back with this content; `#1` is the id of span 1."""
    wanted = cut(text)
    page = write_documents("a", wanted, source_language="en")[0].html
    start, end = page.index('">', page.index("<p id")) + 2, page.index("</p>")
    inner = translation.replace("#", wanted[0].id + ".")
    draft = read_documents([page[:start] + inner + page[end:]], wanted, target_language=target)[0]
    return draft.text, draft.flags


def test_a_document_is_a_page_with_a_paragraph_for_each_segment() -> None:
    wanted = cut('# A & B\n\nUse `x < "y"` *here* &lt;.\n')
    (page,) = write_documents("part/a", wanted, source_language="en")
    tree = lxml_html.document_fromstring(page.html.encode())
    assert page.name == "part/a.html"
    assert page.segment_ids == tuple(segment.id for segment in wanted)
    assert [p.text_content() for p in tree.iter("p")] == ["A & B", 'Use `x < "y"` here &lt;.']
    assert [e.text for e in tree.iter("span")] == ['`x < "y"`', "&lt;"]
    assert tree.get("lang") == "en"
    etree.fromstring(page.html.split("<body>")[1].join(["<body>", ""]).rpartition("</html>")[0])  # well-formed
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


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
    (segment,) = cut(f"{tag}\n")
    assert (
        rebuild_chapter(chapter, {segment.id: Draft(segment.id, draft)}, target_language="fr").text == f"{expected}\n"
    )


def test_nothing_to_translate_makes_no_document() -> None:
    assert write_documents("a", cut("$x$\n\n```\ncode\n```\n"), source_language="en") == []


def test_no_folder_has_the_name_that_the_service_keeps_for_itself() -> None:
    assert write_documents("details/a", cut("x"), source_language="en")[0].name == "details_/a.html"


def test_long_chapters_are_split_on_block_borders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_CHARACTERS", 2000)
    wanted = cut("".join(f"Paragraph number {number} with `code`.\n\n" for number in range(100)))
    pages = write_documents("a", wanted, source_language="en")
    assert [page.name for page in pages[:2]] == ["a.html", "a.2.html"]
    assert all(len(page.html) <= 2000 for page in pages)
    drafts = read_documents([page.html for page in pages], wanted, target_language="en")
    assert [draft.text for draft in drafts] == [segment.text for segment in wanted]


def test_a_segment_longer_than_a_document_is_sent_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_TEXT_BYTES", 4000)
    wanted = cut("A word and `code` more. " * 1000)
    pages = write_documents("a", wanted, source_language="en")
    assert len(pages) > 5
    (draft,) = read_documents([page.html for page in pages], wanted, target_language="en")
    assert draft.text == wanted[0].text


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
    assert cut(text)[0].id in str(error.value)


def test_ticks_of_the_engine_do_not_pair_with_those_of_code() -> None:
    code = '<span translate="no" id="#1">`x`</span>'
    assert translate("A `x` b", f"A `y` {code}b `z`")[0] == "A \\`y\\` `x` b \\`z\\`"
    assert translate("A `x` b", f"ein `y`{code} b `z`", "zh")[0] == "ein \\`y\\``x` b \\`z\\`"


@pytest.mark.parametrize("anchor", ["[[a-title]]", " {#a-title}"])
def test_the_anchor_of_a_heading_stays_where_it_is(anchor: str) -> None:
    chapter = parse_chapter(f"# A title{anchor}\n", format="mdx")
    (segment,) = segments(chapter, language="en", granularity="paragraph")
    draft = Draft(segment.id, "Ein langer Titel")
    result = rebuild_chapter(chapter, {segment.id: draft}, target_language="de")
    assert result.text == f"# Ein langer Titel{anchor}\n"


def test_a_document_of_another_chapter_is_refused() -> None:
    other = write_documents("a", cut("Other text"), source_language="en")
    with pytest.raises(DamagedDocument, match="did not come back"):
        read_documents([page.html for page in other], cut("This text"), target_language="en")
