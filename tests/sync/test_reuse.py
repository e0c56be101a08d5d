"""Human text that is found again where its source stands now."""

from __future__ import annotations

from unittest import mock

import pytest

from amts_core.languages import LanguagePair
from amts_core.sync import likeness
from amts_core.sync.reuse import BY_LENGTH_ALONE, NOT_SURE, Human, Reused, doubts
from tests.sync.builders import Angles, Places, aligned, beside, chapter, sentences
from tests.sync.edits import changes_of, sync_texts

WALK, ZH_WALK = "We walk along the river in the morning.\n", "我们早上沿着河边散步。\n"
PLOT = "Let us plot the histogram of tokens. In this simple dataset, most sequences have few tokens.\n"
ZH_PLOT = "让我们[**绘制词元数量的直方图**]。在这个简单的数据集中，大多数序列的词元很少。\n"
BOAT = "The boat is old and made of wood. It needs nails and glue. The harbour is far away.\n"
ZH_BOAT = "这艘木制的旧船需要钉子和胶水。港口很远。\n"

HOUSE = (
    "The lamp of the house is bright in the evening, and everybody can see it from the other side of the valley. "
    "In winter there is so much snow on the roof that the children build a tower of it. "
    "The dog sleeps under the old table and dreams of cats.\n"
)
ZH_HOUSE = (
    "晚上房子里的灯很亮，山谷另一边的每个人都能看到它。"
    "冬天屋顶上的雪很多，孩子们用它堆一座塔。"
    "狗睡在旧桌子下面，梦见了猫。\n"
)


def test_a_paragraph_said_again_takes_its_human_text_with_marks_that_only_this_has() -> None:
    synced = sync_texts(f"{PLOT}\n{WALK}", f"{PLOT}\n{WALK}\n{PLOT}", f"{ZH_PLOT}\n{ZH_WALK}")
    assert synced.text == f"{ZH_PLOT}\n{ZH_WALK}\n{ZH_PLOT}"


def test_a_paragraph_said_again_takes_its_human_text_without_the_marks_of_its_source() -> None:
    marked = PLOT.replace("plot the histogram", "[**plot the histogram**]")
    plain = ZH_PLOT.replace("[**", "").replace("**]", "")
    synced = sync_texts(f"{marked}\n{WALK}", f"{marked}\n{WALK}\n{marked}", f"{plain}\n{ZH_WALK}")
    assert synced.text == f"{plain}\n{ZH_WALK}\n{plain}"


def test_two_sentences_that_a_human_said_in_one_keep_it_when_paragraphs_are_merged() -> None:
    before, after = f"{HOUSE}\n{BOAT}", f"{HOUSE.strip()} {BOAT}"
    synced = sync_texts(before, after, f"{ZH_HOUSE}\n{ZH_BOAT}")
    assert synced.text == ZH_HOUSE.strip() + ZH_BOAT
    assert "changed" not in changes_of(synced)
    assert synced.removed == ()


def test_two_sentences_that_a_human_said_in_one_keep_it_when_a_paragraph_is_split() -> None:
    before, after = f"{HOUSE.strip()} {BOAT}", f"{HOUSE}\n{BOAT}"
    synced = sync_texts(before, after, ZH_HOUSE.strip() + ZH_BOAT)
    assert synced.text == f"{ZH_HOUSE}\n{ZH_BOAT}"


def test_a_sentence_that_becomes_a_paragraph_keeps_human_text_that_writes_its_formula_otherwise() -> None:
    lamp, zh_lamp = "The lamp of $f(x) = 1$ is brighter than the others.", "$f(x)=1$ 的灯比其他的灯 :cite:`Lamp`更亮。"
    before, after = (f"{WALK.strip()}{gap}{lamp}\n" for gap in (" ", "\n\n"))
    assert sync_texts(before, after, f"{ZH_WALK.strip()}{zh_lamp}\n").text == f"{ZH_WALK}\n{zh_lamp}\n"


