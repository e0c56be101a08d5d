"""What is done with a sentence whose source changed, by how much it changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Course(StrEnum):
    """What becomes of a human sentence that no rule keeps or repairs."""

    KEEP = "keep"  # it stays with a red mark, the draft beside
    MERGE = "merge"  # what changed is taken from the draft, if that can be verified; else the draft takes its place
    DRAFT = "draft"  # the draft takes its place


@dataclass(frozen=True, slots=True)
class Policy:
    """Shares of words in a hundred that the old and the new source have in common.

    From `keep` on a human sentence stays where it cannot be repaired: its old version costs less to mend than a draft.
    That was measured for an engine of TER .4; with one of .3 or better use 85. From `repair` on it may be repaired.
    """

    keep: float = 75.0
    repair: float = 50.0

    def course(self, similarity: float, *, contradicts: bool) -> Course:
        """What is done; one whose source may say the contrary now is never kept."""
        if similarity >= self.keep and not contradicts:
            return Course.KEEP
        return Course.MERGE if similarity >= self.repair else Course.DRAFT
