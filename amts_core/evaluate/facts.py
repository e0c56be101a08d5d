"""What the pipeline knows of a run and the report repeats: engine, revisions, parallel data, integrity, cost, flags.

Plain facts without behaviour. Everything has an empty default, so that a score made by hand needs none of them.
"""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass

RECORD = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="forbid")
"""Records are snake_case in Python and camelCase in JSON; a field that is not known is an error."""


@dataclass(frozen=True, config=RECORD)
class Revision:
    """The state of one input: a repository and its commit, an engine and its version."""

    name: str
    revision: str


@dataclass(frozen=True, config=RECORD)
class PairSource:
    """How many pairs of the parallel data came from one source, and how many were dropped because they hold a sentence
    of an evaluation article.
    """

    source: str
    pairs: int
    in_evaluation: int = 0


@dataclass(frozen=True, config=RECORD)
class ParallelDataFacts:
    """The parallel data resource that one variant was translated with; `pairs` is what the service imported."""

    variant: str
    name: str
    pairs: int
    sources: tuple[PairSource, ...] = ()


@dataclass(frozen=True, config=RECORD)
class Integrity:
    """What became of the protected spans and of the segments of one variant, as counts.

    `untranslated` are the scored segments whose draft is the source.
    """

    variant: str
    segments: int = 0
    spans: int = 0
    spans_lost: int = 0
    spans_repaired: int = 0
    untranslated: int = 0


@dataclass(frozen=True, config=RECORD)
class Cost:
    """What was estimated before the jobs and what was billed, in characters and US dollars; None is unknown."""

    variant: str
    estimated_characters: int | None = None
    estimated_usd: float | None = None
    billed_characters: int | None = None
    billed_usd: float | None = None


@dataclass(frozen=True, config=RECORD)
class Flag:
    """Something in the run that a person should see, with the place where it is."""

    text: str
    chapter: str = ""
    variant: str = ""
    segment: str = ""


@dataclass(frozen=True, config=RECORD)
class Section:
    """A further part of the report that its maker words, counts and draws (such as the workload meter).

    `rows` are cells already formatted; `chart` is a Vega-Lite specification with its data in it, or None.
    """

    key: str
    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chart: dict[str, Any] | None = None


@dataclass(frozen=True, config=RECORD)
class RunFacts:
    """One run of the pipeline, as the report states it. `date` is ISO 8601 with its zone."""

    run: str = ""
    date: str = ""
    book: str = ""
    engine: str = ""
    endpoint: str = ""
    revisions: tuple[Revision, ...] = ()
    parallel_data: tuple[ParallelDataFacts, ...] = ()
    integrity: tuple[Integrity, ...] = ()
    cost: tuple[Cost, ...] = ()
    flags: tuple[Flag, ...] = ()
