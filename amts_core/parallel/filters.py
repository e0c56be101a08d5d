"""Which pairs are good enough for parallel data. Each filter is a name and a question to a row; the first that says
yes is the row's verdict, and the rows stay in the table, so that what was dropped and why can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap

import numpy as np
import pandas as pd

from amts_core.book.chapter import BlockKind
from amts_core.language_words import WORDS
from amts_core.languages import LanguagePair, language, with_western_digits, words_of
from amts_core.parallel.files import FORBIDDEN_LEADS, LONGEST_FIELD, Format
from amts_core.parallel.spans import spans_differ
from amts_core.parallel.table import KEPT

VERDICTS = {
    KEPT: "is parallel data",
    "evaluation article": "is from the web, and has a sentence of an evaluation article",
    "alone": "has nothing on the other side",
    "caption or cell": "is a caption or a table cell, and they were not asked for",
    "empty": "has no letters on one side",
    "identical": "is not translated",
    "too long": f"has more than {LONGEST_FIELD} bytes on one side, as written with its markup",
    "wrong script": "is not written in the script of its language",
    "length ratio": "is longer on one side than pairs of this table are, far longer or out of step",
    "protected spans": "has code, formulas, references or links that the other side has not",
    "numbers": "has numbers on both sides, and none in common",
    "low score": "is not close enough in meaning",
    "loose end": "joins sentences of which one, or a clause of one, may have nothing on the other side",
    "leading character": "begins with + - = or @, which Amazon Translate refuses in CSV and TSV",
    "duplicate": "has the same source as a kept pair",
}

CAPTIONS_AND_CELLS = frozenset({str(BlockKind.CAPTION), str(BlockKind.IMAGE), str(BlockKind.TABLE_CELL)})

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MAGNITUDE = re.compile("|".join(words.magnitudes for words in WORDS.values() if words.magnitudes), re.IGNORECASE)

_CLOSENESS = ("gain", "fit", "coverage")

COMMON_ERA = range(1000, 3000)  # years that are written of
AROUND = 2  # pairs before and after one


@dataclass(frozen=True)
class Limits:
    """Where the filters draw their lines."""

    score: float = 0.35  # cosine; wrong pairs are below .4, nearly all right ones above
    more_score: float = 0.2  # asked of a pair out of step, and of those that vouch for one that fits badly
    gain: float = 0.2  # by a joined sentence; of those that have nothing on the other side 1 in 100 reaches it
    coverage: float = 0.63  # of each clause of joined sentences, where a lexicon tells, with half of their gain
    fit: float = 0.257  # cosine of such a clause with its like; what it has more or less counts as coverage
    few_words: int = 4  # so short a pair has a low score though it is right: kept in a one-to-one paragraph
    ratio: float = 3.0  # times longer than the usual pair
    close_ratio: float = 1.5  # the same out of step; without one of two sentences it is 2
    spare: int = 25  # characters of difference, of the side that has more of them, that are always allowed
    script: float = 0.15  # least share of the words in the script of the language


DEFAULT_LIMITS = Limits()


def filter_pairs(
    pairs: pd.DataFrame,
    *,
    languages: LanguagePair,
    format: Format = "tmx",
    captions_and_cells: bool = True,
    limits: Limits = DEFAULT_LIMITS,
    in_evaluation: Sequence[bool] | None = None,
) -> pd.DataFrame:
    """A copy of the pair table with a verdict in every row (see `VERDICTS`).

    `format` is that of the file to be written; `in_evaluation` says of each row whether it would give away what is
    scored. Of pairs with the same source one is kept: from the first origin in the
    table that has it, there the target that most of them have, of those the one with the best score.

    A pair is in step if all sentences of its paragraph are paired one to one. Then the others vouch for it, however
    freely it is translated; out of step a sentence may hold a part of what stands alone beside it: more is asked of it.
    Where no encoder knows the languages, pairs in step among such pairs vouch for each other, for one that shares
    nothing only if no lexicon knows most words; and pairs out of step where nothing in their paragraph is alone.
    """
    table = pairs.reset_index(drop=True)
    source, target = table["source"], table["target"]
    ours, theirs = table["source_plain"], table["target_plain"]
    both = (source != "") & (target != "")
    joined = both & table["bead"].ne("1-1")
    in_step, is_whole, others = _company(table)
    sure = limits.score + limits.more_score
    is_short = _is_short(ours, limits) & table["paragraph_bead"].eq("1-1")
    is_vouched_for = in_step & (others.ge(sure) | is_short)
    may_differ = in_step
    if not languages.encoded:
        is_in_good_company = is_whole & others.ge(sure)
        may_differ = (in_step | (is_in_good_company & ~joined)) & table["score"].ge(sure)
        knows_words = table["score"][in_step].median() >= limits.score
        is_free = table["score"].ge(limits.score - limits.more_score if knows_words else 0.0)
        is_vouched_for |= (_near(table, in_step) & is_free) | is_in_good_company
    questions = {
        "evaluation article": pd.Series(in_evaluation or False, index=table.index),
        "alone": ~both,
        "caption or cell": table["kind"].isin(CAPTIONS_AND_CELLS) & (not captions_and_cells),
        "empty": ~(ours.map(_has_letter) & theirs.map(_has_letter)),
        "identical": source.map(_folded) == target.map(_folded),
        "too long": table["source_field"].map(_bytes).gt(LONGEST_FIELD)
        | table["target_field"].map(_bytes).gt(LONGEST_FIELD),
        "wrong script": _share_in_script(ours, languages.source).lt(limits.script)
        | _share_in_script(theirs, languages.target).lt(limits.script),
        "length ratio": _is_lopsided(ours, theirs, both, may_differ, limits),
        "protected spans": _spans_differ(table),
        "numbers": _numbers_differ(ours, theirs, languages),
        "low score": table["score"].lt(limits.score + limits.more_score * ~in_step) & ~is_vouched_for,
        "loose end": joined & _has_loose_end(table, limits),
        "leading character": (
            (source.str.startswith(FORBIDDEN_LEADS) | target.str.startswith(FORBIDDEN_LEADS)) & (format != "tmx")
        ),
    }
    table["verdict"] = np.select(list(questions.values()), list(questions), default=KEPT)
    table.loc[_duplicates(table[table["verdict"] == KEPT]), "verdict"] = "duplicate"
    return table


def count_verdicts(pairs: pd.DataFrame) -> pd.Series:
    """The number of rows of every verdict, in the order of the filters."""
    return pairs["verdict"].value_counts().reindex(list(VERDICTS), fill_value=0)


def _duplicates(kept: pd.DataFrame) -> pd.Index:
    """The rows to drop so that every source is left once."""
    as_written = kept.assign(
        source=kept["source_field"], target=kept["target_field"], place=kept["origin"].map(_ranks(kept))
    )
    times = as_written.groupby(["place", "source", "target"])["score"].transform("size")
    ranked = as_written.assign(times=times).sort_values(
        ["place", "times", "score"], ascending=[True, False, False], kind="stable"
    )
    return ranked.index[ranked["source"].duplicated()]


def _ranks(kept: pd.DataFrame) -> dict[str, int]:
    return {origin: rank for rank, origin in enumerate(kept["origin"].unique())}


def _company(table: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Of each pair's paragraph: whether all is paired one to one, whether nothing is alone, the score of the others.

    It is 0 for none.
    """
    alone = "row " + table.index.astype(str).to_series(index=table.index)
    paragraph = table["paragraph"].where(table["paragraph"].fillna("").ne(""), alone)
    place = [table[name].fillna("") for name in ("origin", "chapter", "granularity")] + [paragraph]
    has_both = table["source"].ne("") & table["target"].ne("")
    in_step, is_whole = (one.groupby(place).transform("all") for one in (table["bead"].eq("1-1"), has_both))
    weights = table["source_plain"].map(_length)
    sums, totals = ((one.groupby(place).transform("sum") - one) for one in (table["score"] * weights, weights))
    others: pd.Series = (sums / totals.where(totals > 0)).fillna(0.0)
    return in_step, is_whole, others


