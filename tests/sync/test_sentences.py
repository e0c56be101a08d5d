"""What becomes of a sentence: human text is not replaced, kept or moved where that is only a guess."""

from __future__ import annotations

import pytest

from amts_core.sync.change import Change
from amts_core.sync.group import Item
from amts_core.sync.guide import Known
from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.parts import Slot
from amts_core.sync.record import SAYS_THE_SAME
from amts_core.sync.reuse import BY_LENGTH_ALONE
from amts_core.sync.rules.followed import FOLLOWED
from amts_core.sync.sentences import INSIDE, NO_FORMER, OTHER_SENTENCES, Sentences
from tests.sync.builders import NO_WORDS, Places, material
from tests.sync.edits import changes_of, flags_of, sync_texts

# a translation that has followed its source already, beside an origin that has not

OLD = "The lamp of the house is bright.\nWe walk along the river in the morning.\n"
NEW = OLD.replace("We walk along the river in the morning", "We repair the old boat with nails and glue in the harbour")
ZH_OLD = "房子里的灯很亮。\n我们早上沿着河边散步。\n"
ZH_NEW = "房子里的灯很亮。\n我们在港口用钉子和胶水修理旧船。\n"


def test_a_translation_that_follows_the_new_source_already_is_kept() -> None:
    synced = sync_texts(OLD, NEW, ZH_NEW)
    assert synced.text == ZH_NEW
    assert FOLLOWED in flags_of(synced)


def test_a_translation_of_the_old_source_is_not() -> None:
    synced = sync_texts(OLD, NEW, ZH_OLD)
    assert "【We repair" in synced.text
    assert FOLLOWED not in flags_of(synced)


def test_a_paragraph_written_anew_that_the_translation_has_already_is_kept() -> None:
    frame, zh_frame = ("# Home\n\n", "\nThe lamp is bright.\n"), ("# 家\n\n", "\n灯很亮。\n")
    before, after = OLD.splitlines()[1], NEW.splitlines()[1]
    sides = [f"{text}\n".join(frame) for text in (before, after)]
    old, new = (f"{text.splitlines()[1]}\n".join(zh_frame) for text in (ZH_OLD, ZH_NEW))
    assert sync_texts(*sides, new).text == new
    assert sync_texts(*sides, old).text == f"【{after}】\n".join(zh_frame)


def test_a_code_cell_exchanged_that_the_translation_has_already_is_kept() -> None:
    before = "The lamp is bright.\n\n```python\nimport old\n```\n\nWe walk home.\n"
    after = before.replace("import old", "print(len(values), sum(values))")
    translation = after.replace("The lamp is bright.", "灯很亮。").replace("We walk home.", "我们走路回家。")
    assert sync_texts(before, after, translation).text == translation


def test_a_translation_with_the_new_spans_has_followed() -> None:
    before = "The first model in this part of the book uses `relu` as its function.\n"
    after = "The first network in this part of the book uses `gelu` as its function.\n"
    assert sync_texts(before, after, "本书这一部分的第一个网络使用`gelu`作为函数。\n").text.startswith("本书")
    synced = sync_texts(before, after, "本书这一部分的第一个模型使用`relu`作为函数。\n")
    assert changes_of(synced) == ["outdated"]
    assert flags_of(synced) == ["not brought up to date: model → network, `relu` → `gelu`"]


@pytest.mark.parametrize(
    ("before", "translation"),
    [
        (
            "The trend is not part of the seasonal pattern in this model.\n",
            "在这个模型中，趋势不是季节模式的一部分。\n",
        ),
        ("We should not expect that the error is lower in the test.\n", "我们不应该指望测试中的误差更低。\n"),
        ("You may not use the lamp in the evening.\n", "你可以在晚上使用这盏灯。\n"),  # it fits what comes after better
        ("No model is without errors in this part.\n", "在这一部分，没有任何模型是没有错误的。\n"),
    ],
)
def test_a_negation_that_comes_or_goes_is_translated_again(before: str, translation: str) -> None:
    without = before.replace(" not", "").replace("No model", "A model")
    for old, new in ((before, without), (without, before)):
        synced = sync_texts(old, new, translation)
        assert changes_of(synced) == ["changed"], flags_of(synced)


