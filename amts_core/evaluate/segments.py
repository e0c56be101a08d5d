"""Which texts are scored against each other: the drafts and the human translation of the same bead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from amts_core.book.chapter import Chapter
from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair, language
from amts_core.parallel.chapters import align_chapters

LEFT_OUT = ("chapter", "segment", "reason")


def scored_segments(
    chapter: str,
    source: Chapter,
    reference: Chapter,
    drafts: Mapping[str, Mapping[str, str]],
    *,
    languages: LanguagePair,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows to score of one chapter, and what is left out and why.

    `drafts` maps a variant to the draft (Markdown on one line) of each paragraph segment of the source, by its id. A
    row is a paragraph bead of source and reference with the drafts of its source segments: columns chapter, segment
    (ids joined by `+`), kind, source, reference and one per variant. Left out (chapter, segment, reason) is a bead
    with an empty side or without a draft in every variant. Raises ChaptersDoNotMatch if the reference is no
    translation of the source.
    """
    alignment = align_chapters(source, reference, languages=languages)
    rows, left_out = [], []
    for bead in alignment.paragraphs:
        sources = [alignment.source_paragraphs[index] for index in bead.source]
        references = [alignment.target_paragraphs[index] for index in bead.target]
        name = "+".join(segment.id for segment in sources or references)
        reason = next(_reasons(sources, references, drafts), "")
        if reason:
            left_out.append((chapter, name, reason))
            continue
        row = {
            "chapter": chapter,
            "segment": name,
            "kind": str(sources[0].kind),
            "source": " ".join(segment.text for segment in sources),
            "reference": joined([segment.text for segment in references], languages.target),
        }
        rows.append(
            row
            | {
                variant: joined([texts[segment.id] for segment in sources], languages.target)
                for variant, texts in drafts.items()
            }
        )
    columns = ["chapter", "segment", "kind", "source", "reference", *drafts]
    return pd.DataFrame(rows, columns=columns), pd.DataFrame(left_out, columns=list(LEFT_OUT))


def drafts_of_chapter(source: Chapter, draft: Chapter, *, languages: LanguagePair) -> dict[str, str]:
    """The draft of each paragraph segment of the source, from a translated chapter; a segment without one is missing.

    Paragraphs that the draft merges cannot be told apart and are missing too.
    """
    alignment = align_chapters(source, draft, languages=languages)
    return {
        alignment.source_paragraphs[bead.source[0]].id: joined(
            [alignment.target_paragraphs[index].text for index in bead.target], languages.target
        )
        for bead in alignment.paragraphs
        if len(bead.source) == 1 and bead.target
    }


def joined(texts: Sequence[str], target_language: str) -> str:
    """Segments of a bead as one: without a blank between them where the language writes none."""
    return language(target_language).gap.join(texts)


def _reasons(
    sources: Sequence[Segment], references: Sequence[Segment], drafts: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    if not references:
        yield "no reference: the translation has nothing in its place"
    if not sources:
        yield "no source: the translation added it"
    for variant, texts in drafts.items():
        if any(segment.id not in texts for segment in sources):
            yield f"no draft in variant {variant}"
