"""The plan of a chapter: which lines stay, change, move, come and go."""

from __future__ import annotations

import pytest

from amts_core.book.segments import Segment
from amts_core.sync.change import Change
from amts_core.sync.doubles import DISPUTED, OWN_CELL, THERE
from amts_core.sync.parts import Slot
from amts_core.sync.plan import Layout, Line, plan_layout
from amts_core.sync.spans import words_of
from tests.sync.builders import KNOWN, Places, aligned, chapter

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."
NEW, THEIRS = (
    "The function `relu` of PyTorch is used in the GPU.",
    "Die Funktion `relu` von PyTorch nutzt man in der GPU.",
)


def plan(
    before: str,
    after: str,
    translation: str,
    paragraphs: list[Places] | None = None,
    beads: list[Places] | None = None,
) -> Layout:
    alignment = aligned(before, translation, paragraphs=paragraphs or [], beads=beads or paragraphs or [])
    return plan_layout(*map(chapter, (after, before, translation)), alignment, KNOWN)


def told(layout: Layout) -> list[tuple[Change, str, str]]:
    """Of each story what became of which source, or of which former text."""
    return [(one.change, " ".join(s.text for s in one.source), one.former_target) for one in layout.stories]


def old(*numbers: int) -> tuple[Line, ...]:
    return tuple(Line(False, number, number) for number in numbers)


def test_a_chapter_whose_source_stayed_stays() -> None:
    layout = plan(f"{A}\n\n{B}\n", f"{A}\n\n{B}\n", f"{X}\n\n{Y}\n")
    assert layout.lines == old(0, 1)
    assert told(layout) == [(Change.KEPT, A, ""), (Change.KEPT, B, "")]
    assert (layout.edits, layout.flags, layout.notes, layout.wanted) == ((), (), (), ())
    assert layout.gap == " "


def test_new_paragraphs_are_drafts_in_the_order_of_the_source() -> None:
    layout = plan(f"{A}\n\n{B}\n", f"{A}\n\n{NEW}\n\n{B}\n", f"{X}\n\n{Y}\n")
    assert layout.lines == (Line(False, 0, 0), Line(True, 1, 1), Line(False, 1, 2))
    assert told(layout) == [(Change.KEPT, A, ""), (Change.NEW, NEW, ""), (Change.KEPT, B, "")]
    assert [one.text for one in layout.wanted] == [NEW]


def test_what_goes_is_told_behind_all_others() -> None:
    layout = plan(f"{A}\n\n{B}\n\n{C}\n", f"{A}\n\n{C}\n", f"{X}\n\n{Y}\n\n{Z}\n")
    assert layout.lines == (Line(False, 0, 0), Line(False, 2, 1))
    assert told(layout) == [(Change.KEPT, A, ""), (Change.KEPT, C, ""), (Change.DELETED, "", Y)]


def test_human_text_that_stands_elsewhere_now_is_not_told_as_gone() -> None:
    both, human = f"{B} {C}", f"{Y} {Z}"
    rows, beads = [([0], [0]), ([1], [1])], [([0], [0]), ([1], [1]), ([2], [2])]
    layout = plan(f"{A}\n\n{both}\n", f"- {B}\n\n{A}\n", f"{X}\n\n{human}\n", rows, beads)
    assert (Change.MOVED, B, "") in told(layout)
    assert [change for change, _, _ in told(layout)].count(Change.DELETED) == 1  # the other sentence of its paragraph
    alone = plan(f"{A}\n\n{B}\n", f"- {B}\n\n{A}\n", f"{X}\n\n{Y}\n")
    assert told(alone) == [(Change.MOVED, B, ""), (Change.KEPT, A, "")]
    twice = plan(f"{A}\n\n{B}\n\n{B}\n", f"- {B}\n\n{A}\n", f"{X}\n\n{Y}\n\n{Y}\n")
    assert told(twice) == [(Change.MOVED, B, ""), (Change.KEPT, A, ""), (Change.DELETED, "", Y)]  # it stood there twice


def test_a_new_version_of_what_was_never_translated_is_a_draft_beside_and_the_same_one_a_note() -> None:
    rows: list[Places] = [([0], [0]), ([1], [])]
    changed = plan(f"{A}\n\n{B}\n", f"{A}\n\nThe boat is very old.\n", f"{X}\n", rows)
    assert told(changed) == [(Change.KEPT, A, ""), (Change.BESIDE, "The boat is very old.", "")]
    assert changed.stories[1].flags == ("its former version has no translation",)
    assert [one.text for one in changed.wanted] == ["The boat is very old."]
    same = plan(f"{A}\n\n{B}\n", f"{A}\n\n{B}\n", f"{X}\n", rows)
    assert told(same) == [(Change.KEPT, A, "")]
    assert same.notes == (f"the translation lacks line 3 of the source: {B}",)