def _has_loose_end(table: pd.DataFrame, limits: Limits) -> pd.Series:
    """Whether a joined sentence, or a clause of it, may have nothing on the other side.

    What no known word explains may still be what the joined sentences bring to the score, or have a like meaning.
    """
    gain, fit, coverage = (table.get(name, pd.Series(index=table.index)).astype(float) for name in _CLOSENESS)
    covered = coverage + gain / 2 + fit.fillna(limits.fit) - limits.fit
    loose: pd.Series = gain.lt(np.where(covered.isna(), limits.gain, 0.0)) | covered.lt(limits.coverage)
    return loose


def _near(table: pd.DataFrame, in_step: pd.Series) -> pd.Series:
    """Whether all pairs from `AROUND` before each one to as many after it, in its chapter, are in step."""
    places = [table[name].fillna("") for name in ("origin", "chapter", "granularity")]
    around = in_step.astype(float).groupby(places).rolling(2 * AROUND + 1, center=True, min_periods=1).min()
    is_near: pd.Series = around.droplevel(list(range(len(places)))).reindex(table.index).eq(1.0)
    return is_near


def _is_lopsided(
    source: pd.Series, target: pd.Series, both: pd.Series, in_step: pd.Series, limits: Limits
) -> pd.Series:
    ours, theirs = source.map(_length), target.map(_length)
    if not both.any():
        return both
    usual = float((ours[both] / theirs[both]).median())
    expected = theirs * usual
    difference = (ours - expected).abs() / min(usual, 1.0)
    quotient = np.maximum(ours, expected) / np.minimum(ours, expected)
    allowed = np.where(in_step, limits.ratio, limits.close_ratio)
    lopsided: pd.Series = quotient.gt(allowed) & difference.gt(limits.spare)
    return lopsided


