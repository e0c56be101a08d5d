"""The form of a run by hand: what it asks, with a word on each field and the chapters that can be chosen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from airflow.sdk import Param

from amts_base import CACHE, LOG
from amts_core.config import VARIANTS, Pair
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.money import usd

MOST_OFFERED = 500
"""Of a longer book no chapter is offered: its ids are written, each on a line."""
CHOOSE = (
    "Empty: all that changed. Chosen here: these alone, and they are delivered even if a person rejected them before."
)
WRITE = (
    "Empty: all that changed. Else ids of chapters, each on a line, such as `chapter_models/regression`: the path in"
    " the book without its ending, as the [list of chapters](/amts/pairs/{pair}/chapters) has it."
)
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
"""The schema of each field is checked for each task whenever a DAG is read: by this draft in two fifths of the time."""


def parameters(name: str, pair: Pair, budget_usd: float) -> dict[str, Param]:
    """What the form of a run by hand asks of a pair, by name."""
    known = offered_chapters(name)
    return {
        "chapters": _field(
            None,
            type=["null", "array"],
            items={"type": "string", "minLength": 1},
            title="Chapters",
            description_md=CHOOSE if known else WRITE.format(pair=name),
            **({"examples": known} if known else {}),
        ),
        "force": _field(
            False,
            type="boolean",
            title="Force",
            description_md="Translate the chapters anew, changed or not. **Drafts take the place of human text**; what"
            " stood there is in the review pages.",
        ),
        "evaluate": _field(
            False,
            type="boolean",
            title="Score",
            description_md="Score the evaluation articles even if no chapter changed. They are translated for it: it"
            " costs what they cost.",
        ),
        "variants": _field(
            list(pair.default_variants),
            type="array",
            minItems=1,
            uniqueItems=True,
            items={"type": "string", "enum": list(VARIANTS)},
            title="Variants",
            description_md="How drafts are made, each for the price of a job: `none` without parallel data,"
            " `paragraph` and `sentence` with pairs of that size. Chapters are delivered from"
            f" `{pair.granularity}`, or from the last one if it is not chosen; the others are for the comparison.",
            examples=list(VARIANTS),
        ),
        "budget_usd": _field(
            None,
            type=["null", "number"],
            minimum=0,
            title="Budget",
            description_md=f"Most that this run may cost, in US dollars. Empty: {usd(budget_usd)}, as configured. What"
            " does not fit waits for a later run.",
        ),
        "formality": _field(
            pair.formality,
            type=["null", "string"],
            enum=[None, "FORMAL", "INFORMAL"],
            title="Formality",
            description_md="How drafts address the reader, where Amazon Translate knows it for the language. Empty: as"
            " it likes.",
        ),
        "profanity": _field(
            pair.profanity,
            type=["null", "string"],
            enum=[None, "MASK"],
            title="Profanity",
            description_md="`MASK` puts signs in the place of vulgar words. Empty: they stay.",
        ),
        "require_approval": _field(
            pair.delivery.approval == "ask",
            type="boolean",
            title="Ask before delivery",
            description_md="The run waits, 14 days at most, until somebody has looked at the chapters and approves or"
            " rejects; removals that are too many to go by themselves are asked about too.",
        ),
    }


def refuse_unknown(given: Mapping[str, Any] | None, known: Iterable[str]) -> None:
    """Raise AmtsError if a run was given what the form does not ask: Airflow takes it, and nobody reads it."""
    unknown = sorted({*(given or {})} - {*known})
    if unknown:
        raise AmtsError(f"a run has no parameter {', '.join(unknown)}: it has {', '.join(known)}")


def _field(value: Any, **schema: Any) -> Param:
    """A field of the form, with what it is filled with, and what may stand in it as JSON Schema."""
    return Param(value, **{"$schema": DRAFT_7}, **schema)


def offer_chapters(pair: str, ids: Sequence[str]) -> None:
    """Keep the chapters of a book for the form, where whoever reads the DAG files may find them."""
    try:
        write_whole(CACHE / "chapters" / f"{pair}.json", json.dumps(sorted(ids)).encode())
    except AmtsError as error:
        LOG.warning("the form does not offer the chapters: %s", error)


def offered_chapters(pair: str) -> list[str]:
    """The chapters to choose from; none before the first run, and of a book that has too many."""
    try:
        known: Any = json.loads((CACHE / "chapters" / f"{pair}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    ids = [str(one) for one in known] if isinstance(known, list) else []
    return ids if len(ids) <= MOST_OFFERED else []
