"""Step 4a: what of each chapter stays, moves, or is to be translated: found once in a run, for a batch of chapters.

Two objects of a batch are kept: the segments, which are sent and read back; and the texts, parsed, with their
alignment, from which the chapters are put together.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from amts_core.aws.errors import ServiceUnavailable
from amts_core.book.chapter import Block, Chapter, read_alike
from amts_core.book.segments import Segment, segments
from amts_core.errors import AmtsError
from amts_core.parallel import ChapterAlignment, ChaptersDoNotMatch, align_chapters
from amts_core.parallel.beads import alignment_of
from amts_core.pipeline.alignments import Alignment, read_alignments, read_index
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.memory import run_lexicon, run_memory
from amts_core.pipeline.run import Run
from amts_core.pipeline.stored import find_stored, keep_stored
from amts_core.sync.chapter import ChapterSync, plan_sync
from amts_core.sync.policy import Policy

LOG = logging.getLogger(__name__)
Purpose = Literal["evaluation", "delivery"]


@dataclass(frozen=True)
class Parsed:
    """A text with its blocks."""

    chapter: Chapter
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, chapter: Chapter) -> Parsed:
        """A chapter with what it was parsed into."""
        return cls(chapter, chapter.blocks, chapter.warnings)

    def read(self) -> Chapter:
        """The chapter, which is not parsed again."""
        return self.chapter.parsed_as(self.blocks, self.warnings)


@dataclass(frozen=True)
class Sides:
    """What a chapter is put together from; without `before` it is new. All are read with the dialects of all."""

    after: Parsed
    before: Parsed | None = None
    translation: Parsed | None = None
    alignment: ChapterAlignment | None = None

    @property
    def sources(self) -> list[Chapter]:
        """The source now, and the one that the translation was made from."""
        return [one.chapter for one in (self.after, self.before) if one]


@dataclass(frozen=True)
class Wanted:
    """What of a chapter is to be translated; or why nothing is sent, and whether that is for good."""

    segments: tuple[Segment, ...] = ()
    refused: str = ""
    is_final: bool = False

    def check(self) -> tuple[Segment, ...]:
        """The segments; raises ChaptersDoNotMatch, or another AmtsError if another try may help, if it is refused."""
        if self.refused:
            raise ChaptersDoNotMatch(self.refused) if self.is_final else AmtsError(self.refused)
        return self.segments


_SIDES, _WANTED = TypeAdapter(dict[str, Sides]), TypeAdapter(dict[str, Wanted])


def find_segments(run: Run, plan: Plan, number: int) -> Mapping[str, Wanted]:
    """Find what of the chapters of a batch is to be translated, and keep it; what another try has found is taken.

    A chapter that cannot be planned is kept with the reason, and sought again by another try, if that may help.
    """
    known = _read_wanted(run, number)
    missing = [name for name in plan.batches[number] if name not in known or _may_pass(known[name])]
    if not missing:
        return known
    sides = find_stored(run.store, _sides_key(run, number), _SIDES) or {}
    made = _find(run, plan, missing, sides)
    keep_stored(run.store, _sides_key(run, number), _SIDES, sides)
    keep_stored(run.store, _segments_key(run, number), _WANTED, known | made)
    return known | made


def _may_pass(wanted: Wanted) -> bool:
    return bool(wanted.refused) and not wanted.is_final


def _find(run: Run, plan: Plan, chapters: list[str], sides: dict[str, Sides]) -> dict[str, Wanted]:
    keys = {plan.chapter(name).alignment or "" for name in chapters} if not plan.force else set()
    alignments = dict(read_alignments(run, read_index(run), keys)) if keys else {}
    memory, found = run_memory(run, plan), dict[str, Wanted]()
    for name in chapters:
        try:
            sides[name] = _sides(run, plan, name, alignments)
            found[name] = Wanted(plan_chapter(run, plan, sides[name], memory).to_translate)
        except (OSError, ServiceUnavailable):
            raise
        except AmtsError as error:
            LOG.warning("%s is not sent: %s", name, error)
            found[name] = Wanted(refused=str(error), is_final=isinstance(error, ChaptersDoNotMatch))
    return found


def _sides(run: Run, plan: Plan, name: str, alignments: Mapping[str, Alignment]) -> Sides:
    texts = chapter_texts(run, plan, name)
    after, before, translation = texts.source, texts.origin, texts.translation
    if after is None:
        raise AmtsError(f"{name} is not in {run.pair.source} at {plan.source_revision}: nothing to deliver")
    if plan.force or before is None or translation is None:
        return Sides(Parsed.of(after), None, Parsed.of(translation) if translation else None)
    after, before, translation = read_alike(after, before, translation)
    alignment = _aligned(run, before, translation, alignments.get(plan.chapter(name).alignment or ""))
    return Sides(Parsed.of(after), Parsed.of(before), Parsed.of(translation), alignment)


def _aligned(run: Run, before: Chapter, translation: Chapter, kept: Alignment | None) -> ChapterAlignment:
    """The alignment as it is kept; made anew for a part of a chapter, and where another dialect cuts the texts anew."""
    if kept and kept.refused:
        raise ChaptersDoNotMatch(kept.refused)
    if kept and kept.beads:
        known = alignment_of(kept.beads, before, translation, **run.languages.codes)
        if known is not None:
            return known
    return align_chapters(before, translation, **run.languages.codes)


def plan_chapter(run: Run, plan: Plan, sides: Sides, memory: Mapping[str, str]) -> ChapterSync:
    """What of a chapter stays, moves, or is to be translated; `memory` as `run_memory` gives it."""
    return plan_sync(
        sides.after.read(),
        before=sides.before.read() if sides.before else None,
        translation=sides.translation.read() if sides.translation else None,
        **run.languages.codes,
        memory=memory,
        policy=Policy(run.pair.sync.keep_from, run.pair.sync.repair_from),
        lexicon=lambda: run_lexicon(run, plan),
        alignment=sides.alignment,
    )


def read_sides(run: Run, plan: Plan, number: int) -> Mapping[str, Sides]:
    """What the chapters of a batch are put together from, without those that could not be planned.

    If they are gone, they are made again.
    """
    sides = find_stored(run.store, _sides_key(run, number), _SIDES)
    if sides is None:
        sides = {}
        _find(run, plan, [name for name, one in _read_wanted(run, number).items() if not one.refused], sides)
        keep_stored(run.store, _sides_key(run, number), _SIDES, sides)
    return sides


class Sent:
    """What of the chapters of a run was sent for translation; an object is read when it is asked for."""

    def __init__(self, run: Run, plan: Plan) -> None:
        self.run, self.plan = run, plan
        self._read: dict[str, dict[str, Wanted]] = {}

    def of(self, chapter: str, purpose: Purpose) -> Wanted:
        """What of a chapter was sent for a purpose; refused if it was not."""
        number = "evaluation" if purpose == "evaluation" else self.plan.batch_of(chapter)
        key = _segments_key(self.run, number)
        if key not in self._read:  # chapters are asked for batch by batch
            self._read = {key: find_stored(self.run.store, key, _WANTED) or {}}
        nothing = f"{chapter} was not sent for translation in this run: see why in the log of upload_documents"
        return self._read[key].get(chapter, Wanted(refused=nothing))


def find_scored_segments(run: Run, plan: Plan) -> Mapping[str, Wanted]:
    """What of the evaluation articles is sent, whole, as their references were made from; kept as well."""
    key = _segments_key(run, "evaluation")
    known = find_stored(run.store, key, _WANTED)
    if known is None:
        known = {name: _scored(run, plan, name) for name in plan.evaluate}
        keep_stored(run.store, key, _WANTED, known)
    return known


def _scored(run: Run, plan: Plan, name: str) -> Wanted:
    origin = chapter_texts(run, plan, name).origin
    if origin is None:
        return Wanted(refused=f"{name} has lost its translation since the run was planned: start a new run")
    return Wanted(tuple(segments(origin, language=run.source_language, granularity="paragraph")))


def _read_wanted(run: Run, number: int | str) -> dict[str, Wanted]:
    return find_stored(run.store, _segments_key(run, number), _WANTED) or {}


def _segments_key(run: Run, number: int | str) -> str:
    return run.key(f"segments/{number}.json.gz")


def _sides_key(run: Run, number: int) -> str:
    return run.key(f"sides/{number}.json.gz")
