"""What a rule is given, and what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from amts_core.sync.change import Change
from amts_core.sync.difference import Revision
from amts_core.sync.guide import Guide
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.likeness import Text
from amts_core.sync.marks import read_marks
from amts_core.sync.parts import Part, Slot

CODE = {("`", "`"), ("``", "``")}


@dataclass(frozen=True, eq=False)
class Case(Revision):
    """A revision with what rules know of its chapter.

    `drafts` are what would stand in place of the human text, `lines_of_spans` the spans of the new source that stand
    on several lines, by their text on one line.
    """

    guide: Guide
    drafts: tuple[str | Slot, ...] = ()
    lines_of_spans: Mapping[str, str] = field(default_factory=dict)

    @property
    def lexicon(self) -> WordLexicon:
        """Which words of the book translate each other."""
        return self.guide.lexicon

    @cached_property
    def has_other_marks(self) -> bool:
        """Whether marks of the source came, went, or stand around other words: somebody has to look at those."""
        before, after = (
            Counter((mark.signs, mark.text) for one in side for mark in read_marks(one.pieces).marks if mark.text)
            for side in (self.former, self.now)
        )
        return before != after and any(signs not in CODE for signs, _ in (before - after) + (after - before))

    @property
    def texts(self) -> tuple[Text, Text, Text]:
        """Old source, new source and translation, as they are compared by meaning."""
        return Text.joined(self.former), Text.joined(self.now), Text.joined(self.target)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of the human text: it becomes `parts`, or stays, if there are none.

    `flags` say what somebody should know. A `quiet` outcome needs nobody: it is told in one line.
    """

    change: Change
    parts: tuple[Part, ...] = ()
    flags: tuple[str, ...] = ()
    quiet: bool = False


Rule = Callable[[Case], Outcome | None]
"""From a case to its outcome; None if the rule has nothing to say."""