def _length(text: str) -> int:
    return max(len(text), 1)


def _spans_differ(table: pd.DataFrame) -> pd.Series:
    columns = (table[name] for name in ("source_spans", "target_spans", "source_plain", "target_plain"))
    return pd.Series(list(starmap(spans_differ, zip(*columns, strict=True))), index=table.index, dtype=bool)


def _numbers_differ(source: pd.Series, target: pd.Series, languages: LanguagePair) -> pd.Series:
    sides = ((source, languages.source_facts.years), (target, languages.target_facts.years))
    ours, theirs = ([_numbers(text, years) for text in side] for side, years in sides)
    differ = [bool(a and b and not _share_any(a, b)) for a, b in zip(ours, theirs, strict=True)]
    return pd.Series(differ, index=source.index, dtype=bool)


def _share_any(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether a number is on both sides, maybe shortened (1990, 90)."""
    return any(one.endswith(other) or other.endswith(one) for one in a for other in b)


def _numbers(text: str, years: Sequence[int]) -> frozenset[str]:
    """The numbers of two digits or more outside protected spans, and the years that they may be in the common era.

    None beside magnitudes (1.1 亿 is 110 million).
    """
    found = [re.sub("[.,]", "", number) for number in _NUMBER.findall(with_western_digits(text))]
    if not found or _MAGNITUDE.search(text):
        return frozenset()
    dates = (int(number) - ahead for number in found if len(number) <= 4 for ahead in years)
    return frozenset([number for number in found if len(number) > 1] + [str(one) for one in dates if one in COMMON_ERA])


def _share_in_script(texts: pd.Series, code: str) -> pd.Series:
    letters = language(code).letters
    return texts.map(lambda text: _share_of_words(text, letters))


def _share_of_words(text: str, scripts: tuple[str, ...]) -> float:
    """The share of words in one of the scripts; each ideograph counts as a word."""
    if "LATIN" in scripts and text.isascii():
        return 1.0
    words = [word for word in words_of(text) if word[0].isalpha()]
    return sum(_script(word[0]).startswith(scripts) for word in words) / len(words) if words else 1.0


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "")


def _has_letter(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _bytes(field: str) -> int:
    return len(field.encode("utf-8"))


def _is_short(source: pd.Series, limits: Limits) -> pd.Series:
    short: pd.Series = source.map(lambda text: len(words_of(text)) < limits.few_words)
    return short