def test_what_a_translator_has_added_already_stands_there() -> None:
    rows: list[Places] = [([0], [0]), ([], [1]), ([1], [2])]
    layout = plan(f"{A}\n\n{B}\n", f"{A}\n\n{NEW}\n\n{B}\n", f"{X}\n\n{THEIRS}\n\n{Y}\n", rows)
    assert layout.lines == old(0, 1, 2)
    (story,) = [one for one in layout.stories if one.flags]
    assert (story.change, story.source[0].text, story.target, story.flags) == (Change.KEPT, NEW, (THEIRS,), (THERE,))
    disputed = plan(
        f"{A}\n\n{B}\n",
        f"{A}\n\n{NEW.replace('is used', 'is not used')}\n\n{B}\n",
        f"{X}\n\n{THEIRS}\n\n{Y}\n",
        rows,
    )
    assert [one.number for one in disputed.lines] == [0, 1, 2]
    (story,) = [one for one in disputed.stories if one.flags]
    assert (story.change, story.flags) == (Change.BESIDE, (DISPUTED,))
    assert isinstance(story.target[0], Slot)


def test_a_code_cell_of_the_translations_own_stays_and_is_told() -> None:
    def text(first: str, last: str, body: str = "") -> str:
        return f"{first}\n\n{f'```python{chr(10)}{body}{chr(10)}```{chr(10) * 2}' if body else ''}{last}\n"

    layout = plan(text(A, B), text(A, B, "x = 1\ny = 2\nprint(x, y)"), text(X, Y, "x = 1\ny = 2\nprint(x)"))
    assert [one.number for one in layout.lines] == [0, 1, 2]
    assert not any(one.is_new for one in layout.lines)
    assert layout.flags == (f"code '```python x = 1 y = 2 print(x) ```' in line 3 stays: {OWN_CELL}",)
    new = plan(text(A, B), text(A, B, "# draw the lamp\nx = 1"), text(X, Y))
    assert new.notes == (
        "the new code '```python # draw the lamp x = 1 ```' in line 3 of the source has a new comment that is not"
        " translated: # draw the lamp",
    )


def test_a_paragraph_that_gives_way_is_written_anew_from_its_source() -> None:
    rows: list[Places] = [([0], [0, 1]), ([1], [2])]
    beads: list[Places] = [([0], [0]), ([1], [1]), ([2], [2])]
    now = "The lamp was not bright, and the boat was not new."
    layout = plan(f"{A} {B}\n\n{C}\n", f"{now}\n\n{C}\n", f"{X}\n\n{Y}\n\n{Z}\n", rows, beads)
    assert {change for change, _, _ in told(layout)} >= {Change.KEPT}
    shared = [([0, 1], [0])]
    other = plan(f"{A}\n\n{B}\n", f"{A}\n\nWe go home.\n", f"{X} {Y}\n", shared, [([0], [0]), ([1], [1])])
    assert next(change for change, _, _ in told(other)) is Change.KEPT
    assert len(other.edits) == 1


def test_a_paragraph_cut_in_two_inside_a_sentence_of_the_translation_stays_there_as_one() -> None:
    one, two = "We measure the room with great care.", "Then we cut the wood to the right size."
    both = "Wir messen den Raum sorgfältig, dann schneiden wir das Holz."
    rows, beads = [([0], [0]), ([1], [1]), ([2], [2])], [([0], [0]), ([1, 2], [1]), ([3], [2])]
    layout = plan(
        f"{A}\n\n{one} {two}\n\n{C}\n", f"{A}\n\n{one}\n\n{two}\n\n{C}\n", f"{X}\n\n{both}\n\n{Z}\n", rows, beads
    )
    assert [line.number for line in layout.lines] == [0, 1, 2]
    assert not any(line.is_new for line in layout.lines)
    assert told(layout) == [(Change.KEPT, A, ""), (Change.KEPT, f"{one} {two}", ""), (Change.KEPT, C, "")]


def test_edits_stand_in_the_order_of_the_translation_and_flags_once() -> None:
    code = "```python\nx = {}\n```"
    before, after = (f"{code.format(n)}\n\nWe use ${n}$ here.\n\n{A}\n\n{code.format(n)}\n" for n in (1, 2))
    layout = plan(before, after, f"{code.format(1)}\n\nHier ist $1$.\n\n{X}\n\n{code.format(1)}\n")
    starts = [edit.start for edit in layout.edits]
    assert len(starts) == 3
    assert starts == sorted(starts)
    clash = plan(before, after, f"{code.format(3)}\n\nHier ist $1$.\n\n{X}\n\n{code.format(4)}\n")
    assert len(clash.flags) == len(set(clash.flags)) == 2


def test_the_words_of_a_paragraph_are_not_looked_up_again_for_each_that_became_an_item(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    def counted(segment: Segment) -> list[str]:
        nonlocal asked
        asked += 1
        return words_of(segment)

    monkeypatch.setattr("amts_core.sync.plan.words_of", counted)
    texts = [f"The lamp of house {'i' * number} is red." for number in range(30)]
    whole = "\n\n".join(texts)
    plan(whole, "\n".join(f"- {text}" for text in texts), whole)
    assert asked <= 3 * len(texts)
