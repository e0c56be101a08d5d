"""How well a text translates another."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import numpy as np
import pytest

from amts_core.sync import likeness
from amts_core.sync.likeness import Likeness, Text
from tests.sync.builders import Angles, aligned, sentences

BY_LENGTH = Likeness(by_meaning=False, language="en", ratio=1.0)
BY_MEANING = Likeness(by_meaning=True, language="en", ratio=1.0)


@pytest.fixture(autouse=True)
def angles() -> Iterator[None]:
    """By meaning texts are as near as the angles that they name."""
    with mock.patch.object(likeness, "shared_encoder", Angles):
        yield


def plain(text: str) -> Text:
    return Text(text, ())


# what is compared of a text


def test_a_text_has_its_words_and_its_spans_and_numbers_in_order() -> None:
    (one,) = sentences("The `relu` gives 1,000.5 for **all** $x$.")
    assert Text.of(one.pieces) == Text(one.plain, ("`relu`", "10005", "$x$"))
    both = Text.joined(sentences("It has 3 parts. It has `a` too."))
    assert both == Text(both.plain, ("3", "`a`"))
    assert both.plain.startswith("It has 3 parts. It has")


@pytest.mark.parametrize(
    ("text", "names"),
    [("The GPU and two GPUs", ["GPU", "GPUs"]), ("PyTorch and iPhone", ["PyTorch", "iPhone"]), ("A Model", [])],
)
def test_a_translation_is_expected_to_have_spans_and_names(text: str, names: list[str]) -> None:
    assert sorted(Text(text, ("`a`",)).telling) == sorted(["`a`", *names])


def test_the_ratio_is_that_of_the_characters_of_both_sides() -> None:
    found = Likeness.of(aligned("It is an old lamp. It is red.\n", "Sie ist. Sie.\n"))
    assert (found.by_meaning, found.language) == (False, "en")
    assert found.ratio == (len("It is an old lamp.") + len("It is red.") + 1) / (len("Sie ist.") + len("Sie.") + 1)
    assert Likeness.of(aligned("It is red.\n", "Rot.\n", method="encoder")).by_meaning


# by what both share


@pytest.mark.parametrize(
    ("target", "share"),
    [
        (Text("Wir sehen, dass die GPU viele Teile hat, und mehr", ("`relu`", "12")), 1.0),
        (Text("Wir sehen, dass die CPU viele Teile hat, und mehr", ("`relu`", "12")), 2 / 3),
        (Text("Wir sehen, dass hier viele Teile sind, und mehr", ()), 0.0),
        (Text("GPU " * 30, ("`relu`", "12")), 0.0),  # not as long
    ],
)
def test_texts_are_alike_by_the_share_of_spans_and_names(target: Text, share: float) -> None:
    source = Text("We see that all parts of the GPU are here now, yes", ("`relu`", "12"))
    assert BY_LENGTH.table([source], [target])[0, 0] == pytest.approx(share)
    assert BY_LENGTH.says_nothing(source, target) is (share == 0)


def test_words_of_four_letters_that_both_have_count_too() -> None:
    source, target = (
        plain("We see a Transformer in the garden today"),
        plain("Ein transformer ist im Garten, und das heute"),
    )
    assert BY_LENGTH.table([source], [target])[0, 0] == 1.0
    three = plain("We see an ant in the garden of the house"), plain("Man sieht ant und nichts von allem im Haus")
    assert BY_LENGTH.table([three[0]], [three[1]])[0, 0] == 0.0


def test_a_table_has_a_row_for_each_source_and_is_empty_without_texts() -> None:
    assert BY_LENGTH.table([plain("a"), plain("b")], [plain("c")]).shape == (2, 1)
    assert BY_LENGTH.table([], [plain("c")]).shape == (0, 1)
    assert BY_MEANING.table([plain("c")], []).shape == (1, 0)


def test_by_meaning_texts_are_alike_by_their_vectors() -> None:
    table = BY_MEANING.table([plain("0"), plain("90")], [plain("60")])
    assert table.tolist() == pytest.approx(np.array([[0.5], [np.sqrt(0.75)]]))
    assert not BY_MEANING.says_nothing(plain("0"), plain("90"))


# what is doubtful


@pytest.mark.parametrize(
    ("length", "score", "doubtful"),
    [(25, 0.29, True), (25, 0.3, False), (24, 0.0, False)],
)
def test_by_meaning_a_longer_text_of_low_score_is_doubtful(length: int, score: float, doubtful: bool) -> None:
    assert BY_MEANING.doubtful(plain("x" * length), plain("y"), score) is doubtful


@pytest.mark.parametrize(
    ("ours", "theirs", "doubtful"),
    [
        (("1", "2"), ("3",), True),
        (("1", "2"), (), False),  # too few to say anything
        (("1", "2"), ("1",), False),
        (("1", "2", "3", "4", "5", "6"), ("1",), True),  # two of seven
        (("1", "2", "3", "4", "5"), ("1",), False),  # two of six
    ],
)
def test_without_a_meaning_texts_with_other_spans_are_doubtful(
    ours: tuple[str, ...], theirs: tuple[str, ...], doubtful: bool
) -> None:
    assert BY_LENGTH.doubtful(Text("x" * 30, ours), Text("y" * 30, theirs), 0.9) is doubtful
    assert not BY_LENGTH.doubtful(Text("x" * 24, ours), Text("y" * 24, theirs), 0.9)


@pytest.mark.parametrize(
    ("ours", "theirs", "ratio", "as_long"),
    [
        (60, 30, 1.0, True),
        (61, 30, 1.0, False),
        (30, 60, 1.0, True),
        (30, 61, 1.0, False),
        (60, 60, 1.0, True),
        (90, 30, 3.0, True),
        (99, 24, 1.0, True),  # one is short: the other has no more than four times as much
        (100, 24, 1.0, False),
        (30, 8, 3.0, True),
        (30, 24, 3.0, False),
        (26, 99, 0.2, True),
        (26, 500, 0.2, False),
    ],
)
def test_a_text_that_is_much_longer_is_no_translation(ours: int, theirs: int, ratio: float, as_long: bool) -> None:
    found = Likeness(by_meaning=False, language="en", ratio=ratio)
    assert found.doubtful(plain("x" * ours), plain("y" * theirs), 0.9) is not as_long


@pytest.mark.parametrize(
    ("ours", "theirs", "strange"),
    [
        ((), ("1", "2", "3"), True),
        ((), ("1", "2"), False),
        (("3",), ("1", "2", "3"), False),
        (("4",), ("1", "2", "3"), True),
    ],
)
def test_a_stranger_has_things_of_its_own_and_nothing_of_the_other(
    ours: tuple[str, ...], theirs: tuple[str, ...], strange: bool
) -> None:
    assert BY_LENGTH.stranger(Text("x", ours), Text("y", theirs)) is strange
    assert not BY_MEANING.stranger(Text("x", ours), Text("y", theirs))


# a translation that has followed


@pytest.mark.parametrize(
    ("before", "after", "target", "followed"),
    [
        (("`a`",), ("`b`",), ("`b`",), True),
        (("`a`",), ("`b`",), ("`a`",), False),
        (("1",), ("2",), ("2",), False),  # a number may be written out
        (("`a`",), (), (), False),  # what is missing may have been left out
        (("`a`",), ("`a`", "`b`"), ("`b`", "`a`"), True),
        (("`a`",), ("`a`",), ("`a`",), False),
    ],
)
def test_without_a_meaning_only_a_span_that_came_tells_that_a_translation_has_followed(
    before: tuple[str, ...], after: tuple[str, ...], target: tuple[str, ...], followed: bool
) -> None:
    assert BY_LENGTH.has_followed(Text("x", before), Text("y", after), Text("z", target)) is followed


@pytest.mark.parametrize(
    ("before", "after", "followed"),
    [
        ("40 it is", "20 it is", True),
        ("20 it is", "20 it is", False),
        ("23 it is", "0 it is", False),  # .079 better
        ("24 it is", "0 it is", True),  # .086
        ("70 it is", "52 it is", True),
        ("70 it is", "54 it is", False),  # fits, but not well enough
        ("40 it is not", "20 it is", False),
        ("40 it is", "20 it is not", False),
    ],
)
def test_by_meaning_a_translation_that_fits_the_new_source_much_better_has_followed(
    before: str, after: str, followed: bool
) -> None:
    assert BY_MEANING.has_followed(plain(before), plain(after), plain("0")) is followed
    spans = (Text(before, ("a", "b")), Text(after, ("b", "a")), Text("0", ("a", "b")))
    assert not BY_MEANING.has_followed(*spans)


@pytest.mark.parametrize(
    ("before", "after", "target", "followed"),
    [
        (Text("10 x", ("a",)), Text("0 x", ("b",)), Text("0", ("b",)), True),
        (Text("10 x", ("a",)), Text("0 x", ("b",)), Text("0", ("a",)), False),
        (Text("0 x", ("a",)), Text("11 x", ("b",)), Text("0", ("b",)), True),  # .018 worse
        (Text("0 x", ("a",)), Text("12 x", ("b",)), Text("0", ("b",)), False),  # .022
        (Text("0 x", ("a", "b")), Text("0 x", ("b",)), Text("0", ("b",)), True),
        (Text("0 x", ("a", "b")), Text("0 is not x", ("b",)), Text("0", ("b",)), False),
        (Text("0 x", ("a",)), Text("0 is not x", ("b",)), Text("0", ("b",)), True),
    ],
)
def test_by_meaning_a_translation_with_the_new_spans_has_followed_unless_it_fits_worse(
    before: Text, after: Text, target: Text, followed: bool
) -> None:
    assert BY_MEANING.has_followed(before, after, target) is followed


def test_spans_that_are_missing_everywhere_do_not_outweigh_a_negation() -> None:
    before = Text("The model is not good", ("`a`",))
    assert not BY_LENGTH.has_followed(before, Text("The model is good", ()), Text("模型不好", ()))
    assert BY_LENGTH.has_followed(before, Text("The model is good", ("`b`",)), Text("模型好", ("`b`",)))


def test_in_a_language_without_listed_negations_another_text_may_have_others() -> None:
    found = Likeness(by_meaning=True, language="am", ratio=1.0)
    assert not found.has_followed(plain("40 x"), plain("20 x y"), plain("0"))


# a text that says no more than one of two


@pytest.mark.parametrize(("target", "no_more"), [(10, True), (14, True), (15, False), (20, False)])
def test_without_a_meaning_length_says_what_a_text_does_not_say(target: int, no_more: bool) -> None:
    assert BY_LENGTH.says_no_more(plain("z" * target), plain("x" * 10), plain("y" * 10)) is no_more


@pytest.mark.parametrize(
    ("source", "more", "no_more"),
    [
        ("0 abcdefgh", "90 abcdefgh", True),
        ("54 abcdefgh", "120 abcdefgh", False),  # hardly fits
        ("20 abcdefgh", "30 abcdefgh", False),  # .07 apart
        ("20 abcdefgh", "40 abcdefgh", True),  # .17 apart
    ],
)
def test_by_meaning_a_text_clearly_says_one_and_not_the_other(source: str, more: str, no_more: bool) -> None:
    assert BY_MEANING.says_no_more(plain("0 abcdefghi"), plain(source), plain(more)) is no_more
    assert not BY_MEANING.says_no_more(plain("0 abcdefghi and much more of it"), plain(source), plain(more))
