"""What can be seen wrong with an output without understanding it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from rapidfuzz import fuzz

from local_aws.engines.adaptive.foreign import CLAUSE, foreign_words
from local_aws.engines.adaptive.languages import CJK, language
from local_aws.engines.adaptive.markup import LETTER
from local_aws.engines.adaptive.prompts import expected_length
from local_aws.engines.adaptive.repair import plain
from local_aws.engines.adaptive.repetition import doubled, loops, said_again
from local_aws.engines.base import Example, Flag, Term
from local_aws.engines.retrieval import ExampleIndex

LATIN_RUN = re.compile(r"[A-Za-z0-9][\w.+-]*", re.A)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LOWER_WORD = re.compile(r"\b[a-zà-ÿ]{2,}\b")
COMMON_LETTER = re.compile(r"[A-Za-zÀ-ɏḀ-ỿͰ-Ͽµ]")  # names and symbols, in texts of any script
FIXED_NAME = re.compile(r"\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b", re.A)
LATIN_NAME = re.compile(r"[A-Z][A-Za-z]+", re.A)
NUMERALS = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿第]|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|"
    r"first|second|third|half|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil)\b",
    re.I,
)
SAID_AGAIN = 0.15  # of the output, beyond the share of the source; of human translations 2 % have more
SAME_SOURCE = 90  # similarity of two sources, 0 to 100, from which equal targets are no surprise


class Problem(IntEnum):
    """What a check found, the worse the greater; from `GARBAGE` on, the source is better than the output."""

    NUMBERS = 1
    NAMES = 2
    WORDS = 3
    MEANING = 4
    COPY = 5
    REPETITION = 6
    LENGTH = 7
    SCRIPT = 8
    GARBAGE = 30  # empty, cut, in a loop, in the wrong language, far too long or too short

    @property
    def flag(self) -> Flag:
        """How a translation with this problem is flagged."""
        return FLAGS[self]


FLAGS = {
    Problem.NUMBERS: Flag.SUSPECT_NUMBERS,
    Problem.NAMES: Flag.SUSPECT_NAMES,
    Problem.WORDS: Flag.SUSPECT_WORDS,
    Problem.MEANING: Flag.SUSPECT_MEANING,
    Problem.COPY: Flag.SUSPECT_COPY,
    Problem.REPETITION: Flag.SUSPECT_REPETITION,
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
    parallel_data: ExampleIndex | None = None,
    terms: Iterable[Term] = (),
) -> tuple[Problem, ...]:
    """What is wrong with the output for a masked source sentence; tokens are not looked at.

    `examples` and `terms` are those of the prompt; `parallel_data` tells how long targets are relative to their
    sources, and which words stay as they are.
    """
    before, after = plain(source).strip(), plain(output).strip()
    if not after or (loops(output) and not loops(source)) or (before == after and len(LOWER_WORD.findall(before)) > 3):
        return (Problem.GARBAGE,)
    allowed = {word for term in terms for word in term.target.casefold().split()}
    foreign = foreign_words(before, after, source_language, target_language, examples=parallel_data, allowed=allowed)
    ratio = parallel_data.length_ratio if parallel_data else None
    checks = (
        _script(before, after, source_language, target_language),
        _words(foreign),
        _length(before, after, source_language, target_language, ratio),
        _repetition(source, output, parallel_data),
        _numbers(before, after),
        _names(before, after, target_language),
        _copy(source, after, examples),
    )
    return tuple(dict.fromkeys(problem for problem in checks if problem is not None))


def _script(before: str, after: str, source_language: str, target_language: str) -> Problem | None:
    """Letters of another script than the target's: hardly any of the right ones is garbage, some wrong are suspect."""
    own, other = language(target_language).letters, language(source_language).letters
    right = len(re.findall(own, after))
    if right == 0:
        is_name = not re.match(own, "A") and not CJK.search(before) and len(LOWER_WORD.findall(before)) < 2
        return Problem.GARBAGE if LETTER.search(before) and not is_name else None
    quoted = {letter for letter in before if not re.match(other, letter)}
    rest = LETTER.findall(re.sub(own, "", after))
    wrong = [letter for letter in rest if letter not in quoted and not COMMON_LETTER.match(letter)]
    if len(wrong) > 0.3 * (right + len(wrong)):
        return Problem.GARBAGE
    return Problem.SCRIPT if wrong else None


def _words(foreign: int) -> Problem | None:
    """So many neighbouring words in another language: a clause of them is no translation."""
    if foreign >= CLAUSE:
        return Problem.SCRIPT
    return Problem.WORDS if foreign else None


def _length(before: str, after: str, source: str, target: str, ratio: float | None) -> Problem | None:
    """A length out of proportion; short texts vary more, and languages of which the parallel data tell nothing."""
    most, least = (1.6, 0.6) if ratio else (2, 0.5)
    expected = len(before) * ratio if ratio else expected_length(before, source, target)
    compact = language(target).compact
    length = len(LATIN_RUN.sub("xx", after)) if compact else len(after)  # a name in Latin letters counts as a word
    slack = 3 if compact else 8
    if length > 3 * expected + 2 * slack or length < expected / 4 - slack:
        return Problem.GARBAGE
    return Problem.LENGTH if length > most * expected + slack or length < least * expected - slack else None


def _repetition(source: str, output: str, parallel_data: ExampleIndex | None) -> Problem | None:
    """A clause that comes again, or a word that stands twice as it does in hardly any target of the parallel data."""
    stammers = parallel_data is not None and not doubled(source) and any(map(parallel_data.is_rare, doubled(output)))
    return Problem.REPETITION if stammers or said_again(output) > said_again(source) + SAID_AGAIN else None


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
