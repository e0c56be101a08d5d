"""BLEU, chrF and TER of sacrebleu, set up for the target language in this one place, on the scale 0 to 1.

Statistics are kept apart from scores, as in sacrebleu: a segment gives one row of counts, and every score (a chapter,
all chapters, a bootstrap sample) is a function of a sum of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from amts_core.errors import AmtsError
from amts_core.evaluate.sacrebleu_inside import counts_of, score_of
from amts_core.evaluate.ter import FastTER
from amts_core.evaluate.text import Form
from amts_core.languages import Language, language, words_of

DICTIONARIES = {"ja-mecab": "japanese", "ko-mecab": "korean"}  # tokenizers, and the extra that brings what they need


@dataclass(frozen=True)
class Measure:
    """One metric of sacrebleu. `sign` is 1 where more is better (BLEU, chrF), -1 where less is better (TER)."""

    name: str
    metric: Any
    sign: int = 1
    by_character: bool = False

    def statistics(self, hypotheses: Sequence[str], references: Sequence[str]) -> np.ndarray:
        """Counts per segment, shape (segments, columns); texts as `text.scored` gives them."""
        if self.by_character:
            hypotheses, references = ([" ".join(words_of(text)) for text in side] for side in (hypotheses, references))
        return np.array(counts_of(self.metric, hypotheses, references), dtype=np.float64)

    def score(self, counts: np.ndarray) -> float:
        """Score of one sum of rows, 0 to 1 (TER may pass 1)."""
        return score_of(self.metric, list(counts)) / 100

    def scores(self, sums: np.ndarray) -> np.ndarray:
        """Scores of many sums of rows: (..., columns) gives (...)."""
        return np.apply_along_axis(self.score, -1, sums)

    def signature(self, *, samples: int, seed: int, form: Form) -> str:
        """sacrebleu's signature with the bootstrap and the form of the text added; one reference."""
        self.metric.num_refs = 1
        signature = self.metric.get_signature()
        signature.update("bs", samples)
        signature.update("seed", seed)
        return f"{signature.format()}|text:{form}"


def measures(target_language: str) -> tuple[Measure, ...]:
    """BLEU, chrF and TER (where it can be) for texts in this language.

    Raises AmtsError if the language is unknown, or what its words are told apart by is not installed.
    """
    written = language(target_language)
    overlap = (Measure("BLEU", _bleu(written)), Measure("chrF", CHRF()))
    if not (written.has_blanks or written.cjk):  # sacrebleu cannot split it: a sentence would be one word
        return overlap
    return (*overlap, _ter(written))


def _bleu(written: Language) -> BLEU:
    try:
        return BLEU(tokenize=written.tokenizer)
    except RuntimeError as error:  # sacrebleu lacks a dictionary
        extra = DICTIONARIES[written.tokenizer]
        raise AmtsError(
            f"texts in {written.name} cannot be scored without their dictionary: pip install 'amts[{extra}]'"
        ) from error


def edit_measure(target_language: str) -> Measure:
    """TER, to count the edits from one text to another in any language; where sacrebleu cannot split, by characters."""
    return _ter(language(target_language))


def _ter(written: Language) -> Measure:
    # Both flags: without `normalized` a Chinese sentence stays one word.
    metric = FastTER(asian_support=written.cjk, normalized=written.cjk)
    return Measure("TER", metric, sign=-1, by_character=not (written.has_blanks or written.cjk))
