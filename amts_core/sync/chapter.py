"""A chapter in step with its source: human text stays, what changed becomes drafts, everything else is merged.

`plan_sync` says what is to be translated, `finish_sync` puts the drafts in their places. The result is the translation
with edits, never a new file: where the source did not change, not a byte does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from amts_core.book.chapter import BlockKind, Chapter, read_alike
from amts_core.book.common import bare
from amts_core.book.segments import Segment, segments
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from amts_core.sync.accountant import require_balance
from amts_core.sync.balance import require_closed
from amts_core.sync.change import Change
from amts_core.sync.choose import SAYS_THE_SAME, Chosen, choose
from amts_core.sync.group import WRAPPED
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.marks import lone_marks
from amts_core.sync.order import Line
from amts_core.sync.parts import Choice, Story, one_line, slots, with_line_ends, written
from amts_core.sync.plan import Layout, plan_layout
from amts_core.sync.policy import Policy
from amts_core.sync.units import Unit, UnitList, cut_units, indented
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter, rebuild_chapter

State = Literal["human", "machine", "carried", "repaired", "outdated"]
NOTHING: Mapping[str, str] = MappingProxyType({})
DEFAULT_POLICY = Policy()
_STATES: Mapping[Change, State] = {
    Change.CARRIED: "carried",
    Change.REPAIRED: "repaired",
    Change.OUTDATED: "outdated",
    Change.BESIDE: "human",
}
_JOINED = WRAPPED | {BlockKind.TABLE_CELL}  # a paragraph on the next line would belong to them


@dataclass(frozen=True)
class SegmentOrigin:
    """Where a segment of the result came from.

    `segment` is the id of the first source segment, "" for a deleted one, `segments` the ids of all of them. `state` is
    who wrote `target`: a human, a machine, a human with spans carried over from the source or with words repaired, or a
    human who wrote it for another version of the source (outdated). `change` is a `Change`; with "beside" and
    "outdated", `draft` is the translation that has no place in the chapter and `target` the old text that stays.
    `former_source` and `former_target` are given where they differ. `quiet` flags are for the record only.
    """

    segment: str
    source: str
    target: str
    state: State
    flags: tuple[str, ...] = ()
    change: str = Change.KEPT.value
    former_source: str = ""
    former_target: str = ""
    draft: str = ""
    segments: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True)
class ChapterSync:
    """What of a chapter is to be translated, and where it goes.

    `layout` is None for a chapter written anew; `reused` has the segments of such a one that a human has translated.
    """

    after: Chapter
    translation: Chapter | None
    to_translate: tuple[Segment, ...]
    languages: LanguagePair
    layout: Layout | None = None
    reused: tuple[tuple[Segment, str], ...] = ()


@dataclass(frozen=True)
class SyncedChapter:
    """The chapter in the target language and the story of its segments; `removed` are those whose source is gone.

    `notes` are for information: what the translation lacks altogether, new comments in code; `backward` are faults of
    the source that the translation shows, for its maintainers.
    """

    chapter: Chapter
    provenance: tuple[SegmentOrigin, ...]
    flags: tuple[str, ...]
    removed: tuple[SegmentOrigin, ...] = ()
    notes: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of the chapter."""
        return self.chapter.text


