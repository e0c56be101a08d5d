"""Check of the evaluation itself on real drafts, and its speed beside sacrebleu's.

    python -m tests.benchmarks.evaluation

Scores what Amazon Translate returned in 2021 for the five seed articles (no parallel data) against the human
translation, beside the published figures; then the same drafts under other choices of what is scored; then times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.ter import TER

from amts_core.book.chapter import read_chapter
from amts_core.book.segments import plain_text, scan_segment, segments
from amts_core.evaluate.publish import as_page, as_text
from amts_core.evaluate.report import Level, Report
from amts_core.evaluate.scoring import Beside, evaluate
from amts_core.evaluate.segments import drafts_of_chapter, scored_segments
from amts_core.evaluate.similarity import nearest_pairs
from amts_core.evaluate.ter import FastTER, edits
from amts_core.evaluate.text import scored
from amts_core.languages import LanguagePair
from tests.benchmarks.real_books import SEEDS, shared_folder

WITHOUT_ACT = dict(zip(SEEDS, (0.553, 0.548, 0.502, 0.519, 0.558), strict=True))
WITH_ACT = dict(zip(SEEDS, (0.589, 0.689, 0.607, 0.599, 0.712), strict=True))
"""Published BLEU en-zh, without ACT and with sentence pairs."""

LANGUAGES = {"languages": LanguagePair("en", "zh")}


def seed_segments(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The five chapters with the real draft as variant `none`, and what is left out."""
    made = [_chapter(data / "seed-articles" / seed) for seed in SEEDS]
    frames, left_out = zip(*made, strict=True)
    return pd.concat(frames, ignore_index=True), pd.concat(left_out, ignore_index=True)


def _chapter(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    source, draft, reference = (
        read_chapter(folder / f"{name}.md", id=folder.name)
        for name in ("source", "amazon-translate-draft", "reference")
    )
    return scored_segments(
        folder.name, source, reference, {"none": drafts_of_chapter(source, draft, **LANGUAGES)}, **LANGUAGES
    )


def choices(rows: pd.DataFrame) -> dict[str, float]:
    """BLEU of one chapter under several choices of what is scored and how."""
    drafts, references = rows["none"].tolist(), rows["reference"].tolist()
    chinese = BLEU(tokenize="zh")

    def corpus(form: Callable[[str], str], metric: BLEU = chinese) -> float:
        return float(metric.corpus_score([form(text) for text in drafts], [[form(text) for text in references]]).score)

    plain_drafts, plain_references = ([scored(text) for text in texts] for texts in (drafts, references))
    sentence = BLEU(tokenize="zh", effective_order=True)
    return {
        "ours": corpus(scored),
        "not normalised": corpus(lambda text: plain_text(scan_segment(text))),
        "Markdown, spans kept": corpus(lambda text: scored(text, "markdown")),
        "chapter as one segment": chinese.corpus_score(["".join(plain_drafts)], [["".join(plain_references)]]).score,
        "mean of segment BLEU": float(
            np.mean(
                [
                    sentence.sentence_score(draft, [reference]).score
                    for draft, reference in zip(plain_drafts, plain_references, strict=True)
                ]
            )
        ),
        "tokenizer char": corpus(scored, BLEU(tokenize="char")),
        "tokenizer 13a": corpus(scored, BLEU(tokenize="13a")),
    }


def main() -> None:
    console, data = Console(width=150), shared_folder()
    frame, left_out = seed_segments(data)
    report = evaluate(frame, beside=Beside(left_out), **LANGUAGES)
    console.print(as_text(report), markup=False, highlight=False)
    console.print(_beside_published(report))
    console.print(_under_other_choices(frame))
    _times(console, frame, data)


def _beside_published(report: Report) -> Table:
    table = Table("chapter", "ours", "95 % interval", "published without ACT", "with ACT, sentence pairs")
    ours = {seed: report.score("none", "BLEU", seed, Level.CHAPTER) for seed in SEEDS}
    for seed, row in ours.items():
        bounds = f"{row.low:.3f} … {row.high:.3f}"
        table.add_row(seed, f"{row.value:.3f}", bounds, f"{WITHOUT_ACT[seed]:.3f}", f"{WITH_ACT[seed]:.3f}")
    average = np.mean([row.value for row in ours.values()])
    published = (np.mean(list(column.values())) for column in (WITHOUT_ACT, WITH_ACT))
    table.add_row("average", f"{average:.3f}", "", *(f"{value:.3f}" for value in published))
    return table


def _under_other_choices(frame: pd.DataFrame) -> Table:
    by_chapter = pd.DataFrame({seed: choices(frame[frame["chapter"] == seed]) for seed in SEEDS}) / 100
    table = Table("choice", *SEEDS, "average")
    for choice, row in by_chapter.iterrows():
        table.add_row(str(choice), *(f"{value:.3f}" for value in row), f"{row.mean():.3f}")
    return table


def _times(console: Console, frame: pd.DataFrame, data: Path) -> None:
    drafts, references = ([scored(text) for text in frame[name]] for name in ("none", "reference"))
    flags = {"asian_support": True, "normalized": True}
    edits.cache_clear()
    for what, scored_drafts in (("drafts", drafts), ("drafts of the segment before", [drafts[-1], *drafts[:-1]])):
        for name, metric in (("sacrebleu", TER(**flags)), ("ours", FastTER(**flags))):
            start = time.perf_counter()
            value = metric.corpus_score(scored_drafts, [references]).score
            console.print(f"TER of {len(drafts)} {what} by {name}: {value:.4f} in {time.perf_counter() - start:.1f} s")
    sources = [
        segment.text
        for path in sorted((data / "d2l-zh").glob("chapter_*/*_origin.md"))
        for segment in segments(read_chapter(path), language="en", granularity="sentence")
    ]
    pairs = pd.DataFrame({"source": sources, "target": ""})
    start = time.perf_counter()
    nearest_pairs(frame["source"].tolist(), pairs, source_language="en")
    console.print(f"similarity of {len(frame)} segments to {len(pairs)} pairs: {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    report = evaluate(frame.assign(paragraph=frame["none"], sentence=frame["none"]), **LANGUAGES)
    console.print(f"whole evaluation, three variants: {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    console.print(f"page: {len(as_page(report)) / 1024:.0f} KiB in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
