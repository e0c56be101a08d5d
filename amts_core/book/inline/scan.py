"""The walk over the text of a block: cuts it into pieces, in time linear in its length.

The text is walked once, from one special place to the next. A place where a span of the format's dialects begins is
taken as that span; each special character has recognisers, of which the first that fits takes its piece. Whatever
nobody takes is text. No recogniser looks at the letters of a word, so that a translation of the text has the same
pieces as its source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

from amts_core.book.model import Piece, PieceKind, Side

LINE_END = r"(?:\r\n|\r|\n)"
PREFIX = (  # of a continued line: its indent and quote markers, or the mark of an option that goes on
    r"[ \t]*(?:>[ \t]*)*(?:(?:(?:#|//|%%|--)\||:(?=[ \t]))[ \t]*)?"
)

_CHARACTERS = r"`:\\$<&*_~\[\](!{"
_SPECIAL = (
    r"(?<! ) {2,}(?=[\r\n])|(?<![ \t])[ \t]*[\r\n]|[\r\n]|(?:https?|ftp)://|(?<![\w@./-])www\.(?=[\w-]+\.)"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)
_STARTS = r" \t\r\nhfw\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
_SOFT_BREAK = re.compile(rf"[ \t]*{LINE_END}{PREFIX}")
_HARD_BREAK = re.compile(rf"(?: {{2,}}|\\){LINE_END}{PREFIX}")
_ROLE = re.compile(r":[A-Za-z][\w-]*:(?=`)|\{[A-Za-z][\w:+.-]*\}(?=`)", re.ASCII)
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~ ]")  # a blank that does not break, in Pandoc's way
ENVIRONMENT = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
_MATH = re.compile(r"\$(?:[^$\\]|\\.)++\$", re.DOTALL)
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x20]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>", re.ASCII)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{0,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ADDRESS = re.compile(  # an e-mail address; of GitHub: @user, @group/team, #12, owner/repository#12 or @1a2b3c4
    r"(?P<mail>(?<![\w.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)+)"
    r"|(?<![\w/.-])[\w.-]+/[\w.-]+@[0-9a-f]{7,40}\b"
    r"|(?<![\w@/.])@[A-Za-z0-9](?:[\w-]*\w)?(?:/[\w-]*\w)?(?![\w-]|\.\w)|(?<![\w#/.-])(?:[\w.-]+/[\w.-]+)?#\d+\b",
    re.ASCII,
)
_URL = re.compile(
    r"(?:(?:https?|ftp)://|www\.)(?=[A-Za-z0-9])(?:[!#%-';+-;=?-Z^_a-z~*@&,]|\([!#%-';+-;=?-Z^_a-z~]*\))+"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_HEADING_ANCHOR = re.compile(r"\[\[[^\[\]]*\]\](?=\s*$)")
_ATTRIBUTES = re.compile(  # and names of code: {user_id}, {Map | null}
    r"\{(?:[#.]|:?[ \t]*[#.][A-Za-z_-]|:)[^{}]*\}|\{:?[ \t]*[A-Za-z][\w:-]*=[^{}=][^{}]*\}"
    r"|\{(?=[^{}]*[A-Z_.|\[])[A-Za-z_$][\w$.]*+(?:\[\])?(?: ?\| ?[A-Za-z_$][\w$.]*+(?:\[\])?)*\}"
)
SHORTCODE = (  # `{{< x >}}` with quotes and comments in it, `{% x %}`, `{{ x }}`
    r"\{\{[<%](?:\"(?:[^\"\\]|\\.)*+\"|`[^`]*`|[^\"`{}])*?[>%]\}\}|\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\}|\{\{[^{}]*\}\}"
)
_SHORTCODE = re.compile(SHORTCODE)
_RAW = re.compile(r"\{%-?[ \t]*raw[ \t]*-?%\}[^\r\n]*?\{%-?[ \t]*endraw[ \t]*-?%\}")
_SHORTCODE_NAME = re.compile(r"\{\{[<%][ \t]*(/?)[ \t]*([\w./-]+)")
_INNER = r"(?:[^\s()\\]|\\.)"
_TARGET = re.compile(
    rf"""\]\(\s*+(?:<(?:[^<>\\\r\n]|\\.)*>(?=[\s)])|(?!<)(?:{SHORTCODE}|{_INNER}|\((?:{_INNER}|\({_INNER}*+\))*+\))*+)"""
    r"""(?:\s++=\d*%?x\d*%?)?(?:\s++(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)))?+\s*+\)(?:\{[^{}]*\})?""",
    re.DOTALL,
)
_SPAN_END = re.compile(r"\]\{(?::?[ \t]*[.#-]|[A-Za-z][\w-]*=)[^{}]*\}")
_JULIA = re.compile(r"\]\(@(?:ref|id|extref)[ \t][^()\r\n]*\)")
_REFERENCE = re.compile(r"\]\[(?:[^\[\]\\]|\\.)*\](?!\()", re.DOTALL)
_PLACE = re.compile(r"\]\(\s*[^\s~]*?[/.#:]")  # looks like a destination, not like a remark in brackets
UNTRANSLATED = r"[^<>]*\s(?:translate=[\"']?no\b|class=[\"'][^\"'<>]*\bnotranslate\b)"  # behind the name of a tag
TAG = re.compile(
    r"""<(?:/[A-Za-z][\w.:-]*\s*+>"""
    r"""|[A-Za-z][\w.:-]*(?:\s++[A-Za-z_:@#][\w.:@#-]*(?:\s*+=\s*+(?:[^\s"'=<>`{]++|'[^']*+'|\{(?:[^{}]|\{[^{}]*+\})*+\}|"(?:\{\{[^{}]*\}\}|\{%[^{}]*%\}|[^"])*+"))?+)*+\s*+/?>)""",
    re.ASCII,
)
_CODE_TAG = re.compile(rf"<(?:(code|samp|tt)\b|([A-Za-z][\w-]*)(?={UNTRANSLATED}))(?!.*/>$)", re.DOTALL)
_TAG_MARK = re.compile(r"[\"'`{}<>]")
_TAG_START = re.compile(r"</?[A-Za-z][\w.:-]*|</?>", re.ASCII)
_VOID_TAGS = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})

