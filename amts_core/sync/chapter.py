"""A chapter in step with its source: human text stays, what changed becomes drafts, everything else is merged.

`plan_sync` says what is to be translated, `finish_sync` puts the drafts in their places. The result is the translation
with edits, never a new file: where the source did not change, not a byte does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from amts_core.book.chapter import Chapter, read_alike
from amts_core.book.segments import Segment, segments
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChapterAlignment, align_chapters
from amts_core.sync.accountant import require_balance, require_closed
from amts_core.sync.assembly import Assembly
from amts_core.sync.change import Change
from amts_core.sync.guide import Known
from amts_core.sync.marks import lone_marks
from amts_core.sync.parts import Choice, Slot, Story, one_line
from amts_core.sync.plan import Layout, plan_layout
from amts_core.sync.record import SegmentOrigin, choose, origin_of
from amts_core.sync.reuse import doubts
from amts_core.sync.units import cut_units
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter, rebuild_chapter

NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class ChapterSync:
    """What of a chapter is to be translated, and where it goes.

    `layout` is None for a chapter written anew; `anew` are the stories of such a one, some with human text.
    """

    after: Chapter
    translation: Chapter | None
    to_translate: tuple[Segment, ...]
    languages: LanguagePair
    layout: Layout | None = None
    anew: tuple[Story, ...] = ()


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
    known: Known = NOTHING_KNOWN,
    alignment: ChapterAlignment | None = None,
) -> ChapterSync:
    """What of `after` is to be translated, given its translation and the source that was made from (`before`).

    Without one of them the chapter is new and everything is sent, paragraph by paragraph; code cells of a translation
    are kept even so. `known` is what the book gives: what is new in this chapter takes the human texts of others.
    `alignment` is that of `before` and `translation`, read alike, where it is known. Raises ChaptersDoNotMatch if
    `translation` is no translation of `before`.
    """
    if before is None or translation is None:
        units = _units_of_new_chapter(after, languages.source, known.memory)
        wanted = tuple(one for one in units if one.text not in known.memory)
        anew = tuple(_new_story(one, known.memory.get(one.text), languages) for one in units)
        return ChapterSync(after, translation, wanted, languages, anew=anew)
    after, before, translation = read_alike(after, before, translation)
    alignment = alignment or align_chapters(before, translation, languages=languages)
    layout = plan_layout(after, before, translation, alignment, known)
    return ChapterSync(after, translation, layout.wanted, languages, layout)


def finish_sync(
    sync: ChapterSync, drafts: Mapping[str, Draft], *, one_sentence_per_line: bool = False
) -> SyncedChapter:
    """The chapter with these drafts (by segment id) in their places.

    Raises DamagedChapter, naming the chapter, if a draft is missing, has no text, or would change the chapter's
    structure, and UnaccountedText if a human sentence would be lost without a record.
    """
    missing = [one for one in sync.to_translate if one.id not in drafts or not drafts[one.id].text.strip()]
    if missing:
        named = f"{missing[0].excerpt!r} ({missing[0].id})"
        raise DamagedChapter(f"chapter {sync.after.id!r} has no draft of {named}: translate it")
    if sync.layout is None or sync.translation is None:
        return _written_anew(sync, drafts, one_sentence_per_line)
    layout = sync.layout
    choices = [part for story in layout.stories for part in story.target if isinstance(part, Choice)]
    chosen = {one.name: choose(one, one_line(one.drafts, drafts)) for one in choices}
    sides = cut_units(sync.after), cut_units(sync.translation)
    text = Assembly(layout, *sides, sync.languages, drafts, chosen, one_sentence_per_line).text()
    provenance = [origin_of(story, drafts, chosen) for story in layout.stories]
    flags = [
        f"{draft.segment}: {flag}" for one in sync.to_translate for draft in [drafts[one.id]] for flag in draft.flags
    ]
    result = sync.translation.in_step(text, sync.after) if text != sync.translation.text else sync.translation
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
    ours, theirs, now = (
        [(piece.text, chapter.line_of(piece.start)) for block in chapter.blocks for piece in lone_marks(block.pieces)]
        for chapter in (before, source, after)
    )
    known = Counter(text for text, _ in ours + theirs)
    flags = []
    for text, line in now:
        known[text] -= 1
        if known[text] < 0:
            flags.append(f"{text!r} in line {line} has no other half: it went with another sentence")
    return flags


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


def _new_story(unit: Segment, human: str | None, languages: LanguagePair) -> Story:
    if human is None:
        return Story(Change.NEW, (unit,), (Slot(unit),))
    return Story(Change.MOVED, (unit,), (human,), flags=doubts(unit, human, languages))


def _written_anew(sync: ChapterSync, drafts: Mapping[str, Draft], one_sentence_per_line: bool) -> SyncedChapter:
    reused = {one.source[0].id: text for one in sync.anew for text in one.target if isinstance(text, str)}
    rebuilt = rebuild_chapter(
        sync.after,
        {**drafts, **{name: Draft(name, text) for name, text in reused.items()}},
        source_language=sync.languages.source,
        target_language=sync.languages.target,
        existing=sync.translation,
        one_sentence_per_line=one_sentence_per_line,
        human=reused.keys(),
    )
    return SyncedChapter(rebuilt.chapter, tuple(origin_of(one, drafts, {}) for one in sync.anew), rebuilt.flags)
