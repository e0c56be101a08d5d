"""How often a chapter was sent in vain: what nobody gets is not paid for every night.

A draft of a chapter may be lost, or not fit its structure. The next run sends it again, up to `MOST` runs for the same
texts; then the chapter is held, which is told, until one of its texts changes or a person asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from amts_core.aws.keys import digest
from amts_core.aws.stored import Stored
from amts_core.pipeline.documents import read_sent
from amts_core.pipeline.forms import NAME_IT, Plan, PlannedChapter
from amts_core.pipeline.rejections import made_from
from amts_core.pipeline.run import Run

MOST = 3


@dataclass(frozen=True)
class Tries:
    """The runs that sent a chapter in vain, and what the last of them said; `of` names what it was made from."""

    of: str
    runs: tuple[str, ...]
    reason: str

    def after(self, former: Tries | None) -> Tries:
        """These tries and the former ones of the same."""
        runs = former.runs if former and former.of == self.of else ()
        return replace(self, runs=tuple(dict.fromkeys((*runs, *self.runs))))


def count_tries(run: Run, plan: Plan, failed: Mapping[str, str]) -> None:
    """Remember the chapters of this run that could not be put together, and why, if something of them was sent."""
    parts = read_sent(run, plan.delivered).parts if failed else ()
    sent = {part.chapter for part in parts if part.sent and part.purpose == "delivery"}
    for name in sent & failed.keys():
        tries = Tries(_of(run, plan.chapter(name)), (run.id,), failed[name])
        _tries(run, name).change(tries.after)


def find_given_up(run: Run, chapters: Iterable[PlannedChapter]) -> dict[str, str]:
    """The chapters that were sent in vain as often as is allowed, as they are, and what is known of it."""
    tried = set(run.store.keys(run.shared_key("tries", "")))
    found = {}
    for one in chapters:
        kept = _tries(run, one.id)
        known = kept.find() if kept.key in tried else None
        if known and len(known.runs) >= MOST and known.of == _of(run, one):
            found[one.id] = (
                f"it was sent in {len(known.runs)} runs in vain ({known.reason}) and is not sent again while its texts"
                f" are the same: to try again, {NAME_IT}"
            )
    return found


def _of(run: Run, planned: PlannedChapter) -> str:
    """Digest of what a chapter is made from, with the source of its translation, which decides what of it is sent."""
    origin = planned.origin or run.kept_origin_blob(planned.former_id or planned.id) or ""
    return digest(made_from(run, planned), origin)


def _tries(run: Run, chapter_id: str) -> Stored[Tries]:
    return run.shared("tries", f"{chapter_id}.json", Tries)
