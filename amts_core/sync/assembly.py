"""The text of a synced chapter, put together from the units of the new source and those of the translation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind
from amts_core.book.model import WRAPPED
from amts_core.book.segments import segments
from amts_core.languages import LanguagePair
from amts_core.sync.parts import Choice, with_line_ends, written
from amts_core.sync.plan import Layout, Line
from amts_core.sync.record import Chosen
from amts_core.sync.units import Unit, UnitList, cut_units, indented
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter, rebuild_chapter

_NO_CORE = (BlockKind.MARKUP, BlockKind.BLANK)
_JOINED = WRAPPED | {BlockKind.TABLE_CELL}  # a paragraph on the next line would belong to them


@dataclass(frozen=True)
class Assembly:
    """Puts the units of the result together as they were planned; `after` is the new source.

    `chosen` says what becomes of human text by the name of its choice.
    """

    layout: Layout
    after: UnitList
    translation: UnitList
    languages: LanguagePair
    drafts: Mapping[str, Draft]
    chosen: Mapping[str, Chosen]
    one_sentence_per_line: bool = False

    def text(self) -> str:
        """The text of the result; raises DamagedChapter if its structure is not the planned one."""
        lines = self.layout.lines
        if not lines and self.after.chapter.text.strip():
            raise DamagedChapter(f"nothing of chapter {self.after.chapter.id!r} is left: look at its source")
        if not lines:
            return with_line_ends(self.after.chapter.text, self.newline)
        fresh = self._new_units()
        is_front = lines[0].is_new and self.after.units[lines[0].number].kind is BlockKind.FRONT_MATTER
        result = "" if is_front else self.translation.head
        for line, follower in zip(lines, [*lines[1:], None], strict=True):
            text = fresh[line.number] if line.is_new else self._edited(self.translation.units[line.number])
            is_ended = follower is None or text.endswith(("\n", "\r"))
            result += text + ("" if is_ended else self.newline) + self._blank(line, follower)
        is_last = not lines[-1].is_new and lines[-1].number == len(self.translation.units) - 1
        return self._checked(result if is_last else _ended_like(result, self.translation.chapter.text))

    @property
    def newline(self) -> str:
        """The line end of the translation."""
        return self.translation.chapter.newline

    def _edited(self, unit: Unit) -> str:
        parts, done = [], unit.start
        texts = {name: one.text for name, one in self.chosen.items() if one.text is not None}
        text = self.translation.chapter.text
        for edit in self.layout.edits:
            if unit.start <= edit.start and edit.end <= unit.end:
                parts += [text[done : edit.start], written(edit.parts, self.drafts, self.after.chapter, texts)]
                done = edit.end
        edited = "".join([*parts, text[done : unit.end]])
        indent = self.layout.indents.get(unit.index)
        return edited if indent is None else indented(edited, unit.indent, indent)

    def _new_units(self) -> dict[int, str]:
        """The text of the units that are written anew, by unit index of the new source."""
        after, units = self.after.chapter, self.after.units
        wanted = [line.number for line in self.layout.lines if line.is_new]
        if not wanted:
            return {}
        new = {block.index for number in wanted for block in units[number].texts}
        texts = {
            one.id: one.text
            for one in segments(after, language=self.languages.source, granularity="paragraph")
            if one.block not in new
        } | {one.id: self.drafts[one.id].text for one in self.layout.wanted if one.block in new}
        human = {
            identity: self.chosen[part.name].text if isinstance(part, Choice) else part
            for identity, part in self.layout.reused.items()
        }
        texts |= (known := {identity: text for identity, text in human.items() if text is not None})
        blocks = rebuild_chapter(
            after,
            {identity: Draft(identity, text) for identity, text in texts.items()},
            source_language=self.languages.source,
            target_language=self.languages.target,
            one_sentence_per_line=self.one_sentence_per_line or "\n" in self.layout.gap,
            human=known.keys(),
        ).chapter.blocks
        found = {number: "".join(blocks[block.index].text for block in units[number].blocks) for number in wanted}
        return {
            number: with_line_ends(self.layout.wrapped.get(number, text), self.newline)
            for number, text in found.items()
        }

    def _blank(self, line: Line, follower: Line | None) -> str:
        """The blank lines between two units of the result."""
        units, sources = self.translation.units, self.after.units
        unit = (sources if line.is_new else units)[line.number]
        if follower is None:
            return with_line_ends(unit.blank, self.newline)
        are_old = not line.is_new and not follower.is_new
        if are_old and follower.number == line.number + 1:
            return unit.blank
        if line.after >= 0 and follower.after == line.after + 1:
            return with_line_ends(sources[line.after].blank, self.newline)
        others = sources if follower.is_new else units
        blank = max(unit.blank, others[follower.number - 1].blank if follower.number else "", key=len)
        would_join = unit.kind in _JOINED and others[follower.number].kind is BlockKind.PARAGRAPH
        return with_line_ends(blank, self.newline) or (self.newline if would_join else "")

    def _shape(self, line: Line) -> tuple[BlockKind, ...]:
        """The kinds of blocks of a unit: of one that is deeper now those of its source, if that is no text any more."""
        source = self.after.units[line.number if line.is_new else line.after]
        is_code = line.number in self.layout.indents and line.after >= 0 and not source.texts
        return source.shape if line.is_new or is_code else self.translation.units[line.number].shape

    def _checked(self, text: str) -> str:
        """The text, if it parses into the units that were planned."""
        planned = [self._shape(line) for line in self.layout.lines]
        found = cut_units(self.after.chapter.with_text(text)).units
        for unit, shape in zip(found, planned, strict=False):
            kinds, wanted = ([kind for kind in side if kind not in _NO_CORE] for side in (unit.shape, shape))
            if kinds != wanted:
                line = text.count("\n", 0, unit.start) + 1
                raise DamagedChapter(
                    f"chapter {self.after.chapter.id!r} would be damaged in line {line}: {', '.join(shape)} became"
                    f" {', '.join(unit.shape)} ({unit.text[:40]!r}); translate it again"
                )
        if len(found) != len(planned):
            raise DamagedChapter(
                f"chapter {self.after.chapter.id!r} would be damaged: {len(planned)} units became {len(found)};"
                " translate it again"
            )
        return text


def _ended_like(text: str, like: str) -> str:
    """The text with the line ends and blanks that another ends with."""
    return text.rstrip("\r\n") + like[len(like.rstrip("\r\n")) :]
