"""Step 4a: what of each chapter stays, moves, or is to be translated: found once in a run, for a batch of chapters.

What is found is plain data, kept in one object a batch: its segments are sent, and with their drafts and the rest the
chapters are put together, without a second parse, alignment or plan.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.stored import Stored
from amts_core.book.chapter import Block, Chapter, read_alike
from amts_core.book.segments import Segment, segments
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.beads import alignment_of
from amts_core.parallel.chapters import ChapterAlignment, ChaptersDoNotMatch, align_chapters
from amts_core.pipeline.alignments import Alignment, kept_alignments
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.memory import run_lexicon, run_memory
from amts_core.pipeline.run import Run
from amts_core.sync.chapter import ChapterSync, plan_sync
from amts_core.sync.guide import Known, Policy
from amts_core.sync.parts import Story
from amts_core.sync.plan import Layout

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
class Work:
    """How a chapter is put together when its drafts are there: its texts with their blocks, and what `plan_sync` found.

    `before` is the source that the translation was made from; None for a chapter that is written anew.
    """

    after: Parsed
    before: Chapter | None
    translation: Parsed | None
    layout: Layout | None
    anew: tuple[Story, ...]


@dataclass(frozen=True)
class Wanted:
    """What of a chapter is to be translated, and what is done with that; or why nothing is sent, perhaps for good.

    `work` is None for an evaluation article, which is not put together.
    """

    segments: tuple[Segment, ...] = ()
    work: Work | None = None
    refused: str = ""
    is_final: bool = False

    def check(self) -> Wanted:
        """The same; raises ChaptersDoNotMatch, or another AmtsError if another try may help, if it is refused."""
        if self.refused:
            raise ChaptersDoNotMatch(self.refused) if self.is_final else AmtsError(self.refused)
        return self

    def sync(self, languages: LanguagePair) -> ChapterSync:
        """The plan of the chapter; nothing is parsed again."""
        assert self.work is not None
        after, translation = self.work.after.read(), self.work.translation
        return ChapterSync(
            after,
            translation.read() if translation else None,
            self.segments,
            languages,
            self.work.layout,
            self.work.anew,
        )

    @classmethod
    def of(cls, sync: ChapterSync, before: Chapter | None) -> Wanted:
        """What is kept of a plan."""
        translation = Parsed.of(sync.translation) if sync.translation else None
        return cls(sync.to_translate, Work(Parsed.of(sync.after), before, translation, sync.layout, sync.anew))


def find_segments(run: Run, plan: Plan, number: int) -> Mapping[str, Wanted]:
    """Find what of the chapters of a batch is to be translated, and keep it; what another try has found is taken.

    A chapter that cannot be planned is kept with the reason, and sought again by another try, if that may help.
    """
    kept = _kept(run, number)
    known = kept.find() or {}
    missing = [name for name in plan.batches[number] if name not in known or _may_pass(known[name])]
    if not missing:
        return known
    found = known | _find(run, plan, missing)
    kept.keep(found)
    return found


def _may_pass(wanted: Wanted) -> bool:
    return bool(wanted.refused) and not wanted.is_final


def _find(run: Run, plan: Plan, chapters: list[str]) -> dict[str, Wanted]:
    keys = {plan.chapter(name).alignment or "" for name in chapters} if not plan.force else set()
    kept = kept_alignments(run)
    alignments, found = dict(kept.read(keys)), dict[str, Wanted]()
    known = Known(
        run_memory(run, plan, kept),
        Policy(run.pair.sync.keep_from, run.pair.sync.repair_from),
        lambda: run_lexicon(run, plan, kept),
    )
    for name in chapters:
        try:
            found[name] = plan_chapter(run, plan, name, alignments.get(plan.chapter(name).alignment or ""), known)
        except (OSError, ServiceUnavailable):
            raise
        except AmtsError as error:
            LOG.warning("%s is not sent: %s", name, error)
            found[name] = Wanted(refused=str(error), is_final=isinstance(error, ChaptersDoNotMatch))
    return found


def plan_chapter(run: Run, plan: Plan, name: str, kept: Alignment | None, known: Known) -> Wanted:
    """What of a chapter stays, moves, or is to be translated; `kept` is its alignment."""
    texts = chapter_texts(run, plan, name)
    after, before, translation = texts.source, texts.origin, texts.translation
    if after is None:
        raise AmtsError(f"{name} is not in {run.pair.source} at {plan.source_revision}: nothing to deliver")
    alignment = None
    if plan.force or before is None or translation is None:
        before = None
    else:
        after, before, translation = read_alike(after, before, translation)
        alignment = _aligned(run, before, translation, kept)
    sync = plan_sync(
        after,
        before=before,
        translation=translation,
        languages=run.languages,
        known=known,
        alignment=alignment,
    )
    return Wanted.of(sync, before)


def _aligned(run: Run, before: Chapter, translation: Chapter, kept: Alignment | None) -> ChapterAlignment:
    """The alignment as it is kept; made anew for a part of a chapter, and where another dialect cuts the texts anew."""
    if kept and kept.refused:
        raise ChaptersDoNotMatch(kept.refused)
    if kept and kept.beads:
        known = alignment_of(kept.beads, before, translation, languages=run.languages)
        if known is not None:
            return known
    return align_chapters(before, translation, languages=run.languages)


class Sent:
    """What of the chapters of a run was sent for translation; an object is read when it is asked for."""

    def __init__(self, run: Run, plan: Plan) -> None:
        self.run, self.plan = run, plan
        self._read: dict[int | str, Mapping[str, Wanted]] = {}

    def load(self, number: int) -> None:
        """Read what was found of a batch; it is found again if it is gone."""
        self._read = {number: _kept(self.run, number).find() or find_segments(self.run, self.plan, number)}

    def of(self, chapter: str, purpose: Purpose) -> Wanted:
        """What of a chapter was sent for a purpose; refused if it was not."""
        number = "evaluation" if purpose == "evaluation" else self.plan.batch_of(chapter)
        if number not in self._read:  # chapters are asked for batch by batch
            self._read = {number: _kept(self.run, number).find() or {}}
        nothing = f"{chapter} was not sent for translation in this run: see why in the log of upload_documents"
        return self._read[number].get(chapter, Wanted(refused=nothing))


def find_scored_segments(run: Run, plan: Plan) -> Mapping[str, Wanted]:
    """What of the evaluation articles is sent, whole, as their references were made from; kept as well."""
    kept = _kept(run, "evaluation")
    known = kept.find()
    if known is None:
        known = {name: _scored(run, plan, name) for name in plan.evaluate}
        kept.keep(known)
    return known


def _scored(run: Run, plan: Plan, name: str) -> Wanted:
    origin = chapter_texts(run, plan, name).origin
    if origin is None:
        return Wanted(refused=f"{name} has lost its translation since the run was planned: start a new run")
    return Wanted(tuple(segments(origin, language=run.languages.source, granularity="paragraph")))


def _kept(run: Run, number: int | str) -> Stored[dict[str, Wanted]]:
    return run.own(f"planned/{number}.json.gz", dict[str, Wanted])
