"""What can become of a segment."""

from __future__ import annotations

from amts_core.sync.change import Change


def test_records_that_are_kept_know_changes_by_these_names() -> None:
    names = "kept carried moved repaired outdated changed new deleted beside"
    assert [change.value for change in Change] == names.split()