@pytest.mark.parametrize(
    ("before", "after", "translation"),
    [
        (
            "The rate of version 5 is good for the model here.\n",
            "The rate is bad for the model here.\n",
            "Tốc độ của phiên bản này là tốt cho mô hình ở đây.\n",
        ),
        (
            "The function `relu` makes the model faster in this part.\n",
            "The function makes the model slower in this part.\n",
            "Hàm này làm cho mô hình nhanh hơn trong phần này.\n",
        ),
        (
            "The two models are slow in this part.\n",
            "The 2 models are fast in this part.\n",
            "Hai (2) mô hình chậm trong phần này.\n",
        ),
    ],
)
def test_without_a_meaning_a_span_that_is_missing_or_a_number_does_not_say_that_a_translation_has_followed(
    before: str, after: str, translation: str
) -> None:
    assert changes_of(sync_texts(before, after, translation, pair="en-vi")) == ["changed"]


# languages that the encoder does not know

VI_SOURCE = """# The `Adam` optimizer

The optimizer `Adam` keeps two averages of the gradient and uses 0.9 and 0.999 as their weights.

The method of PyTorch reads all images from disk and sends them to the GPU in batches of 256.

We walk home along the river in the evening.
"""
VI = """# Bộ tối ưu `Adam`

Bộ tối ưu `Adam` giữ hai trung bình của gradient và dùng 0,9 và 0,999 làm trọng số.

Phương thức của PyTorch đọc mọi ảnh từ đĩa và gửi chúng đến GPU theo lô 256.

Chúng tôi đi bộ về nhà dọc theo dòng sông vào buổi tối.
"""


def test_an_unchanged_chapter_in_vietnamese_stays_as_it_is() -> None:
    assert sync_texts(VI_SOURCE, VI_SOURCE, VI, pair="en-vi").text == VI


def test_a_paragraph_that_shares_nothing_with_its_place_is_not_replaced() -> None:
    """The translator left one paragraph out and put one of his own there."""
    own = "Hàm `relu` trả về 0 nếu đầu vào nhỏ hơn 0 và trả về chính nó nếu lớn hơn, xem CNN.\n"
    translation = "\n\n".join([*VI.split("\n\n")[:2], own.strip(), VI.split("\n\n")[3]])
    after = VI_SOURCE.replace("from disk and sends", "from a server and quickly sends")
    synced = sync_texts(VI_SOURCE, after, translation, pair="en-vi")
    assert own in synced.text
    assert any("not sure" in flag for flag in flags_of(synced))


def test_a_paragraph_that_shares_nothing_with_its_place_is_not_deleted() -> None:
    own = "Hàm `relu` trả về 0 nếu đầu vào nhỏ hơn 0 và trả về chính nó nếu lớn hơn, xem CNN.\n"
    translation = "\n\n".join([*VI.split("\n\n")[:2], own.strip(), VI.split("\n\n")[3]])
    after = "\n\n".join([*VI_SOURCE.split("\n\n")[:2], VI_SOURCE.split("\n\n")[3]])
    synced = sync_texts(VI_SOURCE, after, translation, pair="en-vi")
    assert own in synced.text
    assert any("not sure" in flag for flag in flags_of(synced))


def test_what_was_paired_by_length_alone_is_told() -> None:
    after = VI_SOURCE.replace("along the river in the evening", "along the wide street at night")
    synced = sync_texts(VI_SOURCE, after, VI, pair="en-vi")
    assert "【We walk home along the wide street at night.】" in synced.text
    assert BY_LENGTH_ALONE in flags_of(synced)
    after = VI_SOURCE.replace("reads all images from disk", "reads many images from a disk")
    assert BY_LENGTH_ALONE not in flags_of(sync_texts(VI_SOURCE, after, VI, pair="en-vi"))


