"""An engine from hell translates every type of document: what comes out is right in its markup, or fails by name."""

from __future__ import annotations

import base64
import contextlib
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pptx
import pytest
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from local_aws.engines.base import EngineError, Translation
from local_aws.translate.documents import READERS, Document, DocumentError, read_document
from local_aws.translate.documents.html import read_text
from local_aws.translate.documents.parts import checked
from local_aws.translate.documents.scan import Kind, scan

PICTURE = base64.b64decode(  # one white dot
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)
SECRETS = ("secret", "sécrète")  # in all that no engine may see
HTML = """<html><head><title>A page</title><style>p > b { content: "secret" }</style></head><body>
<p id="a" title="words">One <b class="x">bold <i>and</i></b> <code translate="no" id="c">secret(x) &lt; y</code>
end.</p>
<p>Then <math><mi>secret</mi></math> <svg><text>secret</text></svg> <!-- secret --> <![CDATA[ secret > ]]> a
<a href="?secrets">link</a><script>if (a < b) "secret</p>"</script> here.</p><div translate="no"><p>secret</p></div>
<pre>lines <span translate='no'>$sécrète$</span> here
more</pre></body></html>secret"""
TEXT = """Use <code translate="no">secret(a < b && c)</code> with <b>care</b> if x < y & z.
<span translate="no">secret
</span>End."""
XLIFF = """<xliff version="1.2"><file source-language="en" target-language="es"><body>
<trans-unit id="1"><source>Go <g id="1">there</g> <ph id="2">&lt;secret&gt;</ph> and
<mrk mtype="protected">secret</mrk> <x id="3"/>
&amp; back<!-- secret --></source></trans-unit>
<trans-unit id="2"><source>Two</source></trans-unit></body></file></xliff>"""
WORD, POINT, EXCEL = (
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)
DOCUMENTS: dict[str, tuple[str, Callable[[bytes], Document]]] = {
    "text/html": (HTML, READERS["text/html"]),
    "text/plain": ("One <b> line & more.\nTwo.", READERS["text/plain"]),
    "application/x-xliff+xml": (XLIFF, READERS["application/x-xliff+xml"]),
    "TranslateText": (TEXT, lambda content: read_text(content.decode())),
}
TAG = re.compile(r"<[^>]*>")


def dropping(fragment: str, chance: random.Random) -> str:
    return TAG.sub(lambda tag: tag.group() if chance.random() < 0.7 else "", fragment)


def doubling(fragment: str, chance: random.Random) -> str:
    return TAG.sub(lambda tag: tag.group() * chance.choice([1, 1, 1, 2]), fragment)


def reordering(fragment: str, chance: random.Random) -> str:
    pieces = re.split(f"({TAG.pattern})", fragment)
    chance.shuffle(pieces)
    return "".join(pieces)


def translating_tags(fragment: str, chance: random.Random) -> str:
    return fragment.replace("<b", "<fett").replace("id=", "Nr=") if chance.random() < 0.7 else fragment.upper()


def swapping(fragment: str, chance: random.Random) -> str:
    return re.sub(r'id="(\d+)"', lambda found: f'id="{chance.randint(1, 3)}"', fragment)


def adding(fragment: str, chance: random.Random) -> str:
    return fragment + chance.choice(
        ["<script>alert(1)</script>", "<b>", "</p>", " a <b", "<!--", "⟦1⟧", "\ud800", "]]>"]
    )


def blank(fragment: str, chance: random.Random) -> str:
    return chance.choice(["", "  ", fragment])


def moving(fragment: str, chance: random.Random) -> str:
    """What an engine may do: the spans stand elsewhere."""
    spans = re.findall(r"<keep[^>]*>", fragment)
    return "".join(spans) + " " + re.sub(r"<keep[^>]*>", "", fragment).replace("One", "Uno")


HELL = [dropping, doubling, reordering, translating_tags, swapping, adding, blank, moving]


def markup(text: str, *, xml: bool) -> list[str]:
    """Everything of a text that is not text for a reader, sorted: a translation has the same."""
    return sorted(text[token.start : token.end] for token in scan(text, xml=xml) if token.kind is not Kind.TEXT)


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("deed", HELL, ids=lambda deed: deed.__name__)
def test_markup_is_exact_or_the_document_fails(kind: str, deed: Callable[[str, random.Random], str]) -> None:
    source, read = DOCUMENTS[kind]
    written_once = False
    for seed in range(60):
        chance = random.Random(seed)
        document = read(source.encode())
        made = (Translation(deed(part.fragment, chance)) for part in document.parts)
        texts = []
        with contextlib.suppress(DocumentError):
            texts = [translation.text for translation in checked(document.parts, made)]
        if not texts:
            continue
        written_once = True
        written = document.with_translations(texts, "es").decode()
        if kind == "application/x-xliff+xml":
            for unit in ElementTree.fromstring(written).iter("trans-unit"):
                before, after = (unit.find(name) for name in ("source", "target"))
                assert before is not None
                assert after is not None
                assert sorted(e.tag for e in before.iter() if e is not before) == sorted(
                    e.tag for e in after.iter() if e is not after
                )
        elif kind != "text/plain":
            assert markup(written, xml=False) == markup(source, xml=False)
    assert written_once or deed is not moving


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_engine_sees_what_is_not_translated(kind: str) -> None:
    source, read = DOCUMENTS[kind]
    document = read(source.encode())
    assert document.parts
    for part in document.parts:
        assert not any(secret in TAG.sub("", part.fragment) for secret in SECRETS)
        assert not any(re.search(rf"{secret}(?!s)", part.fragment) for secret in SECRETS)
    same = document.with_translations([part.fragment for part in document.parts], "es").decode()
    if kind != "application/x-xliff+xml":
        assert same == source


