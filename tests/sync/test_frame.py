"""Changes of what is not translated go into the translation's own version."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.frame import new_depths, revise_frame
from amts_core.sync.scene import Findings
from tests.sync.builders import Places, scene

TEXT, HUMAN = "The lamp is bright.", "Die Lampe ist hell."


def revised(
    before: str, after: str, translation: str, paragraphs: list[Places] | None = None, score: float = 0.8
) -> Findings:
    rows = paragraphs or []
    here, found = scene(before, after, translation, paragraphs=rows, beads=rows, score=score), Findings()
    for match in here.matches.values():
        revise_frame(match, here, found)
    return found


def code(body: str, text: str = TEXT) -> str:
    return f"{text}\n\n```python\n{body}\n```\n"


def test_code_that_changed_is_merged_into_the_cell_of_the_translation() -> None:
    translation = code("x = 1  # eins", HUMAN)
    found = revised(code("x = 1  # one"), code("x = 2  # one"), translation)
    (edit,) = found.edits
    assert edit.parts == ("```python\nx = 2  # eins\n```\n",)
    assert translation[edit.start : edit.end] == "```python\nx = 1  # eins\n```\n"
    assert (found.flags, found.notes, found.stories) == ([], [], [])


def test_nothing_is_edited_where_only_texts_changed_or_the_translation_has_followed() -> None:
    assert revised(code("x = 1"), code("x = 1", "The lamp is quite bright."), code("x = 3", HUMAN)) == Findings()
    assert revised(code("x = 1"), code("x = 2"), code("x = 2", HUMAN)) == Findings()


def test_a_clash_and_a_new_comment_are_told_with_their_line() -> None:
    clash = revised(code("x = 1"), code("x = 2"), code("x = 3", HUMAN))
    assert len(clash.flags) == 1
    assert clash.flags[0].startswith("code in line 3 of the translation: the source and the translation both changed")
    assert clash.edits == []
    comment = revised(code("x = 1"), code("x = 1\n# draw it"), code("x = 1", HUMAN))
    assert comment.notes == ["code in line 3 of the translation has a new comment that is not translated: # draw it"]


def test_the_line_ends_of_the_translation_stay() -> None:
    found = revised(code("x = 1"), code("x = 2"), code("x = 1", HUMAN).replace("\n", "\r\n"))
    assert found.edits[0].parts == ("```python\r\nx = 2\r\n```\r\n",)


def row(first: str, second: str, head: str = "| Tool | Use |") -> str:
    return f"{head}\n|---|---|\n| {first} | {second} |\n"


def test_a_number_in_a_table_changes_in_the_cell_of_the_translation() -> None:
    found = revised(
        row("the big lamp of the house", "10"),
        row("the big lamp of the house", "12"),
        row("die große Lampe des Hauses", "10", "| Werkzeug | Zweck |"),
    )
    assert [edit.parts for edit in found.edits] == [("12",)]


def test_a_number_that_became_a_text_is_a_draft_in_its_cell_where_the_translation_has_the_number() -> None:
    before, after = row("the big lamp of the house", "10"), row("the big lamp of the house", "It is red.")
    found = revised(before, after, row("die große Lampe des Hauses", "10", "| Werkzeug | Zweck |"))
    assert [story.change for story in found.stories] == [Change.NEW]
    assert [story.source[0].text for story in found.stories] == ["It is red."]
    assert len(found.edits) == 1
    other = revised(before, after, row("die große Lampe des Hauses", "11", "| Werkzeug | Zweck |"))
    assert [(story.change, story.flags) for story in other.stories] == [
        (Change.BESIDE, ("the translation has '11' in its place",))
    ]
    assert other.edits == []


def test_a_text_that_became_a_number_goes_on_record_where_its_place_is_sure() -> None:
    before, after, human = (
        row("the big lamp of the house", "It is red."),
        row("the big lamp of the house", "10"),
        row("die große Lampe des Hauses", "Sie ist rot.", "| W | Z |"),
    )
    found = revised(before, after, human)
    assert [edit.parts for edit in found.edits] == [("10",)]
    assert [(one.change, one.former_source, one.former_target) for one in found.stories] == [
        (Change.DELETED, "It is red.", "Sie ist rot.")
    ]
    crossed: list[Places] = [([0], [0]), ([1], [1]), ([2], []), ([3], [2, 3])]
    unsure = revised(before, after, human, crossed)
    assert unsure.edits == []
    assert unsure.flags == ["'It is red.' became '10', but its place in line 3 is not sure: it stays"]
    shared = revised(before, after, human, [([0], [0]), ([1], [1]), ([2, 3], [3]), ([], [2])])
    assert shared.edits == []
    assert len(shared.flags) == 1


def test_what_changed_where_the_translation_has_another_form_is_told() -> None:
    before, after = f"{TEXT}\n\n```python\nx = 1\n```\n", f"{TEXT}\n\n```python\nx = 2\n```\n"
    lacking = revised(before, after, f"{HUMAN}\n")
    assert lacking.flags == []
    assert lacking.notes == ["the translation lacks what changed in the source: code '```python x = 2 ```' in line 3"]
    own = revised(before, after, f"```sh\nls\n```\n\n```sh\ncat\n```\n\n{HUMAN}\n")
    assert own.notes == []
    assert own.flags == [
        "code '```python x = 2 ```' in line 3 changed, and the translation has it in another form: it stays as it is"
    ]


@pytest.mark.parametrize(("depth", "deep", "told"), [("", "    ", 0), ("  ", None, 1), ("    ", None, 0)])
def test_a_unit_goes_as_deep_as_its_source_if_it_stood_as_deep_as_that(depth: str, deep: str | None, told: int) -> None:
    before, after = f"# A\n\n!!! note\n\n{TEXT}\n", f"# A\n\n!!! note\n\n    {TEXT}\n"
    here, found = scene(before, after, f"# B\n\n!!! note\n\n{depth}{HUMAN}\n"), Findings()
    depths = new_depths(here, found)
    assert list(depths.values()) == ([deep] if deep else [])
    assert len(found.flags) == told
    assert all(flag.endswith("stays as deep as it is, but its source does not") for flag in found.flags)


def test_what_only_goes_deeper_is_not_merged_where_the_translation_has_a_depth_of_its_own() -> None:
    before, after, human = (f"# A\n\n!!! note\n\n{depth}:label:`a`\n" for depth in ("", "    ", "  "))
    assert revised(before, after, human) == Findings()


def test_code_that_changes_and_goes_deeper_is_merged_as_deep_as_it_stands() -> None:
    cell = "```python\nif x:\n    y = {}\n```"
    deeper = cell.format(2).replace("\n", "\n    ")
    before, after = f"# A\n\n!!! note\n\n{cell.format(1)}\n", f"# A\n\n!!! note\n\n    {deeper}\n"
    found = revised(before, after, f"# B\n\n!!! note\n\n{cell.format(1)}\n")
    assert [edit.parts for edit in found.edits] == [(f"{cell.format(2)}\n",)]


def test_a_number_that_became_a_text_stands_beside_where_the_translation_has_its_row_in_another_form() -> None:
    before, after = row("the big lamp of the house", "10"), row("the big lamp of the house", "It is red.")
    found = revised(before, after, f"{HUMAN}\n", [([0], []), ([1], []), ([2], [0])])
    assert [(story.change, story.source[0].text, story.flags) for story in found.stories] == [
        (Change.BESIDE, "It is red.", ("the translation has its place in another form",))
    ]
    assert (found.flags, found.notes) == ([], [])


def test_a_text_that_the_translation_has_as_a_number_already_is_left_alone() -> None:
    before, after = row("the big lamp of the house", "It is red."), row("the big lamp of the house", "10")
    rows: list[Places] = [([0], [0]), ([1], [1]), ([2], [2]), ([3], [])]
    assert revised(before, after, row("die große Lampe des Hauses", "10", "| W | Z |"), rows) == Findings()


def test_a_formula_in_a_table_is_merged_word_by_word_and_code_by_its_strings() -> None:
    formula = "$$\na = b + {}\n\\text{{{}}}\n$$"
    texts = [
        f"{one}\n\n{formula.format(*rest)}\n" for one, *rest in ((TEXT, "c", "x"), (TEXT, "d", "x"), (HUMAN, "c", "y"))
    ]
    found = revised(*texts)
    assert [edit.parts for edit in found.edits] == [(f"{formula.format('d', 'y')}\n",)]
    plain = [
        f"{one}\n\n    print('{word}', {number})\n"
        for one, word, number in ((TEXT, "a", 1), (TEXT, "a", 2), (HUMAN, "b", 1))
    ]
    assert [edit.parts for edit in revised(*plain).edits] == [("    print('b', 2)\n",)]
