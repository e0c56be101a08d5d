"""Which old chapter a new one comes from."""

from __future__ import annotations

from amts_core.book.chapter import parse_chapter
from amts_core.sync.former import former_chapter, likely_holders, sentence_keys


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