def plan_sync(
    after: Chapter,
    *,
    before: Chapter | None,
    translation: Chapter | None,
    languages: LanguagePair,
    memory: Mapping[str, str] = NOTHING,
    policy: Policy = DEFAULT_POLICY,
    lexicon: Callable[[], WordLexicon] | None = None,
    alignment: ChapterAlignment | None = None,
) -> ChapterSync:
    """What of `after` is to be translated, given its translation and the source that was made from (`before`).

    Without one of them the chapter is new and everything is sent, paragraph by paragraph; code cells of a translation
    are kept even so. `memory` has human translations from elsewhere in the book, by the text of a sentence or
    paragraph: what is new in this chapter takes them. `policy` says what becomes of human text that no rule
    keeps; `lexicon` gives the book's, if it is asked for; without it the chapter's own is learned. `alignment` is that
    of `before` and `translation`, read alike, where it is known. Raises ChaptersDoNotMatch if `translation` is no
    translation of `before`.
    """
    if before is None or translation is None:
        units = _units_of_new_chapter(after, languages.source, memory)
        wanted = tuple(one for one in units if one.text not in memory)
        reused = tuple((one, memory[one.text]) for one in units if one.text in memory)
        return ChapterSync(after, translation, wanted, languages, reused=reused)
    after, before, translation = read_alike(after, before, translation)
    layout = plan_layout(
        after,
        before,
        translation,
        alignment=alignment or align_chapters(before, translation, languages=languages),
        memory=memory,
        policy=policy,
        lexicon=lexicon,
    )
    wanted = tuple(dict.fromkeys(slot.segment for story in layout.stories for slot in slots(story.target)))
    return ChapterSync(after, translation, wanted, languages, layout)


def finish_sync(
    sync: ChapterSync, drafts: Mapping[str, Draft], *, one_sentence_per_line: bool = False
) -> SyncedChapter:
    """The chapter with these drafts (by segment id) in their places.

    Raises DamagedChapter, naming the chapter, if a draft is missing or would change the chapter's structure, and
    UnaccountedText if a human sentence would be lost without a record.
    """
    missing = [segment for segment in sync.to_translate if segment.id not in drafts]
    if missing:
        named = f"{missing[0].excerpt!r} ({missing[0].id})"
        raise DamagedChapter(f"chapter {sync.after.id!r} has no draft of {named}: translate it")
    if sync.layout is None or sync.translation is None:
        return _written_anew(sync, drafts, one_sentence_per_line)
    layout = sync.layout
    chosen = _choices(layout, drafts)
    units = cut_units(sync.after), cut_units(sync.translation)
    text = _Assembly(sync, layout, *units, drafts, chosen, one_sentence_per_line).text()
    provenance = [_origin(story, drafts, chosen) for story in layout.stories]
    flags = [
        f"{draft.segment}: {flag}" for one in sync.to_translate for draft in [drafts[one.id]] for flag in draft.flags
    ]
    result = sync.translation.with_text(text) if text != sync.translation.text else sync.translation
    require_closed(text, source=sync.after.text, translation=sync.translation.text, chapter=sync.after.id)
    require_balance(sync.translation, result, [one.former_target for one in provenance], language=sync.languages.target)
    return SyncedChapter(
        result,
        tuple(origin for origin in provenance if origin.segment),
        (*layout.flags, *flags, *_broken_pairs(sync.translation, sync.after, result)),
        tuple(origin for origin in provenance if not origin.segment),
        layout.notes,
        layout.backward,
    )


def _broken_pairs(before: Chapter, source: Chapter, after: Chapter) -> list[str]:
    """Marks of a result whose other half went with a sentence: neither the translation nor the source has such ones."""
    known = Counter(text for chapter in (before, source) for text, _ in _lone_marks(chapter))
    flags = []
    for text, line in _lone_marks(after):
        known[text] -= 1
        if known[text] < 0:
            flags.append(f"{text!r} in line {line} has no other half: it went with another sentence")
    return flags


def _lone_marks(chapter: Chapter) -> Iterator[tuple[str, int]]:
    """Marks without another half, and their lines."""
    for block in chapter.blocks:
        for piece in lone_marks(block.pieces):
            yield piece.text, chapter.line_of(piece.start)


def _units_of_new_chapter(after: Chapter, language: str, memory: Mapping[str, str]) -> list[Segment]:
    """The paragraphs of a chapter; sentences where the memory has some of a paragraph, but not the whole."""
    paragraphs = segments(after, language=language, granularity="paragraph")
    if not memory:
        return paragraphs
    sentences = segments(after, language=language, granularity="sentence")
    in_parts = {one.block for one in sentences if one.text in memory}
    in_parts -= {one.block for one in paragraphs if one.text in memory}
    units = [one for one in paragraphs if one.block not in in_parts]
    return sorted([*units, *(one for one in sentences if one.block in in_parts)], key=lambda one: one.start)


