"""A footnote mark or a citation came to the end of a sentence, or went from there."""

from __future__ import annotations

from amts_core.sync.change import Change
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import PUNCTUATION

_STOPS = ".,;:!?…。，；：！？"


def ending(case: Case) -> Outcome | None:
    """ "The tank is full." → "The tank is full.[^1]": the mark is put to the end of the human text, too."""
    hunks = case.difference.hunks
    if not case.is_whole or len(case.blocks) != 1 or len(hunks) != 1:
        return None
    old, new = hunks[0].old, hunks[0].new
    changed = old or new
    side = case.difference.old if old else case.difference.new
    if (old and new) or not all(token.is_span for token in changed):
        return None
    rest = side[side.index(changed[-1]) + 1 :]
    if any(token.text not in PUNCTUATION for token in rest):
        return None
    if old:
        marks = "".join(token.text for token in old)
        if case.text.count(marks) != 1:
            return None
        before, after = case.text.split(marks)
        return Outcome(Change.CARRIED, f"{before.rstrip()}{after}".rstrip())
    source = case.now[-1].text
    place = side.index(new[0])
    start = side[place - 1].end if place else new[0].start
    mark = source[start : new[-1].end]
    if "\n" in mark or any(token.text in case.text for token in new):
        return None
    bare = case.text.rstrip(_STOPS)
    return Outcome(Change.CARRIED, f"{bare}{mark}{case.text[len(bare) :]}" if rest else f"{case.text}{mark}")
