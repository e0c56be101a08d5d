"""Step 6: the drafts. Job output is checked before it is kept; what is missing or damaged is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.pipeline.documents import Part, kept_drafts, mark_spent, read_parts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.planned import Purpose, Sent
from amts_core.pipeline.run import Run, checked_variants
from amts_core.translate.document import Draft, read_documents


@dataclass(frozen=True)
class Fetched:
    """What came back for one variant: documents kept, and why the others are lost ({"chapter": "reason"})."""

    variant: Variant
    kept: int
    lost: Mapping[str, str]


def fetch_output(run: Run, plan: Plan, documents: str, output: str) -> Fetched:
    """Read the output folder of a finished job.

    `documents` and `output` are the s3:// addresses of its input and output, as DescribeTextTranslationJob gives them.
    """
    variant, token = _variant_and_token(documents)
    folder, kept = run.store.key(output.rstrip("/")), kept_drafts(run, variant)
    work = [one for one in _by_chapter(read_parts(run, variant)) if any(part.sent for part in one[2])]
    known = dict(kept.read(kept.index(), (part.draft for _, _, parts in work for part in parts if not part.sent)))
    count, fresh, reasons, wanted = 0, dict[str, str](), defaultdict[str, list[str]](list), Sent(run, plan)
    for chapter, purpose, parts in work:
        names = {part.draft: f"{folder}/{run.languages.target}.{part.name}" for part in parts if part.sent}
        returned = {draft: run.store.find(key) for draft, key in names.items()}
        texts = {part.draft: (returned if part.sent else known).get(part.draft) for part in parts}
        whole = {draft: text for draft, text in texts.items() if text is not None}
        missing = [part.name for part in parts if part.draft not in whole]
        if missing:
            reasons[chapter].append(f"the job returned no {', '.join(missing)}")
            continue
        try:
            _read(run, wanted, chapter, purpose, list(whole.values()))
        except AmtsError as error:
            reasons[chapter].append(str(error))
            continue
        fresh |= {draft: whole[draft] for draft in names}
        count += len(names)
        if sum(map(len, fresh.values())) > run.pair.batch_bytes:
            kept.keep(fresh)
            fresh = {}
    kept.keep(fresh)
    _keep_bill(run, variant, folder)
    lost = {chapter: "; ".join(found) for chapter, found in reasons.items()}  # scored and delivered: perhaps two
    run.store.write_json(_lost_key(run, variant), lost)
    if lost:
        mark_spent(run, variant, token, lost)
    return Fetched(variant, count, lost)


def billed_characters(run: Run, variant: Variant) -> int | None:
    """The characters that the service says it translated for a variant of this run; None if it says nothing."""
    bill: int | None = run.store.find_json(run.key(f"billed/{variant}.json"))
    return bill


def _keep_bill(run: Run, variant: Variant, folder: str) -> None:
    """Read the details that a job writes beside its documents."""
    details = run.store.find_json(f"{folder}/details/{run.languages.target}.auxiliary-translation-details.json")
    if details is not None and "charactersTranslated" in details:
        run.store.write_json(run.key(f"billed/{variant}.json"), int(details["charactersTranslated"]))


def is_translated(run: Run, variant: Variant) -> bool:
    """Whether all that a variant of this run sent has come back, or is known to be lost."""
    was_sent = any(part.sent for part in read_parts(run, variant))
    return not was_sent or run.store.find(_lost_key(run, variant)) is not None


class Drafts:
    """The drafts of a variant of this run for some chapters, read at once."""

    def __init__(self, run: Run, plan: Plan, variant: Variant, purpose: Purpose, chapters: Collection[str]) -> None:
        self.run, self.variant, self.purpose, self.sent = run, variant, purpose, Sent(run, plan)
        groups = _by_chapter(read_parts(run, variant))
        self.parts = {name: parts for name, of, parts in groups if of == purpose and name in chapters}
        kept = kept_drafts(run, variant)
        wanted = [part.draft for parts in self.parts.values() for part in parts]
        self.htmls = dict(kept.read(kept.index(), wanted)) if wanted else {}

    def of(self, chapter: str) -> dict[str, Draft]:
        """The drafts of a chapter by segment id; raises AmtsError that names the chapter if a document is lost."""
        parts = self.parts.get(chapter, [])
        lost = [part.name for part in parts if part.draft not in self.htmls]
        if lost:
            reasons = self.run.store.find_json(_lost_key(self.run, self.variant)) or {}
            reason = reasons.get(chapter, f"no translation of {', '.join(lost)}")
            raise AmtsError(f"{chapter} ({self.variant}): {reason}")
        return _read(self.run, self.sent, chapter, self.purpose, [self.htmls[part.draft] for part in parts])


def _read(run: Run, sent: Sent, chapter: str, purpose: Purpose, htmls: list[str]) -> dict[str, Draft]:
    drafts = read_documents(htmls, sent.of(chapter, purpose).check().segments, target_language=run.languages.target)
    return {draft.segment: draft for draft in drafts}


def _lost_key(run: Run, variant: Variant) -> str:
    """Why chapters of a variant are lost in this run, {"chapter": "reason"}."""
    return run.key(f"lost/{variant}.json")


def _variant_and_token(documents: str) -> tuple[Variant, str]:
    *_, variant, token = documents.rstrip("/").split("/")
    return checked_variants([variant])[0], token


def _by_chapter(parts: tuple[Part, ...]) -> list[tuple[str, Purpose, list[Part]]]:
    groups = groupby(parts, key=lambda part: (part.chapter, part.purpose))
    return [(chapter, purpose, list(group)) for (chapter, purpose), group in groups]
