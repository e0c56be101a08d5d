"""What a model is asked: a translation of one sentence, after examples of how this is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from local_aws.engines.adaptive.languages import language
from local_aws.engines.adaptive.markup import MaskedPair, renumbered
from local_aws.engines.base import Example, Term

CHARACTERS_PER_TOKEN = 4.0  # of a Latin text, for the limit of an output
CHARACTERS_PER_TOKEN_CJK = 1.4
LENGTH_SLACK = 1.6  # how much longer than expected an output may become before it is cut
MOST_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request to a model. `generic` says that the examples are those of every sentence without parallel data.

    `style` has the settings of the request, for models that take instructions.
    """

    source_language: str
    target_language: str
    examples: tuple[Example, ...]
    sentence: str
    terms: tuple[Term, ...] = ()
    generic: bool = False
    style: tuple[tuple[str, str], ...] = ()

    @property
    def preamble(self) -> str:
        """The text before the sentence, as a base language model likes it: the best example stands last."""
        source, target = language(self.source_language).name, language(self.target_language).name
        lines = [f"Translate {source} to {target}.\n\n"]
        lines += [f"{source}: {term.source}\n{target}: {term.target}\n\n" for term in self.terms]
        lines += [f"{source}: {example.source}\n{target}: {example.target}\n\n" for example in self.examples]
        return "".join(lines) + f"{source}:"

    @property
    def is_fixed(self) -> bool:
        """Whether the next prompt is likely to have the same preamble."""
        return self.generic and not self.terms

    @property
    def text(self) -> str:
        """The whole prompt for a base language model; its answer is the rest of the last line."""
        return f"{self.preamble} {self.sentence}\n{language(self.target_language).name}:"


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer on one line; `whole` is False if it was cut by the token limit or did not come at all."""

    text: str
    whole: bool = True


class Model(Protocol):
    """A language model. Safe to call from `parallel` threads at once; `fingerprint` changes when its answers may."""

    fingerprint: str
    parallel: int

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """Answer a prompt; raises EngineError if the model cannot work at all."""
        ...


def as_examples(pairs: Sequence[MaskedPair]) -> tuple[Example, ...]:
    """Pairs, best first, as the examples of a prompt, best last, their tokens numbered from 1."""
    return tuple(Example(*renumbered(pair)) for pair in reversed(pairs))


def expected_length(sentence: str, source_language: str, target_language: str) -> float:
    """How many characters a translation should have."""
    return len(sentence) * language(target_language).weight / language(source_language).weight


def token_limit(sentence: str, source_language: str, target_language: str, *, placeholders: int) -> int:
    """How many tokens an answer may have at most."""
    target = language(target_language)
    per_token = CHARACTERS_PER_TOKEN_CJK if target.compact else CHARACTERS_PER_TOKEN
    length = expected_length(sentence, source_language, target_language) * LENGTH_SLACK
    return min(MOST_TOKENS, round(length / per_token) + 24 + 8 * placeholders)
