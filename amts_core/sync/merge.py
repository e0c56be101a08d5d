"""Three-way merge of what is not translated: the source's change is carried into the translation's own version.

Lines are merged as `diff3` does (Khanna, Kunal and Pierce 2007), with difflib's matches. In a line that changed on both
sides the comment is the translator's, and so are the words of strings; of the rest only one side may have changed. A
line outside of code is merged word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from amts_core.book.common import heaviest_path
from amts_core.sync.matching import similarities

_STRING = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
_TOKENS = re.compile(rf"{_STRING}|\\[A-Za-z]+|[^\W\d]\w*|\.?\d(?:[eE][+-]\d|\.\d|\w)*|\s+|[^\w\s]")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[ \t]*\{?[ \t]*\.?([\w+#-]*)")
_UNDERLINE = re.compile(r"\s*(=+|-+)\s*\Z")  # of a heading
_COMMENTS = {  # by language of a fence
    "#": "python py python3 ipython pycon sh bash shell zsh console r julia ruby perl yaml toml make dockerfile",
    "//": "c h cpp c++ cuda java js javascript jsx ts typescript tsx go rust scala kotlin swift csharp c# php dart",
    "--": "sql lua haskell",
    "%": "matlab octave tex latex",
}
_OTHER = "# "  # of a fence that does not say its language: no `#include`, no `//` of Python
_SIGNS = {name: sign for sign, names in _COMMENTS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Merged:
    """The translation's version after the merge; `conflict` says why it is not merged ("" if it is).

    In code what does not clash is merged all the same, and `remark` tells of the rest. `comments` came with new lines.
    """

    text: str
    conflict: str = ""
    remark: str = ""
    comments: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What somebody has to look at, "" for nothing."""
        return f" stays as it is: {self.conflict}" if self.conflict else self.remark and f": {self.remark}"


def merge(before: str, after: str, translation: str, *, is_code: bool = False) -> Merged:
    """`translation` with the change from `before` to `after`; on conflict the translation as it is.

    Code is merged hunk by hunk: where both sides changed the same lines, those of the translation stay.
    """
    if alike(before, after) or alike(translation, after) or (not is_code and _are_same_signs(before, after)):
        return Merged(translation)
    underlines = [_UNDERLINE.match(text) for text in (before, after, translation)]
    signs = [found.group(1)[0] for found in underlines if found]
    if len(signs) == len(underlines) and signs[0] == signs[2]:
        return Merged(translation.replace(signs[0], signs[1]))  # as long as the heading of the translation
    fence = _FENCE.match(before)
    code = _CodeLines(_SIGNS.get(fence.group(1).lower(), _OTHER) if fence else _OTHER)
    is_code = is_code or fence is not None
    if alike(translation, before):
        return Merged(
            _with_end(after, translation), comments=code.new_comments(before, after, before) if is_code else ()
        )
    merge_line = code.merge if is_code else _merge_words
    parts: list[str] = []
    remarks: dict[str, None] = {}
    for part in _merge_lists(*(_lines(text) for text in (before, translation, after))):
        if not isinstance(part, _Clash):
            parts += part
            continue
        if not len(part.base) == len(part.ours) == len(part.theirs):
            if not is_code:
                return Merged(translation, "the translation has its own version of what changed in the source")
            parts += part.ours
            remarks[_clash(part.base, part.ours, part.theirs)] = None
            continue
        for lines in zip(part.base, part.ours, part.theirs, strict=True):
            merged = merge_line(*lines)
            if merged.conflict and not is_code:
                return Merged(translation, merged.conflict)
            parts.append(merged.text)
            remark = _clash(*([line] for line in lines)) if merged.conflict else merged.remark
            remarks |= {remark: None} if remark else {}
    text = _with_end("".join(parts), translation)
    comments = code.new_comments(before, text, translation) if is_code else ()
    return Merged(text, remark="; ".join(remarks), comments=comments)


