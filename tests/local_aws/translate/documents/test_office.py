"""Files of Office, made and read again by the libraries that people use for them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.table import Table
from pptx.util import Inches

from local_aws.engines.base import Translation
from local_aws.translate.documents import READERS, DocumentError
from local_aws.translate.documents.parts import checked

WORD, POINT, EXCEL = (
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "presentationml.presentation", "spreadsheetml.sheet")
)


def saved(document: Any) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def translated(content: bytes, kind: str, words: dict[str, str]) -> bytes:
    """The file with whole words replaced, as an engine would."""

    def translate(fragment: str) -> Translation:
        for word, other in words.items():
            fragment = fragment.replace(word, other)
        return Translation(fragment)

    document = READERS[kind](content)
    made = checked(document.parts, (translate(part.fragment) for part in document.parts))
    return document.with_translations([translation.text for translation in made], "es")


def word_file() -> Any:
    document = docx.Document()
    document.add_heading("The title", 1)
    paragraph = document.add_paragraph("A ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" wo")
    paragraph.add_run("rd & <more>\tbehind a tab.")
    document.add_table(1, 2).cell(0, 1).text = "In a cell"
    document.sections[0].header.paragraphs[0].text = "In the header"
    document.add_paragraph("12 + 3")
    document.add_paragraph("")
    return document


def test_of_word_the_text_is_translated_and_its_format_stays() -> None:
    words = {"The title": "El título", "bold": "negrita", "word": "palabra", "cell": "celda", "header": "cabecera"}
    made = docx.Document(io.BytesIO(translated(saved(word_file()), WORD, words)))
    title, paragraph, number, empty = made.paragraphs
    assert (title.text, title.style.name) == ("El título", "Heading 1")
    assert paragraph.text == "A negrita palabra & <more>\tbehind a tab."
    assert [(run.text, run.bold) for run in paragraph.runs if run.bold] == [("negrita", True)]
    assert made.tables[0].cell(0, 1).text == "In a celda"
    assert made.sections[0].header.paragraphs[0].text == "In the cabecera"
    assert (number.text, empty.text) == ("12 + 3", "")


def test_what_one_format_holds_is_one_text_however_the_file_cuts_it() -> None:
    fragments = [part.fragment for part in READERS[WORD](saved(word_file())).parts]
    assert fragments[1].startswith("A <r id=")
    assert " word &amp; &lt;more&gt;<keep id=" in fragments[1]


def test_a_translation_may_put_what_is_bold_elsewhere() -> None:
    document = READERS[WORD](saved(word_file()))
    texts = [part.fragment for part in document.parts]
    bold = texts[1][2 : texts[1].index("</r>") + 4]
    texts[1] = texts[1].replace(bold, "").replace("A ", "Una ") + bold.replace("bold", "negrita")
    made = docx.Document(io.BytesIO(document.with_translations(texts, "es"))).paragraphs[1]
    assert made.text == "Una  word & <more>\tbehind a tab.negrita"
    assert made.runs[-1].bold


def test_links_fields_and_text_boxes_are_kept() -> None:
    document = word_file()
    paragraph = document.paragraphs[1]
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to("https://example.org", "hyperlink", is_external=True))
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "a link"
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    box = OxmlElement("w:r")
    picture = OxmlElement("w:pict")
    inner = OxmlElement("w:p")
    inner_run, inner_text = OxmlElement("w:r"), OxmlElement("w:t")
    inner_text.text = "In a box"
    inner_run.append(inner_text)
    inner.append(inner_run)
    picture.append(inner)
    box.append(picture)
    paragraph._p.append(box)
    made = translated(saved(document), WORD, {"a link": "un enlace", "In a box": "En una caja"})
    xml = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
    assert docx.Document(io.BytesIO(made)).paragraphs[1].hyperlinks[0].text == "un enlace"
    assert "En una caja" in xml
    assert "In a box" not in xml


def test_of_powerpoint_slides_tables_and_notes_are_translated() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "The title"
    frame = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(3), Inches(1)).text_frame
    frame.text = "One "
    frame.paragraphs[0].add_run().text = "strong"
    frame.paragraphs[0].runs[1].font.bold = True
    slide.shapes.add_table(1, 1, Inches(1), Inches(2), Inches(3), Inches(1)).table.cell(0, 0).text = "A cell"
    slide.notes_slide.notes_text_frame.text = "A note"
    words = {"title": "título", "strong": "fuerte", "cell": "celda", "note": "nota"}
    made = pptx.Presentation(io.BytesIO(translated(saved(deck), POINT, words))).slides[0]
    assert made.shapes.title.text == "The título"
    text = made.shapes[1].text_frame.paragraphs[0]
    assert [(run.text, run.font.bold) for run in text.runs] == [("One ", None), ("fuerte", True)]
    assert made.shapes[2].table.cell(0, 0).text == "A celda"
    assert made.notes_slide.notes_text_frame.text == "A nota"


def test_of_excel_texts_are_translated_and_figures_formulas_and_headers_of_tables_stay() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Name", "Price"])
    sheet.append(["A chair", 12])
    sheet.append([CellRichText("A ", TextBlock(InlineFont(b=True), "red"), " table"), "=B2*2"])
    sheet.add_table(Table(displayName="Things", ref="A1:B3"))
    words = {"Name": "Nombre", "chair": "silla", "red": "roja", "table": "mesa"}
    made = openpyxl.load_workbook(io.BytesIO(translated(saved(book), EXCEL, words)), rich_text=True).active
    assert [cell.value for cell in made[1]] == ["Name", "Price"]
    assert [cell.value for cell in made[2]] == ["A silla", 12]
    assert str(made["A3"].value) == "A roja mesa"
    assert made["A3"].value[1].font.b
    assert made["B3"].value == "=B2*2"


@pytest.mark.parametrize("kind", [WORD, POINT, EXCEL])
def test_everything_else_stays_byte_for_byte(kind: str) -> None:
    content = {WORD: lambda: saved(word_file()), POINT: lambda: saved(pptx.Presentation()), EXCEL: lambda: saved(
        openpyxl.Workbook()
    )}[kind]()  # fmt: skip
    document = READERS[kind](content) if kind != POINT else None
    if document is None:
        with pytest.raises(DocumentError, match="no texts"):
            READERS[kind](content)
        return
    made = document.with_translations([part.fragment for part in document.parts], "es")
    before, after = (zipfile.ZipFile(io.BytesIO(each)) for each in (content, made))
    assert [entry.filename for entry in before.infolist()] == [entry.filename for entry in after.infolist()]
    for name in before.namelist():
        assert document.form.files.fullmatch(name) or before.read(name) == after.read(name)  # type: ignore[attr-defined]


def zipped(name: str, content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no file of Office", "no file of Office"),
        (b"", "no file of Office"),
        (zipped("a.txt", "x"), "no texts"),
        (zipped("word/document.xml", "<x"), "no XML"),
        (zipped("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "document type"),
        (zipped("word/document.xml", " " * (300 * 1024**2)), "too large"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        READERS[WORD](content)


def spoilt(change: str) -> bytes:
    """A file of Word with something wrong in its archive."""
    document = docx.Document()
    document.add_paragraph("Hello")
    content = bytearray(saved(document))
    if change == "truncated":
        return bytes(content[: len(content) // 2])
    if change == "a wrong byte":
        content[content.find(b"word/document.xml") + 60] ^= 255
    for local, central in ((6, 8), (8, 10)) if change in ("encrypted", "unknown method") else ():
        if (change == "encrypted") != (local == 6):
            continue
        for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
            position = content.find(mark)
            while position >= 0:
                content[position + offset] = 1 if change == "encrypted" else 99
                position = content.find(mark, position + 4)
    return bytes(content)


@pytest.mark.parametrize("change", ["truncated", "a wrong byte", "encrypted", "unknown method"])
def test_a_file_that_cannot_be_unpacked_is_refused(change: str) -> None:
    with pytest.raises(DocumentError, match=r"Office|damaged") as refused:
        READERS[WORD](spoilt(change))
    assert refused.value.code == "InvalidRequestException"
