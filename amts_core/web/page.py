"""One web page: HTML in, main text and what the page says of itself out.

The main text comes from trafilatura (Barbaresi 2021, ACL demo). A paragraph's text is Markdown on one line: inline code
in backticks, everything else escaped, so that it becomes a chapter without a second reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from amts_core.book.model import PieceKind
from amts_core.book.segments import scan_segment
from amts_core.web.addresses import canonical, named_language

EXTRACTION = 2  # raise it when `read_page` reads differently: stored pages are then read again
SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")  # ASCII punctuation: what a backslash may stand before in Markdown
SENTENCE_ENDS = (".", "!", "?", ":", "。", "！", "？")
PROTECTED = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)")  # an escape, or a code span
MACHINE_MARK = re.compile(r"\btranslated-(?:ltr|rtl)\b|gtranslate|translated-by-machine", re.IGNORECASE)
MACHINE_NOTE = re.compile(  # of the page itself, not of what an article is about
    r"\b(?:this|esta?|diese[rs]?|cet(?:te)?) (?:page|article|document|text|content|página|artículo|documento|texto"
    r"|contenido|seite|artikel|dokument)\b.{0,60}?"
    r"(?:machine[- ]translat|automatic(?:ally)? translat|translated (?:automatically|by (?:a )?machine)"
    r"|traducci[óo]n automática|traducid[oa] automáticamente|automatisch übersetzt|maschinell übersetzt"
    r"|traduit automatiquement|traduction automatique)|本(?:页|文|頁).{0,20}?(?:机器|機器)翻",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_NOTE = 400  # characters: a longer text is an article, no note
RESERVATIONS = {"noindex", "none", "noai", "noml"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a page's main text: kind is heading, paragraph, item, quote, cell or code; level counts headings."""

    kind: str
    text: str
    level: int = 0

    @property
    def plain(self) -> str:
        """The text without code and escapes, for everything that looks at words."""
        return PROTECTED.sub(lambda found: found[1] or " ", self.text) if self.kind != "code" else ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. `alternates` are the addresses that it gives as versions of itself in another language."""

    url: str
    title: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    alternates: tuple[str, ...] = ()
    canonical: str | None = None
    licence: str = ""
    machine_translated: bool = False
    reserved: bool = False  # the page asks not to be indexed, or reserves text and data mining

    @property
    def plain(self) -> str:
        """Title and all paragraphs, one a line, without code."""
        return "\n".join([self.title, *(paragraph.plain for paragraph in self.paragraphs)])


def read_page(url: str, html: str, *, reserved: bool = False) -> Page:
    """Read a page; one without readable text has no paragraphs. `reserved` adds what the response's header said."""
    tree = load_html(html)
    if tree is None:
        return Page(url, reserved=reserved)
    head = _Head(url, tree)
    found = cast(
        "Document | None",
        bare_extraction(tree, url=url, include_comments=False, include_formatting=True, with_metadata=True),
    )
    body = found.body if found is not None else None
    return Page(
        url,
        title=(found and found.title) or head.title,
        paragraphs=tuple(paragraph for paragraph in _paragraphs(body) if paragraph.text) if body is not None else (),
        alternates=head.alternates,
        canonical=head.canonical,
        licence=head.licence or (found and found.license) or "",
        machine_translated=head.machine_translated,
        reserved=reserved or head.reserved,
    )


