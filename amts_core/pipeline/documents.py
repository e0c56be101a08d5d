"""Step 4: the documents of the batch jobs. What was translated before from the same text is not sent again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count

from amts_core.aws.keys import digest
from amts_core.aws.stored import Stored
from amts_core.config import Variant
from amts_core.pipeline.bundles import Bundles
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.parallel_data import ParallelDataFile
from amts_core.pipeline.planned import Purpose, Wanted, find_scored_segments, find_segments
from amts_core.pipeline.run import Run
from amts_core.pipeline.terminology import terminology_text
from amts_core.translate.document import write_documents


@dataclass(frozen=True)
class Part:
    """A document of a job: one chapter, or a part of a long one. `draft` is the key of its translation."""

    name: str
    chapter: str
    purpose: Purpose
    draft: str
    characters: int
    sent: bool
    segments: int = 0


@dataclass(frozen=True)
class SentParts:
    """The documents of a variant in a run, sent or kept from before, and the parallel data that their drafts follow."""

    parts: tuple[Part, ...]
    parallel_data: ParallelDataFile | None


@dataclass(frozen=True)
class Sending:
    """The documents of one variant: where they are, how many are sent, and how many source characters and segments
    that is.

    `token` is made from all that is sent: the same token means the same job, in whatever run it was started.
    `refused` are chapters with a translation that is none of theirs: {chapter: reason}. `parallel_data` is what the
    drafts follow, None for variant none, and for another while the book has no pairs.
    """

    variant: Variant
    token: str
    input: str
    output: str
    documents: int
    sent: int
    characters: int
    refused: Mapping[str, str]
    segments: int = 0
    parallel_data: ParallelDataFile | None = None


def kept_drafts(run: Run, variant: Variant) -> Bundles[str]:
    """The translated documents of a variant."""
    return Bundles(run.store, run.shared_key("drafts", f"{variant}/"), dict[str, str])


def upload_documents(run: Run, plan: Plan, variant: Variant, file: ParallelDataFile | None = None) -> Sending:
    """Write what this variant has to translate to S3. A draft made with other parallel data, or none, is another."""
    parallel_data = file.uri if file else ""
    settings = digest(parallel_data, plan.formality or "", plan.profanity or "", terminology_text(run))
    parts: list[Part] = []
    htmls: dict[str, str] = {}
    refused: dict[str, str] = {}
    kept = {} if plan.force else kept_drafts(run, variant).sound_index()
    for chapter_id, purpose, wanted in _work(run, plan, variant):
        if wanted.refused:
            refused[chapter_id] = wanted.refused  # it fails by name when it is put together; the others go on
            continue
        lengths = {segment.id: len(segment.text) for segment in wanted.segments}
        for document in write_documents(chapter_id, wanted.segments, source_language=run.languages.source):
            draft = digest(document.html, settings)
            part = Part(
                name=f"{purpose}.{document.name.replace('/', '.')}",
                chapter=chapter_id,
                purpose=purpose,
                draft=draft,
                characters=sum(lengths[segment] for segment in document.segment_ids),
                sent=draft not in kept,
                segments=len(document.segment_ids),
            )
            if part.sent:
                htmls[part.name] = document.html
            parts.append(part)
    _sent(run, variant).keep(SentParts(tuple(parts), file))
    attempt = run.id if plan.force else ""
    token = _token(run, variant, [settings, attempt, *chain.from_iterable(sorted(htmls.items()))])
    for name, html in htmls.items():
        run.store.write(run.shared_key("documents", f"{variant}/{token}/{name}"), html, content_type="text/html")
    return Sending(
        variant=variant,
        token=token,
        input=run.store.uri(run.shared_key("documents", f"{variant}/{token}/")),
        output=run.store.uri(run.shared_key("translated", f"{variant}/{token}/")),
        documents=len(parts),
        sent=sum(part.sent for part in parts),
        characters=sum(part.characters for part in parts if part.sent),
        refused=refused,
        segments=sum(part.segments for part in parts if part.sent),
        parallel_data=file,
    )


def read_sent(run: Run, variant: Variant) -> SentParts:
    """The documents of a variant, sent in this run or kept from before."""
    return _sent(run, variant).read()


def _sent(run: Run, variant: Variant) -> Stored[SentParts]:
    return run.own(f"sent/{variant}.json", SentParts)


def _work(run: Run, plan: Plan, variant: Variant) -> Iterator[tuple[str, Purpose, Wanted]]:
    if plan.evaluate:
        scored = find_scored_segments(run, plan)
        yield from ((name, "evaluation", scored[name]) for name in plan.evaluate)
    for number in range(len(plan.batches)) if variant == plan.delivered else ():
        found = find_segments(run, plan, number)
        yield from ((name, "delivery", found[name]) for name in plan.batches[number])


def mark_spent(run: Run, variant: Variant, token: str, lost: Mapping[str, str]) -> None:
    """Remember that the job of this token lost documents: the next run that sends them starts another job."""
    run.store.write_json(run.shared_key("spent", f"{variant}/{token}.json"), dict(lost))


def _token(run: Run, variant: Variant, content: list[str]) -> str:
    """A token for this content of this pair in this place that no job with lost documents has used."""
    place = [run.store.uri(run.pair_name), run.config.storage.role_arn, *run.languages]
    for attempt in count():
        token = digest(*place, variant, *content, str(attempt))
        if not run.store.exists(run.shared_key("spent", f"{variant}/{token}.json")):
            return token
    raise AssertionError("unreachable")
