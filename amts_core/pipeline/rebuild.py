"""Step 7: chapters are put together from human text and drafts, and kept with the story of their segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from amts_core.aws.engine import engine_name
from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.stored import Stored
from amts_core.book.chapter import Chapter
from amts_core.book.links import pin_headings
from amts_core.book.survey import hidden_texts, unknown_remarks
from amts_core.deliver.forms import Rebuilt
from amts_core.deliver.sidecar import Provenance, make_provenance, new_faults
from amts_core.errors import AmtsError
from amts_core.parallel.chapters import ChaptersDoNotMatch
from amts_core.pipeline.drafts import Drafts
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.links import linked_between
from amts_core.pipeline.navigation import place_in_lists
from amts_core.pipeline.planned import Work
from amts_core.pipeline.quality import keep_quality
from amts_core.pipeline.record import keep_texts, make_record, read_previous, read_records, write_kept
from amts_core.pipeline.run import Run
from amts_core.pipeline.tries import count_tries
from amts_core.sync.chapter import finish_sync
from amts_core.translate.rebuild import DamagedChapter

_FINAL = (DamagedChapter, ChaptersDoNotMatch)  # of these another try of the same run gives the same


@dataclass(frozen=True)
class Batch:
    """What became of the chapters of a batch: those that are kept, refused ones among them, and why others failed."""

    kept: tuple[Rebuilt, ...]
    failed: Mapping[str, str]

    def check(self) -> tuple[Rebuilt, ...]:
        """The chapters; raises AmtsError that names those that failed."""
        if self.failed:
            raise AmtsError("; ".join(self.failed.values()))
        return self.kept


def rebuild_batch(run: Run, plan: Plan, number: int) -> Batch:
    """Put the chapters of a batch together and keep them, also if some fail.

    What is refused for good is kept as such; of a chapter whose draft is lost nothing is kept.
    """
    kept, failed, work = list[Rebuilt](), dict[str, str](), _Rebuilding(run, plan, number)
    for chapter in plan.batches[number]:
        try:
            kept.append(work.rebuild(chapter))
        except _FINAL as error:
            kept.append(Rebuilt(chapter, refused=str(error)))
            failed[chapter] = str(error)
        except (OSError, ServiceUnavailable):  # worth another try of all
            raise
        except AmtsError as error:
            failed[chapter] = str(error)
    _rebuilt(run, number).keep(tuple(work.recorded(kept)))
    keep_quality(run, number, work.stories)
    count_tries(run, plan, failed)
    return Batch(tuple(kept), failed)


def _remarks(run: Run, source: Chapter, made: Chapter, *, is_new: bool) -> list[str]:
    """What a person should know of a chapter: lines of it that are not understood, lists that lack a new one."""
    remarks = [f"the source, {remark}" for remark in (*unknown_remarks(source), *hidden_texts(source))]
    return remarks + place_in_lists(run, made).notes if is_new else remarks


def read_rebuilt(run: Run, plan: Plan) -> dict[str, Rebuilt]:
    """What was put together in this run, and what was refused, by chapter."""
    return {one.chapter: one for number in range(len(plan.batches)) for one in _rebuilt(run, number).find() or ()}


def _rebuilt(run: Run, number: int) -> Stored[tuple[Rebuilt, ...]]:
    return run.own(f"rebuilt/{number}.json", tuple[Rebuilt, ...])


class _Rebuilding:
    """A batch of chapters, with what is the same for all of them."""

    def __init__(self, run: Run, plan: Plan, number: int) -> None:
        self.run, self.plan = run, plan
        self.drafts = Drafts(run, plan, plan.delivered, "delivery", plan.batches[number])
        self.drafts.sent.load(number)
        self.records, self.stories = read_records(run), list[Provenance]()
        self.linked = linked_between(run, plan)

    def rebuild(self, chapter: str) -> Rebuilt:
        """Put a chapter together and keep it with the story of its segments.

        Raises AmtsError and keeps nothing if a draft is lost, or the result does not fit the skeleton of its source.
        """
        run, plan = self.run, self.plan
        drafts = self.drafts.of(chapter)
        sync = self.drafts.sent.of(chapter, "delivery").sync(run.languages)
        synced = finish_sync(sync, drafts, one_sentence_per_line=run.pair.style.one_sentence_per_line)
        linked = self.linked.get(run.source_book.path(chapter), ())
        pinned = pin_headings(sync.after, synced.chapter, linked)
        remarks = _remarks(run, sync.after, pinned, is_new=sync.translation is None)
        synced = replace(synced, chapter=pinned, notes=(*synced.notes, *remarks))
        previous = read_previous(run, plan.chapter(chapter).former_id or chapter, self.records)
        about = Provenance(
            chapter,
            (),
            pair=run.pair_name,
            date=datetime.now(UTC).isoformat(timespec="seconds"),
            source_revision=plan.source_revision,
            target_revision=plan.target_revision,
            engine=engine_name(),
            variant=plan.delivered,
            parallel_data=file.uri if (file := self.drafts.parallel_data) else "",
        )
        provenance = make_provenance(synced, about, source=sync.after, former=sync.translation, previous=previous)
        uri = write_kept(run, chapter, synced.chapter, provenance)
        self.stories.append(provenance)
        states = [origin.state for origin in synced.provenance]
        source, target, frame = run.source_book, run.target_book, sync.translation or sync.after
        return Rebuilt(
            chapter,
            uri,
            human=len(states) - states.count("machine"),
            machine=states.count("machine"),
            flagged=sum(bool(origin.flags) for origin in synced.provenance),
            source_path=source.from_top(source.path(chapter)),
            path=target.from_top(target.path_or_new(chapter, frame.ending)),
            backward=new_faults(provenance, previous),
        )

    def recorded(self, chapters: Iterable[Rebuilt]) -> Iterator[Rebuilt]:
        """The chapters with their records, for which the texts of both sources are kept."""
        known = {one.chapter: self._work_of(one.chapter) for one in chapters if not one.refused}
        texts = ((work.after.chapter, work.before) for work in known.values())
        keys = keep_texts(self.run, (text for pair in texts for text in pair if text))
        for one in chapters:
            work = known.get(one.chapter)
            if work is None:
                yield one
                continue
            record = make_record(
                self.run,
                one.chapter,
                source=keys[work.after.chapter.text],
                origin=keys[work.before.text] if work.before else "",
                translation=work.translation.chapter if work.translation else None,
            )
            yield replace(one, record=record)

    def _work_of(self, chapter: str) -> Work:
        work = self.drafts.sent.of(chapter, "delivery").work
        assert work is not None
        return work