class _Head:
    """What the markup around the main text says; read before trafilatura takes the tree apart."""

    def __init__(self, url: str, tree: HtmlElement) -> None:
        base = urljoin(url, next(iter(tree.xpath("//base/@href")), ""))
        self.title = " ".join("".join(tree.xpath("//title//text()")).split())
        canonicals = tree.xpath("//link[@rel='canonical']/@href")
        self.canonical = self._absolute(base, canonicals[0]) if canonicals else None
        found = tree.xpath("//link[contains(@rel, 'alternate') and @hreflang]/@href | //a[@hreflang and @href]/@href")
        found += [link.get("href") for link in tree.xpath("//a[@href]") if named_language(link.text_content())]
        links = (self._absolute(base, href) for href in found)
        self.alternates = tuple(dict.fromkeys(link for link in links if link and link != url))
        licences = tree.xpath("//*[self::a or self::link][contains(concat(' ', @rel, ' '), ' license ')]/@href")
        licences += tree.xpath("//a[contains(@href, 'creativecommons.org/')]/@href")
        licences += tree.xpath("//meta[@name='dcterms.license' or @name='dc.rights' or @name='DC.rights']/@content")
        self.licence = next((href.strip() for href in licences if href.strip()), "")
        marks = " ".join(tree.xpath("//html/@class | //body/@class | //meta[@name='generator']/@content"))
        self.machine_translated = bool(MACHINE_MARK.search(marks)) or any(
            MACHINE_NOTE.search(text)
            for text in tree.xpath("//body//text()[not(parent::script) and not(parent::style)]")
            if len(text) <= LONGEST_NOTE
        )
        rules = " ".join(tree.xpath("//meta[@name='robots' or @name='amts']/@content")).casefold()
        mining = tree.xpath("//meta[@name='tdm-reservation']/@content")
        self.reserved = bool(RESERVATIONS & set(re.split(r"[,\s]+", rules))) or "1" in mining

    @staticmethod
    def _absolute(base: str, href: str) -> str | None:
        try:
            address = urljoin(base, href.strip())
            return canonical(address) if address.startswith(("http://", "https://")) else None
        except ValueError:  # an address such as http://[
            return None


def _paragraphs(nodes: Iterable[etree._Element]) -> Iterator[Paragraph]:
    """The blocks in nodes of trafilatura's tree, in order."""
    for child in nodes:
        match child.tag:
            case "head":
                yield Paragraph("heading", _markdown(child), int((child.get("rend") or "h2")[-1]))
            case "list":
                for item in child:
                    yield from _texts(item, "item")
            case "quote":
                yield from _texts(child, "quote")
            case "table":
                for cell in child.iter("cell"):
                    yield from _texts(cell, "cell")
            case "code":
                yield Paragraph("code", "".join(child.itertext()).strip("\n"))
            case "graphic" | "comments":
                continue
            case _:
                yield from _texts(child, "paragraph")


BLOCKS = {"p", "list", "quote", "table", "head", "item"}


def _texts(node: etree._Element, kind: str) -> Iterator[Paragraph]:
    """A text block, and the blocks that markup nested in it; a line break after a whole sentence divides it."""
    line: list[str] = [_escape(node.text)]
    for child in node:
        if child.tag in BLOCKS:
            yield Paragraph(kind, _one_line(line))
            line = []
            # a table whose cells hold paragraphs is there for the layout
            nested = "paragraph" if kind == "cell" else kind
            yield from _texts(child, nested) if child.tag == "p" else _paragraphs([child])
        elif child.tag == "lb":
            if "".join(line).rstrip().endswith(SENTENCE_ENDS):
                yield Paragraph(kind, _one_line(line))
                line = []
            line.append(" ")
        else:
            line.append(_markdown(child))
        line.append(_escape(child.tail))
    yield Paragraph(kind, _one_line(line))


def _markdown(node: etree._Element) -> str:
    """The inline Markdown of an element, without its tail."""
    if node.tag == "code":
        return _code("".join(node.itertext()))
    parts = [_escape(node.text), *(_markdown(child) + _escape(child.tail) for child in node)]
    return _one_line(parts, strip=node.tag == "head")


def _code(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escape(text: str | None) -> str:
    """Text that Markdown reads as text: where it would see markup, the characters of that markup are escaped."""
    return "".join(
        piece.text if piece.kind in (PieceKind.TEXT, PieceKind.URL) else SPECIAL.sub(r"\\\g<0>", piece.text)
        for piece in scan_segment(" ".join((text or "").split("\n")))
    )


def _one_line(parts: list[str], *, strip: bool = True) -> str:
    line = re.sub(r"\s+", " ", "".join(parts))
    return line.strip() if strip else line
