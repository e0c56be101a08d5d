"""Chapters in batches: none too large, none lost, not too many."""

from __future__ import annotations

from amts_core.pipeline.batches import MOST_BATCHES, batch_names, in_batches


def test_a_chapter_by_its_size_is_in_a_batch_and_a_longer_one_alone() -> None:
    sizes = {"a": 3, "b": 4, "c": 50, "d": 1, "e": 1}
    assert in_batches("abcde", sizes, 10) == (("a", "b"), ("c",), ("d", "e"))
    assert in_batches([], sizes, 10) == ()


def test_a_book_with_too_many_batches_gets_larger_ones() -> None:
    names = [f"c{number}" for number in range(3 * MOST_BATCHES)]
    batches = in_batches(names, dict.fromkeys(names, 5), 5)
    assert len(batches) <= MOST_BATCHES
    assert [name for batch in batches for name in batch] == names


def test_a_batch_is_named_by_its_first_and_last_chapter() -> None:
    named = batch_names([("a",), ("b", "c", "d")])
    assert named == [{"number": 0, "name": "a"}, {"number": 1, "name": "b … d (3)"}]
