from __future__ import annotations

import random
from contextlib import nullcontext
from pathlib import Path

import pytest

from amts_core.book.chapter import parse_chapter, read_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import ChaptersDoNotMatch, align_chapters

EN_ZH = {"languages": LanguagePair("en", "zh")}


def chapter(title, sentences, label="sec_station", code="measure(10)"):
    return parse_chapter(
        f"# {title}\n:label:`{label}`\n\n{sentences[0]} {sentences[1]}\n\n{sentences[2]}\n{sentences[3]}\n\n"
        f"```python\n{code}\n```\n\n{sentences[4]}\n\n$$x = y^2 + z_{{10}}$$\n\n{sentences[5]} {sentences[6]}\n\n"
        f"* {sentences[7]}\n* {sentences[8]}\n\n{sentences[9]}\n",
        id=title,
    )


@pytest.fixture(scope="module")
def source(english):
    return chapter("The Weather Station", english)


@pytest.fixture(scope="module")
def target(chinese):
    return chapter("气象站", chinese, code="# 测量\nmeasure(10)")


def pairs_of(alignment, granularity):
    ours, theirs, beads = alignment.at(granularity)
    return [([ours[i].text for i in bead.source], [theirs[j].text for j in bead.target]) for bead in beads]


def test_every_segment_is_in_one_bead_on_both_levels(source, target):
    alignment = align_chapters(source, target, **EN_ZH)
    for granularity in ("paragraph", "sentence"):
        ours, theirs, beads = alignment.at(granularity)
        assert sorted(i for bead in beads for i in bead.source) == list(range(len(ours)))
        assert sorted(j for bead in beads for j in bead.target) == list(range(len(theirs)))
    assert alignment.method == "encoder"
    assert all(bead.shape == "1-1" for bead in alignment.sentences)
    assert pairs_of(alignment, "sentence")[4] == (
        ["Last winter the repair took three weeks."],
        ["去年冬天的修理花了三个星期。"],
    )


def test_a_paragraph_that_only_one_edition_has_stays_alone(source, chinese, unrelated):
    longer = parse_chapter(
        chapter("气象站", chinese).text.replace(chinese[4], f"{chinese[4]}\n\n{unrelated[0]}{unrelated[1]}"), id="zh"
    )
    pairs = pairs_of(align_chapters(source, longer, **EN_ZH), "paragraph")
    assert ([], [unrelated[0] + unrelated[1]]) in pairs
    assert sum(bool(ours and theirs) for ours, theirs in pairs) == 8


def test_merged_paragraphs_are_found(source, chinese):
    text = chapter("气象站", chinese).text.replace(f"{chinese[1]}\n\n", chinese[1])
    alignment = align_chapters(source, parse_chapter(text, id="zh"), **EN_ZH)
    assert alignment.paragraphs[1].shape == "2-1"
    assert all(bead.shape == "1-1" for bead in alignment.sentences)


@pytest.mark.parametrize(("translated", "holds_all"), [(8, True), (3, False)])
def test_a_long_sentence_holds_a_whole_paragraph_if_it_is_as_long(translated, holds_all, english, chinese):
    one_sentence = "，".join(sentence.rstrip("。") for sentence in chinese[:translated])
    source, target = (
        parse_chapter("\n\n".join(["# 1", first, *sentences]), id="c")
        for first, sentences in ((" ".join(english[:8]), english), (one_sentence, chinese))
    )
    beads = align_chapters(source, target, **EN_ZH).sentences
    assert ("8-1" in [bead.shape for bead in beads]) is holds_all
    assert sum(bead.shape == "1-1" for bead in beads) == 10


def test_a_paragraph_that_a_translator_made_of_many_is_found(english, chinese):
    source = parse_chapter("# Station\n\n" + "\n\n".join(english[:6]), id="c")
    target = parse_chapter("# 气象站\n\n" + "".join(chinese[:6]), id="c")
    alignment = align_chapters(source, target, **EN_ZH)
    assert [bead.shape for bead in alignment.paragraphs] == ["1-1", "6-1"]
    assert [bead.shape for bead in alignment.sentences] == ["1-1"] * 7


