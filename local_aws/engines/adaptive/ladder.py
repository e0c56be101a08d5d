"""One sentence, from the first prompt to an output that passes or is flagged.

Each step changes the prompt, since the model always answers the same prompt alike: the best examples; the next best.
Then the best output seen, repaired and flagged. If all are garbage: generic examples; the text between spans piece by
piece; the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local_aws.engines.adaptive.checks import Problem, problems
from local_aws.engines.adaptive.fragments import Output
from local_aws.engines.adaptive.languages import generic_examples
from local_aws.engines.adaptive.markup import LETTER, TOKEN, Masked, MaskedPair
from local_aws.engines.adaptive.meaning import Meaning
from local_aws.engines.adaptive.prompts import Model, Prompt, as_examples, token_limit
from local_aws.engines.adaptive.repair import plain, settle
from local_aws.engines.adaptive.terminology import missed_terms, put_terms, terms_in, with_fixed_terms
from local_aws.engines.base import Example, Flag, Term
from local_aws.engines.retrieval import ExampleIndex

SPANS = re.compile(r"((?:⟦\d+⟧\s*)+)")
CLAUSES = re.compile(r"(?<=[,;:，；：])(\s*)")
SAME_MEANING = 0.55  # similarity below which an output is doubtful; of human translations 7 % are below
TELLING = 20  # characters from which a sentence has a meaning of its own
LONG = 200  # characters of a sentence that may be cut into clauses


@dataclass(frozen=True, slots=True)
class Limits:
    """How many examples a prompt has: as many as there is `room` for, in characters of both sides, up to `examples`.

    So of sentence pairs there are more than of paragraph pairs, which on equal room gives better translations
    (docs/benchmarks/engine.md). No example is longer than `example_length`. `attempts` is how many prompts with
    examples of the parallel data are tried, each with others.
    """

    examples: int = 8
    example_length: int = 600
    room: int = 700
    attempts: int = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An output, its tokens made right, what is wrong with it, and how near its meaning is to the source, 0 to 1."""

    text: str
    repaired: bool
    problems: tuple[Problem, ...]
    similarity: float = 0

    @property
    def badness(self) -> tuple[int, bool, float]:
        """Orders candidates, the best first."""
        return sum(self.problems), self.repaired, -self.similarity

    @property
    def usable(self) -> bool:
        """Whether it is better than the source text."""
        return Problem.GARBAGE not in self.problems


