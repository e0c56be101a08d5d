"""Blanks around protected spans and between scripts, as the target language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from amts_core.book.model import Piece, PieceKind
from amts_core.languages import WIDE, Language

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BESIDE_EAST_ASIAN = re.compile(rf"(?<=[{WIDE}]) +(?!$)|(?<!^) +(?=[{WIDE}])")
_ASCII_PUNCTUATION = re.compile(rf"(?<=[{WIDE}])([,;:?!])(?![0-9A-Za-z/]) ?")
_FULL_STOP = re.compile(rf"(?<=[{WIDE}]) ?\.(?= |$)")
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.")
_OPENERS = "([{（【「『《〈“‘\"'-—–/"
_ENDS = re.compile(r"\s|[,;:.?!)\]}，；：。？！）】」』》”’](?!\w)")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a draft: text (`index` is None), or the source piece with that index."""

    text: str
    index: int | None = None
    kind: PieceKind = PieceKind.TEXT
    opens: bool = False
    closes: bool = False


def space(parts: Sequence[Part], pieces: Sequence[Piece], target: Language) -> list[Part]:
    """The parts with the blanks of the target language; `pieces` is the source segment, whose blanks spans keep."""
    spaced = [replace(part, text=_BLANKS.sub(" ", part.text)) if part.index is None else part for part in parts]
    spaced = _blanks_out_of_marks(spaced)
    spaced = _without_double_blanks(spaced)
    spaced = _east_asian(spaced, target) if target.cjk else _by_source(spaced, pieces, target)
    spaced = _blank_before_roles(spaced)
    spaced = _blanks_behind_addresses(spaced)
    spaced = _apart(spaced)
    spaced = _marks_that_work(spaced)
    return _stripped(spaced)


def _blanks_out_of_marks(parts: Sequence[Part]) -> list[Part]:
    """`<em> word </em>` has its blanks outside: Markdown knows no mark beside a blank."""
    moved: list[Part] = []
    for part in parts:
        if part.closes and moved and moved[-1].index is None and moved[-1].text.endswith(" "):
            last = moved.pop()
            moved += [replace(last, text=last.text.rstrip(" ")), part, Part(" ")]
        elif part.index is None and part.text.startswith(" ") and moved and moved[-1].opens:
            opening = moved.pop()
            moved += [Part(" "), opening, replace(part, text=part.text.lstrip(" "))]
        else:
            moved.append(part)
    return [part for part in moved if part.text]


def _without_double_blanks(parts: Sequence[Part]) -> list[Part]:
    single: list[Part] = []
    after_blank = True
    for part in parts:
        if part.index is None:
            text = part.text.lstrip(" ") if after_blank else part.text
            after_blank = text.endswith(" ") if text else after_blank
            part = replace(part, text=text)
        elif not part.opens:
            after_blank = False
        single.append(part)
    return [part for part in single if part.text]


def _by_source(parts: Sequence[Part], pieces: Sequence[Piece], target: Language) -> list[Part]:
    """A span that stood free in the source stands free here; one that stood before a comma still does."""
    spaced: list[Part] = []
    for number, part in enumerate(parts):
        before = parts[number - 1] if number else None
        if part.index is None and before is not None and before.index is not None and not before.opens:
            part = _after_span(part, before, pieces, target)
        is_span = part.index is not None and not part.closes
        if is_span and before is not None and before.index is None and _was_free_before(part, before, pieces):
            spaced.append(Part(" "))
        spaced.append(part)
    return spaced


def _was_free_before(part: Part, before: Part, pieces: Sequence[Piece]) -> bool:
    return part.index is not None and before.text[-1].isalnum() and _stood_free(pieces, part.index, -1)


def _after_span(part: Part, before: Part, pieces: Sequence[Piece], target: Language) -> Part:
    assert before.index is not None
    if target.particles:
        return part
    if part.text[0].isalnum() and _stood_free(pieces, before.index, 1):
        return replace(part, text=" " + part.text)
    if (
        re.match(r" [,.;:)?!]", part.text)
        and not target.blank_before_marks
        and not _stood_free(pieces, before.index, 1)
    ):
        return replace(part, text=part.text[1:])
    return part


def _stood_free(pieces: Sequence[Piece], index: int, side: int) -> bool:
    """Whether there is a blank in the source before (-1) or after (1) this piece."""
    beside = index + side
    if not 0 <= beside < len(pieces) or pieces[beside].kind is not PieceKind.TEXT:
        return False
    return pieces[beside].text[0 if side > 0 else -1] == " "


