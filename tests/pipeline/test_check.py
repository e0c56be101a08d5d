"""What the configuration leads to, looked at without running anything."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from amts_core.config import load_config
from amts_core.errors import AmtsError
from amts_core.pipeline.check import Foresight, foresee, look_at, open_dry
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.run import Run
from tests.pipeline.conftest import ENGLISH, Shelf, drive


def dry(shelf: Shelf) -> Run:
    """A look at the pair of the shelf, with its records in a folder."""
    return open_dry(load_config(shelf.config), "en-zh", shelf.folder / "cache")


def replace(shelf: Shelf, old: str, new: str) -> None:
    text = shelf.config.read_text(encoding="utf-8")
    assert old in text
    shelf.config.write_text(text.replace(old, new), encoding="utf-8")


def test_chapters_matches_and_origins_are_counted(shelf: Shelf) -> None:
    shelf.write("en", "three", "# Currents\n")
    seen = look_at(dry(shelf))
    assert (seen.source_chapters, seen.target_chapters, seen.matched, seen.origins) == (4, 3, 3, 3)
    assert (seen.problems, seen.remarks) == ((), ())


def test_a_link_that_is_no_file_of_the_book_is_told(shelf: Shelf) -> None:
    (shelf.folder / "en" / "welcome.md").symlink_to("one.md")
    assert look_at(dry(shelf)).remarks[0].endswith("are left out: welcome.md (1)")


def test_a_book_that_is_not_there_is_named(shelf: Shelf) -> None:
    replace(shelf, "location: en\n", "location: nowhere\n")
    seen = look_at(dry(shelf))
    assert "there is no book at" in seen.problems[0]
    assert (seen.source_chapters, seen.target_chapters, seen.matched, seen.origins) == (0, 0, 0, 0)


def test_patterns_that_fit_nothing_are_named(shelf: Shelf) -> None:
    replace(shelf, "location: en\n", "location: en\n    chapters: ['*.rst']\n")
    assert "no file of" in look_at(dry(shelf)).problems[0]


def test_a_translation_that_only_begins_is_told_and_no_problem(shelf: Shelf) -> None:
    for path in (shelf.folder / "zh").iterdir():
        path.unlink()
    seen = look_at(dry(shelf))
    assert seen.problems == ()
    assert "a run drafts the whole book" in seen.remarks[0]


def test_books_whose_names_do_not_fit_are_named(shelf: Shelf) -> None:
    for name in ENGLISH:
        (shelf.folder / "en" / f"{name}.md").rename(shelf.folder / "en" / f"other-{name}.md")
    assert "no chapter of en has the name of one of zh" in look_at(dry(shelf)).problems[0]


@pytest.mark.parametrize(
    ("region", "words"), [("us-esat-1", "did you mean us-east-1?"), ("eu-central-1", "no Active Custom Translation")]
)
def test_a_region_that_is_none_or_cannot_adapt_is_named(shelf: Shelf, region: str, words: str) -> None:
    replace(shelf, "bucket: shelf\n", f"bucket: shelf\n  region: {region}\n")
    assert words in look_at(dry(shelf)).problems[0]


def test_what_a_run_would_do_and_cost_is_told_and_nothing_is_written_to_the_bucket(shelf: Shelf) -> None:
    shelf.write("en", "three", "# Currents\n\nA current is a river in the sea.\n")
    seen = foresee(dry(shelf))
    assert (seen.plan.deliver, seen.verdict) == (("three",), "goes on")
    assert 0 < seen.usd < 0.1
    assert list(shelf.run().store.keys()) == []


@pytest.mark.parametrize(
    ("plan", "verdict"),
    [
        ({"deliver": ("a",)}, "goes on"),
        ({"remove": ("a",)}, "goes on"),
        ({"evaluate": ("a",)}, "goes on"),
        ({"deliver": ("a",), "budget_usd": 0.9}, "refused: over budget"),
        ({"held": {"a": "rejected"}, "waiting": ("b",)}, "nothing but what is held"),
        ({"waiting": ("b",)}, "nothing fits the budget"),
        ({}, "in step: nothing to do"),
    ],
)
def test_a_verdict_says_whether_the_run_would_go_on(plan: dict[str, Any], verdict: str) -> None:
    nothing = Plan("en-zh", "r", "", "", ("sentence",), "sentence", (), (), (), (), False, 1.0, None, None)
    planned = dataclasses.replace(nothing, **plan)
    assert Foresight("en-zh", planned, 1.0, planned.budget_usd).verdict == verdict


def test_an_evaluation_article_that_no_book_has_fails_the_look(shelf: Shelf) -> None:
    shelf.configure(evaluation=["tides"])
    with pytest.raises(AmtsError, match="tides"):
        foresee(dry(shelf))


def test_a_pair_that_is_only_scored_delivers_nothing_whatever_its_wording(shelf: Shelf) -> None:
    shelf.configure(purpose="score")
    shelf.write("en", "one", ENGLISH["one"].replace("The water itself", "All of the water"))
    shelf.remove("en", "two")
    quiet = drive(shelf.run("quiet"))
    assert (quiet.plan.deliver, quiet.plan.remove, quiet.plan.evaluate) == ((), (), ())
    scored = drive(shelf.run("scored"), evaluate=True)
    assert (scored.plan.deliver, scored.plan.remove, scored.plan.evaluate) == ((), (), ("scored",))
    assert Path(scored.run.output).exists() is False or not list(scored.run.output.glob("chapters/*.md"))
