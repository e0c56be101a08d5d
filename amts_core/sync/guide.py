"""What of its book guides the sync of a chapter: the policy, human texts, the words, and how texts are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.likeness import Likeness


@dataclass(frozen=True, slots=True)
class Policy:
    """Shares of words in a hundred that the old and the new source have in common.

    From `keep` on a human sentence stays where it cannot be repaired: its old version costs less to mend than a draft.
    That was measured for an engine of TER .4; with one of .3 or better use 85. From `repair` on it may be repaired.
    """

    keep: float = 75.0
    repair: float = 50.0


@dataclass(frozen=True, eq=False)
class Known:
    """What a book gives to each of its chapters.

    `memory` has human translations from elsewhere in the book, by the text of a sentence or paragraph. `policy` says
    what becomes of human text that no rule keeps. `lexicon` gives the book's; without it the chapter's own is learned.
    """

    memory: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    lexicon: Callable[[], WordLexicon] | None = None


@dataclass(frozen=True, eq=False)
class Guide:
    """`counts` has the words of the whole old source; `learn` gives the lexicon when it is first asked for."""

    likeness: Likeness
    counts: Counter[str]
    policy: Policy = field(default_factory=Policy)
    learn: Callable[[], WordLexicon] = lambda: WordLexicon({}, frozenset())

    @cached_property
    def lexicon(self) -> WordLexicon:
        """The lexicon of the book, or of the chapter alone."""
        return self.learn()
