"""Inline HTML to text with tokens and back: what a model must not touch becomes ⟦1⟧, ⟦2⟧, ...

A token stands for an element with `translate="no"` (whole), a tag that stands alone (`<br/>`), one half of a pair
of tags (`<b>`, `</b>`), a comment, or a literal ⟦ or ⟧ of the text. Restoring is byte-exact for all of them.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter, deque
from dataclasses import dataclass
from enum import StrEnum

TAG = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<slash>/?)(?P<name>[A-Za-z][^\s/>]*)(?P<rest>(?:"[^"]*"|'[^']*'|[^>"'])*)>""",
    re.S,
)
NO_TRANSLATION = re.compile(r"""(?:^|[\s"'])translate\s*=\s*(?:"no"|'no'|no(?=[\s/]|$))""", re.I)
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
VERBATIM = frozenset(["math", "script", "style", "svg"])  # elements that are never translated
KEY = re.compile(r'(?:^|\s)key="([^"]*)"')
STRAY = re.compile(r"<[A-Za-z/!?]")  # text that would begin a tag
LETTER = re.compile(r"[^\W\d_]")
TOKEN = re.compile(r"⟦(\d+)⟧")
SPACE = re.compile(r"\s+")
MARKS = re.compile(r"[⟦⟧]")
MARKUP = re.compile(r"[<&⟦⟧]")


class TokenKind(StrEnum):
    """What a token stands for."""

    SPAN = "span"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Token:
    """One masked thing: its number in the text, its bytes, and `key`, equal for equal things in other segments.

    `mate` is the number of the other half of a pair of tags, 0 for a span.
    """

    number: int
    kind: TokenKind
    text: str
    key: str
    mate: int = 0


@dataclass(frozen=True, slots=True)
class Masked:
    """A fragment as a model sees it: `text` on one line with tokens; `lead` and `tail` are its outer white space."""

    text: str
    tokens: tuple[Token, ...]
    lead: str = ""
    tail: str = ""

    @property
    def key(self) -> str:
        """Equal for two sources that differ only in white space and in the attributes of their tags."""
        keys = {token.number: token.key for token in self.tokens}
        return TOKEN.sub(lambda m: f"⟦{keys[int(m.group(1))]}⟧", self.text)


@dataclass(frozen=True, slots=True)
class MaskedPair:
    """An example with the same tokens on both sides; `key` is the key of its source."""

    source: str
    target: str
    key: str


def marker(number: int) -> str:
    """The token with this number as it stands in a text."""
    return f"⟦{number}⟧"


def numbers_in(text: str) -> list[int]:
    """The numbers of the tokens of a text, in order."""
    return [int(number) for number in TOKEN.findall(text)]


def mask(fragment: str) -> Masked:
    """Mask an inline HTML fragment; entities of the text become characters, white space runs one blank."""
    body = fragment.strip()
    lead = fragment[: len(fragment) - len(fragment.lstrip())]
    tail = fragment[len(lead) + len(body) :]
    scanner = _Scanner(body)
    return Masked(SPACE.sub(" ", "".join(scanner.output)), tuple(scanner.tokens), lead, tail)


def restore(masked: Masked, translated: str) -> str:
    """The HTML of a translated text that holds the tokens of `masked`; text is escaped, tokens become their bytes."""
    originals = {token.number: token.text for token in masked.tokens}
    escaped = html.escape(translated, quote=False)
    return masked.lead + TOKEN.sub(lambda m: originals[int(m.group(1))], escaped) + masked.tail


def span_key(element: str) -> str:
    """The key of what is not translated: equal for equal texts, without telling them; "" for a comment."""
    if element.startswith("<!"):
        return ""
    text = SPACE.sub(" ", html.unescape(TAG.sub("", element))).strip()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def tokenised(translated: str, masked: Masked) -> tuple[str, bool]:
    """A translation as a text with the tokens of `masked` for its tags, and whether it has each of them exactly once.

    Tags that are none of `masked` are left out.
    """
    tokens = {token.number: token for token in masked.tokens}
    waiting: dict[str, deque[int]] = {}
    for token in masked.tokens:
        waiting.setdefault(token.text, deque()).append(token.number)
    pieces: list[str] = []
    opened: list[int] = []  # the ends of the pairs that are open, innermost last: equal end tags belong to these
    used: set[int] = set()
    exact = True

    def known(text: str) -> str:
        nonlocal exact
        if opened and tokens[opened[-1]].text == text:
            used.add(opened[-1])
            return marker(opened.pop())
        numbers = waiting.get(text, deque())
        while numbers and numbers[0] in used:
            numbers.popleft()
        if not numbers:
            exact = False
            return ""
        token = tokens[numbers.popleft()]
        used.add(token.number)
        if token.kind is TokenKind.OPEN and token.mate in tokens and token.mate not in used:
            opened.append(token.mate)
        return marker(token.number)

    position = 0
    for tag in [*TAG.finditer(translated), None]:
        text = translated[position : tag.start() if tag else len(translated)]
        exact = exact and not STRAY.search(text)
        pieces.append(MARKS.sub(lambda mark: known(mark.group()), html.unescape(text)))
        if tag:
            pieces.append(known(tag.group()))
            position = tag.end()
    missing = {number for numbers in waiting.values() for number in numbers} - used
    return "".join(pieces), exact and not missing


