"""What is sent in vain: a few times, told, and then no more."""

from __future__ import annotations

import pytest

from amts_core.pipeline.plan import find_changed
from amts_core.pipeline.tries import MOST
from local_aws.faults import read_fault
from local_aws.service import Service
from tests.pipeline.conftest import ENGLISH, Shelf, drive

CHANGED = ENGLISH["one"].replace("The water", "All water")
NEW = "# Currents\n\nA current is a river in the sea.\n"


@pytest.fixture
def given_up(shelf: Shelf, service: Service) -> Shelf:
    """A book with a new chapter whose document was lost in as many runs as is allowed."""
    service.faults.add(read_fault({"kind": "fail-document", "match": "delivery.new.html", "times": 0}))
    shelf.write("en", "new", NEW)
    for number in range(MOST):
        assert "new" in drive(shelf.run(f"night-{number}")).failed
    return shelf


def test_a_chapter_that_is_always_lost_is_not_paid_for_every_night(given_up: Shelf) -> None:
    done = drive(given_up.run("next"))
    assert (done.plan.deliver, done.sendings) == ((), [])
    assert f"it was sent in {MOST} runs in vain" in done.plan.held["new"]
    assert done.plan.held["new"].count("again") == 2  # that it is not sent again, and what to do: not the contrary


def test_the_others_are_delivered_beside_it_and_it_is_told(given_up: Shelf) -> None:
    given_up.write("en", "one", CHANGED)
    done = drive(given_up.run("next"))
    assert done.outcome is not None
    assert (done.outcome.chapters, set(done.outcome.held)) == (("one",), {"new"})


def test_a_person_may_try_again_and_another_text_is_tried_anyway(given_up: Shelf, service: Service) -> None:
    service.faults.clear()
    named = find_changed(given_up.run("named"), variants=("sentence",), chapters=["new"])
    assert named.deliver == ("new",)
    given_up.write("en", "new", NEW + "\nIt is warm.\n")
    done = drive(given_up.run("next"))
    assert done.outcome is not None
    assert done.outcome.chapters == ("new",)


def test_a_run_that_is_repeated_counts_once_and_one_that_sent_nothing_not_at_all(
    shelf: Shelf, service: Service
) -> None:
    service.faults.add(read_fault({"kind": "fail-document", "match": "delivery.new.html", "times": 0}))
    shelf.write("en", "new", NEW)
    for _ in range(MOST):
        drive(shelf.run("one night"))
    assert "new" in drive(shelf.run("next")).plan.deliver


def test_a_chapter_of_which_other_text_would_be_sent_is_tried_again(shelf: Shelf, service: Service) -> None:
    service.faults.add(read_fault({"kind": "fail-document", "match": "delivery.one.html", "times": 0}))
    shelf.write("en", "one", CHANGED)
    for number in range(MOST):
        assert "one" in drive(shelf.run(f"night-{number}")).failed
    assert "one" in find_changed(shelf.run("next"), variants=("sentence",)).held
    shelf.write("zh", "one_origin", ENGLISH["one"].replace("from place to place", "from one place to another"))
    assert "one" in find_changed(shelf.run("last"), variants=("sentence",)).deliver