def test_human_text_that_was_paired_by_length_alone_is_told_when_it_goes_or_is_moved() -> None:
    gone = "\n\n".join(VI_SOURCE.split("\n\n")[:3]) + "\n"
    assert BY_LENGTH_ALONE in flags_of(sync_texts(VI_SOURCE, gone, VI, pair="en-vi"))
    again = VI_SOURCE.replace("# The", "We walk home along the river in the evening. Now comes more.\n\n# The")
    assert BY_LENGTH_ALONE in flags_of(sync_texts(VI_SOURCE, again, VI, pair="en-vi"))


def test_a_paragraph_that_a_vietnamese_translator_has_added_already_is_not_added_again() -> None:
    added = "The function `relu` gives 0 for values below 0, as in every CNN.\n\n"
    zh_added = "Hàm `relu` cho 0 với giá trị nhỏ hơn 0, như trong mọi CNN.\n\n"
    after, translation = (
        VI_SOURCE.replace("We walk", added + "We walk"),
        VI.replace("Chúng tôi", zh_added + "Chúng tôi"),
    )
    synced = sync_texts(VI_SOURCE, after, translation, pair="en-vi")
    assert synced.text == translation
    assert "machine" not in {origin.state for origin in synced.provenance}


def test_another_vietnamese_paragraph_is_no_reason_to_leave_out_a_new_one() -> None:
    added = "The function `relu` gives 0 for values below 0, as in every CNN.\n\n"
    translation = VI.replace("Chúng tôi", "Lời người dịch: đây là bản in lần thứ 2 của cuốn sách.\n\nChúng tôi")
    synced = sync_texts(VI_SOURCE, VI_SOURCE.replace("We walk", added + "We walk"), translation, pair="en-vi")
    assert "【The function `relu`" in synced.text


# the same words in other sentences

ONE = "The model is small; it learns quickly from data. We train it for $n$ epochs. The end is near.\n"
TWO = ONE.replace("small; it", "small. It")
ES_ONE = "El modelo es pequeño; aprende rápido de los datos. Lo entrenamos durante $n$ épocas. El final está cerca.\n"
ES_TWO = ES_ONE.replace("pequeño; aprende", "pequeño. Aprende")


@pytest.mark.parametrize(
    ("before", "after", "translation"),
    [
        (ONE, TWO, ES_ONE),
        (TWO, ONE, ES_TWO),
        (TWO, ONE.replace("data. We", "data, we"), ES_TWO),
        (ONE, TWO.replace("$n$", "$m$"), ES_ONE.replace("$n$", "$m$")),
    ],
)
def test_sentences_that_are_cut_or_joined_keep_their_human_text(before: str, after: str, translation: str) -> None:
    synced = sync_texts(before, after, translation.replace("$m$", "$n$"), pair="en-es")
    assert synced.text == translation
    assert OTHER_SENTENCES in flags_of(synced)
    assert synced.removed == ()


@pytest.mark.parametrize("change", [("learns", "never learns"), ("small", "big")])
def test_sentences_that_are_cut_and_say_something_else_are_translated_again(change: tuple[str, str]) -> None:
    synced = sync_texts(ONE, TWO.replace(*change), ES_ONE, pair="en-es")
    assert synced.text.startswith("【The model is ")


def test_a_draft_that_is_not_translated_takes_no_human_sentence_away() -> None:
    """The engine gave back the source; unless the sentence may say the contrary now, the human's is nearer."""
    before, human = "The big lamp of the house is in the box here.\n", "房子的大灯在这里的盒子里。\n"
    after = before.replace("big lamp", "round picture").replace("box", "garden")
    synced = sync_texts(before, after, human, draft="{}")
    assert synced.text == human
    assert changes_of(synced) == ["outdated"]
    assert flags_of(synced)[0].endswith("the draft is not translated")
    contrary = before.replace("is in", "is not in")
    assert sync_texts(before, contrary, human, draft="{}").text == contrary


def test_a_sentence_that_goes_into_a_quote_gets_a_line_with_its_mark() -> None:
    """The translation has a line for each sentence, and a quote of one line says how its lines begin."""
    before = "One lamp is here.\nTwo lamps are there.\nThree lamps are far.\n\n> The river is wide.\n"
    translation = "这里有一盏灯。\n那里有两盏灯。\n远处有三盏灯。\n\n> 这条河很宽。\n"
    synced = sync_texts(before, before.replace("wide.", "wide. Nobody swims today."), translation)
    assert synced.text == translation.replace("很宽。", "很宽。\n> 【Nobody swims today.】")


