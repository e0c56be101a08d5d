"""What a whole book teaches: a lexicon of its words, from its pairs of one to one, and what that says of all its pairs.

Hunalign's idea (Varga et al. 2005, https://doi.org/10.1075/cilt.292.32var): align, learn the words, align again. For a
language that the encoder does not know the words are the meaning; for the others they are a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import alignment_method
from amts_core.parallel.chapters import ChapterAlignment
from amts_core.parallel.coverage import coverage
from amts_core.parallel.lexical import scores_by_words
from amts_core.parallel.lexicon import MOST_PAIRS, Lexicon

TRUSTED = 1.0  # weight of a lexicon whose words tell what a joined sentence lacks


def learn_words(table: pd.DataFrame) -> Lexicon:
    """The lexicon of the sentence pairs of one to one in a pair table.

    Also wrong ones are learned from: they contradict each other, and what only one pair says is not believed.
    """
    sure = table[_is_one_to_one(table)]
    return Lexicon.learn(zip(sure["source"], sure["target"], strict=True))


def count_sure_pairs(table: pd.DataFrame) -> int:
    """How many pairs `learn_words` would learn from."""
    return min(int(_is_one_to_one(table).sum()), MOST_PAIRS)


def learn_from(alignments: Iterable[ChapterAlignment]) -> Lexicon:
    """The lexicon of the sentence beads of one to one of some chapters."""
    return Lexicon.learn(
        (one.source_sentences[bead.source[0]].text, one.target_sentences[bead.target[0]].text)
        for one in alignments
        for bead in one.sentences
        if bead.shape == "1-1"
    )


def judged_by_words(table: pd.DataFrame, lexicon: Lexicon, *, languages: LanguagePair) -> pd.DataFrame:
    """A copy of a pair table in which the words of a lexicon have their say, as far as it can be trusted.

    Where no encoder knows both languages the words vouch for pairs: each keeps the higher one of its two scores. In all
    languages they say how much of each clause of joined segments the other side has.
    """
    judged = table.copy()
    if not lexicon.weight:
        return judged
    has_both = table["source"].ne("") & table["target"].ne("")
    if lexicon.weight >= TRUSTED:
        rows = table[has_both & table["bead"].ne("1-1")]
        pairs = zip(rows["source_plain"], rows["target_plain"], strict=True)
        judged.loc[rows.index, "coverage"] = [round(coverage(*pair, lexicon), 4) for pair in pairs]
    if alignment_method(languages) != "encoder":
        for _, rows in table[has_both].groupby(["chapter", "granularity"], sort=False):
            scores = scores_by_words(list(rows["source"]), list(rows["target"]), lexicon)
            judged.loc[rows.index, "score"] = rows["score"].clip(lower=scores)
        is_told = judged["coverage"].notna()
        judged.loc[is_told, "gain"] = table["gain"].clip(lower=0.0)  # it may be of fewer words than these
    return judged


def _is_one_to_one(table: pd.DataFrame) -> pd.Series:
    is_one: pd.Series = table["bead"].eq("1-1") & table["granularity"].eq("sentence")
    return is_one
