"""Where the tags, texts and comments of an HTML or XML text are: each token with its place, nothing left out.

The rules are those of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization). Python's
html.parser keeps the places, too, but takes quadratic time on unclosed comments and tags. This one is linear: what is
not closed reaches to the end of the text, and nothing is looked at twice.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
RAW = frozenset(["script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"])  # no text for a reader
TEXT_ONLY = frozenset(["title", "textarea"])  # text, but no tags
NAME = re.compile(r"[A-Za-z][^\s/>]*")
ATTRIBUTE_NAME = re.compile(r"[^\s/>][^\s/>=]*")
BETWEEN = re.compile(r"[\s/]*")
SPACES = re.compile(r"\s*")
BARE_VALUE = re.compile(r"[^\s>]*")
PROTECTED = frozenset(["protected", "x-its-translate-no"])  # of the attribute mtype of XLIFF
COMMENT_END = re.compile(r"--!?>")
SCRIPT_MARK = re.compile(r"<!--(?!-*>)|-->|</?script(?=[\s/>])", re.I)


class Kind(Enum):
    """What a token is. ATOM: an element that stays as it is; OTHER: a comment, a declaration, a script."""

    TEXT = auto()
    START = auto()
    END = auto()
    ATOM = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: [start, end), for a tag with its name, its id and whether it is `translate="no"`."""

    kind: Kind
    start: int
    end: int
    tag: str = ""
    id: str = ""
    fixed: bool = False
    closed: bool = False  # void, or written as <x/>


def scan(text: str, *, xml: bool = False) -> Iterator[Token]:
    """The tokens of a text, in order and without gaps. `xml` knows no void elements and no scripts."""
    scanner = _Scanner(text, xml)
    done = position = 0
    while (position := text.find("<", position)) >= 0:
        found = scanner.markup(position)
        if found is None:
            position += 1
            continue
        if done < position:
            yield Token(Kind.TEXT, done, position)
        yield found
        done = position = found.end
        if found.kind is Kind.START and not xml and found.tag in RAW | TEXT_ONLY:
            end = scanner.end_of_raw(found)
            if found.end < end:
                yield Token(Kind.OTHER if found.tag in RAW else Kind.TEXT, found.end, end)
            done = position = end
    if done < len(text):
        yield Token(Kind.TEXT, done, len(text))


class _Scanner:
    def __init__(self, text: str, xml: bool) -> None:
        self._text, self._xml = text, xml
        self._protecting = ("translate", "its:translate") if xml else ("translate",)
        self._no_cdata_end = False  # that there is none is found once

    def markup(self, start: int) -> Token | None:
        """The token that begins with the "<" at `start`; None if it is only a character."""
        text = self._text
        if NAME.match(text, start + 1):
            return self._tag(Kind.START, start, start + 1)
        match text[start + 1 : start + 2]:
            case "/":
                if NAME.match(text, start + 2):
                    return self._tag(Kind.END, start, start + 2)
                return self._other(start, ">", start + 2) if start + 2 < len(text) else None
            case "!":
                return self._declaration(start)
            case "?":
                return self._other(start, ">", start + 2)
        return None

    def end_of_raw(self, opening: Token) -> int:
        """Where the content of a script or a title ends: before its closing tag, or at the end of the text.

        HTML ignores the slash of `<script/>`, XHTML does not: such a tag has a content if its closing tag is the next.
        """
        if opening.tag == "plaintext":
            return len(self._text)
        if opening.tag == "script" and not opening.closed:
            return self._end_of_script(opening.end)
        closing = re.compile(
            rf"<(/?){opening.tag}(?=[\s/>])" if opening.closed else rf"<(/){opening.tag}(?=[\s/>])", re.I
        )
        found = closing.search(self._text, opening.end)
        if opening.closed and not (found and found[1]):
            return opening.end
        return found.start() if found else len(self._text)

    def _end_of_script(self, start: int) -> int:
        """Where a script ends: a script in a comment of it is a part of it (HTML's "script data double escaped")."""
        in_comment = nested = False
        for mark in SCRIPT_MARK.finditer(self._text, start):
            match mark.group()[:3].lower():
                case "<!-":
                    in_comment = True
                case "-->":
                    in_comment = nested = False
                case "<sc":
                    nested = in_comment
                case _ if nested:
                    nested = False
                case _:
                    return mark.start()
        return len(self._text)

    def _declaration(self, start: int) -> Token:
        text = self._text
        if text.startswith(("<!-->", "<!--->"), start):
            return self._other(start, ">", start + 4)
        if text.startswith("<!--", start):
            end = COMMENT_END.search(text, start + 4)
            return Token(Kind.OTHER, start, end.end() if end else len(text))
        if text.startswith("<![CDATA[", start) and not self._no_cdata_end:
            close = text.find("]]>", start + 9)
            if close >= 0:
                return Token(Kind.OTHER, start, close + 3)
            self._no_cdata_end = True
        return self._other(start, ">", start + 2)

    def _other(self, start: int, closer: str, behind: int) -> Token:
        end = self._text.find(closer, behind)
        return Token(Kind.OTHER, start, end + 1 if end >= 0 else len(self._text))

    def _tag(self, kind: Kind, start: int, name_start: int) -> Token:
        """A tag with its attributes, of which the first of a name counts; one without an end is no tag."""
        text = self._text
        name = NAME.match(text, name_start)
        assert name
        tag = name.group().lower()
        attributes: dict[str, str] = {}
        position = name.end()
        while True:
            position = _behind(BETWEEN, text, position)
            if position >= len(text):
                return Token(Kind.OTHER, start, len(text))
            if text[position] == ">":
                break
            position, attribute, value = self._attribute(position)
            attributes.setdefault(attribute, value)
        closed = text[position - 1] == "/" or (not self._xml and tag in VOID)
        fixed = "no" in (html.unescape(attributes.get(name, "")).strip().lower() for name in self._protecting)
        if self._xml:
            fixed = fixed or attributes.get("mtype") in PROTECTED
        return Token(kind, start, position + 1, tag, attributes.get("id", ""), fixed, closed)

    def _attribute(self, start: int) -> tuple[int, str, str]:
        """The place behind an attribute, its name in lower case and its value; without an end, the end of the text."""
        text = self._text
        name = ATTRIBUTE_NAME.match(text, start)
        assert name
        equals = _behind(SPACES, text, name.end())
        if text[equals : equals + 1] != "=":
            return name.end(), name.group().lower(), ""
        begin = _behind(SPACES, text, equals + 1)
        quote = text[begin : begin + 1]
        if quote in ('"', "'"):
            end = text.find(quote, begin + 1)
            if end < 0:
                return len(text), name.group().lower(), ""
            return end + 1, name.group().lower(), text[begin + 1 : end]
        end = _behind(BARE_VALUE, text, begin)
        return end, name.group().lower(), text[begin:end]


def _behind(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
