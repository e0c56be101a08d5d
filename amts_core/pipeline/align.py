"""Step 2: a chapter and its translation become aligned pairs, once for each version of the two texts."""

from __future__ import annotations

from dataclasses import dataclass

from amts_core.errors import AmtsError
from amts_core.parallel import ChaptersDoNotMatch, align_chapters, combine_pairs, pair_table
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.memory import memory_holders
from amts_core.pipeline.plan import chapter_texts
from amts_core.pipeline.run import Run
from amts_core.pipeline.tables import write_table
from amts_core.pipeline.words import read_lexicon


@dataclass(frozen=True)
class Aligned:
    """What the alignment of one chapter gave: number of beads of each granularity, or why it gives none."""

    chapter: str
    paragraphs: int
    sentences: int
    refused: str = ""


def chapters_to_align(run: Run, plan: Plan) -> list[str]:
    """The chapters with a translation whose pairs are not kept yet.

    A run without parallel data needs only those that may hold a translation of what is new.
    """
    kept = set(run.store.keys(run.shared_key("alignments", "")))
    missing = [chapter.id for chapter in plan.chapters if chapter.alignment and chapter.alignment not in kept]
    if missing and set(plan.variants) == {"none"} and not plan.evaluate:
        return memory_holders(run, plan, missing)
    return missing


def align_chapter(run: Run, plan: Plan, chapter_id: str) -> Aligned:
    """Align one chapter and keep both granularities of its pairs in one table."""
    planned = plan.chapter(chapter_id)
    texts = chapter_texts(run, plan, chapter_id)
    if texts.origin is None or texts.translation is None or planned.alignment is None:
        raise AmtsError(f"{chapter_id} has no translation in {run.pair.target}: there is nothing to align")
    try:
        lexicon = read_lexicon(run, plan.lexicon)
        alignment = align_chapters(texts.origin, texts.translation, lexicon=lexicon, **run.languages.codes)
    except ChaptersDoNotMatch as error:
        write_table(run, planned.alignment, combine_pairs([]))
        return Aligned(chapter_id, 0, 0, refused=str(error))
    paragraphs = pair_table([alignment], "paragraph", origin=run.pair.target)
    sentences = pair_table([alignment], "sentence", origin=run.pair.target)
    write_table(run, planned.alignment, combine_pairs([paragraphs, sentences]))
    return Aligned(chapter_id, len(paragraphs), len(sentences))