COMMENTS = tuple(
    (re.compile(opening), closing)
    for opening, closing in (
        ("<!--+>", ""),
        ("<!--", "-->"),
        (r"<\?", "?>"),
        (r"<!\[CDATA\[", "]]>"),
        ("<![A-Za-z]", ">"),
    )
)
_STRICT_MATH = re.compile(r"\$(?![\s$])(?:[^$\\]|\\.)*+(?<![\s])\$", re.DOTALL)

Recogniser = Callable[["Inline", int], bool]
Span = tuple[str, PieceKind, str]  # a pattern, what it is, the characters that it may begin with ("": any)


@dataclass(frozen=True, slots=True)
class Recognisers:
    """What a format knows of inline text: `special` finds the next place where something may begin.

    `spans` are the kinds of its named groups, `by_character` the recognisers of each character. `parts` are the names
    of the modules that it comes from.
    """

    special: re.Pattern[str]
    spans: Mapping[str, PieceKind]
    by_character: Mapping[str, tuple[Recogniser, ...]]
    parts: frozenset[str]


def recognisers(parts: Sequence[str], spans: Sequence[Span], more: Mapping[str, tuple[Recogniser, ...]]) -> Recognisers:
    """The recognisers of all Markdown with these spans and recognisers of dialects before them."""
    by_character = dict(_RECOGNISERS)
    for character, added in more.items():
        by_character[character] = (*added, *by_character.get(character, ()))
    characters = _CHARACTERS + "".join(re.escape(one) for one in by_character if one not in _RECOGNISERS)
    named = [f"(?P<s{number}>{pattern})" for number, (pattern, _, _) in enumerate(spans)]
    kinds = {f"s{number}": kind for number, (_, kind, _) in enumerate(spans)}
    starts = "".join(re.escape(start) for _, _, start in spans)
    ahead = f"(?=[{characters}{starts}{_STARTS}])" if all(start for _, _, start in spans) else ""  # for speed alone
    special = re.compile(f"{ahead}(?:{'|'.join([*named, f'[{characters}]', _SPECIAL])})")
    return Recognisers(special, kinds, by_character, frozenset(parts))


def link_key(label: str) -> str:
    """What two labels of links share that mean the same definition."""
    return " ".join(label.split()).casefold()


