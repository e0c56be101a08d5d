"""The budget, right after the plan."""

from __future__ import annotations

import pytest

from amts_core.aws.cost import BudgetExceeded
from amts_core.pipeline.budget import check_budget, plan_cost
from amts_core.pipeline.plan import find_changed
from tests.pipeline.conftest import ENGLISH, Shelf, drive
from tests.pipeline.test_plan import commit

LONG = "# Currents\n\n" + "A current is a river in the sea. It may be warm or cold there, as the wind has it.\n\n" * 9
SHORT = "# Foam\n\nFoam is full of air.\n"


def dollars(shelf: Shelf, **options: object) -> float:
    """What a night with all chapters would cost at most."""
    run = shelf.run("look")
    return plan_cost(run, find_changed(run, variants=("sentence",))).total


def test_what_changed_is_counted_without_aligning_and_is_no_less_than_what_is_sent(shelf: Shelf) -> None:
    shelf.write("en", "one", ENGLISH["one"].replace("The water itself stays", "The water itself mostly stays"))
    shelf.write("en", "three", LONG)
    done = drive(shelf.run())
    assert done.plan.characters["sentence"] >= done.sendings[0].characters > 500
    assert done.plan.chapter("one").characters == len("The water itself mostly stays where it is. ")


def test_a_night_over_budget_is_refused_before_anything_is_aligned(shelf: Shelf) -> None:
    shelf.write("en", "three", LONG)
    run = shelf.run()
    plan = find_changed(run, variants=("sentence",), budget_usd=0.001)
    assert (plan.deliver, plan.waiting) == (("three",), ())
    with pytest.raises(BudgetExceeded, match=r"would cost \$0\.0"):
        check_budget(run, plan)
    assert list(run.store.keys("alignments")) == []


def test_a_night_over_budget_can_take_what_fits_the_oldest_first(shelf: Shelf) -> None:
    commit(shelf.folder / "en", 1)
    shelf.write("en", "zebra", SHORT)
    commit(shelf.folder / "en", 2)
    shelf.write("en", "apple", LONG)
    commit(shelf.folder / "en", 3)
    budget = dollars(shelf) * 0.7
    shelf.configure(over_budget="oldest")
    first = drive(shelf.run("first"), budget_usd=budget)
    assert (first.plan.deliver, first.plan.waiting) == (("zebra",), ("apple",))
    assert first.outcome
    assert "waits for a later run" in first.outcome.held["apple"]
    second = drive(shelf.run("second"), budget_usd=50.0)
    assert (second.plan.deliver, second.plan.waiting) == (("apple",), ())


def test_a_night_over_budget_can_take_what_is_read_most_first(shelf: Shelf) -> None:
    shelf.write("en", "apple", LONG)
    shelf.write("en", "zebra", LONG)
    budget = dollars(shelf) * 0.7
    shelf.configure(over_budget="order", order=["z*"])
    plan = find_changed(shelf.run(), variants=("sentence",), budget_usd=budget)
    assert (plan.deliver, plan.waiting) == (("zebra",), ("apple",))
    just = plan_cost(shelf.run(), plan).total
    assert find_changed(shelf.run(), variants=("sentence",), budget_usd=just).deliver == ("zebra",)


def test_nothing_is_removed_while_chapters_wait_for_the_budget(shelf: Shelf) -> None:
    shelf.configure(over_budget="oldest", delivery={"removals": 1})
    shelf.write("en", "three", LONG)
    shelf.remove("en", "two")
    done = drive(shelf.run(), budget_usd=0.0)
    assert done.outcome
    assert (done.plan.deliver, done.plan.waiting, done.outcome.removed) == ((), ("three",), ())
    assert "wait for the budget" in done.outcome.held["two"]
