"""What a person who is asked before delivery decides on, as Markdown: what changes, its cost, and what goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from amts_core.deliver.review import as_markdown, in_words, to_review
from amts_core.deliver.sidecar import Provenance
from amts_core.evaluate.variants import variant_title
from amts_core.money import usd
from amts_core.pipeline.deliver import HandOver, removal
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import allowed_cost
from amts_core.pipeline.record import read_kept
from amts_core.pipeline.run import Run

MOST_SEGMENTS = 60
"""Segments that are shown; the pages of the run have them all."""


def describe(run: Run, plan: Plan, found: HandOver, scored: Mapping[str, Any]) -> str:
    """What a person who is asked decides on. `scored` has `bleu` by variant and `uri` of a report."""
    pages = f"/amts/pairs/{run.pair_name}/runs/{run.id}"
    scores = ", ".join(f"{variant_title(name)} {bleu:.3f}" for name, bleu in scored.get("bleu", {}).items())
    cost = allowed_cost(run)
    lines = [
        f"[All of it, with review pages and files]({pages}/delivery)",
        "",
        f"Average BLEU: {scores} ({scored['uri']})" if scored else "Nothing was scored in this run.",
        "",
        f"Estimated cost: {usd(cost.total if cost else 0)}, budget {usd(plan.budget_usd)}.",
    ]
    if plan.force:
        lines += ["", "**Forced: drafts take the place of human text in these chapters.**"]
    lines += ["", *_chapters(run, found, pages)]
    if found.remove:
        lines += ["", f"Removed, since their source is gone ({plan.removed_share:.1%} of the translation's text):", ""]
        lines += [f"- {removal(run, plan, name).path}. {removal(run, plan, name).details}" for name in found.remove]
    if found.held:
        lines += ["", "Held:", "", *(f"- {name}: {as_markdown(reason)}" for name, reason in found.held.items())]
    return "\n".join(lines)


def _chapters(run: Run, found: HandOver, pages: str) -> Iterator[str]:
    """Each chapter with its counts, and what somebody should look at in it, while there is room."""
    room = MOST_SEGMENTS
    for name, one in found.rebuilt.items():
        link = f"[review]({pages}/review/{quote(name)})"
        yield f"- {as_markdown(name)}: {one.machine} drafts, {one.human} human, {one.flagged} flagged, {link}"
        kept = read_kept(run, run.id, name)
        shown = _table(kept.story, room) if kept else []
        room -= max(0, len(shown) - 4)
        yield from shown


def _table(story: Provenance, room: int) -> list[str]:
    """The segments of a chapter that changed, in reading order, as a table; none if there is no room for them."""
    wanted = {id(one) for one in to_review(story)}
    rows = [one for one in (*story.segments, *story.removed) if id(one) in wanted][: max(0, room)]
    head = ["", "| | source | translation so far | will be |", "|---|---|---|---|"]
    return [*head, *map(in_words, rows), ""] if rows else []
