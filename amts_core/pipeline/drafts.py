"""Step 6: the drafts. Job output is checked before it is kept; what is missing or damaged is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from amts_core.aws.stored import Stored
from amts_core.config import Variant
from amts_core.errors import AmtsError
from amts_core.pipeline.documents import Part, kept_drafts, mark_spent, read_sent
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.planned import Purpose, Sent
from amts_core.pipeline.run import Run, checked_variants
from amts_core.translate.document import Draft, read_documents


@dataclass(frozen=True)
class Fetched:
    """What came back for one variant: documents kept, and why the others are lost ({"chapter": "reason"}).

    `billed` are the characters that the service says it translated, None if it says nothing.
    """

    variant: Variant
    kept: int
    lost: Mapping[str, str]
    billed: int | None = None


def fetch_output(run: Run, plan: Plan, documents: str, output: str) -> Fetched:
    """Read the output folder of a finished job.

    `documents` and `output` are the s3:// addresses of its input and output, as DescribeTextTranslationJob gives them.
    """
    variant, token = _variant_and_token(documents)
    folder, kept = run.store.key(output.rstrip("/")), kept_drafts(run, variant)
    work = [one for one in _by_chapter(read_sent(run, variant).parts) if any(part.sent for part in one[2])]
    known = dict(kept.read(part.draft for _, _, parts in work for part in parts if not part.sent))
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
    lost = {chapter: "; ".join(found) for chapter, found in reasons.items()}  # scored and delivered: perhaps two
    if lost:
        mark_spent(run, variant, token, lost)
    fetched = Fetched(variant, count, lost, _billed(run, folder))
    _fetched(run, variant).keep(fetched)
    return fetched


def read_fetched(run: Run, variant: Variant) -> Fetched | None:
    """What came back for a variant of this run; None as long as nothing did, or nothing was sent."""
    return _fetched(run, variant).find()


def _fetched(run: Run, variant: Variant) -> Stored[Fetched]:
    return run.own(f"fetched/{variant}.json", Fetched)


def _billed(run: Run, folder: str) -> int | None:
    """The characters that a job was paid for, from the details that it writes beside its documents."""
    details = run.store.find_json(f"{folder}/details/{run.languages.target}.auxiliary-translation-details.json") or {}
    return int(details["charactersTranslated"]) if "charactersTranslated" in details else None


def is_translated(run: Run, variant: Variant) -> bool:
    """Whether all that a variant of this run sent has come back, or is known to be lost."""
    was_sent = any(part.sent for part in read_sent(run, variant).parts)
    return not was_sent or read_fetched(run, variant) is not None


class Drafts:
    """The drafts of a variant of this run for some chapters, read at once."""

    def __init__(self, run: Run, plan: Plan, variant: Variant, purpose: Purpose, chapters: Collection[str]) -> None:
        self.run, self.variant, self.purpose, self.sent = run, variant, purpose, Sent(run, plan)
        sent = read_sent(run, variant)
        self.parallel_data = sent.parallel_data
        groups = _by_chapter(sent.parts)
        self.parts = {name: parts for name, of, parts in groups if of == purpose and name in chapters}
        wanted = (part.draft for parts in self.parts.values() for part in parts)
        self.htmls = dict(kept_drafts(run, variant).read(wanted))

    def of(self, chapter: str) -> dict[str, Draft]:
        """The drafts of a chapter by segment id; raises AmtsError that names the chapter if a document is lost."""
        parts = self.parts.get(chapter, [])
        lost = [part.name for part in parts if part.draft not in self.htmls]
        if lost:
            fetched = read_fetched(self.run, self.variant)
            reason = (fetched.lost if fetched else {}).get(chapter, f"no translation of {', '.join(lost)}")
            raise AmtsError(f"{chapter} ({self.variant}): {reason}")
        return _read(self.run, self.sent, chapter, self.purpose, [self.htmls[part.draft] for part in parts])


def _read(run: Run, sent: Sent, chapter: str, purpose: Purpose, htmls: list[str]) -> dict[str, Draft]:
    drafts = read_documents(htmls, sent.of(chapter, purpose).check().segments, target_language=run.languages.target)
    return {draft.segment: draft for draft in drafts}


def _variant_and_token(documents: str) -> tuple[Variant, str]:
    *_, variant, token = documents.rstrip("/").split("/")
    return checked_variants([variant])[0], token


def _by_chapter(parts: tuple[Part, ...]) -> list[tuple[str, Purpose, list[Part]]]:
    groups = groupby(parts, key=lambda part: (part.chapter, part.purpose))
    return [(chapter, purpose, list(group)) for (chapter, purpose), group in groups]
