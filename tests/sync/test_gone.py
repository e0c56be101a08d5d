"""Units of the translation whose source is gone."""

from __future__ import annotations

from amts_core.sync.change import Change
from amts_core.sync.gone import remove_gone
from amts_core.sync.reuse import BY_LENGTH_ALONE
from amts_core.sync.scene import Findings
from tests.sync.builders import scene

LAMP, ROAD = "The lamp is bright.", "The long road goes to the sea in `Kiel` and to 12 other towns."
LAMPE, STRASSE = "Die Lampe ist hell.", "Die lange Straße geht zum Meer in `Kiel` und in 12 andere Städte."
BEFORE, TRANSLATION = f"{LAMP}\n\n{ROAD}\n", f"{LAMPE}\n\n{STRASSE}\n"


def removed(before: str, after: str, translation: str, found: Findings | None = None, **rows: list) -> Findings:  # type: ignore[type-arg]
    found = found or Findings()
    remove_gone(scene(before, after, translation, **rows), found)
    return found


def test_a_paragraph_whose_source_is_gone_goes_on_record() -> None:
    found = removed(BEFORE, f"{LAMP}\n", TRANSLATION)
    assert found.gone == {1}
    assert [(one.change, one.former_source, one.former_target, one.flags) for one in found.stories] == [
        (Change.DELETED, ROAD, STRASSE, ())
    ]
    assert removed(BEFORE, BEFORE, TRANSLATION) == Findings()


def test_what_only_its_length_says_is_told() -> None:
    walk, weg = "We walk along the wide river in the evening.", "Am Abend gehen wir den breiten Fluss entlang."
    found = removed(f"{LAMP}\n\n{walk}\n", f"{LAMP}\n", f"{LAMPE}\n\n{weg}\n")
    assert [one.flags for one in found.stories] == [(BY_LENGTH_ALONE,)]
    beads = [([0], [0]), ([1], [1]), ([2], [])]
    more = removed(
        f"{LAMP}\n\n{ROAD} And more.\n",
        f"{LAMP}\n",
        TRANSLATION,
        paragraphs=[([0], [0]), ([1], [1])],
        beads=beads,
    )
    assert [one.flags for one in more.stories] == [()]


def test_a_text_that_may_be_no_translation_stays_and_is_told() -> None:
    own = "Der `Adam` des Übersetzers hat 7 Äpfel und GPU, CPU und NASA."
    found = removed(BEFORE, f"{LAMP}\n", f"{LAMPE}\n\n{own}\n")
    assert (found.gone, found.stories) == (set(), [])
    assert len(found.flags) == 1
    assert "in line 3 stays although its source is gone: it is not sure that it is its translation" in found.flags[0]


def test_code_goes_unless_the_translation_has_a_version_of_its_own() -> None:
    def text(body: str, first: str = LAMP) -> str:
        return f"{first}\n\n```python\n{body}\n```\n"

    assert removed(text("x = 1"), f"{LAMP}\n", text("x = 1", LAMPE)).gone == {1}
    followed = text("x = 1  # one\n\n", LAMPE)
    assert removed(text("x = 1  # one"), f"{LAMP}\n", followed).gone == {1}
    own = removed(text("x = 1"), f"{LAMP}\n", text("y = 2", LAMPE))
    assert own.gone == set()
    assert own.flags == [
        "code '```python y = 2 ```' in line 3 stays although its source is gone: the translation has its own version"
    ]


def test_comments_of_the_translator_go_on_record_with_their_code() -> None:
    before = f"{LAMP}\n\n```python\nx = 1  # one\n```\n"
    found = removed(before, f"{LAMP}\n", before.replace(LAMP, LAMPE).replace("# one", "# eins"))
    assert (found.gone, found.flags) == ({1}, [])
    assert [(one.change, one.former_target) for one in found.stories] == [
        (Change.DELETED, "```python\nx = 1  # eins\n```")
    ]


def test_indented_code_that_the_translation_has_otherwise_goes_on_record() -> None:
    found = removed(f"{LAMP}\n\n    x = 1\n", f"{LAMP}\n", f"{LAMPE}\n\n    y = 2\n")
    assert (found.gone, found.flags) == ({1}, [])
    assert [(one.change, one.former_source, one.former_target) for one in found.stories] == [
        (Change.DELETED, "x = 1", "y = 2")
    ]


def test_an_image_of_the_same_file_goes_with_its_source_though_its_words_are_others() -> None:
    before, translation = f"{LAMP}\n\n:label:`a_lamp`\n\n{LAMP}\n", f"{LAMPE}\n\n:label:`a_lamp` \n\n{LAMPE}\n"
    assert removed(before, f"{LAMP}\n\n{LAMP}\n", translation).gone == {1}


def test_what_goes_already_or_is_there_for_something_new_is_left_alone() -> None:
    assert removed(BEFORE, f"{LAMP}\n", TRANSLATION, Findings(gone={1})).stories == []
    assert removed(BEFORE, f"{LAMP}\n", TRANSLATION, Findings(present={5: 1})).gone == set()


def test_a_paragraph_that_shows_another_source_too_stays() -> None:
    rows = [([0, 1], [0])]
    found = removed(BEFORE, f"{LAMP}\n", f"{LAMPE} {STRASSE}\n", paragraphs=rows, beads=[([0], [0]), ([1], [1])])
    assert found == Findings()
