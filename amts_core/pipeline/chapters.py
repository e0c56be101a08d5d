"""The texts of a planned chapter, from both books and from what was found of its origin."""

from __future__ import annotations

from amts_core.book.chapter import Chapter
from amts_core.book.versions import ChapterTexts
from amts_core.pipeline.forms import Plan, PlannedChapter
from amts_core.pipeline.record import read_text
from amts_core.pipeline.run import Run


def chapter_texts(run: Run, plan: Plan, chapter_id: str) -> ChapterTexts:
    """The texts of a planned chapter; a renamed or split one has the translation of its former chapter."""
    return planned_texts(run, plan.chapter(chapter_id))


def planned_texts(run: Run, planned: PlannedChapter) -> ChapterTexts:
    """The texts of a chapter as it is planned."""
    name = planned.former_id or planned.id
    translation = run.target_book.find(name)
    if planned.origin and translation is not None:
        origin: Chapter | None = read_text(run, planned.origin, name, translation.format)
    else:
        origin = run.kept_origin(name) if run.pair.purpose == "sync" else run.source_book.find(name)
    return ChapterTexts(planned.id, run.source_book.find(planned.id), origin, translation)
