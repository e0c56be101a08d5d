"""What people rejected is not brought again while it is the same: no night repeats what a person has rejected."""

from __future__ import annotations

from collections.abc import Iterable

from amts_core.aws.keys import digest
from amts_core.aws.stored import Stored, add
from amts_core.book.chapter import Chapter
from amts_core.pipeline.chapters import planned_texts
from amts_core.pipeline.desk import chapter_desk
from amts_core.pipeline.forms import Plan, PlannedChapter, Rejection
from amts_core.pipeline.run import Run


def find_rejected(run: Run, chapters: Iterable[PlannedChapter]) -> dict[str, str]:
    """The chapters that a person rejected as they are, and who and when."""
    known = _rejections(run).find() or {}
    return {
        one.id: known[one.id].reason for one in chapters if one.id in known and known[one.id].of == made_from(run, one)
    }


def keep_rejections(run: Run, plan: Plan, chapters: Iterable[str], reason: str) -> None:
    """Remember that these chapters of a plan were rejected."""
    add(_rejections(run), {name: Rejection(made_from(run, plan.chapter(name)), reason) for name in chapters})


def drop_rejections(run: Run, chapters: Iterable[str]) -> None:
    """Forget the rejections of chapters that were handed over after all."""
    rejections, done = _rejections(run), set(chapters)
    if done & (rejections.find() or {}).keys():
        rejections.change(lambda known: {name: one for name, one in (known or {}).items() if name not in done})


def made_from(run: Run, planned: PlannedChapter) -> str:
    """Digest of what a delivery of a chapter is made from: its source, its translation, what people decided on it."""
    texts = planned_texts(run, planned)
    return digest(_text(texts.source), _text(texts.translation), chapter_desk(run, planned.id).digest)


def _text(chapter: Chapter | None) -> str:
    return "" if chapter is None else chapter.text


def _rejections(run: Run) -> Stored[dict[str, Rejection]]:
    return run.shared("state", "rejections.json", dict[str, Rejection])
