"""What is left for later versions is read back as it was written, or refused with the way out."""

from __future__ import annotations

import pytest
from pydantic.dataclasses import dataclass

from amts_core.deliver.schema import RECORD, Schema
from amts_core.errors import AmtsError


@dataclass(frozen=True, config=RECORD)
class Note:
    """A record."""

    said_by: str
    schema_version: int = 3


NOTES = Schema(Note, 3, "write it anew")


def test_a_record_stands_in_camel_case_and_comes_back() -> None:
    text = NOTES.dump(Note("ann"))
    assert text == '{\n "saidBy": "ann",\n "schemaVersion": 3\n}\n'
    assert NOTES.load(text, "a note") == NOTES.load('{"said_by": "ann", "later": 1}', "a note") == Note("ann")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"saidBy": 1}', r"the note cannot be read \(saidBy\): write it anew"),
        ("{", r"the note cannot be read \(\): write it anew"),
        ('{"saidBy": "ann", "schemaVersion": 4}', "the note has schema version 4, this program reads 3: write it anew"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_way_out(text: str, told: str) -> None:
    with pytest.raises(AmtsError, match=told):
        NOTES.load(text, "the note")
