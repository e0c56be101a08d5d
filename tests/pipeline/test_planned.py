"""What is planned of a batch of chapters, once, and what a second try makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from amts_core.aws.errors import ServiceUnavailable
from amts_core.book.chapter import parse_chapter
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.pipeline import planned
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.plan import find_changed, read_plan
from amts_core.pipeline.planned import Sent, Wanted, find_scored_segments, find_segments
from amts_core.pipeline.run import Run
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.sync.guide import Known
from amts_core.sync.lexicon import WordLexicon
from amts_core.translate.document import Draft
from tests.pipeline.conftest import CHINESE, ENGLISH, Shelf
from tests.sync.edits import edit_chapter

WANTED = TypeAdapter(Wanted)
CHANGED = ENGLISH["one"].replace("the wind.", "the wind and the depth.")


@pytest.fixture
def work(shelf: Shelf) -> tuple[Run, Plan]:
    shelf.write("en", "one", CHANGED)
    shelf.write("en", "new", "# New\n\nText.\n")
    find_changed(shelf.run(), variants=("sentence",), evaluate=True)
    return read_plan(shelf.run())


def test_only_what_changed_is_wanted_and_a_new_chapter_whole(work: tuple[Run, Plan]) -> None:
    run, plan = work
    assert plan.batches == (("new", "one"),)
    wanted = find_segments(run, plan, 0)
    assert [one.text for one in wanted["new"].segments] == ["New", "Text."]
    assert [one.text for one in wanted["one"].segments] == [
        "The height $h$ of a wave depends on the wind and the depth."
    ]
    sent = Sent(run, plan)
    assert (sent.of("one", "delivery"), sent.of("new", "delivery")) == (wanted["one"], wanted["new"])


def test_a_plan_comes_back_without_being_made_again(work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    run, plan = work
    find_segments(run, plan, 0)
    for name in ("amts_core.book.chapter.cut_blocks", "amts_core.pipeline.planned.plan_sync"):
        monkeypatch.setattr(name, None)
    sent = Sent(run, plan)
    one, new = (sent.of(name, "delivery") for name in ("one", "new"))
    sync = one.sync(run.languages)
    assert (sync.after.text, sync.translation.text, one.work.before.text) == (CHANGED, CHINESE["one"], ENGLISH["one"])
    assert "".join(block.text for block in sync.after.blocks) == CHANGED
    assert sync.layout.stories
    assert (new.work.before, new.work.translation, new.work.layout) == (None, None, None)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_chapter_is_put_together_from_a_plan_that_was_kept_as_from_the_plan_itself(seed: int) -> None:
    before, translation = (parse_chapter(text, id="x") for text in (ENGLISH["two"], CHINESE["two"]))
    after, _ = edit_chapter(before, seed)
    codes = LanguagePair("en", "zh")
    words = {word: {word.upper(): 0.9} for word in ("wind", "pressur", "wave", "high")}
    lexicon = WordLexicon(words, frozenset(words), 100)
    known = Known(lexicon=lambda: lexicon)
    sync = plan_sync(after, before=before, translation=translation, languages=codes, known=known)
    drafts = {one.id: Draft(one.id, one.text.upper()) for one in sync.to_translate}
    kept = WANTED.validate_json(WANTED.dump_json(Wanted.of(sync, before)))
    assert finish_sync(kept.sync(codes), drafts) == finish_sync(sync, drafts)


def test_plans_that_are_gone_are_made_again(work: tuple[Run, Plan]) -> None:
    run, plan = work
    find_segments(run, plan, 0)
    kept = Sent(run, plan).of("one", "delivery")
    run.store.delete(run.key("planned/"))
    sent = Sent(run, plan)
    sent.load(0)
    assert sent.of("one", "delivery") == kept


def test_damage_of_a_source_is_known_to_those_that_read_it_back(shelf: Shelf) -> None:
    shelf.write("en", "one", CHANGED + "\n@@@ note\n")
    find_changed(shelf.run(), variants=("none",))
    run, plan = read_plan(shelf.run())
    find_segments(run, plan, 0)
    [warning] = Sent(run, plan).of("one", "delivery").sync(run.languages).after.warnings
    assert "'@@@ note' looks like structure" in warning


def test_what_another_try_has_found_is_taken(work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    run, plan = work
    found = find_segments(run, plan, 0)
    monkeypatch.setattr(planned, "plan_chapter", None)
    assert find_segments(run, plan, 0) == found


def test_a_chapter_that_cannot_be_planned_keeps_no_other_back_and_is_tried_again(
    work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, plan = work
    plan_chapter = planned.plan_chapter

    def fail(run, plan, name, *others):
        if name == "one":
            raise AmtsError("one is in a state")
        return plan_chapter(run, plan, name, *others)

    with monkeypatch.context() as broken:
        broken.setattr(planned, "plan_chapter", fail)
        found = find_segments(run, plan, 0)
    assert (found["one"].refused, found["one"].is_final, found["new"].refused) == ("one is in a state", False, "")
    assert find_segments(run, plan, 0)["one"].segments


@pytest.mark.parametrize("error", [ServiceUnavailable("SlowDown"), OSError("disk")])
def test_what_may_pass_ends_the_step_and_keeps_nothing(
    work: tuple[Run, Plan], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    run, plan = work

    def fail(*_):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(planned, "plan_chapter", fail)
        with pytest.raises(type(error)):
            find_segments(run, plan, 0)
    assert "was not sent" in Sent(run, plan).of("new", "delivery").refused
    assert find_segments(run, plan, 0)["one"].segments


def test_an_evaluation_article_is_sent_whole_as_its_reference_was_made_from(work: tuple[Run, Plan]) -> None:
    run, plan = work
    scored = find_scored_segments(run, plan)
    assert next(one.text for one in scored["scored"].segments) == "Tides"
    assert Sent(run, plan).of("scored", "evaluation") == scored["scored"]


def test_what_was_not_sent_is_refused(work: tuple[Run, Plan]) -> None:
    assert "was not sent" in Sent(*work).of("one", "delivery").refused
