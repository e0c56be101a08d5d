"""text/html: the text inside the `html` element, split at block elements; inline tags stay with their text.

What is outside `html`, attributes, comments, CDATA sections, scripts, styles, formulas (`math`), pictures (`svg`) and
every element with `translate="no"` stay byte for byte, and no engine sees them.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from local_aws.engines.adaptive.markup import VERBATIM, span_key
from local_aws.translate.documents.parts import Document, Part, decode, has_letters, is_plain_tag, placeholder, stand_in
from local_aws.translate.documents.scan import VOID, Kind, Token, scan

BLOCKS = frozenset([
    "address", "article", "aside", "base", "blockquote", "body", "canvas", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "legend", "li",
    "link", "main", "menu", "meta", "nav", "noframes", "noscript", "ol", "optgroup", "option", "p", "pre", "search",
    "section", "select", "summary", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title",
    "tr", "ul", "video", "audio",
])  # fmt: skip
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "map", "mark", "object", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var",
])  # fmt: skip
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# Elements that end where their parent ends or where the next one of these begins.
END_MAY_LACK = {
    "p": BLOCKS, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr", "tbody", "tfoot"},
    "td": {"td", "th", "tr", "tbody", "tfoot"}, "th": {"td", "th", "tr", "tbody", "tfoot"},
    "option": {"option", "optgroup"}, "optgroup": {"optgroup"}, "thead": {"tbody", "tfoot"},
    "tbody": {"tbody", "tfoot"},
}  # fmt: skip


def read_document(content: bytes) -> Document:
    """Split an HTML document into its parts; raises DocumentError."""
    text = decode(content)
    return Document(text, tuple(_parts(list(scan(text)), text)))


def read_text(text: str) -> Document:
    """Split the text of a TranslateText into lines; in it, tags of HTML and what they protect stay as they are."""
    tokens = list(scan(text))
    known = BLOCKS | INLINE | VOID | VERBATIM | {token.tag for token in tokens if token.fixed}
    told = [
        Token(Kind.TEXT, token.start, token.end)
        if token.kind in (Kind.START, Kind.END) and token.tag not in known
        else token
        for token in tokens
    ]
    return Document(text, tuple(_parts(told, text, literal=True)))


def _parts(tokens: Sequence[Token], text: str, *, literal: bool = False) -> Iterator[Part]:
    for run, name in _runs(_opened(tokens), text, literal):
        for balanced in _balanced(run):
            part = make_part(balanced, text, name, literal=literal)
            if part:
                yield part


def _opened(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with the slash of `<span translate="no"/>` ignored if its end tag follows, as HTML does."""
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    found = list(tokens)
    for position, token in enumerate(tokens):
        if token.kind is Kind.START and token.tag not in VOID:
            waiting[token.tag].append(position)
        elif token.kind is Kind.END and waiting[token.tag]:
            opening = waiting[token.tag].pop()
            found[opening] = replace(tokens[opening], closed=tokens[opening].closed and not tokens[opening].fixed)
    return found


def _runs(tokens: Sequence[Token], text: str, literal: bool) -> Iterator[tuple[list[Token], str]]:
    """Neighbouring text and inline tokens inside the `html` element, and the id of the block they stand in.

    A `literal` text has no `html` element, and its lines are apart, as those of `pre`.
    """
    run: list[Token] = []
    name = ""
    inside, preformatted = literal, False
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        breaks = token.kind in (Kind.START, Kind.END) and token.tag in BLOCKS
        if token.kind is Kind.START and token.tag == "html":
            inside = True
        if token.kind is Kind.START and (token.fixed or token.tag in VERBATIM):
            position = end_of_element(tokens, position - 1)
            if not breaks:
                run.append(replace(token, kind=Kind.ATOM, end=tokens[position - 1].end))
                continue
        if breaks:
            if inside:
                yield run, name
            run = []
            name = token.id if token.kind is Kind.START else ""
            if token.tag == "pre":
                preformatted = token.kind is Kind.START
        elif inside and (preformatted or literal) and token.kind is Kind.TEXT:
            for line in _lines(token, text):
                run.append(line)
                if text[line.end - 1] in "\r\n":
                    yield run, name
                    run = []
        else:
            run.append(token)
        if token.kind is Kind.END and token.tag == "html":
            inside = literal
    if inside:
        yield run, name


