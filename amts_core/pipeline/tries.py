"""How often a chapter was sent in vain: what nobody gets is not paid for every night.

A draft of a chapter may be lost, or not fit its structure. The next run sends it again, up to `MOST` runs for the same
texts; then the chapter is held, which is told, until one of its texts changes or a person asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from amts_core.pipeline.documents import read_parts
from amts_core.pipeline.forms import Plan, PlannedChapter
from amts_core.pipeline.rejections import made_from
from amts_core.pipeline.run import Run
from amts_core.pipeline.stored import find_stored

MOST = 3


@dataclass(frozen=True)
class Tries:
    """The runs that sent a chapter in vain, and what the last of them said; `of` names what it was made from."""

    of: str
    runs: tuple[str, ...]
    reason: str


_ADAPTER = TypeAdapter(Tries)


def count_try(run: Run, plan: Plan, chapter_id: str, reason: str) -> None:
    """Remember that a chapter of this run could not be put together, if something of it was sent."""
    parts = read_parts(run, plan.delivered)
    if not any(part.sent and part.chapter == chapter_id and part.purpose == "delivery" for part in parts):
        return
    known, of = _read(run, chapter_id), made_from(run, plan.chapter(chapter_id))
    runs = known.runs if known and known.of == of else ()
    tries = Tries(of, tuple(dict.fromkeys((*runs, run.id))), reason)
    run.store.write(_key(run, chapter_id), _ADAPTER.dump_json(tries).decode(), content_type="application/json")


def find_given_up(run: Run, chapters: Iterable[PlannedChapter]) -> dict[str, str]:
    """The chapters that were sent in vain as often as is allowed, as they are, and what is known of it."""
    tried = set(run.store.keys(run.shared_key("tries", "")))
    found = {}
    for one in chapters:
        known = _read(run, one.id) if _key(run, one.id) in tried else None
        if known and len(known.runs) >= MOST and known.of == made_from(run, one):
            found[one.id] = (
                f"it was sent in {len(known.runs)} runs in vain ({known.reason}) and is not sent again while its texts"
                " are the same: to try again, start a run that names it"
            )
    return found


def _read(run: Run, chapter_id: str) -> Tries | None:
    return find_stored(run.store, _key(run, chapter_id), _ADAPTER)


def _key(run: Run, chapter_id: str) -> str:
    return run.shared_key("tries", f"{chapter_id}.json")