def tag_end(text: str, start: int, end: int) -> int:
    """The end of the MDX tag or `{expression}` that starts at `start`, or -1: quotes and braces may nest."""
    is_tag, depth, position = text[start] == "<", 0, start
    if text.find(">" if is_tag else "}", start, end) < 0:
        return -1
    while found := _TAG_MARK.search(text, position, end):
        mark, position = found.group(), found.end()
        if mark in "\"'`":
            if is_tag or depth:
                closing = text.find(mark, position, end)
                if closing < 0:
                    return -1
                position = closing + 1
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth < 0:
                return -1
            if not depth and not is_tag:
                return position
        elif not depth and is_tag and found.start() > start:
            return position if mark == ">" else -1
    return -1


class Inline:
    """One walk over one block."""

    def __init__(
        self, text: str, start: int, end: int, known: Recognisers, heading: bool, keys: Set[str] = frozenset()
    ) -> None:
        self.text, self.start, self.end = text, start, end
        self.known, self.heading, self.keys = known, heading, keys
        self.mdx, self.slides = "mdx" in known.parts, "d2l" in known.parts
        self.strict_math = not known.parts & {"d2l", "myst"}
        self.bracket_math = bool(known.parts & {"mkdocs", "hugo"})  # whether `\\(x\\)` with one stroke is a formula
        self.place = start  # where the walk has come to
        self.pieces: list[Piece] = []
        self.brackets: list[int] = []  # indexes of text pieces `[` or `![` that may turn out to open a link
        self.slide_brackets = 0  # slide marks `[**` that are open
        self.in_link = 0  # so many of them hold a link already, and open none
        self.marks: list[tuple[str, int]] = []  # marks that are open, with the index of their piece
        self.open: defaultdict[str, int] = defaultdict(int)  # how often each mark is among them
        self.split: dict[int, Piece] = {}  # second halves of pieces that were split afterwards, by index
        self.ticks: dict[int, list[int]] | None = None
        self.exhausted: set[str] = set()  # closing marks that are known not to come any more

    def scan(self) -> tuple[Piece, ...]:
        """The pieces of the block, neighbouring texts as one."""
        position = done = self.start
        while found := self.known.special.search(self.text, position, self.end):
            self._text(done, found.start())
            done = found.start()
            position = done + 1
            if found.lastgroup:
                self.add(self.known.spans[found.lastgroup], done, found.end())
                position = done = found.end()
            elif self._recognise(found.group()[0], done):
                position = done = self.place
        self._text(done, self.end)
        pieces = self.pieces
        if self.split:
            pieces = [half for i, piece in enumerate(pieces) for half in (piece, self.split.get(i)) if half]
        return tuple(_merge(pieces))

    def _recognise(self, character: str, at: int) -> bool:
        return any(recognise(self, at) for recognise in self.known.by_character.get(character, (Inline._control,)))

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self.add(PieceKind.TEXT, start, end)

    def add(self, kind: PieceKind, start: int, end: int, side: Side = Side.NONE) -> bool:
        """One more piece, from which the walk goes on."""
        self.pieces.append(Piece(kind, start, end, self.text[start:end], side))
        self.place = end
        return True

    def _match(self, pattern: re.Pattern[str], kind: PieceKind, at: int) -> bool:
        found = pattern.match(self.text, at, self.end)
        return found is not None and self.add(kind, at, found.end())

    def find(self, closing: str, start: int) -> int:
        """The next place of `closing`, or -1; a second search for what is not there costs nothing."""
        if closing in self.exhausted:
            return -1
        place = self.text.find(closing, start, self.end)
        if place < 0:
            self.exhausted.add(closing)
        return place

    # what stands at a place

    def _code(self, at: int) -> bool:
        end = self.code_end(at)
        return end > 0 and self.add(PieceKind.CODE, at, end)

    def code_end(self, at: int) -> int:
        """The end of the code span whose ticks begin at `at`, or -1."""
        if self.ticks is None:
            self.ticks = {}
            for run in re.compile("`+").finditer(self.text, self.start, self.end):
                self.ticks.setdefault(len(run.group()), []).append(run.start())
        after = at
        while after < self.end and self.text[after] == "`":
            after += 1
        runs = self.ticks.get(after - at, [])
        closing = bisect_left(runs, after)
        return runs[closing] + after - at if closing < len(runs) else -1

    def _ticks_without_end(self, at: int) -> bool:
        after = at
        while after < self.end and self.text[after] == "`":
            after += 1
        return self.add(PieceKind.TEXT, at, after)

    def _role(self, at: int) -> bool:
        found = _ROLE.match(self.text, at, self.end)
        if not found:
            return False
        end = self.code_end(found.end())
        return end > 0 and self.add(PieceKind.ROLE, at, end)

    def _hard_break(self, at: int) -> bool:
        return self._match(_HARD_BREAK, PieceKind.HARD_BREAK, at)

    def _soft_break(self, at: int) -> bool:
        return self._match(_SOFT_BREAK, PieceKind.SOFT_BREAK, at)

    def _bracket_math(self, at: int) -> bool:
        mark = "\\\\" if self.text.startswith("\\\\", at) else "\\" if self.bracket_math else ""
        opening = self.text[at + len(mark) : at + len(mark) + 1]
        if not mark or opening not in ("(", "["):
            return False
        closing = self.find(mark + (")" if opening == "(" else "]"), at + len(mark) + 1)
        return closing > 0 and self.add(PieceKind.MATH, at, closing + len(mark) + 1)

    def environment(self, at: int) -> bool:
        """An environment of TeX."""
        found = ENVIRONMENT.match(self.text, at, self.end)
        if not found:
            return False
        closing = self.find(f"\\end{{{found.group(1)}}}", at)
        return closing > 0 and self.add(PieceKind.MATH, at, closing + len(found.group()) - 2)

    def _escape(self, at: int) -> bool:
        return self._match(_ESCAPE, PieceKind.ESCAPE, at)

    def _display_math(self, at: int) -> bool:
        if not self.text.startswith("$$", at, self.end):
            return False
        closing = self.find("$$", at + 2)
        if closing < 0:
            return self.add(PieceKind.STRAY, at, at + 2)
        return self.add(PieceKind.MATH, at, closing + 2)

    def _math(self, at: int) -> bool:
        if "$" in self.exhausted:
            return False
        found = _MATH.match(self.text, at, self.end)
        if not found:
            self.exhausted.add("$")
            return False
        after = self.text[found.end() : found.end() + 1] if found.end() < self.end else ""
        if self.text[at + 1].isdigit() and after.isdigit():
            return False  # two sums of money
        tick = self.text.find("`", at, found.end())
        if tick >= 0 and self.code_end(tick) > found.end():
            return False  # its end stands in code
        if self.strict_math and not _STRICT_MATH.match(self.text, at, self.end):
            return False
        return self.add(PieceKind.MATH, at, found.end())

    def _comment(self, at: int) -> bool:
        for opening, closing in COMMENTS:
            if found := opening.match(self.text, at, self.end):
                end = self.find(closing, found.end()) if closing else found.end()
                return end > 0 and self.add(PieceKind.COMMENT, at, end + len(closing))
        return False

    def _autolink(self, at: int) -> bool:
        return self._match(_AUTOLINK, PieceKind.URL, at)

    def _tag(self, at: int) -> bool:
        found = TAG.match(self.text, at, self.end)
        end = found.end() if found else -1
        if end < 0 and self.mdx and _TAG_START.match(self.text, at, self.end):
            end = tag_end(self.text, at, min(self.end, at + 4096))
        if end > 0 and (name := _CODE_TAG.match(self.text, at, end)):
            ending = f"</{name.group(1) or name.group(2)}>"
            closing = self.find(ending, end)
            if closing > 0:
                return self.add(PieceKind.CODE, at, closing + len(ending))
        return end > 0 and self.add(PieceKind.TAG, at, end, tag_side(self.text[at:end]))

    def _entity(self, at: int) -> bool:
        return self._match(_ENTITY, PieceKind.ENTITY, at)

    def _url(self, at: int) -> bool:
        found = _URL.match(self.text, at, self.end)
        if not found:
            return False
        url = found.group().rstrip(".,;:!?*_~'&")
        return len(url) > 8 and self.add(PieceKind.URL, at, at + len(url))

    def _shortcode(self, at: int) -> bool:
        if not self.text.startswith(("{{", "{%"), at, self.end):
            return False
        if self._match(_RAW, PieceKind.SHORTCODE, at):
            return True
        found = _SHORTCODE.match(self.text, at, self.end)
        if not found:
            return False
        return self.add(PieceKind.SHORTCODE, at, found.end(), self._shortcode_side(found))

    def _shortcode_side(self, found: re.Match[str]) -> Side:
        """A shortcode opens a pair if the same block holds the one that closes it."""
        name = _SHORTCODE_NAME.match(found.group())
        if not name or found.group().endswith(("/>}}", "/%}}")):
            return Side.NONE
        if name.group(1):
            return Side.CLOSE
        mark = found.group()[2]
        closing = any(self.find(f"{{{{{mark}{gap}/{gap}{name.group(2)}", found.end()) > 0 for gap in (" ", ""))
        spaced = self.find(f"{{{{{mark} /{name.group(2)}", found.end()) > 0
        return Side.OPEN if closing or spaced else Side.NONE

    def _attributes(self, at: int) -> bool:
        if self._match(_ATTRIBUTES, PieceKind.ANCHOR, at):
            return True
        if not self.mdx:
            return False
        end = tag_end(self.text, at, min(self.end, at + 4096))
        return end > 0 and self.add(PieceKind.EXPRESSION, at, end)

    def _anchor(self, at: int) -> bool:
        return self.heading and self._match(_HEADING_ANCHOR, PieceKind.ANCHOR, at)

    def _footnote(self, at: int) -> bool:
        return self._match(_FOOTNOTE, PieceKind.ROLE, at)

    def _control(self, at: int) -> bool:
        return self.add(PieceKind.STRAY, at, at + 1)

    # marks and links

    def _slide_open(self, at: int) -> bool:
        mark = self.text[at : at + 3]
        if not self.slides or mark not in ("[**", "(**", "[~~", "(~~") or at + 3 > self.end:
            return False
        self._push(mark)
        self.slide_brackets += mark[0] == "["
        return self.add(PieceKind.SLIDE_MARK, at, at + 3, Side.OPEN)

    def _push(self, mark: str) -> None:
        self.marks.append((mark, len(self.pieces)))
        self.open[mark] += 1

    def _pop(self) -> tuple[str, int]:
        mark, index = self.marks.pop()
        self.open[mark] -= 1
        return mark, index

    def _slide_close(self, at: int) -> bool:
        """`**]`, `**)`, `~~]` or `~~)`; with a star of emphasis before it if that is still open."""
        mark = self.text[at : at + 3]
        if not self.slides or mark not in ("**]", "**)", "~~]", "~~)") or at + 3 > self.end:
            return False
        opening = {"]": "[", ")": "("}[mark[2]] + mark[:2]
        if self.open[opening]:
            while (opened := self._pop())[0] != opening:
                pass
            if mark[2] == "]" and self._is_place(at + 2):
                return self._marked_link(opened[1], at)
            self.slide_brackets -= mark[2] == "]"
        elif self.open[mark[:2]] or (mark[2] == "]" and self.brackets and self._is_place(at + 2)):
            return False  # the end of bold text before a bracket, or of the text of a link
        return self.add(PieceKind.SLIDE_MARK, at, at + 3, Side.CLOSE)

    def _is_place(self, at: int) -> bool:
        return bool(_PLACE.match(self.text, at, self.end) and _TARGET.match(self.text, at, self.end))

    def _marked_link(self, index: int, at: int) -> bool:
        """What looked like a slide marker, `[**` or `[~~`, is a link with marked text: its destination has come."""
        start = self.pieces[index].start
        marks = self.pieces[index].text[1:]
        kind = PieceKind.STRIKE if marks == "~~" else PieceKind.STRONG
        self.pieces[index] = Piece(PieceKind.LINK, start, start + 1, "[", Side.OPEN)
        self.split[index] = Piece(kind, start + 1, start + 3, marks, Side.OPEN)
        self.brackets.append(index)
        return self.add(kind, at, at + 2, Side.CLOSE)

    def _stars(self, at: int) -> bool:
        """`*`, `**`, `_`, `__` or `~~`: opens or closes by what stands around the run, closing first."""
        character = self.text[at]
        run_end = at
        while run_end < self.end and self.text[run_end] == character:
            run_end += 1
        if character == "~" and run_end - at != 2:
            return self.add(PieceKind.TEXT, at, run_end)
        before = self.text[at - 1] if at > self.start else " "
        after = self.text[run_end] if run_end < self.end else " "
        closes, opens = not before.isspace(), not after.isspace()
        if character == "_" and _is_word(before) and _is_word(after):
            closes = opens = False
        if not closes and not opens:
            return self.add(PieceKind.TEXT, at, run_end)
        while at < run_end:
            rest = run_end - at
            if rest == 2 and self._slide_close(at):
                return True
            top = self.marks[-1][0] if self.marks else ""
            if closes and top and top[0] == character and len(top) <= rest and not (rest == 2 and top == character):
                mark, side = self._pop()[0], Side.CLOSE
            else:
                mark = character * (1 if rest == 1 else 2)
                if opens and not (closes and not _starts_word(before, after)):
                    self._push(mark)
                    side = Side.OPEN
                else:
                    side = Side.CLOSE if closes else Side.OPEN
            kind = PieceKind.STRIKE if character == "~" else PieceKind.STRONG if len(mark) == 2 else PieceKind.EMPHASIS
            self.add(kind, at, at + len(mark), side)
            at += len(mark)
        return True

    def _bracket_open(self, at: int) -> bool:
        length = 2 if self.text[at] == "!" else 1
        if length == 2 and (
            not self.text.startswith("[", at + 1, self.end)
            or _FOOTNOTE.match(self.text, at + 1, self.end)
            or (self.heading and _HEADING_ANCHOR.match(self.text, at + 1, self.end))
        ):
            return False  # an exclamation mark, perhaps before a footnote or an anchor
        self.brackets.append(len(self.pieces))
        return self.add(PieceKind.TEXT, at, at + length)

    def _bracket_close(self, at: int) -> bool:
        opened = self.brackets.pop() if self.brackets else None
        holds_link = len(self.brackets) < self.in_link
        self.in_link = min(self.in_link, len(self.brackets))
        if opened is None:
            found = _TARGET.match(self.text, at, self.end) if self.slide_brackets > 0 else None
            self.slide_brackets -= found is not None
            return self.add(PieceKind.TARGET if found else PieceKind.TEXT, at, found.end() if found else at + 1)
        mark = self.pieces[opened].text
        is_link = mark in ("[", "![")
        patterns = (_TARGET, _JULIA, _REFERENCE, _SPAN_END)
        found = next(filter(None, (pattern.match(self.text, at, self.end) for pattern in patterns)), None)
        if mark == "![" and found is not None and opened == len(self.pieces) - 1:
            start = self.pieces.pop().start  # an image without words is one span
            return self.add(PieceKind.URL, start, found.end())
        is_key = found is None and self._is_key(self.pieces[opened].end, at)
        if is_key and mark == "![" and opened == len(self.pieces) - 2:
            start, self.pieces = self.pieces[opened].start, self.pieces[:opened]
            return self.add(PieceKind.STRAY, start, at + 1)  # the text of an image that is its key: no text
        is_text = found is None and not (is_key and mark == "[")
        if is_link and (is_text or (holds_link and mark == "[")):
            return self.add(PieceKind.TEXT, at, at + 1)
        if mark == "[" and found is not None and found.re in (_TARGET, _JULIA):
            self.in_link = len(self.brackets)
        self.pieces[opened] = replace(self.pieces[opened], kind=PieceKind.LINK, side=Side.OPEN)
        return self.add(PieceKind.TARGET, at, found.end() if found and is_link else at + 1, Side.CLOSE)

    def _is_key(self, start: int, end: int) -> bool:
        """Whether a text in brackets is the key of a definition, and so a link."""
        return bool(self.keys) and link_key(self.text[start:end]) in self.keys

    def framed(self, found: re.Match[str]) -> bool:
        """A text between what opens and what closes it: the three groups of a match."""
        self.add(PieceKind.LINK, *found.span(1), Side.OPEN)
        self.add(PieceKind.TEXT, *found.span(2))
        return self.add(PieceKind.TARGET, *found.span(3), Side.CLOSE)

    def bracketed(self, opening: re.Pattern[str], at: int) -> bool:
        """What opens a text up to its `]`, whatever follows that: `^[` of a note, `.red[` of an area."""
        found = opening.match(self.text, at, self.end)
        if not found:
            return False
        self.brackets.append(len(self.pieces))
        return self.add(PieceKind.TEXT, at, found.end())

    def marked(self, at: int, mark: str, closing: str) -> bool:
        """Text between two marks of a dialect, `==` say: opens or closes by what stands around."""
        if self.text.startswith(closing, at, self.end) and self.open[mark] and not self.text[at - 1].isspace():
            while self._pop()[0] != mark:
                pass
            return self.add(PieceKind.STRIKE, at, at + len(closing), Side.CLOSE)
        after = at + len(mark)
        if not self.text.startswith(mark, at, self.end) or after >= self.end or self.text[after].isspace():
            return False
        if self.find(closing, after) < 0:
            return False
        self._push(mark)
        return self.add(PieceKind.STRIKE, at, after, Side.OPEN)


