"""Step 2: a chapter and its translation become aligned pairs, once for each version of the two texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from amts_core.book.chapter import read_alike
from amts_core.errors import AmtsError
from amts_core.parallel.chapters import ChaptersDoNotMatch, align_chapters
from amts_core.parallel.lexicon import Lexicon
from amts_core.pipeline.alignments import Alignment, kept_alignments, to_keep
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.memory import memory_holders
from amts_core.pipeline.run import Run
from amts_core.pipeline.words import read_lexicon

FULL = 0.5  # share of `batch_bytes` from which an object of alignments is not written anew with others


@dataclass(frozen=True)
class Aligned:
    """What the alignment of one chapter gave: number of pairs in both granularities, or why it gives none."""

    chapter: str
    pairs: int
    refused: str = ""


def chapters_to_align(run: Run, plan: Plan) -> list[str]:
    """The chapters whose alignment is not kept yet, and, where there are some, those of small objects.

    A run without parallel data needs only those to be delivered, and those that may hold a translation of what is new.
    """
    if not plan.has_work:
        return []
    index = kept_alignments(run).sound_index({one.alignment for one in plan.chapters if one.alignment})
    known = {chapter.id: index.get(chapter.alignment) for chapter in plan.chapters if chapter.alignment}
    missing = [name for name, held in known.items() if held is None]
    if missing and not plan.adapted and not plan.evaluate:
        needed = {*memory_holders(run, plan, missing), *plan.deliver}
        missing = [name for name in missing if name in needed]
    if not missing:
        return []
    sizes = Counter[str]()
    for name, held in known.items():
        sizes[held or ""] += plan.chapter(name).size
    small = [name for name, held in known.items() if held and sizes[held] < FULL * run.pair.batch_bytes]
    return sorted([*missing, *small])


def align_batch(run: Run, plan: Plan, chapters: Sequence[str]) -> list[Aligned]:
    """Align those of some chapters that are not aligned, and keep all in one object; gives what was aligned."""
    keys = {key: chapter for chapter in chapters if (key := plan.chapter(chapter).alignment)}
    kept = kept_alignments(run)
    index = kept.sound_index()
    if keys.keys() <= index.keys() and len({index[key] for key in keys}) == 1:
        return []
    found = dict(kept.read(keys))
    missing = {key: chapter for key, chapter in keys.items() if key not in found}
    lexicon = read_lexicon(run, plan.lexicon) if missing else None
    made = {key: align_chapter(run, plan, chapter, lexicon) for key, chapter in missing.items()}
    kept.keep(found | made)
    return [Aligned(missing[key], len(one.rows), one.refused) for key, one in made.items()]


def align_chapter(run: Run, plan: Plan, chapter_id: str, lexicon: Lexicon | None) -> Alignment:
    """Align one chapter with the words of the plan."""
    texts = chapter_texts(run, plan, chapter_id)
    if texts.origin is None or texts.translation is None:
        raise AmtsError(f"{chapter_id} has no translation in {run.pair.target}: there is nothing to align")
    try:
        before, translation = read_alike(texts.origin, texts.translation)
        alignment = align_chapters(before, translation, lexicon=lexicon, languages=run.languages)
    except ChaptersDoNotMatch as error:
        return Alignment(refused=str(error))
    return to_keep(alignment, origin=run.pair.target)