def _east_asian(parts: Sequence[Part], target: Language) -> list[Part]:
    """No blank between the script and letters, digits, formulas, marks; full-width punctuation in Chinese."""
    spaced: list[Part] = []
    for number, part in enumerate(parts):
        if part.index is not None:
            spaced.append(part)
            continue
        text = _FULL_STOP.sub("。", part.text) if target.is_chinese else part.text
        text = _BESIDE_EAST_ASIAN.sub("", text)
        if target.is_chinese:
            text = _ASCII_PUNCTUATION.sub(lambda found: _FULL_WIDTH[found.group(1)], text)
        if number and _is_east_asian(text.strip(" ")[:1]) and not _stands_free(parts[number - 1]):
            text = text.lstrip(" ")
        if number + 1 < len(parts) and _is_east_asian(text.strip(" ")[-1:]) and not _stands_free(parts[number + 1]):
            text = text.rstrip(" ")
        if text == " " and 0 < number < len(parts) - 1 and not _between_spans(parts[number - 1], parts[number + 1]):
            text = ""
        spaced.append(replace(part, text=text))
    return [part for part in spaced if part.text]


def _between_spans(before: Part, after: Part) -> bool:
    return before.index is not None and after.index is not None


def _is_east_asian(character: str) -> bool:
    return bool(character) and bool(re.match(rf"[{WIDE}]", character))


def _blank_before_roles(parts: Sequence[Part]) -> list[Part]:
    """A role that follows a character without a blank is not rendered."""
    spaced: list[Part] = []
    for part in parts:
        if part.kind is PieceKind.ROLE and spaced and part.text[0] == ":":
            before = spaced[-1].text[-1]
            is_open = before in _OPENERS and before.isascii()
            if not before.isspace() and not is_open and not spaced[-1].opens:
                spaced.append(Part(" "))
        spaced.append(part)
    return spaced


def _stands_free(part: Part) -> bool:
    """Whether the blanks beside a span are its own: a name would be another, a shortcode may fill in words."""
    return part.kind in (PieceKind.NAME, PieceKind.SHORTCODE) or (part.kind is PieceKind.ROLE and part.text[0] == "{")


def apart(parts: Sequence[Part], glued: Set[int]) -> list[Part]:
    """The parts with blanks beside these spans, by index, where a character stands that makes them read otherwise."""
    spaced: list[Part] = []
    for part in parts:
        before = spaced[-1] if spaced else None
        if before is not None and {before.index, part.index} & glued and not before.opens and not part.closes:
            is_apart = before.index is None and before.text[-1] in f"{_OPENERS} "
            if not is_apart and not (part.index is None and _ENDS.match(part.text)):
                spaced.append(Part(" "))
        spaced.append(part)
    return spaced


def _blanks_behind_addresses(parts: Sequence[Part]) -> list[Part]:
    """The address of a page ends at a blank, and not at letters or marks of East Asia."""
    spaced: list[Part] = []
    for part in parts:
        is_glued = bool(spaced) and spaced[-1].kind is PieceKind.URL and _is_east_asian(part.text[:1])
        if is_glued and _ADDRESS.match(spaced[-1].text):
            spaced.append(Part(" "))
        spaced.append(part)
    return spaced


def _apart(parts: Sequence[Part]) -> list[Part]:
    """A blank between spans that an engine moved together and whose marks would read as one: two code spans, say."""
    spaced: list[Part] = []
    for part in parts:
        before = spaced[-1] if spaced else None
        if part.index is not None and before is not None and before.index not in (None, part.index - 1):
            fused = part.text[0] == before.text[-1] and part.text[0] in "`$*_~"
            if fused and not before.opens and not part.closes:
                spaced.append(Part(" "))
        spaced.append(part)
    return spaced


def _marks_that_work(parts: Sequence[Part]) -> list[Part]:
    """`_` is no mark inside a word; where the text runs into it, a star is."""
    risky = set()
    for number, part in enumerate(parts):
        if part.kind in (PieceKind.EMPHASIS, PieceKind.STRONG) and part.text[0] == "_":
            before = parts[number - 1].text[-1] if number else " "
            after = parts[number + 1].text[0] if number + 1 < len(parts) else " "
            if before.isalnum() and after.isalnum():
                risky.add(part.text)
    return [
        replace(part, text="*" * len(part.text)) if (part.opens or part.closes) and part.text in risky else part
        for part in parts
    ]


def _stripped(parts: Sequence[Part]) -> list[Part]:
    stripped = list(parts)
    if stripped and stripped[0].index is None:
        stripped[0] = replace(stripped[0], text=stripped[0].text.lstrip(" "))
    if stripped and stripped[-1].index is None:
        stripped[-1] = replace(stripped[-1], text=stripped[-1].text.rstrip(" "))
    return [part for part in stripped if part.text]
