"""Message files of gettext (PO) as the translation of a book: as chapters, and back.

Sphinx, Jupyter Book and mdbook-i18n-helpers keep translations so: a message is the text of a block, on one line. As
chapters they are what a sync takes: a chapter with the blocks that are translated, and its origin, the source that
these were translated from. A message that is only similar to its former one ("fuzzy", with the former text) has that in
the origin, so that the sync sees what changed. translate-toolkit reads and writes the files (the extra `exchange`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from amts_core.book.chapter import BlockKind, Chapter
from amts_core.book.segments import BlockLine, block_lines
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair

_WHOLE = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE})
_MARKERS = re.compile(r"(?:[ \t>#]|[-+*][ \t]|\d+[.)][ \t]|\[[ xX]\][ \t])*$")
_REST = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)(?:[ \t>]*(?:\r\n|\r|\n))*")


@dataclass(frozen=True)
class FromMessages:
    """A chapter as its messages translate it, the source of just that, and how many blocks have no translation."""

    translation: Chapter
    origin: Chapter
    translated: int
    untranslated: int


def read_messages(source: Chapter, content: bytes, languages: LanguagePair) -> FromMessages:
    """The translation of a chapter that a message file holds. Raises AmtsError for a file that is none."""
    known = _by_text(_parsed(content, source.id))
    here: list[tuple[int, int, str]] = []  # stretches of the source, and what the translation has there
    origin: list[tuple[int, int, str]] = []
    untranslated = translated = 0
    for line in block_lines(source, languages.source):
        block, unit = line.block, known.get(_normal(line.line.text))
        if unit is not None and unit.target and (not unit.isfuzzy() or unit.prev_source):
            translated += 1
            here.append((block.start, block.end, _normal(unit.target)))
            if unit.isfuzzy():
                origin.append((block.start, block.end, _normal(unit.prev_source)))
            continue
        untranslated += 1
        if place := _lines(source, line):
            here.append((*place, ""))
            origin.append((*place, ""))
    return FromMessages(_edited(source, here), _edited(source, origin), translated, untranslated)


def write_messages(
    source: Chapter,
    translation: Chapter,
    languages: LanguagePair,
    *,
    existing: bytes = b"",
    path: str = "",
    drafts: Collection[str] = (),
    doubtful: Collection[str] = (),
) -> bytes:
    """The message file of a chapter that was delivered; `existing` is its former one, which keeps all that still holds.

    `path` is what locations call the source. A message whose translation holds one of the `drafts` of a machine, or a
    `doubtful` text of a human, is marked fuzzy, as one that somebody has to look at. Blocks of the same text are one
    message, with what a human wrote if it has one. Raises AmtsError if the chapters do not have the same blocks.
    """
    pairs = _pairs(source, translation, languages)
    store = _parsed(existing, source.id) if existing else _new(languages.target)
    known, texts, places = _by_text(store), dict[str, str](), defaultdict[str, list[BlockLine]](list)
    for line, text in pairs.items():
        name = _normal(line.line.text)
        places[name].append(line)
        if name not in texts or _holds(texts[name], drafts):
            texts[name] = text
    for name, text in texts.items():
        unit = known.pop(name, None)
        if unit is None:
            unit = store.addsourceunit(places[name][0].line.text)
            for line in places[name]:
                unit.addlocation(f"{path or source.id + source.ending}:{_number(source, line)}")
        _translate(unit, text, is_draft=_holds(text, drafts), is_doubtful=_holds(text, doubtful))
    for unit in known.values():
        unit.makeobsolete()
    return bytes(store)


def _holds(text: str, parts: Collection[str]) -> bool:
    return any(part in text for part in parts if part)


def _translate(unit: Any, text: str, *, is_draft: bool, is_doubtful: bool) -> None:
    """Give a message its translation. What stood there and was not read, being fuzzy, stays as a comment."""
    former = _normal(unit.target or "")
    is_same, was_read = former == _normal(text), not unit.isfuzzy() or bool(unit.prev_source)
    if is_same and (not unit.isfuzzy() or (was_read and is_doubtful and not is_draft)):
        return
    if former and not is_same and not was_read:
        unit.addnote(f"before: {former}", origin="translator")
    unit.target = text
    unit.markfuzzy(is_draft or is_doubtful)
    unit.prev_source = unit.source if is_doubtful and not is_draft else ""  # with it, it is read as a translation


def _pairs(source: Chapter, translation: Chapter, languages: LanguagePair) -> Mapping[BlockLine, str]:
    """The line of each block of the source, with the text of the same block of the translation."""
    blocks = list(block_lines(source, languages.source))
    there = list(block_lines(translation, languages.target))
    if [line.block.kind for line in blocks] != [line.block.kind for line in there]:
        raise AmtsError(
            f"{source.id} has other blocks than its translation ({len(blocks)} and {len(there)} with text), so that"
            " messages cannot pair them: sync the chapter first"
        )
    return {line: other.line.text for line, other in zip(blocks, there, strict=True)}


def _parsed(content: bytes, name: str) -> Any:
    try:
        return _pypo().pofile.parsestring(content)
    except Exception as error:  # the library raises whatever its parser stumbles over
        raise AmtsError(f"the messages of {name} are no PO file ({str(error)[:80]}): check the file") from None


def _new(language: str) -> Any:
    store = _pypo().pofile()
    store.updateheader(add=True, Content_Type="text/plain; charset=UTF-8", Language=language)
    return store


def _pypo() -> Any:
    try:
        from translate.storage import pypo
    except ImportError:
        raise AmtsError("PO needs translate-toolkit: pip install 'amts[exchange]'") from None
    return pypo


def _by_text(store: Any) -> dict[str, Any]:
    return {_normal(unit.source): unit for unit in store.units if not unit.isheader() and not unit.isobsolete()}


def _normal(text: str) -> str:
    """A text as messages are compared, and as they stand in a chapter: on one line, white space counts once."""
    return " ".join(text.split())


def _number(source: Chapter, line: BlockLine) -> int:
    return source.line_of(line.block.start)


def _lines(source: Chapter, line: BlockLine) -> tuple[int, int] | None:
    """The lines of a block that are its own, with the blank ones below; None for a cell, a title and the like."""
    block, text = line.block, source.text
    start = max(text.rfind("\n", 0, block.start), text.rfind("\r", 0, block.start)) + 1
    if block.kind not in _WHOLE or not _MARKERS.match(text, start, block.start):
        return None
    rest = _REST.match(text, block.end)
    return start, rest.end() if rest else block.end


def _edited(source: Chapter, edits: list[tuple[int, int, str]]) -> Chapter:
    parts, done = [], 0
    for start, end, text in edits:
        parts += [source.text[done:start], text]
        done = end
    return source.with_text("".join([*parts, source.text[done:]]))
