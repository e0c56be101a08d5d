"""Documents of a batch job, and drafts from translated documents."""

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


def test_the_end_of_the_page_ends_its_last_paragraph() -> None:
    wanted = cut("Some text")
    for page in write_documents("a", wanted, source_language="en"):
        for html in (page.html.replace("</p>", ""), page.html.replace("</p>", "").replace("</html>", "")):
            (draft,) = read_documents([html], wanted, target_language="en")
            assert draft.text == "Some text"


def test_a_segment_that_its_chapter_has_not_is_refused() -> None:
    pages = [page.html for page in write_documents("a", cut("One\n\nTwo\n"), source_language="en")]
    with pytest.raises(DamagedDocument, match="the chapter has no segments"):
        read_documents(pages, cut("One\n"), target_language="en")
