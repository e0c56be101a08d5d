"""What guides the rules in a chapter: the policy, how texts are compared, and the words of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.likeness import Likeness
from amts_core.sync.policy import Policy


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
