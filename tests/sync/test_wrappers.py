"""Human text goes into wrappers that are no text for the parser, and comes out of them."""

from __future__ import annotations

import pytest

from amts_core.sync.wrappers import unwrapped, wrapped

SOURCE, HUMAN = "The lamp is bright tonight.", "今晚灯很亮。"


@pytest.mark.parametrize("inside", [SOURCE, "The lamp\n> is bright\n> tonight.", "The lamp is\n    bright tonight."])
def test_a_source_text_in_a_wrapper_is_replaced_however_its_lines_are_cut(inside: str) -> None:
    assert wrapped(f"@@@\n{inside}\n@@@\n", SOURCE, HUMAN) == f"@@@\n{HUMAN}\n@@@\n"


@pytest.mark.parametrize(
    ("wrapper", "source"),
    [
        (f"{SOURCE}\n{SOURCE}\n", SOURCE),  # which of both is not known
        ("@@@\nanother text\n@@@\n", SOURCE),
        ("x = 1\n", "x = 1"),  # too short to tell
        ("@@@\n", " " * 20),
    ],
)
def test_a_wrapper_without_the_text_or_with_two_stays(wrapper: str, source: str) -> None:
    assert wrapped(wrapper, source, HUMAN) == wrapper


def test_a_human_text_is_not_read_as_a_pattern() -> None:
    assert wrapped(SOURCE, SOURCE, r"\1 \g<0> $x$") == r"\1 \g<0> $x$"


def test_lines_come_out_of_the_wrapper_of_the_translation() -> None:
    source = "::: note\nThe lamp is\nbright tonight.\n:::\n"
    image = "::: note\n今晚灯\n很亮。\n:::\n"
    assert unwrapped(source, image, ["Another paragraph here.", SOURCE, "short"]) == {SOURCE: "今晚灯 很亮。"}


@pytest.mark.parametrize(("source", "image"), [("a\nb\n", "c\nd\n"), ("a\nb\nc\n", ""), ("", "")])
def test_nothing_comes_out_of_what_is_no_wrapper(source: str, image: str) -> None:
    assert unwrapped(source, image, [SOURCE]) == {}
