"""An engine from hell translates every type of document: what comes out is right in its markup, or fails by name."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from local_aws.engines.base import Translation
from local_aws.translate.documents import READERS, Document, DocumentError
from local_aws.translate.documents.html import read_text
from local_aws.translate.documents.parts import checked
from local_aws.translate.documents.scan import Kind, scan

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
