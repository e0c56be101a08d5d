from __future__ import annotations

import pandas as pd
import pytest

from amts_core.languages import LanguagePair
from amts_core.parallel.filters import VERDICTS, Limits, count_verdicts, filter_pairs
from amts_core.parallel.table import COLUMNS, with_sides

EN_ZH = {"languages": LanguagePair("en", "zh")}


def table(*pairs, **columns):
    rows = []
    for number, (source, target) in enumerate(pairs):
        row = {
            "source": source,
            "target": target,
            "chapter": "c",
            "block": f"b{number}",
            "kind": "paragraph",
            "granularity": "sentence",
            "bead": "1-1",
            "paragraph": f"b{number}",
            "paragraph_bead": "1-1",
            "score": 0.8,
            "gain": 0.0,
            "verdict": "kept",
            "source_ids": "",
            "target_ids": "",
            "origin": "book",
        }
        rows.append(row | {name: values[number] for name, values in columns.items()})
    return with_sides(pd.DataFrame(rows, columns=COLUMNS))


GOOD = ("The gate decides how much of the state is kept.", "门决定保留多少状态。")


def verdict(source, target, **row):
    pairs = table((source, target), *[(f"{GOOD[0]} {i}0", f"{GOOD[1]}{i}0") for i in range(1, 9)])
    for name, value in row.items():
        pairs[name] = pairs[name].astype(object)
        pairs.loc[0, name] = value
    return filter_pairs(pairs.infer_objects(), **EN_ZH)["verdict"][0]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (*GOOD, "kept"),
        ("A sentence.", "", "alone"),
        ("$x + y$ 12", "$x + y$ 12", "empty"),
        ("Fashion-MNIST", "fashion-mnist", "identical"),
        ("long " * 201, "长" * 200, "too long"),
        ("long text", "长" * 334, "too long"),
        ("These are two words.", "These stay English.", "wrong script"),
        ("门决定保留多少状态", "门决定保留", "wrong script"),
        ("Short text here.", "这一句话非常长，" * 12, "length ratio"),
        ("Use `fit` here.", "在这里使用`predict`。", "protected spans"),
        ("The value $x_1$ is small.", "值$x_2$很小。", "protected spans"),
        ("See :numref:`fig_a`.", "请看图。", "protected spans"),
        ("Call the `softmax` function.", "调用softmax函数。", "kept"),
        ("See [here](https://one.org).", "请看[这里](https://one.org/zh)。", "kept"),
        ("The value $x_1$ is\nsmall.", "值$x_1$很小。", "kept"),
        ("There are three cats here.", "这里有$3$只猫。", "kept"),
        (r"If $y = \text{cat}$ holds.", r"如果$y=\text{猫}$成立。", "kept"),
        ("In 1998 and 2004 it grew.", "在2012年它增长了。", "numbers"),
        ("In the 1990s it grew.", "它在90年代增长。", "kept"),
        ("It has 110 million parameters.", "它有1.1亿个参数。", "kept"),
        ("It has 12 million parameters.", "它有12000000个参数。", "kept"),
        ("One of 25 cars.", "25辆车中的一辆。", "kept"),
    ],
)
def test_verdicts(source, target, expected):
    assert verdict(source, target) == expected


def test_numbers_in_the_digits_of_another_script_are_the_same_numbers():
    pairs = table(("It grew from 25 to 1,998.", "यह २५ से १,९९८ हो गया।"), ("It grew to 47.", "यह ३५ हो गया।"))
    assert list(filter_pairs(pairs, languages=LanguagePair("en", "hi"))["verdict"]) == ["kept", "numbers"]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("th", "สร้างขึ้นในปี ๒๕๕๘", "kept"),
        ("th", "สร้างขึ้นในปี ๒๕๖๐", "numbers"),
        ("fa", "در سال ۱۳۹۴ ساخته شد.", "kept"),
        ("ja", "平成27年に建てられた。", "kept"),
        ("zh-TW", "民國104年建造。", "kept"),
        ("ko", "104년에 지어졌다.", "numbers"),
    ],
)
def test_a_year_is_the_same_in_the_calendar_of_the_language(code, text, expected):
    pairs = table(("It was built in 2015.", text))
    assert list(filter_pairs(pairs, languages=LanguagePair("en", code))["verdict"]) == [expected]


