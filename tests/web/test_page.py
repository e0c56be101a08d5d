from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.segments import segments
from amts_core.web.page import Page, Paragraph, read_page
from amts_core.web.readings import Reading

LONG = "This sentence is long enough for every extractor to take it for the main text of the page."


def page(body: str, head: str = "", attributes: str = 'lang="en"') -> Page:
    text = f"<html {attributes}><head>{head}</head><body><main><article>{body}</article></main></body></html>"
    return read_page("http://x.org/en/a", text)


def test_main_text_without_navigation() -> None:
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/b'>Shop</a></li></ul></nav>"
    found = read_page(
        "http://x.org/", f"<html><body>{menu}<main><h1>Title</h1><p>{LONG}</p><p>{LONG} Twice.</p></main></body></html>"
    )
    assert [paragraph.text for paragraph in found.paragraphs] == ["Title", LONG, f"{LONG} Twice."]


def test_blocks_keep_their_kind() -> None:
    found = page(
        f"<h2>Data</h2><p>{LONG} Use <code>fit(x)</code> now.</p><ul><li>{LONG} One.</li></ul>"
        f"<pre><code>import torch\nx = 1</code></pre><blockquote><p>{LONG} Quoted.</p></blockquote>"
    )
    assert [(one.kind, one.level) for one in found.paragraphs] == [
        ("heading", 2), ("paragraph", 0), ("item", 0), ("code", 0), ("quote", 0),
    ]  # fmt: skip
    assert found.paragraphs[1].text.endswith("Use `fit(x)` now.")
    assert found.paragraphs[3].text == "import torch\nx = 1"


def test_a_line_break_after_a_sentence_divides_a_paragraph() -> None:
    found = page(f"<p>{LONG} One.<br><br>{LONG} Two and<br>{LONG} Three.</p>")
    assert [one.text for one in found.paragraphs] == [f"{LONG} One.", f"{LONG} Two and {LONG} Three."]


def test_what_a_page_says_of_itself() -> None:
    found = page(
        f"<p>{LONG}</p><p>{LONG} Again.</p><a href='../es/b'>Español</a><a href='/fr/a' hreflang='fr'>version</a>"
        "<a href='/x'>more</a>",
        head="<link rel=alternate hreflang=de href='/de/a#top'><link rel=canonical href='http://x.org/en/a?utm_source=q'>"
        "<link rel=license href='https://creativecommons.org/licenses/by/4.0/'><title>T</title>",
    )
    assert found.alternates == ("http://x.org/de/a", "http://x.org/fr/a", "http://x.org/es/b")
    assert found.canonical == "http://x.org/en/a"
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert not found.machine_translated
    assert not found.reserved


@pytest.mark.parametrize(
    ("body", "attributes"),
    [
        ("<p>Esta página es una traducción automática.</p>", ""),
        ("<p>This page was machine-translated.</p>", ""),
        ("", 'class="translated-ltr"'),
    ],
)
def test_machine_translation_is_seen(body: str, attributes: str) -> None:
    assert page(f"<p>{LONG}</p>{body}", attributes=attributes).machine_translated


@pytest.mark.parametrize(
    "body",
    [
        "<p>Machine translation and automatic translation have a long history.</p>",
        "<p>The sentences of the corpus were machine-translated by a student.</p>",
        "<script>var note = 'this page was machine translated';</script><div class='goog-te-widget'>Translate</div>",
    ],
)
def test_an_article_about_machine_translation_is_none(body: str) -> None:
    assert not page(f"<p>{LONG}</p>{body}").machine_translated


@pytest.mark.parametrize(
    "mark", ["robots' content='noindex, follow", "robots' content='NoAI", "tdm-reservation' content='1"]
)
def test_reservations_are_seen(mark: str) -> None:
    assert page(f"<p>{LONG}</p>", head=f"<meta name='{mark}'>").reserved


@pytest.mark.parametrize("text", ["", "<", "<html></html>", "\x00\x01", "plain words", "<a href='http://['>x</a>" * 3])
def test_nonsense_is_a_page_without_paragraphs(text: str) -> None:
    assert isinstance(read_page("http://x.org/", text), Page)


WORDS = st.text(st.sampled_from("ab *_$`[]<>&;#!\\|~:.,-+1(){}^=%\"'"), min_size=1, max_size=30)


@given(WORDS)
def test_any_text_of_a_page_is_text_in_its_chapter(words: str) -> None:
    from html import escape

    text = " ".join(f"Zeta {words} omega".split())
    paragraph = page(f"<p>{escape(text)}</p><p>{LONG}</p>").paragraphs[0]
    assert paragraph.plain == text or "://" in text
    reading = Reading(Page("http://x.org/"), "en", (paragraph, Paragraph("paragraph", LONG)), "")
    found = segments(reading.chapter, language="en", granularity="paragraph")
    assert len(found) == 2
    assert found[0].plain.split()[0] == "Zeta"
    assert found[0].plain.split()[-1] == "omega"