def test_a_new_paragraph_is_not_taken_for_one_of_the_translators_own() -> None:
    before = "# Lamps\n\nThe lamp is bright.\n\nThe river is wide.\n"
    translation = "# 灯\n\n灯很亮。\n\n译者在图书馆里写下了这些文字。\n\n河很宽。\n"
    after = before.replace("bright.\n", "bright.\n\nWe must buy seven loaves of bread tomorrow.\n")
    assert "【We must buy seven loaves of bread tomorrow.】" in sync_texts(before, after, translation).text


def test_a_draft_in_a_cell_ends_no_cell_and_one_in_a_paragraph_stays_as_it_is() -> None:
    before, translation = "| Adam is fast. |\n|---|\n\nAdam is fast.\n", "| Adam 很快。 |\n|---|\n\nAdam 很快。\n"
    after = before.replace("fast.", "fast. It needs memory.")
    text = sync_texts(before, after, translation, draft="内存|外存。").text
    assert text == "| Adam 很快。内存\\|外存。 |\n|---|\n\nAdam 很快。内存|外存。\n"


def test_a_draft_that_says_what_stands_there_leaves_the_human_text_marked() -> None:
    after = "The lamp of the old house is quite bright in the evening now.\n"
    synced = sync_texts("The lamp is bright.\n", after, "灯很亮。\n", draft="灯很亮。")
    assert synced.text == "灯很亮。\n"
    assert changes_of(synced) == ["outdated"]
    assert any(SAYS_THE_SAME in flag for flag in flags_of(synced))


# hand-made beads