def mask_pair(source: str, target: str) -> MaskedPair | None:
    """Mask both sides of an example with the same numbers; None if a side is blank or their spans differ.

    Pairs of tags that stand on one side only teach nothing: then all tags of both sides are left out.
    """
    if not MARKUP.search(source) and not MARKUP.search(target):  # most pairs, ten times as fast
        source, target = (SPACE.sub(" ", text.strip()) for text in (source, target))
        return MaskedPair(source, target, source) if source and target else None
    left, right = mask(source), mask(target)
    if (
        not left.text.strip()
        or not right.text.strip()
        or _keys(left, {TokenKind.SPAN}) != _keys(right, {TokenKind.SPAN})
    ):
        return None
    key = left.key
    if _keys(left, {TokenKind.OPEN}) != _keys(right, {TokenKind.OPEN}):
        left, right = without_tags(left), without_tags(right)
    waiting: dict[str, list[Token]] = {}
    for token in left.tokens:
        waiting.setdefault(f"{token.kind}{token.key}", []).append(token)
    numbers: dict[int, int] = {}
    for token in right.tokens:
        if token.kind is not TokenKind.CLOSE:
            twin = waiting[f"{token.kind}{token.key}"].pop(0)
            numbers[token.number] = twin.number
            if token.mate:
                numbers[token.mate] = twin.mate
    return MaskedPair(left.text, TOKEN.sub(lambda m: marker(numbers[int(m.group(1))]), right.text), key)


def renumbered(pair: MaskedPair) -> tuple[str, str]:
    """The two sides of a pair with their tokens numbered from 1 without a gap."""
    numbers = {number: index for index, number in enumerate(numbers_in(pair.source), 1)}
    source, target = (TOKEN.sub(lambda m: marker(numbers[int(m.group(1))]), t) for t in (pair.source, pair.target))
    return source, target


def without_tags(masked: Masked) -> Masked:
    """The same text with its spans alone, their numbers unchanged."""
    spans = tuple(token for token in masked.tokens if token.kind is TokenKind.SPAN)
    numbers = {token.number for token in spans}
    text = TOKEN.sub(lambda m: m.group() if int(m.group(1)) in numbers else "", masked.text)
    return Masked(SPACE.sub(" ", text).strip(), spans, masked.lead, masked.tail)


def _keys(masked: Masked, kinds: set[TokenKind]) -> Counter[str]:
    return Counter(token.key for token in masked.tokens if token.kind in kinds)


class _Scanner:
    """One pass over a fragment: fills `output` (text and markers) and `tokens`."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.output: list[str] = []
        self.tokens: list[Token] = []
        self._open: list[Token] = []
        position = 0
        while (tag := TAG.search(body, position)) is not None:
            self._text(body[position : tag.start()])
            position = self._tag(tag)
        self._text(body[position:])
        for token in self._open:  # never closed: it stands alone
            self.tokens[token.number - 1] = Token(token.number, TokenKind.SPAN, token.text, token.key)

    def _text(self, raw: str) -> None:
        text = html.unescape(raw)
        position = 0
        for mark in MARKS.finditer(text):
            self.output.append(text[position : mark.start()])
            self._add(TokenKind.SPAN, mark.group(), mark.group())
            position = mark.end()
        self.output.append(text[position:])

    def _tag(self, tag: re.Match[str]) -> int:
        """Mask the tag (with its element, if that is not to be translated); gives the position after it."""
        name, rest = (tag["name"] or "").lower(), tag["rest"] or ""
        if tag["slash"]:
            self._close(tag.group(), name)
        elif name and (NO_TRANSLATION.search(rest) or name in VERBATIM) and not self._alone(name, rest):
            end = self._element_end(name, tag.end())
            element = self.body[tag.start() : end]
            self._add(TokenKind.SPAN, element, span_key(element))
            return end
        elif not name or self._alone(name, rest):
            key = KEY.search(rest) if name == "keep" else None
            self._add(TokenKind.SPAN, tag.group(), key[1] if key else name)
        else:
            self._open.append(self._add(TokenKind.OPEN, tag.group(), name))
        return tag.end()

    def _close(self, text: str, name: str) -> None:
        if not self._open or self._open[-1].key != name:  # closes nothing, or across another tag
            self._add(TokenKind.SPAN, text, f"/{name}")
            return
        opening = self._open.pop()
        closing = self._add(TokenKind.CLOSE, text, f"/{name}", mate=opening.number)
        self.tokens[opening.number - 1] = Token(opening.number, TokenKind.OPEN, opening.text, name, closing.number)

    def _add(self, kind: TokenKind, text: str, key: str, mate: int = 0) -> Token:
        token = Token(len(self.tokens) + 1, kind, text, key, mate)
        self.tokens.append(token)
        self.output.append(marker(token.number))
        return token

    def _alone(self, name: str, rest: str) -> bool:
        return name in VOID or rest.endswith("/")

    def _element_end(self, name: str, position: int) -> int:
        """Where the element ends whose opening tag ends at `position`: after its closing tag, or at the very end."""
        depth = 1
        for tag in TAG.finditer(self.body, position):
            if (tag["name"] or "").lower() != name:
                continue
            if tag["slash"]:
                depth -= 1
            elif not self._alone(name, tag["rest"]):
                depth += 1
            if depth == 0:
                return tag.end()
        return len(self.body)