def test_low_scores_are_dropped_but_for_a_few_words_in_a_paragraph_of_their_own():
    assert verdict(*GOOD, score=0.3) == "low score"
    assert verdict("Putting it together", "整合代码", score=0.2) == "kept"
    assert verdict("Putting it together", "整合代码", score=0.2, paragraph_bead="1-2") == "low score"


WIND = "Gió thổi ở đây trên cánh đồng rộng vào ban đêm. "
COMPANY = [GOOD, ("Water boils at sea level.", "水在海平面沸腾。"), ("Birds sing in the morning.", "鸟儿在早晨歌唱。")]


def company(*, scores, beads=("1-1", "1-1", "1-1"), **limits):
    """The verdicts of three pairs of one paragraph."""
    pairs = table(*COMPANY, paragraph=["b0"] * 3, score=scores, bead=beads, gain=[0.3] * 3)
    return list(filter_pairs(pairs, limits=Limits(**limits), **EN_ZH)["verdict"])


def test_in_step_the_others_of_a_paragraph_vouch_for_a_free_translation():
    assert company(scores=[0.1, 0.6, 0.7]) == ["kept"] * 3
    assert company(scores=[0.1, 0.4, 0.5]) == ["low score", "kept", "kept"]
    assert company(scores=[0.1, 0.2, 0.7]) == ["low score", "low score", "kept"]


def test_out_of_step_more_is_asked_of_a_pair():
    """Beside a sentence that stands alone, or is joined to another, a pair may be a part of what it should be."""
    assert company(scores=[0.45, 0.6, 0.7], beads=["1-1", "1-1", "2-1"]) == ["low score", "kept", "kept"]
    assert company(scores=[0.6, 0.6, 0.45], beads=["1-1", "1-1", "2-1"]) == ["kept", "kept", "low score"]
    assert company(scores=[0.45, 0.6, 0.7], beads=["1-1", "1-1", "2-1"], more_score=0) == ["kept"] * 3


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, 5),
        ({"language": "es"}, 0),  # the encoder knows better
        ({"score": [0.0] * 2 + [0.6] * 3}, 3),  # most words are known: to share none says something
        ({"score": [0.2] * 2 + [0.6] * 3}, 5),  # to share few does not
        ({"bead": ["1-1"] * 4 + ["2-1"], "gain": [0.0] * 4 + [0.5]}, 2),  # the last two may be a part of it
        ({"target": ["Một câu ngắn.", *["Một câu tiếng Việt khá dài ở giữa trang sách này."] * 4]}, 4),
    ],
)
def test_without_encoder_pairs_in_step_all_around_vouch_for_each_other(change, kept):
    columns = {"score": [0.0] * 5, "paragraph": list("abcde")} | change
    code = columns.pop("language", "vi")
    targets = columns.pop("target", ["Một câu tiếng Việt khá dài ở giữa trang sách này."] * 5)
    sources = [f"A rather long English sentence in the middle of page {word}." for word in "abcde"]
    pairs = table(*zip(sources, targets, strict=True), **columns)
    verdicts = filter_pairs(pairs, languages=LanguagePair("en", code))["verdict"]
    assert verdicts.eq("kept").sum() == kept


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("vi", {}, "kept"),
        ("es", {}, "low score"),
        ("vi", {"score": [0.2, 0.5, 0.6]}, "low score"),
        ("vi", {"target": [WIND, "Một núi.", ""]}, "low score"),  # what stands alone may be a part of it
        ("vi", {"target": [WIND * 2, "Một núi.", "Biển."]}, "length ratio"),
        ("vi", {"target": [WIND * 2, "Một núi.", "Biển."], "score": [0.6] * 3}, "kept"),  # it fits by itself
        ("es", {"target": [WIND * 2, "Cerro.", "Mar."], "score": [0.6] * 3}, "length ratio"),
    ],
)
def test_without_encoder_pairs_vouch_out_of_step_too_where_none_is_alone(code, change, expected):
    columns = {"score": [0.2, 0.6, 0.7], "paragraph": ["a"] * 3, "bead": ["1-1", "1-1", "2-1"], "gain": [0.5] * 3}
    columns |= change
    targets = columns.pop("target", [WIND, "Một núi.", "Biển."])
    pairs = table(
        *zip(["The wind blows here over the wide plain at night.", "A hill.", "A sea"], targets, strict=True), **columns
    )
    assert filter_pairs(pairs, languages=LanguagePair("en", code))["verdict"][0] == expected


