"""Step 2: a chapter and its translation become aligned pairs, once for each version of the two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amts_core.errors import AmtsError
from amts_core.parallel import ChaptersDoNotMatch, align_chapters, combine_pairs, pair_table
from amts_core.parallel.lexicon import Lexicon
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
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


def align_batch(run: Run, plan: Plan, chapters: Sequence[str]) -> list[Aligned]:
    """Align some chapters; one whose pairs another try has kept is not aligned again."""
    keys = {chapter: plan.chapter(chapter).alignment for chapter in chapters}
    missing = [chapter for chapter, key in keys.items() if key and not run.store.exists(key)]
    lexicon = read_lexicon(run, plan.lexicon) if missing else None
    return [align_chapter(run, plan, chapter, lexicon) for chapter in missing]


def align_chapter(run: Run, plan: Plan, chapter_id: str, lexicon: Lexicon | None) -> Aligned:
    """Align one chapter with the words of the plan, and keep both granularities of its pairs in one table."""
    planned = plan.chapter(chapter_id)
    texts = chapter_texts(run, plan, chapter_id)
    if texts.origin is None or texts.translation is None or planned.alignment is None:
        raise AmtsError(f"{chapter_id} has no translation in {run.pair.target}: there is nothing to align")
    try:
        alignment = align_chapters(texts.origin, texts.translation, lexicon=lexicon, **run.languages.codes)
    except ChaptersDoNotMatch as error:
        write_table(run, planned.alignment, combine_pairs([]))
        return Aligned(chapter_id, 0, 0, refused=str(error))
    paragraphs = pair_table([alignment], "paragraph", origin=run.pair.target)
    sentences = pair_table([alignment], "sentence", origin=run.pair.target)
    write_table(run, planned.alignment, combine_pairs([paragraphs, sentences]))
    return Aligned(chapter_id, len(paragraphs), len(sentences))
