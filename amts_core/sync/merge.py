"""Three-way merge of what is not translated: the source's change is carried into the translation's own version.

Lines are merged as `diff3` does (Khanna, Kunal and Pierce 2007), with difflib's matches. Where a line changed on both
sides (a translated comment beside changed code), its code and its comment are merged on their own, then its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from amts_core.book.common import heaviest_path
from amts_core.sync.matching import similarities

_COMMENT = re.compile(r"""^((?:[^#'"/]|'[^']*'|"[^"]*"|/(?!/))*?)(\s*(?:#(?!@)|//).*)$""", re.DOTALL)
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Merged:
    """The translation's version after the merge; `conflict` says why it is not merged ("" if it is)."""

    text: str
    conflict: str = ""
    remark: str = ""


def merge(before: str, after: str, translation: str) -> Merged:
    """`translation` with the change from `before` to `after`; on conflict the translation as it is."""
    if alike(before, after) or alike(translation, after):
        return Merged(translation)
    if alike(translation, before):
        return Merged(_with_end(after, translation))
    parts: list[str] = []
    remarks: dict[str, None] = {}
    for part in _merge_lists(*(_lines(text) for text in (before, translation, after))):
        if not isinstance(part, _Clash):
            parts += part
            continue
        if not len(part.base) == len(part.ours) == len(part.theirs):
            return Merged(translation, "the translation has its own version of what changed in the source")
        for lines in zip(part.base, part.ours, part.theirs, strict=True):
            merged = _merge_line(*lines)
            if merged.conflict:
                return Merged(translation, merged.conflict)
            parts.append(merged.text)
            if merged.remark:
                remarks[merged.remark] = None
    return Merged(_with_end("".join(parts), translation), remark="; ".join(remarks))


def alike(one: str, other: str) -> bool:
    """Equal but for line ends and blanks at the ends of lines."""
    return [line.rstrip() for line in one.rstrip().splitlines()] == [
        line.rstrip() for line in other.rstrip().splitlines()
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

    def clashes(self, other: _Edit) -> bool:
        """Whether they change the same lines, or insert at the same place."""
        if self.start == self.end and other.start == other.end:
            return self.start == other.start
        return self.start < other.end and other.start < self.end


def _merge_lists(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[list[str] | _Clash]:
    """The base with the edits of both sides; edits that touch the same lines come as one clash."""
    edits = sorted(
        [*_edits(base, ours, is_ours=True), *_edits(base, theirs, is_ours=False)], key=lambda e: (e.start, e.end)
    )
    place, number = 0, 0
    while number < len(edits):
        group = [edits[number]]
        while number + len(group) < len(edits) and any(edits[number + len(group)].clashes(edit) for edit in group):
            group.append(edits[number + len(group)])
        number += len(group)
        start, end = group[0].start, max(edit.end for edit in group)
        yield base[place:start]
        sides = [_applied(base, start, end, [edit for edit in group if edit.is_ours is side]) for side in (True, False)]
        is_one_sided = len({edit.is_ours for edit in group}) == 1
        if is_one_sided:
            yield sides[0 if group[0].is_ours else 1]
        else:
            yield sides[0] if sides[0] == sides[1] else _Clash(base[start:end], *sides)
        place = end
    yield base[place:]


def _edits(base: list[str], side: list[str], *, is_ours: bool) -> list[_Edit]:
    """What a side did, line by line: in a stretch that was rewritten, similar lines are versions of each other."""
    edits = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, base, side, autojunk=False).get_opcodes():
        pairs = heaviest_path(similarities(base[i:i_end], side[j:j_end]).round(1)) if tag == "replace" else []
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


def _merge_line(base: str, ours: str, theirs: str) -> Merged:
    if base == theirs or ours == theirs:
        return Merged(ours)
    if base == ours:
        return Merged(theirs)
    old, own, new = (_split_comment(line) for line in (base, ours, theirs))
    if old[1] and own[1] and old[0].strip() == own[0].strip():
        is_same = old[1].strip() == new[1].strip()
        remark = "" if is_same else f"the source has another comment: {new[1].strip()!r}"
        return Merged(new[0] + own[1] if new[1] else theirs, remark=remark if new[1] else "")
    parts = list(_merge_lists(*(_TOKENS.findall(line) for line in (base, ours, theirs))))
    if any(isinstance(part, _Clash) for part in parts):
        return Merged(ours, f"the source and the translation both changed the line {base.strip()!r}")
    return Merged("".join(token for part in parts if not isinstance(part, _Clash) for token in part))


def _split_comment(line: str) -> tuple[str, str]:
    found = _COMMENT.match(line)
    return (found.group(1), found.group(2)) if found else (line, "")


def _lines(text: str) -> list[str]:
    """Lines with their ends; the last one has one too, so that it compares with lines inside."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    return lines


def _with_end(text: str, like: str) -> str:
    """The text with the line end of another."""
    return text.rstrip("\r\n") + like[len(like.rstrip("\r\n")) :]
