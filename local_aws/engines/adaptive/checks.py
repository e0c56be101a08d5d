"""What can be seen wrong with an output without understanding it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from rapidfuzz import fuzz

from local_aws.engines.adaptive.languages import CJK, language
from local_aws.engines.adaptive.markup import LETTER
from local_aws.engines.adaptive.prompts import expected_length
from local_aws.engines.adaptive.repair import plain
from local_aws.engines.base import Example, Flag

REPETITION = re.compile(r"(.{4,}?)\1\1")
LATIN_RUN = re.compile(r"[A-Za-z0-9][\w.+-]*", re.A)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LOWER_WORD = re.compile(r"\b[a-zà-ÿ]{2,}\b")
FOREIGN_RUN = re.compile(r"(?:(?<![A-Za-z])[a-z]+[ ,]+){4}")  # a clause left in English
FIXED_NAME = re.compile(r"\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b", re.A)
LATIN_NAME = re.compile(r"[A-Z][A-Za-z]+", re.A)
NUMERALS = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿第]|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|"
    r"first|second|third|half|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil)\b",
    re.I,
)
LONGEST_LOOP = 5000  # characters that are searched for a repetition
SAME_SOURCE = 90  # similarity of two sources, 0 to 100, from which equal targets are no surprise


class Problem(IntEnum):
    """What a check found, the worse the greater; from `GARBAGE` on, the source is better than the output."""

    NUMBERS = 1
    NAMES = 2
    MEANING = 3
    COPY = 4
    LENGTH = 5
    SCRIPT = 6
    GARBAGE = 30  # empty, cut, in a loop, in the wrong language, far too long or too short

    @property
    def flag(self) -> Flag:
        """How a translation with this problem is flagged."""
        return FLAGS[self]


FLAGS = {
    Problem.NUMBERS: Flag.SUSPECT_NUMBERS,
    Problem.NAMES: Flag.SUSPECT_NAMES,
    Problem.MEANING: Flag.SUSPECT_MEANING,
    Problem.COPY: Flag.SUSPECT_COPY,
    Problem.LENGTH: Flag.SUSPECT_LENGTH,
    Problem.SCRIPT: Flag.SUSPECT_SCRIPT,
    Problem.GARBAGE: Flag.UNTRANSLATED,
}


def problems(
    source: str,
    output: str,
    *,
    source_language: str,
    target_language: str,
    examples: Iterable[Example] = (),
    length_ratio: float | None = None,
) -> tuple[Problem, ...]:
    """What is wrong with the output for a masked source sentence; tokens are not looked at.

    `length_ratio` is how long targets are relative to sources where the parallel data tells.
    """
    before, after = plain(source).strip(), plain(output).strip()
    if not after or _loops(before, after) or (before == after and len(LOWER_WORD.findall(before)) > 3):
        return (Problem.GARBAGE,)
    checks = (
        _script(before, after, target_language),
        _length(before, after, source_language, target_language, length_ratio),
        _numbers(before, after),
        _names(before, after, target_language),
        _copy(source, after, examples),
    )
    return tuple(problem for problem in checks if problem is not None)


def _loops(before: str, after: str) -> bool:
    return REPETITION.search(after) is not None and REPETITION.search(before[:LONGEST_LOOP]) is None


def _script(before: str, after: str, target_language: str) -> Problem | None:
    """Letters of the wrong script: hardly any of the right one is garbage, a clause is suspect."""
    target = language(target_language)
    right, cjk = len(re.findall(target.letters, after)), len(CJK.findall(after))
    if target.compact:
        if right == 0 and (CJK.search(before) or len(LOWER_WORD.findall(before)) > 1):
            return Problem.GARBAGE
        return Problem.SCRIPT if FOREIGN_RUN.search(after) else None
    if cjk:
        return Problem.GARBAGE if cjk > 0.3 * (right + cjk) else Problem.SCRIPT
    return Problem.GARBAGE if right == 0 and LETTER.search(before) else None


def _length(before: str, after: str, source: str, target: str, ratio: float | None) -> Problem | None:
    """A length out of proportion; short texts vary more."""
    expected = len(before) * ratio if ratio else expected_length(before, source, target)
    compact = language(target).compact
    length = len(LATIN_RUN.sub("xx", after)) if compact else len(after)  # a name in Latin letters counts as a word
    slack = 3 if compact else 8
    if length > 3 * expected + 2 * slack or length < expected / 4 - slack:
        return Problem.GARBAGE
    return Problem.LENGTH if length > 2 * expected + slack or length < expected / 2 - slack else None


def _numbers(before: str, after: str) -> Problem | None:
    """Digits that were lost or invented; where the other side has number words, those may stand for them."""
    old, new = (Counter(re.sub(r"[.,]", "", n) for n in NUMBER.findall(text)) for text in (before, after))
    lost, invented = old - new, new - old
    return (
        Problem.NUMBERS if (lost and not NUMERALS.search(after)) or (invented and not NUMERALS.search(before)) else None
    )


def _names(before: str, after: str, target_language: str) -> Problem | None:
    """Names that no translation changes: lost ones like "WikiText", and Latin ones that the source does not hold."""
    lost = any(name.casefold() not in after.casefold() for name in FIXED_NAME.findall(before))
    foreign = not re.match(language(target_language).letters, "A") and LOWER_WORD.search(before)
    invented = foreign and any(name.casefold() not in before.casefold() for name in LATIN_NAME.findall(after))
    return Problem.NAMES if lost or invented else None


def _copy(source: str, after: str, examples: Iterable[Example]) -> Problem | None:
    copied = any(
        _solid(example.target) == _solid(after) and fuzz.ratio(plain(example.source), plain(source)) < SAME_SOURCE
        for example in examples
    )
    return Problem.COPY if copied else None


def _solid(text: str) -> str:
    return "".join(plain(text).split())