def test_variants_of_frameworks_never_mix(english, chinese):
    def tabs(sentences, names):
        return "".join(f":begin_tab:`{name}`\n{sentences[0]} {name}\n:end_tab:\n\n" for name in names)

    one = parse_chapter(f"# Title\n\n{tabs(english, ['mxnet', 'pytorch'])}{english[4]}\n", id="en")
    other = parse_chapter(f"# 标题\n\n{tabs(chinese, ['mxnet', 'paddle', 'pytorch'])}{chinese[4]}\n", id="zh")
    pairs = pairs_of(align_chapters(one, other, **EN_ZH), "paragraph")
    tabbed = [(ours, theirs) for ours, theirs in pairs if any(english[0] in text for text in ours)]
    assert [theirs[0].split()[-1] for _, theirs in tabbed] == ["mxnet", "pytorch"]
    assert any(not ours and "paddle" in theirs[0] for ours, theirs in pairs)


def test_tabs_that_share_a_framework_face_each_other(english, chinese):
    def tab(names, sentence):
        return f":begin_tab:`{names}`\n{sentence}\n:end_tab:\n\n"

    one = f"# Title\n\n{tab('mxnet, pytorch', english[0])}{tab('tensorflow', english[1])}{english[4]}\n"
    other = f"# 标题\n\n{tab('mxnet,pytorch,paddle', chinese[0])}{tab('tensorflow', chinese[1])}{chinese[4]}\n"
    alignment = align_chapters(parse_chapter(one, id="en"), parse_chapter(other, id="zh"), **EN_ZH)
    assert [bead.shape for bead in alignment.sentences] == ["1-1"] * 4


def test_tabs_of_other_frameworks_stay_alone(english, chinese):
    one = f"# Title\n\n:begin_tab:`mxnet`\n{english[0]}\n:end_tab:\n\n{english[4]}\n"
    other = f"# 标题\n\n:begin_tab:`paddle`\n{chinese[0]}\n:end_tab:\n\n{chinese[4]}\n"
    found = pairs_of(align_chapters(parse_chapter(one, id="en"), parse_chapter(other, id="zh"), **EN_ZH), "sentence")
    assert ([english[0]], []) in found
    assert ([], [chinese[0]]) in found


def test_text_outside_of_tabs_faces_one_variant(english, chinese):
    tabs = "".join(f":begin_tab:`{name}`\n{chinese[0]}{name}\n:end_tab:\n\n" for name in ("mxnet", "pytorch"))
    one = parse_chapter(f"# Title\n\n{english[0]}\n\n## More\n\n{english[4]}\n", id="en")
    other = parse_chapter(f"# 标题\n\n{tabs}## 更多\n\n{chinese[4]}\n", id="zh")
    pairs = pairs_of(align_chapters(one, other, **EN_ZH), "paragraph")
    assert ([english[0]], [f"{chinese[0]}mxnet"]) in pairs
    assert ([], [f"{chinese[0]}pytorch"]) in pairs


def test_slides_are_no_variants(source, chinese):
    text = chapter("气象站", chinese).text
    for sentence in (chinese[2], chinese[4]):
        text = text.replace(sentence, f":begin_slide:`keep`\n{sentence}\n:end_slide:\n")
    alignment = align_chapters(source, parse_chapter(text, id="zh"), **EN_ZH)
    assert all(bead.shape == "1-1" for bead in alignment.sentences)


def test_the_wrong_chapter_is_refused_by_name(source, unrelated):
    other = parse_chapter("# 别的\n\n" + "\n\n".join(unrelated) + "\n", id="chapter_other/cooking")
    with pytest.raises(ChaptersDoNotMatch, match="chapter_other/cooking is no translation of The Weather Station"):
        align_chapters(source, other, **EN_ZH)


IMAGES = [f"![]({name}.png)" for name in "abcdefgh"]


@pytest.mark.parametrize(
    ("source", "target", "is_one"),
    [
        (["word " * 50], ["word " * 9], True),
        (["word " * 50], ["word " * 8], False),
        (["word " * 8], ["word " * 50], False),
        (["word " * 50, *IMAGES[:5]], ["word", *IMAGES[3:]], True),  # two of five
        (["word " * 50, *IMAGES[:6]], ["word " * 50, *IMAGES[4:8], "![](i.png)", "![](j.png)"], False),
    ],
)
def test_without_encoder_names_else_lengths_say_that_a_chapter_is_another(source, target, is_one):
    sides = [parse_chapter("\n\n".join(texts) + "\n", id="x") for texts in (source, target)]
    with nullcontext() if is_one else pytest.raises(ChaptersDoNotMatch, match="no translation"):
        align_chapters(*sides, languages=LanguagePair("en", "vi"))


