"""text/html: the text inside the `html` element, split at block elements; inline tags stay with their text.

What is outside `html`, attributes, comments, scripts, styles, formulas (`math`), pictures (`svg`) and every element
with `translate="no"` stay byte for byte. The scanner is Python's html.parser, which knows where each token starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape
from html.parser import HTMLParser

from local_aws.translate.documents.parts import Document, Part, decode, has_letters

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
BLOCKS = frozenset([
    "address", "article", "aside", "base", "blockquote", "body", "canvas", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "legend", "li",
    "link", "main", "menu", "meta", "nav", "noframes", "noscript", "ol", "optgroup", "option", "p", "pre", "search",
    "section", "select", "summary", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title",
    "tr", "ul", "video", "audio",
])  # fmt: skip
VERBATIM = frozenset(["script", "style", "math", "svg"])
# Elements that end where their parent ends or where the next one of these begins.
END_MAY_LACK = {
    "p": BLOCKS, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr", "tbody", "tfoot"},
    "td": {"td", "th", "tr", "tbody", "tfoot"}, "th": {"td", "th", "tr", "tbody", "tfoot"},
    "option": {"option", "optgroup"}, "optgroup": {"optgroup"}, "thead": {"tbody", "tfoot"},
    "tbody": {"tbody", "tfoot"},
}  # fmt: skip


class Kind(Enum):
    """What a token is. ATOM: an inline element that stays as it is."""

    TEXT = auto()
    START = auto()
    END = auto()
    ATOM = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the document: [start, end), for a tag with its name, its id and whether it is `translate="no"`."""

    kind: Kind
    start: int
    end: int = 0
    tag: str = ""
    id: str = ""
    fixed: bool = False
    closed: bool = False  # void, or written as <x/>


class _Scanner(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Token] = []
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(text)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _start(self, tag: str, attributes: list[tuple[str, str | None]], closed: bool) -> None:
        values = {name: value or "" for name, value in reversed(attributes)}  # of a repeated attribute the first counts
        fixed = values.get("translate", "").strip().lower() == "no"
        self.found.append(Token(Kind.START, self._here(), 0, tag, values.get("id", ""), fixed, closed or tag in VOID))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(Token(Kind.END, self._here(), 0, tag))

    def handle_data(self, data: str) -> None:
        self.found.append(Token(Kind.TEXT, self._here()))

    def handle_entityref(self, name: str) -> None:
        self.found.append(Token(Kind.TEXT, self._here()))

    def handle_charref(self, name: str) -> None:
        self.found.append(Token(Kind.TEXT, self._here()))

    def handle_comment(self, data: str) -> None:
        self.found.append(Token(Kind.OTHER, self._here()))

    def handle_decl(self, decl: str) -> None:
        self.found.append(Token(Kind.OTHER, self._here()))

    def handle_pi(self, data: str) -> None:
        self.found.append(Token(Kind.OTHER, self._here()))

    def unknown_decl(self, data: str) -> None:
        self.found.append(Token(Kind.OTHER, self._here()))


def scan(text: str) -> list[Token]:
    """The tokens of a document, in order and without gaps."""
    found = _Scanner(text).found
    ends = [token.start for token in found[1:]] + [len(text)]
    return [
        Token(token.kind, token.start, end, token.tag, token.id, token.fixed, token.closed)
        for token, end in zip(found, ends, strict=True)
    ]


def read_document(content: bytes) -> Document:
    """Split an HTML document into its parts; raises DocumentError."""
    text = decode(content)
    parts: list[Part] = []
    for run, name in _runs(scan(text), text):
        for balanced in _balanced(run):
            part = _part(balanced, text, name)
            if part:
                parts.append(part)
    return Document(text, tuple(parts))


def _runs(tokens: Sequence[Token], text: str) -> Iterator[tuple[list[Token], str]]:
    """Neighbouring text and inline tokens inside the `html` element, and the id of the block they stand in."""
    run: list[Token] = []
    name = ""
    inside = preformatted = False
    position = 0
    while position < len(tokens):
        token = tokens[position]
        position += 1
        breaks = token.kind in (Kind.START, Kind.END) and token.tag in BLOCKS
        if token.kind is Kind.START and token.tag == "html":
            inside = True
        if token.kind is Kind.START and (token.fixed or token.tag in VERBATIM):
            position = _end_of_element(tokens, position - 1)
            if not breaks:
                run.append(Token(Kind.ATOM, token.start, tokens[position - 1].end))
                continue
        if breaks:
            if inside:
                yield run, name
            run = []
            name = token.id if token.kind is Kind.START else ""
            if token.tag == "pre":
                preformatted = token.kind is Kind.START
        elif inside and preformatted and token.kind is Kind.TEXT:
            for line in _lines(token, text):
                run.append(line)
                if text[line.end - 1] == "\n":
                    yield run, name
                    run = []
        else:
            run.append(token)
        if token.kind is Kind.END and token.tag == "html":
            inside = False
    if inside:
        yield run, name


def _lines(token: Token, text: str) -> Iterator[Token]:
    start = token.start
    for line in text[token.start : token.end].splitlines(keepends=True):
        yield Token(Kind.TEXT, start, start + len(line))
        start += len(line)


def _end_of_element(tokens: Sequence[Token], first: int) -> int:
    """The position behind the last token of the element that starts at `first`."""
    if tokens[first].closed:
        return first + 1
    open_tags = [tokens[first].tag]
    for position in range(first + 1, len(tokens)):
        token = tokens[position]
        if token.kind is Kind.START and not token.closed:
            if len(open_tags) == 1 and token.tag in END_MAY_LACK.get(open_tags[0], ()):
                return position
            open_tags.append(token.tag)
        elif token.kind is Kind.END:
            if token.tag in open_tags:
                del open_tags[len(open_tags) - 1 - open_tags[::-1].index(token.tag) :]
                if not open_tags:
                    return position + 1
            elif token.tag in BLOCKS:  # the end of an element around it
                return position
    return len(tokens)


def _balanced(run: Sequence[Token]) -> Iterator[list[Token]]:
    """Split a run at the tags whose other half is not in it."""
    waiting: list[int] = []
    single: set[int] = set()
    for position, token in enumerate(run):
        if token.kind is Kind.START and not token.closed:
            waiting.append(position)
        elif token.kind is Kind.END:
            match = next((i for i in reversed(range(len(waiting))) if run[waiting[i]].tag == token.tag), None)
            if match is None:
                single.add(position)
            else:
                single.update(waiting[match + 1 :])
                del waiting[match:]
    single.update(waiting)
    piece: list[Token] = []
    for position, token in enumerate(run):
        if position in single:
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece


def _part(tokens: list[Token], text: str, name: str) -> Part | None:
    """The part that a run is; None if there is no text to translate in it."""
    words = "".join(text[token.start : token.end] for token in tokens if token.kind is Kind.TEXT)
    if not has_letters(unescape(words)):
        return None
    while _is_margin(tokens[0], text):
        tokens = tokens[1:]
    while _is_margin(tokens[-1], text):
        tokens = tokens[:-1]
    whole = text[tokens[0].start : tokens[-1].end]
    start = tokens[0].start + len(whole) - len(whole.lstrip())
    return Part(start, start + len(whole.strip()), whole.strip(), name)


def _is_margin(token: Token, text: str) -> bool:
    return token.kind is Kind.OTHER or (token.kind is Kind.TEXT and not text[token.start : token.end].strip())
