"""Human sentences whose source changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from amts_core.book.chapter import Block
from amts_core.book.segments import Segment
from amts_core.languages import LanguagePair
from amts_core.parallel.tokens import Token, tokenize
from amts_core.sync.difference import Difference


@dataclass(frozen=True, eq=False)
class Revision:
    """Human sentences whose source changed from `former` to `now`: what a draft is compared with, once it is there.

    `text` is what the human wrote, as it stands at `start` in `blocks` of the translation. `is_whole`: each sentence of
    `now` is a version of the one of `former` in its place.
    """

    former: tuple[Segment, ...]
    now: tuple[Segment, ...]
    target: tuple[Segment, ...]
    text: str
    start: int
    blocks: tuple[Block, ...]
    is_whole: bool
    languages: LanguagePair

    @cached_property
    def difference(self) -> Difference:
        """How the source changed."""
        return Difference.of(self.former, self.now, self.languages.source)

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the human text, at their places in `text`."""
        return tokenize(self.target[0].scan(self.text), self.languages.target) if self.target else []