@pytest.mark.parametrize(
    ("code", "score", "length", "expected"),
    [
        ("vi", 0.54, 2, "length ratio"),
        ("vi", 0.54, 1, "kept"),
        ("vi", 0.56, 2, "kept"),
        ("vi", 0.56, 4, "length ratio"),
        ("es", 0.54, 2, "kept"),  # the encoder sees what words do not
    ],
)
def test_without_encoder_a_pair_in_step_that_differs_in_length_must_fit_by_itself(code, score, length, expected):
    others = [("The wind blows here over the wide plain at night.", WIND)] * 3
    pairs = table(("A wind blows here over a wide plain by night.", WIND * length), *others, score=[score] + [0.8] * 3)
    assert filter_pairs(pairs, languages=LanguagePair("en", code))["verdict"][0] == expected


@pytest.mark.parametrize("times", [1, 2])
def test_sides_that_are_turned_round_differ_in_length_as_much(times):
    """What is allowed is counted in the letters of the side that has more of them."""
    rows = [
        (f"Chapter {word} says how much of the state the gate keeps.", f"{word}章说门保留多少状态。")
        for word in "abcdef"
    ]
    rows.append((rows[0][0], rows[0][1] * times))
    columns = {"bead": ["2-1"] * 7, "gain": [0.5] * 7}
    verdicts = [
        list(filter_pairs(table(*pairs, **columns), languages=languages)["verdict"])[6]
        for pairs, languages in (
            (rows, LanguagePair("en", "zh")),
            ([row[::-1] for row in rows], LanguagePair("zh", "en")),
        )
    ]
    assert verdicts[0] == verdicts[1]
    assert (verdicts[0] == "length ratio") == (times == 2)


def test_pairs_of_other_paragraphs_chapters_and_origins_do_not_vouch():
    for name, values in (("paragraph", list("abc")), ("chapter", list("abc")), ("origin", list("abc"))):
        columns = {"paragraph": ["b0"] * 3, "score": [0.1, 0.6, 0.7]} | {name: values}
        assert list(filter_pairs(table(*COMPANY, **columns), **EN_ZH)["verdict"]) == ["low score", "kept", "kept"]


@pytest.mark.parametrize("unknown", ["", None])
def test_where_the_paragraph_is_not_known_a_pair_stands_for_itself(unknown):
    pairs = table(*COMPANY, paragraph=[unknown] * 3, score=[0.1, 0.4, 0.7], bead=["1-1", "1-1", "2-1"], gain=[0.3] * 3)
    assert list(filter_pairs(pairs, **EN_ZH)["verdict"]) == ["low score", "kept", "kept"]


