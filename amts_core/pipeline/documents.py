"""Step 4: the documents of the batch jobs. What was translated before from the same text is not sent again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

from pydantic import TypeAdapter

from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.keys import digest
from amts_core.book.segments import Segment, segments
from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.pipeline.chapters import chapter_texts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.parallel_data import parallel_data_file
from amts_core.pipeline.planned import chapter_sync
from amts_core.pipeline.run import Run
from amts_core.pipeline.stored import find_stored, read_stored
from amts_core.pipeline.terminology import terminology_text
from amts_core.translate.document import write_documents

Purpose = Literal["evaluation", "delivery"]


@dataclass(frozen=True)
class Part:
    """A document of a job: one chapter, or a part of a long one. `draft` is the key where its translation is kept."""

    name: str
    chapter: str
    purpose: Purpose
    draft: str
    characters: int
    sent: bool
    segments: int = 0


@dataclass(frozen=True)
class Sending:
    """The documents of one variant: where they are, how many are sent, and how many source characters and segments
    that is.

    `token` is made from all that is sent: the same token means the same job, in whatever run it was started.
    `refused` are chapters with a translation that is none of theirs: {chapter: reason}.
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


LOG = logging.getLogger(__name__)
_PARTS = TypeAdapter(tuple[Part, ...])
_SEGMENTS = TypeAdapter(tuple[Segment, ...])


def upload_documents(run: Run, plan: Plan, variant: Variant) -> Sending:
    """Write what this variant has to translate to S3. A draft made with other parallel data is another draft."""
    file = parallel_data_file(run, variant)
    parallel_data = file.uri if file else ""
    settings = digest(parallel_data, plan.formality or "", plan.profanity or "", terminology_text(run))
    parts: list[Part] = []
    htmls: dict[str, str] = {}
    refused: dict[str, str] = {}
    for chapter_id, purpose in _work(plan, variant):
        try:
            wanted = _kept_segments(run, plan, chapter_id, purpose)
        except (OSError, ServiceUnavailable):
            raise
        except AmtsError as error:
            refused[chapter_id] = str(error)  # it fails by name when it is put together; the others go on
            continue
        lengths = {segment.id: len(segment.text) for segment in wanted}
        for document in write_documents(chapter_id, wanted, source_language=run.source_language):
            draft = run.shared_key("drafts", f"{variant}/{digest(document.html, settings)}.html")
            part = Part(
                name=f"{purpose}.{document.name.replace('/', '.')}",
                chapter=chapter_id,
                purpose=purpose,
                draft=draft,
                characters=sum(lengths[segment] for segment in document.segment_ids),
                sent=plan.force or not run.store.exists(draft),
                segments=len(document.segment_ids),
            )
            if part.sent:
                htmls[part.name] = document.html
            parts.append(part)
    run.store.write(run.key(f"sent/{variant}.json"), _PARTS.dump_json(tuple(parts), indent=1).decode())
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
    )


def find_segments(run: Run, plan: Plan, chapters: Sequence[str]) -> int:
    """Find what of some chapters is to be translated, and keep it; what another try has found is not sought again.

    Gives the number of segments. A chapter with a translation that is none of its own is left to `upload_documents`.
    """
    count = 0
    for chapter in chapters:
        try:
            count += len(_kept_segments(run, plan, chapter, "delivery"))
        except (OSError, ServiceUnavailable):
            raise
        except AmtsError as error:
            LOG.warning("%s is not sent: %s", chapter, error)
    return count


def _kept_segments(run: Run, plan: Plan, chapter: str, purpose: Purpose) -> tuple[Segment, ...]:
    """What of a chapter is to be translated: as it was found in this run before, else found and kept now."""
    known = read_segments(run, chapter, purpose)
    if known is None:
        known = _segments_to_send(run, plan, chapter, purpose)
        run.store.write(_segments_key(run, chapter, purpose), _SEGMENTS.dump_json(known).decode())
    return known


def read_segments(run: Run, chapter_id: str, purpose: Purpose) -> tuple[Segment, ...] | None:
    """What of a chapter was sent for translation, in this run or in one whose drafts are kept; None if it was not."""
    return find_stored(run.store, _segments_key(run, chapter_id, purpose), _SEGMENTS)


def _segments_to_send(run: Run, plan: Plan, chapter_id: str, purpose: Purpose) -> tuple[Segment, ...]:
    """An evaluation article whole, as its reference was made from; a delivered chapter as far as it changed."""
    if purpose == "delivery":
        return chapter_sync(run, plan, chapter_id).to_translate
    origin = chapter_texts(run, plan, chapter_id).origin
    if origin is None:
        raise AmtsError(f"{chapter_id} has lost its translation since the run was planned: start a new run")
    return tuple(segments(origin, language=run.source_language, granularity="paragraph"))


def _segments_key(run: Run, chapter_id: str, purpose: Purpose) -> str:
    return run.key(f"segments/{purpose}/{chapter_id}.json")


def read_parts(run: Run, variant: Variant) -> tuple[Part, ...]:
    """The documents of a variant, sent in this run or kept from before."""
    return read_stored(run.store, run.key(f"sent/{variant}.json"), _PARTS)


def _work(plan: Plan, variant: Variant) -> Iterator[tuple[str, Purpose]]:
    for chapter_id in plan.evaluate:
        yield chapter_id, "evaluation"
    if variant == plan.delivered:
        for chapter_id in plan.deliver:
            yield chapter_id, "delivery"


def mark_spent(run: Run, variant: Variant, token: str, lost: Mapping[str, str]) -> None:
    """Remember that the job of this token lost documents: the next run that sends them starts another job."""
    run.store.write_json(run.shared_key("spent", f"{variant}/{token}.json"), dict(lost))


def _token(run: Run, variant: Variant, content: list[str]) -> str:
    """A token for this content of this pair in this place that no job with lost documents has used."""
    place = [run.store.uri(run.pair_name), run.config.storage.role_arn, run.source_language, run.target_language]
    for attempt in count():
        token = digest(*place, variant, *content, str(attempt))
        if run.store.find(run.shared_key("spent", f"{variant}/{token}.json")) is None:
            return token
    raise AssertionError("unreachable")
