"""Beginning anew: nothing of earlier runs is left but what people decided."""

from __future__ import annotations

import boto3

from amts_core.deliver.desk import Answer, desk_key, read_desk
from amts_core.pipeline.forget import forget
from tests.pipeline.conftest import ENGLISH, Shelf, drive
from tests.pipeline.test_desk import decide

CHANGED = ENGLISH["one"].replace("stays where it is", "does not move")


def jobs() -> int:
    """How many jobs the service has had."""
    listed = boto3.client("translate", region_name="us-east-1").list_text_translation_jobs()
    return len(listed["TextTranslationJobPropertiesList"])


def test_what_people_decided_is_kept(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    decide(shelf.run(), "first", "does not move", Answer.ACCEPT)
    forget(shelf.run())
    desk = read_desk(shelf.run().store.find(desk_key("en-zh", "one")), "one")
    assert [one.by for one in desk.decisions] == ["ann"]


def test_the_same_text_is_sent_and_translated_again_perhaps_by_another_engine(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED)
    drive(shelf.run("first"))
    drive(shelf.run("second"))
    assert jobs() == 1
    forget(shelf.run())
    drive(shelf.run("third"))
    assert jobs() == 2
