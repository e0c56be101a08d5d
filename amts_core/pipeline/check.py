"""What the configuration leads to: the books as the pipeline reads them, what a run would do now, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from amts_core.aws.storage import FolderStore, Store, open_store
from amts_core.book.survey import survey
from amts_core.config import Config
from amts_core.errors import AmtsError
from amts_core.pipeline.budget import plan_cost
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import make_plan, no_chapters
from amts_core.pipeline.run import Run

NEAR = 3  # letters by which a name may be mistyped
ACT_REGIONS = ("us-east-1", "us-west-2", "eu-west-1")
"""Regions with Active Custom Translation.

https://docs.aws.amazon.com/translate/latest/dg/customizing-translations-parallel-data.html
"""


@dataclass(frozen=True)
class Foresight:
    """What a run of a pair would do now: the plan, what it would cost at most, and what it may cost."""

    pair: str
    plan: Plan
    usd: float
    budget_usd: float

    @property
    def renamed(self) -> int:
        """Chapters whose translation goes along under another name."""
        return sum(chapter.is_move for chapter in self.plan.chapters)

    @property
    def verdict(self) -> str:
        """Whether the run would go on."""
        if not self.plan.has_work:
            if self.plan.held:
                return "nothing but what is held"
            return "in step: nothing to do" if not self.plan.waiting else "nothing fits the budget"
        return "goes on" if self.usd <= self.budget_usd else "refused: over budget"


@dataclass(frozen=True)
class Look:
    """What was seen of the books of a pair. `problems` are what a run would fail on, `remarks` what is worth a look.

    `readings` say as what the chapters of the source are read, and why, and what in them is not understood.
    """

    pair: str
    source_chapters: int = 0
    target_chapters: int = 0
    matched: int = 0
    origins: int = 0
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


def open_dry(config: Config, pair: str, cache: Path, *, bucket: bool = False) -> Run:
    """A run of a pair that is only looked at. Its records are those of the bucket, else of a folder below `cache`."""
    storage = config.storage
    if bucket:
        store: Store = open_store(storage.bucket, storage.prefix, region=storage.region)
    else:
        store = FolderStore((cache / "state").resolve())
    return Run(config, pair, "plan", store, cache.resolve())


def foresee(run: Run) -> Foresight:
    """What a scheduled run of the pair would do now; nothing is sent, and nothing paid."""
    plan = make_plan(run, variants=run.pair.default_variants)
    return Foresight(run.pair_name, plan, plan_cost(run, plan).total, plan.budget_usd)


def look_at(run: Run) -> Look:
    """Read what a run of the pair reads first: remotes, branches, folders, chapters, origins, evaluation articles."""
    problems = list(_region_problems(run.config.storage.region))
    counts: list[set[str]] = []
    for name in (run.pair.source, run.pair.target):
        try:
            book = run.source_book if name == run.pair.source else run.target_book
            counts.append(set(book.chapter_ids()))
        except (AmtsError, OSError) as error:
            problems.append(f"{name}: {error}")
            continue
        if not counts[-1] and name == run.pair.source:
            problems.append(no_chapters(run, name))
    if len(counts) < 2:
        return Look(run.pair_name, problems=tuple(problems))
    source, target = counts
    return Look(
        run.pair_name,
        source_chapters=len(source),
        target_chapters=len(target),
        matched=len(source & target),
        origins=sum(bool(run.target_book.origin_blob(name)) for name in target),
        problems=(*problems, *_pair_problems(run, source, target)),
        remarks=tuple(_remarks(run, source, target)),
        readings=tuple(survey(run.source_book).lines()),
    )


def _region_problems(region: str) -> Iterator[str]:
    import boto3

    known = boto3.session.Session().get_available_regions("translate")
    if region not in known:
        near = min(known, key=lambda name: OSA.distance(name, region))
        hint = f"; did you mean {near}?" if OSA.distance(near, region) <= NEAR else ""
        yield f"storage.region: Amazon Translate has no region {region!r}{hint}"
    elif region not in ACT_REGIONS:
        yield f"storage.region: {region} has no Active Custom Translation: use {', '.join(ACT_REGIONS)}"


def _pair_problems(run: Run, source: set[str], target: set[str]) -> Iterator[str]:
    if source and target and not source & target:
        yield (
            f"no chapter of {run.pair.source} has the name of one of {run.pair.target}"
            f" ({min(source)} … and {min(target)} …): correct `folder`, `chapters` or `suffix`"
        )


def _remarks(run: Run, source: set[str], target: set[str]) -> Iterator[str]:
    settings = run.config.books[run.pair.target]
    if not target:
        yield f"{no_chapters(run, run.pair.target)}; if it has none yet, a run drafts the whole book"
    origins = sum(bool(run.target_book.origin_blob(name)) for name in target)
    if target and settings.origin_suffix and not origins:
        yield f"{run.pair.target} keeps no origins X{settings.origin_suffix}.md beside its chapters"
    for name, book in ((run.pair.source, run.source_book), (run.pair.target, run.target_book)):
        if left := book.links_left_out:
            yield (
                f"{name}: submodules, links to a folder or another file of the book, or out of its repository are left"
                f" out: {', '.join(left[:3])}{' …' if len(left) > 3 else ''} ({len(left)})"
            )
    if 0 < len(source & target) < len(target) / 2:
        yield f"only {len(source & target)} of {len(target)} translated chapters have a source of the same name"