def comments_of(code: str) -> tuple[str, ...]:
    """The comments of a code cell that say something in words."""
    fence = _FENCE.match(code)
    return _CodeLines(_SIGNS.get(fence.group(1).lower(), _OTHER) if fence else _OTHER).comments(code)


def _clash(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> str:
    """What clashes, with all versions, for people."""
    old, own, new = ("⏎".join(line.strip() for line in lines) for lines in (base, ours, theirs))
    return f"the source and the translation both changed {old!r}: to {new!r} and to {own!r}, which stays"


def alike(one: str, other: str) -> bool:
    """Equal but for line ends and blanks at the ends of lines."""
    return [line.rstrip() for line in one.rstrip().splitlines()] == [
        line.rstrip() for line in other.rstrip().splitlines()
    ]


def _are_same_signs(one: str, other: str) -> bool:
    """Whether lines without a word differ in blanks alone, as the bars of a table do that are in line with others."""
    return not any(map(str.isalnum, one)) and [line.split() for line in one.splitlines()] == [
        line.split() for line in other.splitlines()
    ]


@dataclass(frozen=True, slots=True)
class _Clash:
    """What both sides changed, each in its own way."""

    base: list[str]
    ours: list[str]
    theirs: list[str]


@dataclass(frozen=True, slots=True)
class _Edit:
    """`start`..`end` of the base became `text` on one side."""

    start: int
    end: int
    text: list[str]
    is_ours: bool

    def clashes(self, other: _Edit, *, touching: bool) -> bool:
        """Whether they change the same lines, or insert at the same place; with `touching` also neighbouring ones."""
        if touching:
            return self.start <= other.end and other.start <= self.end
        if self.start == self.end and other.start == other.end:
            return self.start == other.start
        return self.start < other.end and other.start < self.end


def _merge_lists(
    base: list[str], ours: list[str], theirs: list[str], *, touching: bool = False
) -> Iterator[list[str] | _Clash]:
    """The base with the edits of both sides; edits of the same lines (or `touching` ones) come as one clash."""
    edits = sorted(
        [*_edits(base, ours, is_ours=True), *_edits(base, theirs, is_ours=False)], key=lambda e: (e.start, e.end)
    )
    place, number = 0, 0
    while number < len(edits):
        group = [edits[number]]
        while number + len(group) < len(edits) and any(
            edits[number + len(group)].clashes(edit, touching=touching) for edit in group
        ):
            group.append(edits[number + len(group)])
        number += len(group)
        start, end = group[0].start, max(edit.end for edit in group)
        yield base[place:start]
        sides = [_applied(base, start, end, [edit for edit in group if edit.is_ours is side]) for side in (True, False)]
        is_one_sided = len({edit.is_ours for edit in group}) == 1
        if is_one_sided:
            came_twice = start == end and not group[0].is_ours and not touching and _has_added(sides[1], base, ours)
            yield [] if came_twice else sides[0 if group[0].is_ours else 1]
        else:
            yield sides[0] if sides[0] == sides[1] else _Clash(base[start:end], *sides)
        place = end
    yield base[place:]


def _has_added(lines: list[str], base: list[str], side: list[str]) -> bool:
    """Whether a side has added all of some lines, at whatever place."""
    words = [line for line in lines if any(map(str.isalnum, line))]
    return bool(words) and all(line in side and line not in base for line in words)


def _edits(base: list[str], side: list[str], *, is_ours: bool) -> list[_Edit]:
    """What a side did, line by line: in a stretch that was rewritten, similar lines are versions of each other."""
    edits = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, base, side, autojunk=False).get_opcodes():
        pairs = heaviest_path(similarities(base[i:i_end], side[j:j_end], _words).round(1)) if tag == "replace" else []
        for a, b in [(i + a, j + b) for a, b in pairs]:
            edits += [_Edit(i, a, side[j:b], is_ours), _Edit(a, a + 1, [side[b]], is_ours)]
            i, j = a + 1, b + 1
        edits.append(_Edit(i, i_end, side[j:j_end], is_ours))
    return [edit for edit in edits if base[edit.start : edit.end] != edit.text]