def _written_anew(sync: ChapterSync, drafts: Mapping[str, Draft], one_sentence_per_line: bool) -> SyncedChapter:
    rebuilt = rebuild_chapter(
        sync.after,
        {**drafts, **{one.id: Draft(one.id, text) for one, text in sync.reused}},
        source_language=sync.languages.source,
        target_language=sync.languages.target,
        existing=sync.translation,
        one_sentence_per_line=one_sentence_per_line,
        human={one.id for one, _ in sync.reused},
    )
    human = [
        SegmentOrigin(one.id, one.text, text, "human", change=Change.MOVED.value, segments=(one.id,))
        for one, text in sync.reused
    ]
    machine = [
        SegmentOrigin(
            segment=one.id,
            source=one.text,
            target=drafts[one.id].text,
            state="machine",
            flags=drafts[one.id].flags,
            change=Change.NEW.value,
            segments=(one.id,),
        )
        for one in sync.to_translate
    ]
    starts = {one.id: one.start for one in (*sync.to_translate, *(one for one, _ in sync.reused))}
    provenance = tuple(sorted([*human, *machine], key=lambda origin: starts[origin.segment]))
    return SyncedChapter(rebuilt.chapter, provenance, rebuilt.flags)


def _choices(layout: Layout, drafts: Mapping[str, Draft]) -> dict[str, Chosen]:
    """What becomes of the human text of each choice, by its name."""
    choices = [part for story in layout.stories for part in story.target if isinstance(part, Choice)]
    return {one.name: choose(one, one_line(one.drafts, drafts)) for one in choices}


def _origin(story: Story, drafts: Mapping[str, Draft], chosen: Mapping[str, Chosen]) -> SegmentOrigin:
    choice = next((chosen[part.name] for part in story.target if isinstance(part, Choice)), None)
    flags = [flag for slot in slots(story.target) for flag in drafts[slot.segment.id].flags]
    draft = one_line(story.target, drafts) if slots(story.target) else ""
    target = draft or " ".join("".join(part for part in story.target if isinstance(part, str)).split())
    change, former = story.change, story.former_target
    if choice is None and change is Change.CHANGED and bare(draft) == bare(former):
        choice = Chosen(Change.OUTDATED, former, (SAYS_THE_SAME,))
    if choice is not None:
        change = choice.change
        flags = [*choice.flags, *(flags if change is Change.CHANGED else ())]
        if change is not Change.CHANGED:
            target = " ".join((choice.text or "").split())
    stays = change in (Change.BESIDE, Change.OUTDATED)
    return SegmentOrigin(
        segment=story.source[0].id if story.source else "",
        source=" ".join(one.text for one in story.source),
        target=former if stays else target,
        state=_STATES.get(change, "machine" if slots(story.target) else "human"),
        flags=(*story.flags, *flags),
        change=change.value,
        former_source=story.former_source,
        former_target="" if stays else former,
        draft=draft if (stays and bare(draft) != bare(former)) or change is Change.REPAIRED else "",
        segments=tuple(one.id for one in story.source),
        quiet=story.quiet,
    )


