"""Words of an output that are not of its language: left as they stood in the source, or made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from local_aws.engines.adaptive.languages import language
from local_aws.engines.retrieval import ExampleIndex

GLOSS = re.compile(r"(?<=\S)\s*[（(][^()（）]+[)）]")  # "源语言（source language）" has the word in both languages
# A word of letters alone that is no part of a name, a path, a call or a formula.
WORD = re.compile(r"(?<![a-z0-9_./\\@#$`=<>:-])[a-zß-ÿ]{2,}(?![a-z0-9_/\\@#$`=<>(]|[.:][a-z0-9])", re.I)
BETWEEN = re.compile(r"[\s,]*(?:[a-z]\s+)?", re.I)
STAYS = 0.25  # of the pairs with a word: a word that so many translations leave as it is may stand
FEWEST, ENOUGH = 2, 200  # pairs that tell whether one does
PHRASE, CLAUSE = 2, 4  # neighbouring words that are too many for a name; that are no slip but no translation


def foreign_words(
    source: str,
    output: str,
    source_language: str,
    target_language: str,
    *,
    examples: ExampleIndex | None = None,
    allowed: Collection[str] = (),
) -> int:
    """How many words in a row, at most, cannot be of the target language; glosses in brackets do not count.

    Of a word the parallel data tell whether it stays as it is. What they do not know may be a name, but no phrase is.
    Words of a target in Latin letters are doubtful only where the source has them, too. `allowed` holds words, in lower
    case, that may stand.
    """
    is_latin = _is_latin(target_language)
    if is_latin and not _is_latin(source_language):
        return 0
    taken = {word.casefold() for word in WORD.findall(source)}
    names = {word.casefold() for word in WORD.findall(source) if not word.islower()}

    def may_be_foreign(word: str) -> bool | None:
        known = word.casefold()
        if known in allowed or (is_latin and known not in taken):
            return False
        share = share_kept(known, examples) if examples else None
        if share is not None:
            return share < STAYS and not (is_latin and examples and is_common(known, examples))
        return False if known in names or not word.islower() else None

    phrase = CLAUSE if is_latin else PHRASE
    runs = _runs(without_glosses(output, source), may_be_foreign)
    return max((len(run) for run in runs if any(run) or len(run) >= phrase), default=0)


def share_kept(word: str, examples: ExampleIndex) -> float | None:
    """Of the pairs whose source has this word, the share whose target has it, too; None if too few have it."""
    pairs = examples.with_term(word)[:ENOUGH]
    alone = _alone(word)
    kept = sum(alone.search(without_glosses(pair.target, pair.source)) is not None for pair in pairs)
    return kept / len(pairs) if len(pairs) >= FEWEST else None


def without_glosses(text: str, source: str) -> str:
    """A translation without the words that it adds in brackets; what its source has in brackets is no gloss."""
    said = {word.casefold() for bracket in GLOSS.findall(source) for word in WORD.findall(bracket)}

    def unless_said(bracket: re.Match[str]) -> str:
        return "" if said.isdisjoint(word.casefold() for word in WORD.findall(bracket.group())) else bracket.group()

    return GLOSS.sub(unless_said, text)


def is_common(word: str, examples: ExampleIndex) -> bool:
    """Whether the target language has this word as well: a translation has it whose source has not."""
    alone = _alone(word)
    return any(alone.search(pair.target) and not alone.search(pair.source) for pair in examples.pairs)


def _alone(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zß-ÿ]){re.escape(word)}(?![a-zß-ÿ])", re.I)


def _runs(text: str, judge: Callable[[str], bool | None]) -> Iterator[list[bool | None]]:
    """What is said of neighbouring words of which nothing says that they may stand."""
    run: list[bool | None] = []
    end = 0
    for match in WORD.finditer(text):
        verdict = judge(match.group())
        if verdict is False or not BETWEEN.fullmatch(text, end, match.start()):
            yield run
            run = []
        if verdict is not False:
            run.append(verdict)
        end = match.end()
    yield run


def _is_latin(code: str) -> bool:
    return re.match(language(code).letters, "a") is not None