def _applied(base: list[str], start: int, end: int, edits: Sequence[_Edit]) -> list[str]:
    """`start`..`end` of the base with one side's edits."""
    result: list[str] = []
    for edit in edits:
        result += base[start : edit.start] + edit.text
        start = edit.end
    return result + base[start:end]


@dataclass(frozen=True, slots=True)
class _CodeLines:
    """Merges lines of code in which comments begin with `sign`."""

    sign: str

    def merge(self, base: str, ours: str, theirs: str) -> Merged:
        """A line of the translation with the change of the source."""
        (old, comment), (own, our_comment), (new, their_comment) = (self._split(line) for line in (base, ours, theirs))
        code = _merge_code(old, own, new)
        if code is None:
            return _both_changed(base, ours)
        is_ours, is_theirs = (one.strip() != comment.strip() for one in (our_comment, their_comment))
        if not is_ours:
            return Merged(code + their_comment)
        if is_theirs and not their_comment.strip():
            return Merged(
                code + their_comment, remark=f"its comment went with that of the source:{our_comment.rstrip()}"
            )
        remark = f"the source has another comment: {their_comment.strip()!r}" if is_theirs else ""
        return Merged(code + our_comment, remark=remark)

    def comments(self, text: str) -> tuple[str, ...]:
        """The comments of some lines that have words in them."""
        found = (self._split(line)[1].strip() for line in text.splitlines() if not _FENCE.match(line))
        return tuple(dict.fromkeys(one for one in found if sum(map(str.isalpha, one)) > 3))

    def new_comments(self, before: str, merged: str, translation: str) -> tuple[str, ...]:
        """Comments of a merged cell that neither the old source nor the translation had."""
        known = {*self.comments(before), *self.comments(translation)}
        return tuple(one for one in self.comments(merged) if one not in known)

    def _split(self, line: str) -> tuple[str, str]:
        """The code of a line, and its comment with the blanks before it and the line end."""
        place = len(line)
        for found in re.finditer(rf"{_STRING}|{re.escape(self.sign)}", line):
            if found.group() == self.sign and not line.startswith("#@", found.start()):
                place = found.start()
                break
        code = line[:place].rstrip()
        return code, line[len(code) :]


def _merge_code(old: str, own: str, new: str) -> str | None:
    """The new code with the translator's words in its strings; None if both sides changed the code, or one string."""
    if own.strip() in (old.strip(), new.strip()):
        return new
    if old.strip() == new.strip():
        return own
    ours, theirs = _words(old), _words(own)
    if [_kind(token) for token in ours] != [_kind(token) for token in theirs]:
        return None
    translated = dict(zip(ours, theirs, strict=True))
    tokens = _TOKENS.findall(new)
    changed = [token for token, other in translated.items() if token != other]
    is_clear = all(ours.count(token) == tokens.count(token) == 1 for token in changed)
    return "".join(translated.get(token, token) for token in tokens) if is_clear else None


def _merge_words(base: str, ours: str, theirs: str) -> Merged:
    parts = list(_merge_lists(*(_TOKENS.findall(line) for line in (base, ours, theirs)), touching=True))
    if any(isinstance(part, _Clash) for part in parts):
        return _both_changed(base, ours)
    return Merged("".join(token for part in parts if not isinstance(part, _Clash) for token in part))


def _both_changed(base: str, ours: str) -> Merged:
    return Merged(ours, f"the source and the translation both changed the line {base.strip()!r}")


def _words(line: str) -> list[str]:
    return [token for token in _TOKENS.findall(line) if token.strip()]


def _kind(token: str) -> str:
    """The token itself; of a string only that it is one."""
    return token[0] if token[0] in "'\"" else token


def _lines(text: str) -> list[str]:
    """Lines with their ends; the last one has one too, so that it compares with lines inside."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    return lines


def _with_end(text: str, like: str) -> str:
    """The text with the line end of another."""
    return text.rstrip("\r\n") + like[len(like.rstrip("\r\n")) :]