def test_the_last_sentences_of_a_paragraph_are_found_again_too() -> None:
    before = f"{HOUSE}\n{BOAT}"
    after = f"{before}\nThe harbour is far away.\n"
    synced = sync_texts(before, after, f"{ZH_HOUSE}\n{ZH_BOAT}")
    assert synced.text == f"{ZH_HOUSE}\n{ZH_BOAT}\n港口很远。\n"


def test_a_sign_that_is_no_mark_does_not_hold_human_text_back() -> None:
    star, zh_star = "The *lamp* of the house is bright today.", "今天房子里的 * 灯 * 很亮。"
    synced = sync_texts(f"{star} {WALK}", f"{WALK}\n{star}\n", f"{zh_star}{ZH_WALK}")
    assert synced.text == f"{ZH_WALK}\n{zh_star}\n"
    assert synced.flags == ()


def test_items_that_change_places_take_their_human_text_along() -> None:
    before, after = "1. Repair the boat.\n2. Paint the boat.\n", "1. Paint the boat.\n2. Repair the boat.\n"
    assert sync_texts(before, after, "1. 修船。\n2. 给船上漆。\n").text == "1. 给船上漆。\n2. 修船。\n"


@pytest.mark.parametrize("one", BOAT.split(". ")[:2])
def test_one_of_two_sentences_that_a_human_said_in_one_is_translated_again(one: str) -> None:
    before = f"{WALK}\n{BOAT}"
    after = f"{WALK.strip()} {one}.\n\n" + BOAT.replace(f"{one}. ", "")
    synced = sync_texts(before, after, f"{ZH_WALK}\n{ZH_BOAT}")
    assert f"【{one}.】" in synced.text
    assert "钉子" not in synced.text


# by hand: which sentences a human has translated together

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."


def human(before: str, translation: str, beads: list[Places], **options: object) -> Human:
    alignment = aligned(f"{before}\n", f"{translation}\n", paragraphs=[([0], [0])], beads=beads, **options)  # type: ignore[arg-type]
    with mock.patch.object(likeness, "shared_encoder", Angles):
        return Human.of(beside(alignment, f"{before}\n", f"{translation}\n"), {C: Z})


def runs(found: Human, text: str) -> list[tuple[list[int], str | None]]:
    rows = found.runs(sentences(f"{text}\n"), chapter(f"{text}\n"))
    return [(list(places), reused.text if reused else None) for places, reused in rows]


PAIRS: list[Places] = [([0], [0]), ([1], [1])]
TOGETHER = f"{X[:-1]}, und das Boot ist alt."


def test_each_sentence_has_its_own_human_text_else_that_of_the_memory() -> None:
    found = human(f"{A} {B}", f"{X} {Y}", PAIRS)
    assert runs(found, f"{B} New. {C} {A}") == [([0], Y), ([1], None), ([2], Z), ([3], X)]


def test_sentences_that_were_translated_together_have_their_text_only_together() -> None:
    found = human(f"{A} {B}", TOGETHER, [([0, 1], [0])])
    assert found.longest == 2
    assert runs(found, f"{C} {A} {B}") == [([0], Z), ([1, 2], TOGETHER)]
    assert runs(found, f"{A} {C} {B}") == [([0], None), ([1], Z), ([2], None)]
    assert runs(found, f"{A}\n\n{B}") == [([0], None), ([1], None)]
    assert runs(found, f"{A}\n{B}") == [([0, 1], TOGETHER)]
    assert runs(found, f"**{A}** {B}") == [([0], None), ([1], None)]


def test_what_is_translated_in_two_ways_or_doubtful_has_no_human_text() -> None:
    twice = human(f"{A} {A}", f"{X} {Y}", PAIRS)
    assert runs(twice, A) == [([0], None)]
    same = human(f"{A} {A}", f"{X} {X}", PAIRS)
    assert runs(same, A) == [([0], X)]
    own = "Adam von ESA, CNES und NASA grüßt 12 `Leser` und 7 Hunde."
    assert runs(
        human(f"{A} The short boat of our family is old.", f"{X} {own}", PAIRS), "The short boat of our family is old."
    ) == [([0], None)]
    assert runs(human(f"{A} {B}", X, [([0], [0]), ([1], [])]), B) == [([0], None)]


