"""Faults of the source that its translation shows."""

from __future__ import annotations

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import align_chapters
from amts_core.sync.backward import backward
from amts_core.sync.counterpart import find_counterparts
from amts_core.sync.guide import Known
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.scene import Scene
from amts_core.sync.units import cut_units
from tests.sync.edits import sync_texts

LEXICON = WordLexicon({"direct": {"richt": 0.6}, "unidirect": {"einse": 0.6}}, frozenset({"direct"}), 100)


def faults(source: str, human: str) -> list[str]:
    """What is told of a source of one sentence."""
    before, translation = (parse_chapter(f"{text}\n", id="x") for text in (source, human))
    alignment = align_chapters(before, translation, languages=LanguagePair("en", "de"))
    counterparts = find_counterparts(cut_units(before), cut_units(translation), alignment)
    here = Scene.of(before, counterparts, Known(lexicon=lambda: LEXICON))
    return [one.partition(": ")[2] for one in backward(here)]


@pytest.mark.parametrize(
    ("source", "human", "told"),
    [
        ("The book was written by Ann in 1987.", "Das Buch schrieb Ann im Jahr 1978.", "1987, where"),
        (
            "Call `torch.cuda.device()` for the device.",
            "Rufe `torch.device()` für das Gerät auf.",
            "`torch.cuda.device()`",
        ),
        (
            "See [the page](http://a.org/b) of the book.",
            "Siehe [die Seite](https://a.org/b) des Buchs.",
            "http://a.org/b",
        ),
        ("We build an undirectional network here.", "Wir bauen hier ein einseitiges Netz.", "'unidirectional'"),
    ],
)
def test_what_the_translation_has_otherwise_is_told(source: str, human: str, told: str) -> None:
    assert any(told in fault for fault in faults(source, human))


@pytest.mark.parametrize(
    ("source", "human"),
    [
        ("The book was written by Ann in 1987.", "Das Buch schrieb Ann im Jahr 1987."),
        ("It takes 12 months to read the book.", "Das Buch zu lesen dauert 1 Jahr."),
        ("We see 1,000 people in the room.", "Wir sehen 1.000 Leute im Raum."),
        ("We build an undirectional network here.", "Wir bauen hier ein Netz."),  # nothing says what was meant
        ("We call `f(x)` in the loop again.", "Wir rufen `畫圖()` in der Schleife auf."),
    ],
)
def test_what_is_not_evident_is_not_told(source: str, human: str) -> None:
    assert faults(source, human) == []


def test_only_what_still_stands_in_the_source_is_told() -> None:
    before = "# A\n\nThe book was written by Ann in 1987.\n\nThe end is here.\n"
    human = "# A\n\nDas Buch schrieb Ann im Jahr 1978.\n\nHier ist das Ende.\n"
    told = sync_texts(before, before.replace("The end", "An end"), human, pair="en-de").backward
    assert len(told) == 1
    assert told[0].startswith("line 3: 1987")
    assert sync_texts(before, before.replace("1987", "1978"), human, pair="en-de").backward == ()
