"""Which pairs of a delivered chapter are parallel data."""

from __future__ import annotations

import pandas as pd

from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.deliver.trust import trusted_pairs

TABLE = pd.DataFrame(
    {
        "source": ["The lamp is bright.", "A new thing is here.", "The list has ten elements."],
        "target": ["Die Lampe ist hell.", "Hier ist etwas Neues.", "Die Liste hat zehn Einträge."],
    }
)
DRAFT = SegmentRecord("b1", "A new thing is here.", "Hier ist etwas Neues.", "machine", change="new")
OUTDATED = SegmentRecord(
    "b2", "The list has ten elements.", "Die Liste hat zehn Einträge.", "outdated", change="outdated"
)


def sources(*records: SegmentRecord, **settings: bool) -> list[str]:
    return list(trusted_pairs(TABLE, Provenance("x", records), **settings)["source"])


def test_an_untouched_draft_is_no_parallel_data_unless_the_settings_say_so() -> None:
    assert sources(DRAFT) == ["The lamp is bright.", "The list has ten elements."]
    assert len(sources(DRAFT, with_machine_text=True)) == 3


def test_a_draft_that_a_human_changed_is_parallel_data() -> None:
    other = SegmentRecord("b1", "A new thing is here.", "Eine neue Sache ist da.", "machine", change="new")
    assert len(sources(other)) == 3


def test_a_sentence_that_is_not_up_to_date_is_no_parallel_data_even_if_drafts_are() -> None:
    assert "The list has ten elements." not in sources(OUTDATED, with_machine_text=True)


def test_the_same_words_for_the_old_source_are() -> None:
    old = TABLE.replace("The list has ten elements.", "The list has ten entries.")
    assert len(trusted_pairs(old, Provenance("x", (OUTDATED,)))) == 3