_RECOGNISERS: dict[str, tuple[Recogniser, ...]] = {
    "`": (Inline._code, Inline._ticks_without_end),
    ":": (Inline._role,),
    "\\": (Inline._hard_break, Inline._bracket_math, Inline.environment, Inline._escape),
    "$": (Inline._display_math, Inline._math),
    "<": (Inline._comment, Inline._autolink, Inline._tag),
    "&": (Inline._entity,),
    "h": (Inline._url,),
    "f": (Inline._url,),
    "w": (Inline._url,),
    "*": (Inline._slide_close, Inline._stars),
    "~": (Inline._slide_close, Inline._stars),
    "_": (Inline._stars,),
    "(": (Inline._slide_open,),
    "[": (Inline._slide_open, Inline._footnote, Inline._anchor, Inline._bracket_open),
    "!": (Inline._bracket_open,),
    "]": (Inline._bracket_close,),
    "{": (Inline._role, Inline._shortcode, Inline._attributes),
    " ": (Inline._hard_break, Inline._soft_break),
    "\t": (Inline._soft_break,),
    "\r": (Inline._soft_break,),
    "\n": (Inline._soft_break,),
}


def marks(*pairs: tuple[str, str]) -> dict[str, tuple[Recogniser, ...]]:
    """Recognisers of texts between these marks, by the characters that the marks begin with."""
    found: dict[str, tuple[Recogniser, ...]] = {}
    for mark, closing in pairs:
        for character in dict.fromkeys(mark[0] + closing[0]):
            found[character] = (*found.get(character, ()), partial(Inline.marked, mark=mark, closing=closing))
    return found