@pytest.mark.parametrize(
    ("gain", "coverage", "fit", "expected"),
    [
        (0.05, 0.7, None, "kept"),
        (-0.05, 0.7, None, "loose end"),
        (0.05, 0.5, None, "loose end"),
        (0.3, 0.5, None, "kept"),
        (0.4, 0.4, None, "loose end"),
        (0.05, None, None, "loose end"),
        (0.05, 0.5, 0.5, "kept"),
        (0.05, 0.7, 0.1, "loose end"),
        (-0.05, 0.5, 0.9, "loose end"),
        (0.05, None, 0.9, "loose end"),
    ],
)
def test_a_clause_that_words_explain_in_part_is_covered_where_meaning_says_more(gain, coverage, fit, expected):
    assert verdict(*GOOD, bead="2-1", gain=gain, coverage=coverage, fit=fit) == expected


def test_a_loose_end_is_dropped():
    assert verdict(*GOOD, bead="2-1", gain=-0.05) == "loose end"
    assert verdict(*GOOD, bead="2-1", gain=0.1) == "loose end"
    assert verdict(*GOOD, bead="2-1", gain=0.3) == "kept"


def test_joined_sentences_must_fit_in_length():
    source = f"{GOOD[0]} {GOOD[0]}"
    assert verdict(source, GOOD[1], bead="2-1", gain=0.3) == "length ratio"
    assert verdict(source, GOOD[1]) == "kept"
    assert verdict(source, GOOD[1] * 2, bead="2-1", gain=0.3) == "kept"


def test_captions_and_cells_can_be_left_out():
    pairs = table(GOOD, ("A chart.", "一张图。"), kind=["paragraph", "image"])
    assert list(filter_pairs(pairs, **EN_ZH)["verdict"]) == ["kept", "kept"]
    assert list(filter_pairs(pairs, captions_and_cells=False, **EN_ZH)["verdict"]) == ["kept", "caption or cell"]


def test_leading_characters_matter_in_csv_only():
    pairs = table(("- a point of the list", "- 列表中的一点"), GOOD)
    assert filter_pairs(pairs, **EN_ZH)["verdict"][0] == "kept"
    assert filter_pairs(pairs, format="csv", **EN_ZH)["verdict"][0] == "leading character"


def test_of_equal_sources_the_most_frequent_target_stays():
    pairs = table(("Exercises", "练习题"), ("Exercises", "练习"), ("Exercises", "练习"), score=[0.9, 0.7, 0.8])
    filtered = filter_pairs(pairs, **EN_ZH)
    assert list(filtered["verdict"]) == ["duplicate", "duplicate", "kept"]


def test_of_equal_sources_the_preferred_origin_stays():
    pairs = table(
        ("Exercises", "练习"),
        ("Exercises", "习题"),
        ("Exercises", "习题"),
        origin=["book", "web", "web"],
        score=[0.5, 0.9, 0.9],
    )
    assert list(filter_pairs(pairs, **EN_ZH)["verdict"]) == ["kept", "duplicate", "duplicate"]


def test_sources_that_differ_in_ids_only_are_equal_as_written():
    pairs = table(("See *this* one", "见*这个*"), ("See _this_ one", "见_这个_"))
    assert sorted(filter_pairs(pairs, **EN_ZH)["verdict"]) == ["duplicate", "kept"]


def test_nothing_is_lost_and_everything_is_counted():
    pairs = table(GOOD, GOOD, ("a", ""), ("Same", "Same"))
    filtered = filter_pairs(pairs, **EN_ZH)
    counts = count_verdicts(filtered)
    assert len(filtered) == counts.sum() == 4
    assert list(counts.index) == list(VERDICTS)
    assert counts["kept"] == counts["duplicate"] == counts["alone"] == counts["identical"] == 1
    assert (pairs["verdict"] == "kept").all()  # the table that came in is untouched


def test_an_empty_table_stays_empty():
    assert len(filter_pairs(table(), **EN_ZH)) == 0


def test_limits_can_be_set():
    pairs = table(GOOD, score=[0.5])
    assert filter_pairs(pairs, limits=Limits(score=0.6), **EN_ZH)["verdict"][0] == "low score"