def _lines(token: Token, text: str) -> Iterator[Token]:
    for line in LINE.finditer(text, token.start, token.end):
        yield Token(Kind.TEXT, line.start(), line.end())


def end_of_element(tokens: Sequence[Token], first: int) -> int:
    """The position behind the last token of the element that starts at `first`."""
    if tokens[first].closed:
        return first + 1
    opened = [tokens[first].tag]
    depths = defaultdict(int, {opened[0]: 1})
    for position in range(first + 1, len(tokens)):
        token = tokens[position]
        if token.kind is Kind.START and not token.closed:
            while token.tag in END_MAY_LACK.get(opened[-1], ()):
                depths[opened.pop()] -= 1
                if not opened:
                    return position
            opened.append(token.tag)
            depths[token.tag] += 1
        elif token.kind is Kind.END:
            if depths[token.tag]:
                while True:
                    closed = opened.pop()
                    depths[closed] -= 1
                    if closed == token.tag:
                        break
                if not opened:
                    return position + 1
            elif token.tag in BLOCKS:  # the end of an element around it
                return position
    return len(tokens)


def _balanced(run: Sequence[Token]) -> Iterator[list[Token]]:
    """Split a run at the tags whose other half is not in it."""
    waiting: list[int] = []
    depths: defaultdict[str, int] = defaultdict(int)
    single: set[int] = set()
    for position, token in enumerate(run):
        if token.kind is Kind.START and not token.closed:
            waiting.append(position)
            depths[token.tag] += 1
        elif token.kind is Kind.END:
            if not depths[token.tag]:
                single.add(position)
                continue
            while True:
                opening = waiting.pop()
                depths[run[opening].tag] -= 1
                if run[opening].tag == token.tag:
                    break
                single.add(opening)
    single.update(waiting)
    piece: list[Token] = []
    for position, token in enumerate(run):
        if position in single:
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece


def make_part(tokens: Sequence[Token], text: str, name: str, *, literal: bool = False) -> Part | None:
    """The part that these tokens are; None if there is no text to translate in them.

    In a `literal` text "&amp;" is five characters, not one.
    """
    words = "".join(text[token.start : token.end] for token in tokens if token.kind is Kind.TEXT)
    if not has_letters(words if literal else html.unescape(words)):
        return None
    first = next(i for i, token in enumerate(tokens) if not _is_margin(token, text))
    last = next(i for i, token in reversed(list(enumerate(tokens))) if not _is_margin(token, text))
    tokens = list(tokens[first : last + 1])
    tokens[0] = _trimmed(tokens[0], text, left=True)
    tokens[-1] = _trimmed(tokens[-1], text, left=False)
    kept: list[str] = []
    fragment: list[str] = []
    for token in tokens:
        raw = text[token.start : token.end]
        if token.kind in (Kind.ATOM, Kind.OTHER):
            kept.append(raw)
            fragment.append(placeholder(len(kept), token.tag if token.closed else span_key(raw)))
        elif token.kind is not Kind.TEXT and not is_plain_tag(raw):
            kept.append(raw)
            fragment.append(stand_in(len(kept), token.tag, is_end=token.kind is Kind.END))
        else:
            fragment.append(html.escape(raw, quote=False) if literal and token.kind is Kind.TEXT else raw)
    return Part(tokens[0].start, tokens[-1].end, "".join(fragment), name, tuple(kept), literal)


def _trimmed(token: Token, text: str, *, left: bool) -> Token:
    """A text without the blanks on one side."""
    if token.kind is not Kind.TEXT:
        return token
    raw = text[token.start : token.end]
    if left:
        return replace(token, start=token.end - len(raw.lstrip()))
    return replace(token, end=token.start + len(raw.rstrip()))


def _is_margin(token: Token, text: str) -> bool:
    return token.kind is Kind.OTHER or (token.kind is Kind.TEXT and not text[token.start : token.end].strip())
