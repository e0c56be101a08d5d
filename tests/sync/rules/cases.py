"""Hand-made cases for the rules: a sentence of the old and the new source, and its translation."""

from __future__ import annotations

from collections import Counter

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import segments
from amts_core.languages import LanguagePair
from amts_core.sync.gaps import on_one_line
from amts_core.sync.guide import Guide
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.likeness import Likeness
from amts_core.sync.rules.case import Case

WORDS = {
    "list": {"列表": 0.7},
    "element": {"元素": 0.9},
    "item": {"元素": 0.5},
    "loss": {"损失": 0.9},
    "model": {"模型": 0.9},
    "small": {"小": 0.8},
    "function": {"函数": 0.9},
    "comput": {"计算": 0.8},
    "print": {"打印": 0.8},
    "first": {"首先": 0.6},
    "network": {"网络": 0.9},
    "train": {"训练": 0.9},
}
LEXICON = WordLexicon(WORDS, frozenset(WORDS), 100)


def case(
    old: str, new: str, translation: str, *, target: str = "zh", lexicon: WordLexicon = LEXICON, counts: str = ""
) -> Case:
    """The case of one sentence that stands alone."""
    chapters = [parse_chapter(f"{text}\n", id="x") for text in (old, new, translation)]
    former, now, human = (
        tuple(segments(chapter, language=code, granularity="sentence"))
        for chapter, code in zip(chapters, ("en", "en", target), strict=True)
    )
    return Case(
        former=former,
        now=now,
        written=(
            on_one_line(chapters[0], former, range(len(former))),
            on_one_line(chapters[1], now, range(len(now))),
        ),
        target=human,
        text=translation,
        start=0,
        blocks=tuple(block for block in chapters[2].blocks if block.translatable),
        is_whole=len(former) == len(now),
        guide=Guide(Likeness(False, "en", ratio=3.0), Counter(counts.split()), learn=lambda: lexicon),
        languages=LanguagePair("en", target),
    )
