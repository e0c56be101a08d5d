"""What can become of a segment."""

from __future__ import annotations

from enum import StrEnum


class Change(StrEnum):
    """What became of a segment."""

    KEPT = "kept"
    CARRIED = "carried"  # only spans, numbers or marks changed
    MOVED = "moved"  # the human text stands elsewhere now
    REPAIRED = "repaired"  # in the human text only what changed was changed
    OUTDATED = "outdated"  # the human text stays although its source says something else now
    CHANGED = "changed"  # a draft stands in its place
    NEW = "new"
    DELETED = "deleted"
    BESIDE = "beside"  # the draft has no safe place: the old text stays