@dataclass(frozen=True)
class _Assembly:
    """Puts the units of the result together, from those of the new source and those of the translation."""

    sync: ChapterSync
    layout: Layout
    after: UnitList
    translation: UnitList
    drafts: Mapping[str, Draft]
    chosen: Mapping[str, Chosen]
    one_sentence_per_line: bool

    def text(self) -> str:
        """The text of the result; raises DamagedChapter if its structure is not the planned one."""
        units, lines = self._units(), self.layout.lines
        if not lines and self.sync.after.text.strip():
            raise DamagedChapter(f"nothing of chapter {self.sync.after.id!r} is left: look at its source")
        if not lines:
            return with_line_ends(self.sync.after.text, self.newline)
        is_front = lines[0].is_new and self.after.units[lines[0].number].kind is BlockKind.FRONT_MATTER
        parts = ["" if is_front else self.translation.head]
        for number, line in enumerate(lines):
            follower = lines[number + 1] if number + 1 < len(lines) else None
            text = units[number]
            if follower is not None and not text.endswith(("\n", "\r")):
                text += self.newline
            parts += [text, self._blank(line, follower)]
        result = "".join(parts)
        if not any(line.is_new for line in lines[-1:]) and lines[-1].number == len(self.translation.units) - 1:
            return self._checked(result)
        return self._checked(_ended_like(result, self.translation.chapter.text))

    @property
    def newline(self) -> str:
        """The line end of the translation."""
        return self.translation.chapter.newline

    def _units(self) -> list[str]:
        fresh = self._new_units()
        return [
            fresh[line.number] if line.is_new else self._edited(self.translation.units[line.number])
            for line in self.layout.lines
        ]

    def _edited(self, unit: Unit) -> str:
        parts, done = [], unit.start
        texts = {name: one.text for name, one in self.chosen.items() if one.text is not None}
        text = self.translation.chapter.text
        for edit in self.layout.edits:
            if unit.start <= edit.start and edit.end <= unit.end:
                parts += [text[done : edit.start], written(edit.parts, self.drafts, self.sync.after, texts)]
                done = edit.end
        edited = "".join([*parts, text[done : unit.end]])
        indent = self.layout.indents.get(unit.index)
        return edited if indent is None else indented(edited, unit.indent, indent)

    def _new_units(self) -> dict[int, str]:
        """The text of the units that are written anew, by unit index of the new source."""
        wanted = {line.number for line in self.layout.lines if line.is_new}
        if not wanted:
            return {}
        after = self.sync.after
        new = set(self.layout.new_blocks)
        same = {
            one.id: Draft(one.id, one.text)
            for one in segments(after, language=self.sync.languages.source, granularity="paragraph")
            if one.block not in new
        }
        texts = {
            identity: self.chosen[part.name].text if isinstance(part, Choice) else part
            for identity, part in self.layout.reused.items()
        }
        known = {identity: Draft(identity, text) for identity, text in texts.items() if text is not None}
        rebuilt = rebuild_chapter(
            after,
            same | {one.id: self.drafts[one.id] for one in self.sync.to_translate if one.block in new} | known,
            source_language=self.sync.languages.source,
            target_language=self.sync.languages.target,
            one_sentence_per_line=self.one_sentence_per_line or "\n" in self.layout.gap,
            human=known.keys(),
        )
        blocks = rebuilt.chapter.blocks
        units = self.after.units
        found = {number: "".join(blocks[block.index].text for block in units[number].blocks) for number in wanted}
        found |= {number: text for number, text in self.layout.wrapped.items() if number in wanted}
        return {number: with_line_ends(text, self.newline) for number, text in found.items()}

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

    def _checked(self, text: str) -> str:
        """The text, if it parses into the units that were planned."""
        planned = [
            self.after.units[line.number].shape if line.is_new else self.translation.units[line.number].shape
            for line in self.layout.lines
        ]
        found = cut_units(self.sync.after.with_text(text)).units
        for unit, shape in zip(found, planned, strict=False):
            if _core(unit.shape) != _core(shape):
                line = text.count("\n", 0, unit.start) + 1
                raise DamagedChapter(
                    f"chapter {self.sync.after.id!r} would be damaged in line {line}: {', '.join(shape)} became"
                    f" {', '.join(unit.shape)} ({unit.text[:40]!r}); translate it again"
                )
        if len(found) != len(planned):
            raise DamagedChapter(
                f"chapter {self.sync.after.id!r} would be damaged: {len(planned)} units became {len(found)};"
                " translate it again"
            )
        return text


def _core(shape: Sequence[str]) -> list[str]:
    return [kind for kind in shape if kind not in ("markup", "blank")]


def _ended_like(text: str, like: str) -> str:
    """The text with the line ends and blanks that another ends with."""
    return text.rstrip("\r\n") + like[len(like.rstrip("\r\n")) :]