def test_other_spans_are_carried_into_human_text_where_their_place_is_clear() -> None:
    old, now = "We use $n$ and `a` here.", "We use $m$ and `b` here."
    assert runs(human(old, "Hier nutzen wir `a` und $n$.", [([0], [0])]), now) == [
        ([0], "Hier nutzen wir `b` und $m$.")
    ]
    assert runs(human(old, "Hier nutzen wir beides.", [([0], [0])]), now) == [([0], None)]
    two = human(old, "Hier ist $n$. Da ist `a` mit $k$.", [([0], [0, 1])])
    assert runs(two, now) == [([0], "Hier ist $m$. Da ist `b` mit $k$.")]
    (found,) = [one for _, one in two.runs(sentences(f"{now}\n"), chapter(f"{now}\n"))]
    assert found is not None
    assert found.lines == ""


def reused(found: Human, text: str) -> Reused:
    (one,) = [one for _, one in found.runs(sentences(f"{text}\n"), chapter(f"{text}\n"))]
    assert one is not None
    return one


def test_human_text_of_one_paragraph_is_known_as_it_stands_there() -> None:
    found = reused(human(A, f"{X}\n{Y}", [([0], [0, 1])]), A)
    assert (found.text, found.lines) == (f"{X} {Y}", f"{X}\n{Y}")
    item = human(f"- {A}", f"- {X}", [([0], [0])])
    assert reused(item, A).lines == ""


def test_human_text_whose_mark_ends_elsewhere_is_not_taken() -> None:
    assert runs(human(f"{A} {B}", f"**{X} Und {Y}**", [([0], [0]), ([1], [1])]), A) == [([0], X)]
    assert runs(human(f"{A} {B}", f"Rot **ist sie. {Y}**", [([0], [0]), ([1], [1])]), A) == [([0], None)]


@pytest.mark.parametrize(
    ("text", "score", "flags"),
    [
        ("0 lamps of the house are red.", 0.49, (NOT_SURE,)),
        ("0 lamps of the house are red.", 0.5, ()),
        ("0 lamps of it.", 0.49, ()),  # too short to say
    ],
)
def test_human_text_that_fits_badly_by_meaning_is_to_be_looked_at(
    text: str, score: float, flags: tuple[str, ...]
) -> None:
    found = human(text, "0 Lampen des Hauses sind rot.", [([0], [0])], method="encoder", score=score)
    assert reused(found, text).flags == flags


@pytest.mark.parametrize(
    ("source", "text", "target", "flags"),
    [
        ("0 lamps of the house are red.", "59 rote Lampen", "de", ()),
        ("0 lamps of the house are red.", "61 rote Lampen", "de", (NOT_SURE,)),
        ("0 lamps of it.", "90 rote Lampen", "de", ()),  # too short to say
        ("0 lamps of the house are red.", "90 rote Lampen", "vi", ()),  # no meaning says it
    ],
)
def test_human_text_of_another_chapter_that_fits_badly_by_meaning_is_to_be_looked_at(
    source: str, text: str, target: str, flags: tuple[str, ...]
) -> None:
    with mock.patch.object(likeness, "shared_encoder", Angles):
        assert doubts(sentences(source)[0], text, LanguagePair("en", target)) == flags


def test_what_nothing_but_length_speaks_for_is_told() -> None:
    assert reused(human(A, X, [([0], [0])]), A).flags == (BY_LENGTH_ALONE,)
    named = "The GPU of it is red."
    assert reused(human(named, "Die GPU ist rot daran.", [([0], [0])]), named).flags == ()


@pytest.mark.parametrize(
    ("source", "text", "fits"),
    [
        ("We see $$x$$.", "Wir sehen $$x$$.", True),
        ("We see $$x$$.", "Wir sehen x.", False),
        ("We see x.", "Wir sehen $$x$$.", False),
        ("We see $x$.", "Wir sehen x.", True),
    ],
)
def test_display_math_is_found_by_its_text(source: str, text: str, fits: bool) -> None:
    assert Reused(text).fits(sentences(f"{source}\n")) is fits
