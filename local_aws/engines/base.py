"""What an engine takes and gives, and how one is made by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, cast

import local_aws.engines

if TYPE_CHECKING:
    from local_aws.engines.retrieval import ExampleIndex


class EngineError(Exception):
    """An engine cannot be made or cannot work; the message is one sentence that names the way out."""


class Flag(StrEnum):
    """What happened to a segment on its way. `UNTRANSLATED` and the `SUSPECT_*` ones want a human look."""

    REUSED = "reused"  # the target of an identical source of the parallel data (the whole segment or a sentence of it)
    RETRIED = "retried"  # an output failed a check, and another prompt passed
    REPAIRED = "repaired"  # protected spans or tags were put back by position: they may stand in the wrong place
    IN_PIECES = "in-pieces"  # the text between protected spans was translated piece by piece
    UNTRANSLATED = "untranslated"  # no output passed: (a sentence of) the source stands in the translation
    SUSPECT_LENGTH = "suspect-length"
    SUSPECT_NUMBERS = "suspect-numbers"
    SUSPECT_NAMES = "suspect-names"
    SUSPECT_MEANING = "suspect-meaning"
    SUSPECT_COPY = "suspect-copy"  # the output is an example's target although the sources differ
    SUSPECT_SCRIPT = "suspect-script"
    SUSPECT_WORDS = "suspect-words"  # words that the parallel data translate, or a phrase, stand as in the source
    SUSPECT_REPETITION = "suspect-repetition"  # the output says twice what the source says once
    TERM_FORCED = "term-forced"  # a terminology entry was put into the sentence as a fixed span
    TERM_MISSED = "term-missed"


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of the parallel data: two inline HTML fragments that are translations of each other."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a custom terminology: plain text, to be written as `target` wherever `source` stands."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The inline HTML of a translated segment, with every tag and protected span of the source exactly once."""

    text: str
    flags: tuple[str, ...] = ()


class Engine(Protocol):
    """Translates segments. Safe to call from several threads at once."""

    name: str

    def translate(
        self,
        segments: Sequence[str],
        *,
        source_language: str,
        target_language: str,
        examples: ExampleIndex | None = None,
        terms: Sequence[Term] = (),
    ) -> Iterator[Translation]:
        """Translate inline HTML fragments, each the content of one block; gives one translation a segment, in order.

        The languages are Amazon Translate codes. `examples` is the parallel data of the job, its source side in
        the source language. The work is done as the iterator is read, so a caller can report progress and stop.
        An engine with an attribute `understands`, a set of names of settings ("Formality", "Brevity"), gets those of
        a request as `style`.
        """
        ...


def engine_names() -> list[str]:
    """The names that `create_engine` takes, sorted."""
    modules = (info.name for info in pkgutil.iter_modules(local_aws.engines.__path__) if not info.ispkg)
    return sorted(name for name in modules if hasattr(importlib.import_module(f"local_aws.engines.{name}"), "create"))


def create_engine(name: str, **settings: Any) -> Engine:
    """Make the engine `name` (a module of this package); raises EngineError that lists the known ones."""
    if name not in engine_names():
        raise EngineError(f"unknown engine {name!r}: use one of {', '.join(engine_names())}")
    try:
        return cast(Engine, importlib.import_module(f"local_aws.engines.{name}").create(**settings))
    except TypeError as error:
        raise EngineError(f"engine {name!r} does not take these settings: {error}") from error
