"""Which pairs of a delivered chapter are parallel data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.deliver.sidecar import Provenance, SegmentRecord
from amts_core.deliver.trust import trusted_pairs

PAIRS = [
    {"source": "The lamp is bright.", "target": "Die Lampe ist hell."},
    {"source": "A new thing is here.", "target": "Hier ist etwas Neues."},
    {"source": "The list has ten elements.", "target": "Die Liste hat zehn Einträge."},
]
DRAFT = SegmentRecord("b1", "A new thing is here.", "Hier ist etwas Neues.", "machine", change="new")
OUTDATED = SegmentRecord(
    "b2", "The list has ten elements.", "Die Liste hat zehn Einträge.", "outdated", change="outdated"
)


def sources(*records: SegmentRecord, **settings: bool) -> list[str]:
    return [pair["source"] for pair in trusted_pairs(PAIRS, Provenance("x", records), **settings)]


def test_an_untouched_draft_is_no_parallel_data_unless_the_settings_say_so() -> None:
    assert sources(DRAFT) == ["The lamp is bright.", "The list has ten elements."]
    assert len(sources(DRAFT, with_machine_text=True)) == 3


def test_a_draft_that_a_human_changed_is_parallel_data() -> None:
    other = SegmentRecord("b1", "A new thing is here.", "Eine neue Sache ist da.", "machine", change="new")
    assert len(sources(other)) == 3


def test_a_sentence_that_is_not_up_to_date_is_no_parallel_data_even_if_drafts_are() -> None:
    assert "The list has ten elements." not in sources(OUTDATED, with_machine_text=True)


def test_the_same_words_for_the_old_source_are() -> None:
    old = [*PAIRS[:2], PAIRS[2] | {"source": "The list has ten entries."}]
    assert len(trusted_pairs(old, Provenance("x", (OUTDATED,)))) == 3


@pytest.mark.parametrize("target", ["Hier ist etwas", "Ja. Hier ist etwas Neues. Nein.", "Hier ist\netwas Neues."])
def test_a_draft_is_known_in_parts_and_among_others_whatever_the_blanks(target: str) -> None:
    assert sources(replace(DRAFT, target=target)) == ["The lamp is bright.", "The list has ten elements."]


def test_a_draft_of_a_few_characters_stands_elsewhere_by_chance() -> None:
    assert len(sources(replace(DRAFT, target="Lampe"))) == 3
    assert "The lamp is bright." not in sources(replace(DRAFT, target="Lampe i"))


def test_a_sentence_that_somebody_looked_at_is_parallel_data_though_it_was_marked() -> None:
    assert len(sources(replace(OUTDATED, looked_at=True))) == 3


def test_without_drafts_and_marks_the_table_is_as_it_was() -> None:
    assert trusted_pairs(PAIRS, Provenance("x", (replace(DRAFT, state="human"),))) is PAIRS