def test_a_chapter_without_text_or_with_text_on_one_side_only(source):
    empty = parse_chapter("```python\nx\n```\n", id="empty")
    assert align_chapters(empty, empty, **EN_ZH).sentences == ()


def test_unknown_languages_align_by_structure_length_and_shared_tokens(source, english):
    words = {"weather": "thời tiết", "station": "trạm", "computer": "máy tính", "student": "sinh viên"}
    faked = [" ".join(words.get(word, word[::-1]) for word in sentence.split()) for sentence in english]
    alignment = align_chapters(source, chapter("Trạm", faked), languages=LanguagePair("en", "vi"))
    assert alignment.method == "length and anchors"
    assert all(bead.shape == "1-1" for bead in alignment.paragraphs)


@pytest.mark.parametrize("name", ["chapter_recurrent-modern/gru", "chapter_preliminaries/calculus"])
def test_damaged_chapters_still_give_right_pairs(shared_data, name):
    from tests.benchmarks.alignment_damage import damaged, precision_and_recall

    source = read_chapter(shared_data / "d2l-zh" / f"{name}_origin.md", id=name)
    target = read_chapter(shared_data / "d2l-zh" / f"{name}.md", id=name)
    whole = align_chapters(source, target, **EN_ZH)
    broken = align_chapters(source, damaged(target, "drop", random.Random(1)), **EN_ZH)
    precision, recall = precision_and_recall(broken, whole)
    assert precision > 0.97
    assert recall > 0.95


@pytest.mark.parametrize("pair", ["en-es", "en-zh", "zh-es"])
def test_a_real_chapter_aligns_the_same_with_its_sides_swapped(pair):
    book = Path(__file__).parents[2] / "examples" / "book"
    here, there = pair.split("-")
    one, other = (read_chapter(book / code / "chapter_series" / "stationarity.md") for code in (here, there))
    plain = align_chapters(one, other, languages=LanguagePair(here, there))
    swapped = align_chapters(other, one, languages=LanguagePair(there, here))
    for granularity in ("paragraph", "sentence"):
        ours, theirs = ({(bead.source, bead.target) for bead in a.at(granularity)[2]} for a in (plain, swapped))
        assert {bead for bead in ours if all(bead)} == {(a, b) for b, a in theirs if a and b}


def test_a_heading_joins_no_paragraph(english, chinese):
    """Only the translation has the heading: it stays alone, though little would be lost by joining it."""
    source = "\n\n".join(f"* {sentence}" for sentence in english)
    target = "\n\n".join(
        [*(f"* {one}" for one in chinese[:5]), f"## {chinese[5][:6]}", *(f"* {one}" for one in chinese[5:])]
    )
    chapters = (parse_chapter(text + "\n", id="c") for text in (source, target))
    beads = align_chapters(*chapters, languages=LanguagePair("en", "zh")).paragraphs
    assert [bead.shape for bead in beads] == ["1-1"] * 5 + ["0-1"] + ["1-1"] * 5


@pytest.mark.parametrize("language", ["zh", "vi"])
def test_a_section_that_the_translation_lacks_takes_no_heading_of_another(english, chinese, language):
    """Headings of one level have the same key: their meaning, or the words they share, tell which belong together."""
    sections = (
        [f"AB12 {english[0]}", f"CD34 {english[2]}", f"EF56 {english[4]}"],
        [f"AB12 {chinese[0]}", f"EF56 {chinese[4]}"],
    )
    bodies = english[1::2], [chinese[1], chinese[5]]
    chapters = (
        parse_chapter("\n\n".join(f"## {head}\n\n{text}" for head, text in zip(*side, strict=False)) + "\n", id="c")
        for side in zip(sections, bodies, strict=True)
    )
    beads = align_chapters(*chapters, languages=LanguagePair("en", language)).paragraphs
    assert {((0,), (0,)), ((4,), (2,))} <= {(bead.source, bead.target) for bead in beads}
