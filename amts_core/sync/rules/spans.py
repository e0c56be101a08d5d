"""Only protected spans or numbers of the source changed: they are carried into the human text."""

from __future__ import annotations

import re

from amts_core.book.chapter import BlockKind
from amts_core.languages import language
from amts_core.sync.change import Change
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import carry, replaced, span_texts, target_spans, wording


def spans(case: Case) -> Outcome | None:
    """ "We use $n$ units" → "We use $m$ units": the formula is exchanged in the translation.

    Where a span has no clear place the human text stays and a flag says what changed.
    """
    if not case.is_whole or any(
        wording(one) != wording(other) for one, other in zip(case.now, case.former, strict=True)
    ):
        return None
    former, now = ([span for one in side for span in span_texts(one)] for side in (case.former, case.now))
    if former == now:
        return None
    found = target_spans(case.blocks, case.start, case.start + len(case.text))
    new = carry(former, now, [span.text for span in found])
    is_written_otherwise = any(
        one != other and _digits(one) == _digits(other) != "" for one, other in zip(former, now, strict=False)
    )
    if new is None or is_written_otherwise or (new and len(case.blocks) > 1):
        changes = ", ".join(
            dict.fromkeys(f"{old} → {other}" for old, other in zip(former, now, strict=False) if old != other)
        )
        return Outcome(
            Change.KEPT, flags=(f"spans or numbers changed without a clear place in the translation: {changes}",)
        )
    if not new:
        return Outcome(Change.KEPT, quiet=True)
    lines = {} if case.blocks[0].kind is BlockKind.TABLE_CELL else case.lines_of_spans
    text, flags = replaced(case.text, found, {place: lines.get(span, span) for place, span in new.items()}, case.start)
    numbers = [(found[place].text, span) for place, span in new.items() if span[:1].isdigit()]
    flags += tuple(
        f"the word beside a number may have to follow it: {old} → {other}"
        for old, other in numbers
        if language(case.languages.target).inflects(old, other)
    )
    return Outcome(Change.CARRIED, (text,), flags)


def _digits(number: str) -> str:
    """The digits of a number: "1,000" and "1.000" have the same ones."""
    return re.sub(r"[.,]", "", number) if number[:1].isdigit() else ""
