"""What a translation left out is found by its words, its length and its meaning; what it has stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.alignment import Bead
from amts_core.parallel.chapters import align_chapters
from amts_core.sync.chapter import SyncedChapter, finish_sync, plan_sync
from amts_core.sync.guide import Known
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.sentences import NO_FORMER, may_say
from amts_core.translate.document import Draft
from tests.sync.builders import material
from tests.sync.edits import flags_of

PAIR = LanguagePair("en", "zh")
WORDS = {
    "boat": {"小船": 0.9},
    "wood": {"木头": 0.9},
    "paint": {"油漆": 0.9},
    "cost": {"花费": 0.6, "贵": 0.3},
    "nail": {"钉子": 0.9},
    "rope": {"绳子": 0.9},
    "gull": {"海鸥": 0.9},
    "nest": {"筑巢": 0.9},
}
LEXICON = WordLexicon(WORDS, frozenset(WORDS), pairs=100)
HAS = "We repair the wood of our old boat in the small harbour with rope, nails and red paint."
ELSE = "The gulls of the island build a nest on the high rock every summer."
FRAME = """The lamp of the house is bright when we come home late in the evening.

The old man reads a long letter from his daughter at the window of the kitchen.

We walk along the river in the morning and look at the ships on their way to the sea."""
ZH_FRAME = """晚上我们很晚回家时，房子里的灯很亮。

老人在厨房的窗边读女儿寄来的一封长信。

我们早上沿着河边散步，看着驶向大海的船只。"""
ZH = "我们在小港口用绳子、钉子和红色油漆修理旧小船的木头。"
ZH_BOTH = "我们在小港口用绳子、钉子和红色油漆修理旧小船的木头，岛上的海鸥每年夏天在高高的岩石上筑巢。"


def synced(before: str, after: str, translation: str) -> SyncedChapter:
    """The sync of a paragraph, aligned as a whole, below others, which tell how long translations are."""
    texts = (f"{FRAME}\n\n{before}\n", f"{FRAME}\n\n{after}\n", f"{ZH_FRAME}\n\n{translation}\n")
    old, new, current = (parse_chapter(text, id="x") for text in texts)
    alignment = align_chapters(old, current, languages=PAIR)
    whole = Bead((3, 4), tuple(range(3, len(alignment.target_sentences))), 0.6)
    plan = plan_sync(
        new,
        before=old,
        translation=current,
        languages=PAIR,
        known=Known(lexicon=lambda: LEXICON),
        alignment=replace(alignment, sentences=(*alignment.sentences[:3], whole)),
    )
    return finish_sync(plan, {one.id: Draft(one.id, f"【{one.text}】") for one in plan.to_translate})


@pytest.mark.parametrize("order", [1, -1])
def test_a_sentence_that_was_never_translated_does_not_touch_the_one_that_was(order: int) -> None:
    new = ELSE.replace("high rock", "low roof")
    result = synced(" ".join([HAS, ELSE][::order]), " ".join([HAS, new][::order]), ZH)
    assert result.text.endswith("\n\n" + "".join([ZH, f"【{new}】"][::order]) + "\n")
    assert NO_FORMER in flags_of(result)


def test_two_sentences_in_one_are_changed_together() -> None:
    result = synced(f"{HAS} {ELSE}", f"{HAS} {ELSE.replace('high rock', 'low roof')}", ZH_BOTH)
    assert NO_FORMER not in flags_of(result)
    assert len(result.provenance[-1].segments) == 2


def test_what_was_left_out_and_did_not_change_stays_left_out() -> None:
    result = synced(f"{HAS} {ELSE}", f"{HAS} {ELSE}\n\nThe end.", f"{ZH}")
    assert f"\n\n{ZH}\n" in result.text
    assert "gulls" not in result.text


def test_what_was_left_out_and_changed_by_a_stop_is_left_out_again() -> None:
    result = synced(f"{HAS} {ELSE}", f"{HAS} {ELSE[:-1]}:", ZH)
    assert f"\n\n{ZH}\n" in result.text
    assert "gulls" not in result.text


@pytest.mark.parametrize(
    ("target", "lone", "lexicon", "expected"),
    [
        pytest.param(ZH_BOTH, ELSE, LEXICON, True, id="its words are there"),
        pytest.param(ZH, ELSE, LEXICON, False, id="none of its words is there"),
        pytest.param(ZH, ELSE, WordLexicon({}, frozenset(), pairs=0), True, id="no word is known"),
        pytest.param(ZH, "Gulls!", LEXICON, True, id="a word says too little"),
    ],
)
def test_what_a_translation_may_say_beside_its_own_is_told_by_words_and_without_any_it_says_nothing(
    target: str, lone: str, lexicon: WordLexicon, expected: bool
) -> None:
    here = material(
        f"{HAS} {lone}\n", HAS, f"{target}\n", pair="en-zh", known=Known(lexicon=lambda: lexicon), beads=[([0, 1], [0])]
    )
    assert may_say(Bead((0,), (0,), 0.0), [1], here) is expected
    assert not may_say(Bead((0,), (), 0.0), [1], here)
