"""A whole book in step with its source."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.sync.book import (
    former_chapter,
    likely_holders,
    plan_book,
    refuse_mass_deletion,
    sentence_keys,
)
from amts_core.sync.chapter import finish_sync, plan_sync

LAMPS = "# Lamps\n\nThe lamp is bright. It stands on the table.\n"
RIVERS = "# Rivers\n\nThe river is wide and deep. It flows to the sea.\n"
ZH_LAMPS = "# 灯\n\n灯很亮。它放在桌子上。\n"
ZH_RIVERS = "# 河\n\n河又宽又深。它流向大海。\n"


def book(**texts: str) -> dict[str, Chapter]:
    return {name: parse_chapter(text, id=name) for name, text in texts.items()}


def test_unchanged_chapters_are_left_alone_and_new_ones_are_whole() -> None:
    work = plan_book(book(a=LAMPS), book(a=LAMPS, b=RIVERS), book(a=ZH_LAMPS), language="en")
    assert [(one.id, one.translation) for one in work.chapters] == [("b", None)]
    assert (work.deleted, work.unchanged) == ((), 1)


def test_a_renamed_chapter_takes_its_translation_along() -> None:
    after = book(b=LAMPS + "\nOne more sentence about it.\n")
    work = plan_book(book(a=LAMPS), after, book(a=ZH_LAMPS), language="en")
    assert [(one.id, one.former_id, one.is_move) for one in work.chapters] == [("b", "a", True)]
    assert work.deleted == ()


def test_a_split_keeps_the_human_text_in_both_parts() -> None:
    before, translation = book(a=LAMPS + "\n" + RIVERS), book(a=ZH_LAMPS + "\n" + ZH_RIVERS)
    work = plan_book(before, book(a=LAMPS, b=RIVERS), translation, language="en")
    assert [(one.id, one.former_id, one.is_move) for one in work.chapters] == [("a", None, False), ("b", "a", False)]
    texts = {}
    for one in work.chapters:
        plan = plan_sync(one.after, before=one.before, translation=one.translation, languages=LanguagePair("en", "zh"))
        assert plan.to_translate == ()
        texts[one.id] = finish_sync(plan, {}).text
    assert texts == {"a": ZH_LAMPS, "b": ZH_RIVERS}


def test_a_chapter_whose_source_is_gone_is_named_and_a_mass_deletion_refused() -> None:
    before, translation = book(a=LAMPS, b=RIVERS), book(a=ZH_LAMPS, b=ZH_RIVERS)
    assert plan_book(before, book(a=LAMPS), translation, language="en").deleted == ("b",)
    with pytest.raises(AmtsError, match="2 of 2"):
        plan_book(before, {}, translation, language="en")


def test_a_mass_deletion_is_refused_by_its_share_of_the_text() -> None:
    translation = {"short": 4, "other": 4, "long": 900}
    refuse_mass_deletion(["short", "other"], translation)
    refuse_mass_deletion(["long"], translation)  # one chapter alone may be all that a small book removes
    with pytest.raises(AmtsError, match="2 of 3 chapters, 100%"):
        refuse_mass_deletion(["short", "long"], translation)


def test_a_deletion_is_a_mass_from_above_a_share_of_the_text() -> None:
    refuse_mass_deletion(["short", "other"], {"short": 1, "other": 2, "long": 7})
    with pytest.raises(AmtsError, match="2 of 3 chapters, 40%"):
        refuse_mass_deletion(["short", "other"], {"short": 2, "other": 2, "long": 6})


# which old chapter a new one comes from


def sentence(number: int) -> str:
    """A sentence of its own; a higher number makes it shorter."""
    return f"Sentence {number} is about the {'very ' * (40 - number)}old harbour."


def test_a_chapter_that_may_hold_another_is_told_by_the_longest_sentences() -> None:
    """Six of the longest 24 of forty sentences are enough; they are few among the sixteen longest."""
    wanted = parse_chapter(" ".join(map(sentence, range(40))), id="new")
    old = {
        "holder": parse_chapter(" ".join(map(sentence, range(14, 20))), id="holder"),
        "other": parse_chapter(" ".join(map(sentence, range(15, 20))), id="other"),
    }
    assert likely_holders(wanted, old, ["other", "holder"], "en") == ["holder"]


def test_a_chapter_comes_from_the_one_that_has_half_of_its_sentences() -> None:
    former = {"b": {"one", "two"}, "a": {"one", "two"}, "c": {"one"}}
    assert former_chapter({"one", "two", "three", "four"}, former) == "a"
    assert former_chapter({"one", "two", "three", "four", "five"}, former) is None
    assert former_chapter({"six"}, former) is former_chapter(set(), former) is former_chapter({"one"}, {}) is None


def test_the_sentences_of_a_chapter_are_known_by_what_they_say() -> None:
    one, other = (parse_chapter(text, id="x") for text in ("It is red. We go.\n", "# A\n\nWe go. We stay.\n"))
    assert len(sentence_keys(one, "en") & sentence_keys(other, "en")) == 1