def tag_side(tag: str) -> Side:
    """Whether an HTML or MDX tag opens or closes an element."""
    if tag.startswith("</"):
        return Side.CLOSE
    name = re.match(r"<([\w.:-]*)", tag)
    if tag.endswith("/>") or (name and name.group(1).lower() in _VOID_TAGS):
        return Side.NONE
    return Side.OPEN


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _starts_word(before: str, after: str) -> bool:
    """Whether a mark between two characters rather opens than closes: `a*b` and `(*b` open, `b*)` closes."""
    return _is_word(after) or not _is_word(before)


def _merge(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring text pieces as one."""
    merged: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        if piece.kind is PieceKind.TEXT:
            run.append(piece)
            continue
        merged += _joined(run)
        run = []
        merged.append(piece)
    return merged + _joined(run)


def _joined(run: list[Piece]) -> list[Piece]:
    """Texts as one, cut up only by the addresses of people and issues."""
    if not run:
        return []
    text, start = "".join(piece.text for piece in run), run[0].start
    if "@" not in text and "#" not in text:
        return run if len(run) == 1 else [Piece(PieceKind.TEXT, start, run[-1].end, text)]
    pieces, done = [], 0
    for found in _ADDRESS.finditer(text):
        kind = PieceKind.URL if found["mail"] else PieceKind.NAME
        pieces += [(PieceKind.TEXT, done, found.start()), (kind, found.start(), found.end())]
        done = found.end()
    pieces.append((PieceKind.TEXT, done, len(text)))
    return [Piece(kind, start + a, start + b, text[a:b]) for kind, a, b in pieces if a < b]