@pytest.mark.parametrize(
    ("translation", "message"),
    [("<b>x", "lost markup of segment 1"), (" ", "lost the text of segment 1"), ("\ud800", "broke a character")],
)
def test_what_an_engine_spoils_is_named(translation: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        list(checked(READERS["text/plain"](b"One").parts, iter([Translation(translation)])))


@pytest.mark.parametrize(("given", "message"), [(1, "gave 1 translations for 2"), (3, "gave more than 2")])
def test_an_engine_that_cannot_count_fails_the_document(given: int, message: str) -> None:
    document = READERS["text/plain"](b"One\nTwo")
    with pytest.raises(DocumentError, match=message):
        list(checked(document.parts, (Translation("x") for _ in range(given))))


@pytest.mark.parametrize(
    "text",
    [
        "No markup, x < y & z.",
        "<b>bold</b> a<c",
        "Tom &amp; Jerry",
        "a <notatag> b",
        "<p>One</p>\r\n\r\n two",
        "<code translate=no>never closed",
        "x <script>y",
    ],
)
def test_a_text_comes_back_from_an_engine_that_changes_nothing(text: str) -> None:
    document = read_text(text)
    same = [
        translation.text for translation in checked(document.parts, (Translation(p.fragment) for p in document.parts))
    ]
    assert document.with_translations(same, "es").decode() == text


def word() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("One ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run("\tthen ").add_picture(io.BytesIO(PICTURE))
    paragraph.add_run("italic & more").italic = True
    document.add_table(1, 1).cell(0, 0).text = "In a cell <b>"
    return saved(document)


def slides() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    paragraph = slide.shapes.title.text_frame.paragraphs[0]
    for text, bold in (("One ", False), ("bold", True), (" end & more", False)):
        run = paragraph.add_run()
        run.text, run.font.bold = text, bold
    slide.notes_slide.notes_text_frame.text = "Notes <b>"
    return saved(presentation)


def cells() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("One ", TextBlock(InlineFont(b=True), "bold"), " end & more")
    book.active["A2"], book.active["A3"], book.active["A4"] = "Two <b>", 3, '=IF(A1="One","yes","no")'
    return saved(book)


def saved(document: Any) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def look(run: Any) -> bytes:
    properties = run.find("{*}rPr")
    return b"" if properties is None else bytes(etree.tostring(properties))


def skeleton(content: bytes) -> dict[str, Any]:
    """What a file of Office is but for its texts: the formats and things of its paragraphs, the rest as it is."""
    found: dict[str, Any] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if (
                not re.search(r"document\.xml|slides/slide|notesSlides/notes|sharedStrings|sheet\d", name)
                or "rels" in name
            ):
                found[name] = data
                continue
            tree = etree.fromstring(data)
            for text in list(tree.iter("{*}t")):
                text.text = ""
                text.attrib.clear()
            things = {(look(run), etree.tostring(thing)) for run in tree.iter("{*}r") for thing in run}
            found[name] = (len(list(tree.iter("{*}p", "{*}si", "{*}is"))), things)
    return found


@pytest.mark.parametrize(
    ("kind", "make"), [(WORD, word), (POINT, slides), (EXCEL, cells)], ids=["docx", "pptx", "xlsx"]
)
@pytest.mark.parametrize("deed", HELL, ids=lambda deed: deed.__name__)
def test_files_of_office_keep_their_formats_or_fail(
    kind: str, make: Callable[[], bytes], deed: Callable[[str, random.Random], str]
) -> None:
    content = make()
    before = skeleton(content)
    written_once = False
    for seed in range(20):
        chance = random.Random(seed)
        document = READERS[kind](content)
        made = (Translation(deed(part.fragment, chance)) for part in document.parts)
        texts = []
        with contextlib.suppress(DocumentError):
            texts = [translation.text for translation in checked(document.parts, made)]
        if not texts:
            continue
        written_once = True
        written = document.with_translations(texts, "es")
        assert skeleton(written) == before
        assert len(READERS[kind](written).parts) == len(document.parts)
        OPENERS[kind](io.BytesIO(written))  # the library of the format takes it
    assert written_once or deed is not moving


OPENERS: dict[str, Callable[..., Any]] = {
    WORD: docx.Document,
    POINT: pptx.Presentation,
    EXCEL: lambda file: openpyxl.load_workbook(file, rich_text=True),
}


def test_an_engine_that_breaks_fails_the_document_and_not_the_job() -> None:
    def made() -> Iterator[Translation]:
        yield Translation("uno")
        raise KeyError("two")

    with pytest.raises(DocumentError, match="broke at segment 2"):
        list(checked(READERS["text/plain"](b"One\nTwo").parts, made()))


def test_an_engine_that_cannot_work_at_all_says_so() -> None:
    def made() -> Iterator[Translation]:
        raise EngineError("no model")
        yield

    with pytest.raises(EngineError, match="no model"):
        list(checked(READERS["text/plain"](b"One").parts, made()))


def test_a_document_that_breaks_its_reader_fails_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(content: bytes) -> Document:
        raise RecursionError("too deep")

    monkeypatch.setitem(READERS, "text/plain", broken)
    with pytest.raises(DocumentError, match="cannot be read: RecursionError"):
        read_document(b"One", "text/plain")
