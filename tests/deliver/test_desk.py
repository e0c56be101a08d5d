"""Decisions of people: kept, told to who comes too late, and carried out without touching other words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.deliver.desk import (
    Answer,
    Decision,
    Desk,
    Overtaken,
    decide,
    desk_key,
    judged,
    left_to_review,
    lost_spans,
    make_decision,
    read_desk,
    segment_names,
    write_desk,
)
from amts_core.deliver.sidecar import Provenance, SegmentRecord, content_digest, make_provenance
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.sync.chapter import finish_sync, plan_sync
from amts_core.translate.document import Draft

BEFORE = (
    "# Lamps\n\nThe lamp is bright. It costs a coin.\n\nWe walk home.\n\n| a | b |\n|---|---|\n| one cell | two |\n"
)
AFTER = BEFORE.replace("is bright", "is very bright").replace("We walk home.", "We walk home slowly.") + "\nNew here.\n"
TARGET = "# 灯\n\n灯很亮。它值一枚硬币。\n\n我们走路回家。\n\n| 甲 | 乙 |\n|---|---|\n| 一格 | 二 |\n"


def delivery(draft: str = "译") -> tuple[Chapter, Provenance]:
    after, before, translation = (parse_chapter(text, id="lamps") for text in (AFTER, BEFORE, TARGET))
    plan = plan_sync(after, before=before, translation=translation, languages=LanguagePair("en", "zh"))
    synced = finish_sync(plan, {one.id: Draft(one.id, f"{draft}{one.text}") for one in plan.to_translate})
    story = make_provenance(synced, Provenance("lamps", ()), source=after, former=translation)
    return synced.chapter, story


CHAPTER, STORY = delivery()


def find(story: Provenance, source: str) -> tuple[str, SegmentRecord]:
    names = segment_names(story.segments)
    return next((name, one) for name, one in zip(names, story.segments, strict=True) if source in one.source)


def decision(source: str, answer: Answer, story: Provenance = STORY, **said: str) -> Decision:
    name, record = find(story, source)
    return make_decision(record, name, answer, by="ann", at="2026-03-01T10:00:00+00:00", **said)


def desk(*decisions: Decision) -> Desk:
    return Desk("lamps", decisions)


def test_an_edit_stands_in_the_chapter_and_is_told_as_human() -> None:
    done = decide(CHAPTER, STORY, desk(decision("New here.", Answer.EDIT, text="这里有新的。")))
    assert done.chapter.text == CHAPTER.text.replace("译New here.", "这里有新的。")
    record = find(done.provenance, "New here.")[1]
    assert (record.target, record.state, record.looked_at, record.flags) == ("这里有新的。", "human", True, ())
    assert done.provenance.delivered_digest == content_digest(done.chapter)
    assert done.held == ""


def test_an_accepted_draft_stays_even_if_a_later_run_drafts_another() -> None:
    accepted = decision("New here.", Answer.ACCEPT)
    chapter, story = delivery("别")
    done = decide(chapter, story, desk(accepted))
    assert "译New here." in done.chapter.text
    assert "别New here." not in done.chapter.text


def test_a_rejected_draft_gives_way_to_the_old_translation_and_stays_on_the_list() -> None:
    done = decide(CHAPTER, STORY, desk(decision("very bright", Answer.REJECT, comment="wrong term")))
    assert "灯很亮。" in done.chapter.text
    record = find(done.provenance, "very bright")[1]
    assert record.flags[-1] == "ann rejected it: wrong term"
    assert not record.looked_at


def test_an_accepted_draft_takes_the_place_of_the_outdated_text_that_the_reviewer_saw() -> None:
    accepted = decision("very bright", Answer.ACCEPT)
    done = decide(CHAPTER, STORY, desk(accepted))
    assert done.chapter.text == CHAPTER.text.replace("灯很亮。", "译The lamp is very bright.")
    record = find(done.provenance, "very bright")[1]
    assert (record.state, record.looked_at, record.flags) == ("human", True, ())


def test_a_rejected_draft_without_an_old_translation_holds_the_chapter() -> None:
    done = decide(CHAPTER, STORY, desk(decision("New here.", Answer.REJECT)))
    assert done.held == "ann rejected the draft of 'New here.': edit it, or accept it"
    assert done.chapter.text == CHAPTER.text


def test_a_comment_is_a_flag_and_changes_no_text() -> None:
    done = decide(CHAPTER, STORY, desk(decision("New here.", Answer.NONE, comment="ask Bo")))
    assert done.chapter.text == CHAPTER.text
    assert find(done.provenance, "New here.")[1].flags == ("ann: ask Bo",)


def test_words_that_a_human_wrote_since_are_not_touched() -> None:
    edit = decision("New here.", Answer.EDIT, text="这里有新的。")
    name, record = find(STORY, "New here.")
    corrected = replace(record, state="human", target="人的话。")
    story = replace(STORY, segments=tuple(corrected if one is record else one for one in STORY.segments))
    chapter = CHAPTER.with_text(CHAPTER.text.replace("译New here.", "人的话。"))
    assert decide(chapter, story, desk(edit)).chapter.text == chapter.text
    assert find(story, "New here.")[0] == name


def test_a_human_text_that_is_out_of_date_gives_way_only_to_a_decision_that_was_made_on_it() -> None:
    edit = decision("New here.", Answer.EDIT, text="这里有新的。")
    record = find(STORY, "New here.")[1]
    left = replace(record, state="outdated", change="outdated", target="人的话。")
    story = replace(STORY, segments=tuple(left if one is record else one for one in STORY.segments))
    chapter = CHAPTER.with_text(CHAPTER.text.replace("译New here.", "人的话。"))
    assert decide(chapter, story, desk(edit)).chapter.text == chapter.text


def test_a_decision_holds_for_the_text_that_it_was_made_on_also_if_a_human_wrote_it() -> None:
    edit = decision("It costs a coin.", Answer.EDIT, text="它的价格是一枚硬币。")
    done = decide(CHAPTER, STORY, desk(edit))
    assert done.chapter.text == CHAPTER.text.replace("它值一枚硬币。", "它的价格是一枚硬币。")


@pytest.mark.parametrize("text", ["一 | 格", "# 一格", "一格\n\n二格"])
def test_a_text_never_changes_the_structure_of_the_chapter(text: str) -> None:
    edit = replace(decision("one cell", Answer.EDIT, text="一个格"), text=text)
    done = decide(CHAPTER, STORY, desk(edit))
    if done.chapter.text == CHAPTER.text:
        assert "it would change the structure" in find(done.provenance, "one cell")[1].flags[-1]
    kinds = [block.kind for block in CHAPTER.blocks]
    assert [block.kind for block in done.chapter.blocks] == kinds


def test_text_that_stands_twice_is_replaced_in_its_own_place() -> None:
    before = "# Same\n\nYes.\n\nNo.\n\nYes.\n"
    after = before + "\nYes.\n\nThe end.\n"
    translation = "# 同\n\n是。\n\n否。\n\n是。\n"
    chapters = [parse_chapter(text, id="same") for text in (after, before, translation)]
    plan = plan_sync(chapters[0], before=chapters[1], translation=chapters[2], languages=LanguagePair("en", "zh"))
    synced = finish_sync(plan, {one.id: Draft(one.id, "是。") for one in plan.to_translate})
    story = make_provenance(synced, Provenance("same", ()), source=chapters[0], former=chapters[2])
    names = segment_names(story.segments)
    places = [number for number, one in enumerate(story.segments) if one.source == "Yes."]
    assert [names[place][-2:] for place in places[1:]] == ["-2", "-3"]
    last = places[-1]
    edit = make_decision(story.segments[last], names[last], Answer.EDIT, text="对。", by="ann", at="")
    text = decide(synced.chapter, story, desk(edit)).chapter.text
    assert [line for line in text.split("\n") if line in ("是。", "对。")][:3] == ["是。", "是。", "对。"]


def test_wrapped_and_quoted_lines_are_found() -> None:
    chapter = parse_chapter("> one two\n> three.\n", id="q")
    record = SegmentRecord("b1", "x", "one two three.", "machine", change="new")
    story = Provenance("q", (record,))
    edit = make_decision(record, segment_names(story.segments)[0], Answer.EDIT, text="four.", by="ann", at="")
    assert decide(chapter, story, Desk("q", (edit,))).chapter.text == "> four.\n"


def test_two_people_do_not_overwrite_each_other() -> None:
    first = desk().with_decision(decision("New here.", Answer.ACCEPT), seen=0)
    with pytest.raises(Overtaken, match=r"ann has decided on this segment in the meantime .*: accept") as told:
        first.with_decision(decision("New here.", Answer.REJECT), seen=0)
    assert told.value.decision.answer is Answer.ACCEPT
    second = first.with_decision(decision("New here.", Answer.REJECT), seen=1)
    assert [one.version for one in second.decisions] == [2]
    assert len(first.with_decision(decision("very bright", Answer.ACCEPT), seen=0).decisions) == 2


@pytest.mark.parametrize(
    ("answer", "said", "reason"),
    [
        (Answer.EDIT, {"text": " \n "}, "cannot be empty"),
        (Answer.NONE, {"comment": "  "}, "nothing to keep"),
        (Answer.EDIT, {"text": "x" * 20_001}, "20000 characters"),
        (Answer.NONE, {"comment": "x" * 20_001}, "20000 characters"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_refused(answer: Answer, said: dict[str, str], reason: str) -> None:
    with pytest.raises(AmtsError, match=reason):
        decision("New here.", answer, **said)


def test_an_edit_that_changes_nothing_is_an_acceptance() -> None:
    assert decision("New here.", Answer.EDIT, text="译New  here.").answer is Answer.ACCEPT


def test_spans_that_an_edit_loses_are_named() -> None:
    record = SegmentRecord("b1", "x", "see `code` and $a$ and $a$", "machine")
    assert lost_spans(record, "see `code` and $a$") == ["'$a$'"]
    assert lost_spans(record, "$a$ `code` $ a $ more") == lost_spans(record, "see `code` and $a$ and $a$") == []


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(TEXT, TEXT, TEXT)
def test_a_desk_is_read_back_as_it_was_written(text: str, comment: str, by: str) -> None:
    whole = desk(Decision("s", Answer.EDIT, text, "d", "source", comment=comment, by=by, at="2026"))
    assert read_desk(write_desk(whole), "lamps") == whole
    assert whole.digest != desk().digest == ""


def test_a_desk_that_cannot_be_read_is_named_and_never_taken_for_empty() -> None:
    with pytest.raises(AmtsError, match="the desk of lamps cannot be read"):
        read_desk("{}", "lamps")
    with pytest.raises(AmtsError, match="schema version 2"):
        read_desk(write_desk(replace(desk(), schema_version=2)), "lamps")


@given(st.text(st.sampled_from("新词 $x$`|#>*-\n\\&<1."), min_size=1, max_size=24))
def test_whatever_is_written_the_other_segments_stay_byte_by_byte(text: str) -> None:
    try:
        edit = decision("New here.", Answer.EDIT, text=text)
    except AmtsError:
        return
    done = decide(CHAPTER, STORY, desk(edit)).chapter
    start = CHAPTER.text.index("译New here.")
    assert done.text.startswith(CHAPTER.text[:start])
    assert [block.kind for block in done.blocks] == [block.kind for block in CHAPTER.blocks]


def simple(*targets: tuple[str, str], text: str = "") -> tuple[Chapter, Provenance, list[str]]:
    """A chapter of drafts by their sources, and the names of its segments."""
    records = tuple(SegmentRecord("b", source, target, "machine", change="new") for source, target in targets)
    chapter = parse_chapter(text or "\n\n".join(target for _, target in targets) + "\n", id="c")
    return chapter, Provenance("c", records), segment_names(records)


def edit(story: Provenance, names: list[str], place: int, text: str) -> Desk:
    made = make_decision(story.segments[place], names[place], Answer.EDIT, text=text, by="ann", at="")
    return Desk("c", (made,))


def test_what_is_left_to_look_at_is_what_changed_and_has_no_answer_a_comment_is_none() -> None:
    everything = left_to_review(STORY, desk())
    assert [one.source for one in everything.values()] == [
        one.source for one in STORY.segments if one.change != "kept" or one.flags
    ]
    asked = decision("New here.", Answer.NONE, comment="ask Bo")
    assert left_to_review(STORY, desk(asked)) == everything
    left = left_to_review(STORY, desk(asked, decision("very bright", Answer.ACCEPT)))
    assert everything.keys() - left.keys() == {find(STORY, "very bright")[0]}


def test_a_text_that_the_translation_has_moved_up_is_found_where_it_stands() -> None:
    chapter, story, names = simple(("One.", "甲。"), ("Two.", "乙。"), text="乙。\n\n甲。\n")
    assert decide(chapter, story, edit(story, names, 1, "丙。")).chapter.text == "丙。\n\n甲。\n"


def test_a_text_that_stands_nowhere_or_in_two_earlier_places_is_told() -> None:
    chapter, story, names = simple(("One.", "甲。"), ("Two.", "乙。"), text="乙。\n\n乙。\n\n甲。\n")
    done = decide(chapter, story, edit(story, names, 1, "丙。"))
    assert done.chapter.text == chapter.text
    assert done.provenance.segments[1].flags == ("ann wrote '丙。': it has no place there",)


def test_several_edits_are_carried_out_in_order() -> None:
    chapter, story, names = simple(("One.", "甲。"), ("Two.", "甲。"), ("Three.", "甲。"))
    desks = [edit(story, names, place, text).decisions for place, text in ((2, "丙。"), (0, "很长的乙。"))]
    done = decide(chapter, story, Desk("c", (*desks[0], *desks[1])))
    assert done.chapter.text == "很长的乙。\n\n甲。\n\n丙。\n"
    assert [one.target for one in done.provenance.segments] == ["很长的乙。", "甲。", "丙。"]


def test_a_removed_segment_that_was_accepted_needs_nobody_any_more() -> None:
    gone = SegmentRecord("", "", "", "human", change="deleted", former_source="Gone.", former_target="去。")
    story = Provenance("c", (), (gone,))
    [name] = segment_names([gone])
    accepted = make_decision(gone, name, Answer.ACCEPT, by="ann", at="")
    assert decide(CHAPTER, story, Desk("c", (accepted,))).provenance.removed == (replace(gone, looked_at=True),)
    asked = make_decision(gone, name, Answer.NONE, comment="why?", by="ann", at="")
    assert decide(CHAPTER, story, Desk("c", (asked,))).provenance.removed == (gone,)
    with pytest.raises(AmtsError, match="there is nothing to edit"):
        make_decision(gone, name, Answer.EDIT, text="x", by="ann", at="")


def test_a_decision_is_made_on_the_draft_where_the_human_text_stands() -> None:
    beside = SegmentRecord("b1", "S.", "人。", "human", change="beside", draft="机。")
    assert (judged(beside), judged(replace(beside, draft=""))) == ("机。", "人。")
    assert desk_key("en-zh", "a/b") == "desk/en-zh/a/b.json"


def test_the_order_of_decisions_makes_no_other_desk_and_a_comment_does() -> None:
    one, two = decision("New here.", Answer.ACCEPT), decision("very bright", Answer.ACCEPT)
    assert desk(one, two).digest == desk(two, one).digest
    assert desk(replace(one, comment="x")).digest != desk(one).digest


def test_what_a_later_version_adds_to_a_desk_is_passed_over() -> None:
    assert read_desk('{"chapter": "lamps", "decisions": [], "color": 1}', "lamps") == desk()