A, B, C = "The lamp is red.", "The boat is old.", "The wood is dry."
X, Y, Z = "Die Lampe ist rot.", "Das Boot ist alt.", "Das Holz ist dürr."
FAR = "We go to the garden with our three dogs."
Gone = tuple[str, str, tuple[str, ...]]
Row = tuple[Change | None, tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def found(
    before: str,
    after: str,
    translation: str,
    beads: list[Places],
    *,
    lexicon: WordLexicon = NO_WORDS,
    memory: dict[str, str] | None = None,
) -> tuple[list[Gone], list[Item]]:
    """What goes (old source, translation, flags), and all other items."""
    here = material(
        f"{before}\n", f"{after}\n", f"{translation}\n", beads=beads, known=Known(memory or {}, lexicon=lambda: lexicon)
    )
    items = Sentences(here).items()
    gone = [(*here.texts(one.before, one.target), one.flags) for one in items if one.change is Change.DELETED]
    return gone, [one for one in items if one.change is not Change.DELETED]


def rows(items: list[Item]) -> list[Row]:
    return [(one.change, one.after, one.before, one.target) for one in items]


def test_a_sentence_that_came_stands_between_those_that_stayed() -> None:
    _, items = found(f"{A} {B}", f"{A} {FAR} {B} {C}", f"{X} {Y}", [([0], [0]), ([1], [1])])
    assert rows(items) == [
        (Change.KEPT, (0,), (0,), (0,)),
        (Change.NEW, (1,), (), ()),
        (Change.KEPT, (2,), (1,), (1,)),
        (Change.NEW, (3,), (), ()),
    ]


def test_a_sentence_inside_of_a_bead_stands_behind_it_and_is_told() -> None:
    _, items = found(f"{A} {B}", f"{A} {FAR} {B}", f"{X[:-1]}, {Y}", [([0, 1], [0])])
    assert rows(items) == [(Change.KEPT, (0, 2), (0, 1), (0,)), (Change.NEW, (1,), (), ())]
    assert items[1].flags == (INSIDE,)
    _, changed = found(f"{A} {B}", f"{A} {FAR} The boat is very old.", f"{X[:-1]}, {Y}", [([0, 1], [0])])
    assert rows(changed) == [(Change.CHANGED, (0, 1, 2), (0, 1), (0,))]


def test_a_sentence_that_goes_has_its_story_and_one_that_was_never_translated_has_none() -> None:
    gone, items = found(f"{A} {B} {C}", f"{A} {C}", f"{X} {Y} {Z}", [([0], [0]), ([1], [1]), ([2], [2])])
    assert rows(items) == [(Change.KEPT, (0,), (0,), (0,)), (Change.KEPT, (1,), (2,), (2,))]
    assert gone == [(B, Y, (BY_LENGTH_ALONE,))]
    gone, items = found(f"{A} {B}", A, X, [([0], [0]), ([1], [])])
    assert (rows(items), gone) == ([(Change.KEPT, (0,), (0,), (0,))], [])


OWN = "Adam von ESA, CNES und NASA grüßt 12 `Leser` und 7 Hunde."
LONG = "The short boat of our family is old and quite beautiful."


def test_what_may_be_no_translation_stays_when_its_source_goes_or_changes() -> None:
    _, items = found(f"{A} {LONG}", A, f"{X} {OWN}", [([0], [0]), ([1], [1])])
    assert rows(items) == [(Change.KEPT, (0,), (0,), (0,)), (None, (), (), (1,))]
    assert items[1].flags == (f"its source is gone, but it is not sure that {OWN} was its translation: it stays",)
    now = LONG.replace("beautiful", "ugly")
    _, items = found(f"{A} {LONG}", f"{A} {now}", f"{X} {OWN}", [([0], [0]), ([1], [1])])
    assert rows(items)[1] == (Change.BESIDE, (1,), (1,), (1,))
    assert items[1].flags == ("it is not sure that this was the translation of its former version",)
    assert [part.segment.text for part in items[1].parts if isinstance(part, Slot)] == [now]


def test_what_nothing_but_length_speaks_for_is_told_when_it_goes_or_changes() -> None:
    human = "Das kurze Boot unserer Familie ist alt und recht schön."
    gone, _ = found(f"{A} {LONG}", A, f"{X} {human}", [([0], [0]), ([1], [1])])
    assert gone == [(LONG, human, (BY_LENGTH_ALONE,))]
    _, items = found(f"{A} {LONG}", f"{A} {LONG.replace('old', 'new')}", f"{X} {human}", [([0], [0]), ([1], [1])])
    assert items[1].flags == (BY_LENGTH_ALONE,)


def test_a_new_sentence_takes_human_text_from_elsewhere() -> None:
    _, items = found(A, f"{A} {B} {C}", X, [([0], [0])], memory={C: "Holz | dürr."})
    assert [(one.change, one.parts if one.change is Change.MOVED else ()) for one in items] == [
        (Change.KEPT, ()),
        (Change.NEW, ()),
        (Change.MOVED, ("Holz | dürr.",)),
    ]
    cells = Sentences(
        material(
            f"| {A} |\n|---|\n",
            f"| {A} {C} |\n|---|\n",
            f"| {X} |\n|---|\n",
            known=Known({C: "Holz | dürr."}, lexicon=lambda: NO_WORDS),
        )
    ).items()
    assert cells[1].parts == ("Holz \\| dürr.",)


def test_a_changed_sentence_that_is_known_elsewhere_takes_that_text_and_its_own_is_gone() -> None:
    now = "The boat was never that old."
    gone, items = found(f"{A} {B}", f"{A} {now}", f"{X} {Y}", [([0], [0]), ([1], [1])], memory={now: "Nie so alt."})
    assert [(one.change, one.parts) for one in items] == [(Change.KEPT, ()), (Change.MOVED, ("Nie so alt.",))]
    assert gone == [(B, Y, (BY_LENGTH_ALONE,))]


def test_a_changed_sentence_without_translation_is_a_draft_beside_where_its_neighbours_may_say_it() -> None:
    beads: list[Places] = [([0], [0]), ([1], [])]
    _, items = found(f"{A} {B}", f"{A} The boat is very old.", X, beads)
    assert rows(items)[1] == (Change.BESIDE, (1,), (1,), ())
    assert items[1].flags == (NO_FORMER,)
    words = {"boat": {"boot": 0.9}, "old": {"alt": 0.9}, "veri": {"sehr": 0.9}}
    lexicon = WordLexicon(words, frozenset(words), pairs=50)
    _, items = found(f"{A} {B}", f"{A} The boat is very old.", X, beads, lexicon=lexicon)
    assert rows(items)[1] == (Change.NEW, (1,), (), ())
    assert items[1].flags == (NO_FORMER,)
    _, items = found(f"{A} {B}", f"{A} The boat is very old.", f"{X[:-1]}, das Boot ist alt.", beads, lexicon=lexicon)
    assert rows(items)[1][0] is Change.BESIDE
    _, unchanged = found(f"{A} {B}", f"{A} {B}", X, beads)
    assert rows(unchanged) == [(Change.KEPT, (0,), (0,), (0,))]


def test_a_new_sentence_beside_one_that_went_takes_its_place() -> None:
    gone, items = found(f"{A} {B}", f"{A} {FAR}", f"{X} {Y}", [([0], [0]), ([1], [1])])
    assert rows(items)[1] == (Change.CHANGED, (1,), (1,), (1,))
    assert gone == []
    _, three = found(f"{A} {B}", f"{A} {FAR} Look there.", f"{X} {Y}", [([0], [0]), ([1], [1])])
    assert rows(three)[1] == (Change.CHANGED, (1, 2), (1,), (1,))
    assert [part if isinstance(part, str) else part.segment.text for part in three[1].parts] == [
        FAR,
        " ",
        "Look there.",
    ]
    _, proven = found(f"{A} It doesn't.", f"{A} It does not.", f"{X} {Y}", [([0], [0]), ([1], [1])])
    assert rows(proven)[1] == (Change.KEPT, (1,), (1,), (1,))


def test_items_stand_in_the_order_of_the_translation() -> None:
    _, items = found(f"{A} {B}", f"{A} {FAR} {B}", f"{Y} {X}", [([0], [1]), ([1], [0])])
    assert [one.target for one in items] == [(0,), (1,), ()]
    assert items[2].change is Change.NEW


def test_the_same_words_in_other_sentences_are_kept_as_one() -> None:
    before, after = "It is red, and we use $n$.", "It is red. And we use {}."
    for span, change in (("$n$", Change.KEPT), ("$m$", Change.OUTDATED)):
        _, items = found(before, after.format(span), "Rot ist es, mit $n$.", [([0], [0])])
        assert rows(items) == [(change, (0, 1), (0,), (0,))]
        assert (OTHER_SENTENCES in items[0].flags) is (change is Change.KEPT)


@pytest.mark.parametrize("order", [1, -1])
def test_a_first_or_last_sentence_that_was_never_translated_is_cut_off(order: int) -> None:
    """Length and the words of the lexicon say so; the rest of the bead stays as it is."""
    words = {"lamp": {"lampe": 0.9}, "red": {"rot": 0.9}, "boat": {"boot": 0.9}, "old": {"alt": 0.9}}
    lexicon = WordLexicon(words, frozenset(words), pairs=50)
    frame, human = f"{FAR} {FAR} {C}", "Wir gehen in den Garten mit unseren drei Hunden. " * 2 + Z
    before, after = (
        " ".join([*[A, last][::order], frame]) for last in (B, "The boat at the bank was always very old.")
    )
    kept = 0 if order == 1 else 1
    left_out = [(Change.KEPT, (kept,), (kept,), (0,)), (Change.NEW, (1 - kept,), (), ())]

    def whole(first: str, lexicon: WordLexicon) -> list[Row]:
        return rows(found(before, after, f"{first} {human}", beads, lexicon=lexicon)[1])

    beads: list[Places] = [([0, 1], [0]), ([2], [1]), ([3], [2]), ([4], [3])]
    _, items = found(before, after, f"{X} {human}", beads, lexicon=lexicon)
    assert sorted(map(str, rows(items[:2]))) == sorted(map(str, left_out))
    assert [one.flags for one in items if one.change is Change.NEW] == [(NO_FORMER,)]
    together = (Change.CHANGED, (0, 1), (0, 1), (0,))
    assert whole(f"{X[:-1]}, das Boot ist alt.", lexicon)[0] == together
    assert whole(X, NO_WORDS)[0] == together