@dataclass(frozen=True, slots=True)
class Ladder:
    """Translates masked sentences of one job with a model."""

    model: Model
    source_language: str
    target_language: str
    examples: ExampleIndex | None
    terms: Sequence[Term]
    limits: Limits
    meaning: Meaning | None = None
    style: tuple[tuple[str, str], ...] = ()

    def translate(self, sentence: Masked) -> Output:
        """The translation of a masked sentence: exactly its tokens, its terms, and flags for what was done to it."""
        terms = terms_in(sentence.text, self.terms)
        output = self.climb(sentence, terms)
        missed = missed_terms(output.text, terms)
        if not missed or Flag.UNTRANSLATED in output.flags:
            return Output(output.text, (*output.flags, *([Flag.TERM_MISSED] if missed else [])))
        fixed, targets = with_fixed_terms(sentence, missed)
        output = self.climb(fixed, tuple(term for term in terms if term not in missed))
        return Output(put_terms(output.text, targets), (*output.flags, Flag.TERM_FORCED))

    def climb(self, sentence: Masked, terms: tuple[Term, ...]) -> Output:
        """The translation of a masked sentence with these terms as hints only."""
        candidates: list[Candidate] = []
        for prompt in self._prompts(sentence.text, terms):
            if prompt.generic and any(candidate.usable for candidate in candidates):
                break  # what the parallel data taught is better, even with a token put back by hand
            candidates.append(self._try(sentence, prompt))
            if not candidates[-1].problems and not candidates[-1].repaired:
                return Output(candidates[-1].text, (Flag.RETRIED,) if len(candidates) > 1 else ())
        best = min(candidates, key=lambda candidate: candidate.badness)
        if best.usable:
            return Output(best.text, self._flags(best))
        return self._in_pieces(sentence) or Output(sentence.text, (Flag.UNTRANSLATED,))

    def _flags(self, candidate: Candidate) -> tuple[Flag, ...]:
        flags = tuple(problem.flag for problem in candidate.problems)
        return (*flags, Flag.REPAIRED) if candidate.repaired else flags

    def _prompts(self, text: str, terms: tuple[Term, ...]) -> Iterator[Prompt]:
        """The prompts of the ladder, each different: the nearest examples, the next nearest, ..., generic ones."""
        rest = self._near(text)
        for _ in range(self.limits.attempts):
            fitting = self._fitting(rest)
            if not fitting:
                break
            yield self._prompt(as_examples(fitting), text, terms)
            rest = [pair for pair in rest if pair not in fitting]
        generic = generic_examples(self.source_language, self.target_language)
        for examples in dict.fromkeys((generic, generic[::-1])):
            yield self._prompt(examples, text, terms, generic=True)

    def _prompt(
        self, examples: tuple[Example, ...], text: str, terms: tuple[Term, ...], *, generic: bool = False
    ) -> Prompt:
        return Prompt(self.source_language, self.target_language, examples, text, terms, generic, self.style)

    def _near(self, text: str) -> list[MaskedPair]:
        if self.examples is None:
            return []
        wanted = 2 * self.limits.attempts * self.limits.examples  # some are too long
        found = (match.pair for match in self.examples.nearest(text, wanted))
        short = [pair for pair in found if len(pair.source) + len(pair.target) <= self.limits.example_length]
        return short[: self.limits.attempts * self.limits.examples]

    def _fitting(self, pairs: Sequence[MaskedPair]) -> list[MaskedPair]:
        """As many of the pairs, best first, as the prompt has room for; the first in any case."""
        room = self.limits.room
        fitting: list[MaskedPair] = []
        for pair in pairs:
            length = len(pair.source) + len(pair.target)
            if len(fitting) < self.limits.examples and (length <= room or not fitting):
                fitting.append(pair)
                room -= length
        return fitting

    def _try(self, sentence: Masked, prompt: Prompt) -> Candidate:
        languages = (self.source_language, self.target_language)
        limit = token_limit(sentence.text, *languages, placeholders=len(sentence.tokens))
        completion = self.model.complete(prompt, max_tokens=limit)
        text, repaired = settle(completion.text.strip(), sentence)
        if not completion.whole:
            return Candidate(text, repaired, (Problem.GARBAGE,))
        found = problems(
            sentence.text,
            text,
            source_language=self.source_language,
            target_language=self.target_language,
            examples=prompt.examples,
            parallel_data=self.examples,
            terms=prompt.terms,
        )
        similarity = self._similarity(plain(sentence.text), plain(text))
        if similarity < SAME_MEANING and Problem.GARBAGE not in found:
            found = (*found, Problem.MEANING)
        return Candidate(text, repaired, found, similarity)

    def _similarity(self, source: str, output: str) -> float:
        """How near the meanings are, 0 to 1; 1 where that cannot be told."""
        if self.meaning is None or not self.meaning.knows(self.source_language, self.target_language):
            return 1.0
        return self.meaning.similarity(source, output) if len(source) >= TELLING and output else 1.0

    def _in_pieces(self, sentence: Masked) -> Output | None:
        """The text between spans, or the clauses of a long sentence, translated by themselves; None if one fails."""
        pieces = SPANS.split(sentence.text)
        if len(pieces) == 1 and len(sentence.text) > LONG:
            pieces = CLAUSES.split(sentence.text)
        if len(pieces) == 1:
            return None
        done = []
        for piece in pieces:
            if TOKEN.match(piece) or not LETTER.search(piece):
                done.append(piece)
                continue
            output = self.climb(Masked(piece.strip(), ()), ())
            if Flag.UNTRANSLATED in output.flags:
                return None
            done.append(output.text)
        return Output("".join(done), (Flag.IN_PIECES,))
