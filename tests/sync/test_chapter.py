"""A chapter in step with its source."""

from __future__ import annotations

import json
import random
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amts_core.book.chapter import BlockKind, Chapter, decode_chapter, encode_chapter, parse_chapter, read_chapter
from amts_core.book.segments import segments
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import align_chapters
from amts_core.sync.chapter import SyncedChapter, finish_sync, plan_sync
from amts_core.sync.guide import Known, Policy
from amts_core.translate.document import Draft
from amts_core.translate.rebuild import DamagedChapter
from amts_core.translate.skeleton import compare_skeletons
from tests.sync import edits


def few(examples: int) -> settings:
    """Some random examples, each of which may take a second."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


DRAFTS_ONLY = Policy(keep=101, repair=101)


def sync(
    after: Chapter,
    before: Chapter | None,
    translation: Chapter | None,
    draft: str = "【{}】",
    target: str = "zh",
    policy: Policy = DRAFTS_ONLY,
) -> SyncedChapter:
    plan = plan_sync(
        after,
        before=before,
        translation=translation,
        languages=LanguagePair("en", target),
        known=Known(policy=policy),
    )
    drafts = {one.id: Draft(one.id, draft.format(one.text)) for one in plan.to_translate}
    return finish_sync(plan, drafts)


def texts(before: str, after: str, translation: str) -> SyncedChapter:
    chapters = (parse_chapter(text, id="chapter_x/y") for text in (after, before, translation))
    return sync(*chapters)


def sample(book: Path, name: str) -> tuple[Chapter, Chapter, Chapter]:
    """New source, old source, translation."""
    return (
        read_chapter(book / "en" / f"{name}.md", id=name),
        read_chapter(book / "zh" / f"{name}_origin.md", id=name),
        read_chapter(book / "zh" / f"{name}.md", id=name),
    )


# the sample book: its changed chapters


def test_a_changed_chapter_sends_its_changed_sentences_and_keeps_every_other_line(sample_book: Path) -> None:
    after, before, translation = sample(sample_book, "chapter_models/smoothing")
    synced = sync(after, before, translation)
    machine = [origin for origin in synced.provenance if origin.state == "machine"]
    assert len(machine) == 4
    assert [origin.change for origin in synced.provenance].count("carried") == 1
    assert "例如，当$\\alpha = 0.3$时，权重依次为$0.3$、$0.21$、$0.147$等等。" in synced.text
    assert "level = past[:7].mean()" in synced.text
    assert "最后一个观测值之后的水平" in synced.text
    old, new = translation.text.splitlines(), synced.text.splitlines()
    touched = [
        line
        for tag, start, end, _, _ in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
        for line in old[start:end]
    ]
    assert len(touched) == 6


def test_a_chapter_whose_code_alone_changed_sends_nothing_and_keeps_translated_comments(sample_book: Path) -> None:
    after, before, translation = sample(sample_book, "chapter_models/regression")
    plan = plan_sync(after, before=before, translation=translation, languages=LanguagePair("en", "zh"))
    assert plan.to_translate == ()
    synced = finish_sync(plan, {})
    assert "t / 365" in synced.text
    assert "t / 100" not in synced.text
    comments = [line for line in translation.text.splitlines() if "# 星期" in line or "# 周" in line]
    assert all(comment in synced.text for comment in comments)


def test_running_twice_changes_nothing_the_second_time(sample_book: Path) -> None:
    after, before, translation = sample(sample_book, "chapter_models/smoothing")
    synced = sync(after, before, translation)
    again = plan_sync(after, before=after, translation=synced.chapter, languages=LanguagePair("en", "zh"))
    assert again.to_translate == ()
    assert finish_sync(again, {}).text == synced.text


@pytest.mark.parametrize(
    "update", ["03-intervals-paragraph-inserted", "04-autoregression-section-moved", "06-errors-numbers-and-citation"]
)
def test_insertions_moves_and_spans_give_the_lines_that_a_human_gives(sample_book: Path, update: str) -> None:
    folder = sample_book.parent / "history" / "updates" / update
    before, after, old, human = (
        read_chapter(folder / f"{name}.md", id="x")
        for name in ("source_before", "source_after", "translation_before", "translation_after")
    )
    synced = sync(after, before, old)
    ours = [line for line in synced.text.splitlines() if "【" not in line]
    missing = [line for line in ours if line not in human.text.splitlines()]
    polished = 1 if update.startswith("04") else 0  # one sentence that the human polished beside
    assert len(missing) == polished


# properties


@few(12)
@given(seed=st.integers(0, 10**6))
def test_any_edit_script_gives_a_chapter_that_fits_the_new_source(sample_book: Path, seed: int) -> None:
    before = read_chapter(sample_book / "en" / "chapter_models" / "smoothing.md", id="x")
    after, _ = edits.edit_chapter(before, seed)
    synced = sync(after, before, before, draft="{}⟫", target="es")
    assert unexplained(after, synced) == []
    assert not drafted(after, before, before, target="es") & stands_alone(before, before, target="es")
    exact = sync(after, before, before, draft="{}", target="es")
    assert exact.text.split() == after.text.split()


def drafted(after: Chapter, before: Chapter, translation: Chapter, target: str) -> set[str]:
    """The keys of the sentences that are sent, on their own or in a paragraph."""
    plan = plan_sync(after, before=before, translation=translation, languages=LanguagePair("en", target))
    sent = {one.id for one in plan.to_translate}
    sentences = segments(after, language="en", granularity="sentence")
    return {one.key for one in sentences if one.id in sent or one.block_id in sent}


def stands_alone(before: Chapter, translation: Chapter, target: str) -> set[str]:
    """The keys of the sentences that the translation has in a bead of their own: none is to be sent again."""
    alignment = align_chapters(before, translation, languages=LanguagePair("en", target))
    alone = [bead.source[0] for bead in alignment.sentences if len(bead.source) == 1 and bead.target]
    return {alignment.source_sentences[i].key for i in alone}


@few(8)
@given(seed=st.integers(0, 10**6))
def test_a_changed_sentence_changes_the_lines_of_its_bead_alone(sample_book: Path, seed: int) -> None:
    _, before, translation = sample(sample_book, "chapter_models/holt-winters")
    check_one_sentence(before, translation, seed)


def check_one_sentence(before: Chapter, translation: Chapter, seed: int) -> None:
    """Change a sentence of a chapter; only the lines of the translation that its bead stands on may change."""
    after = before.with_text(edits.edit_sentence(before, random.Random(seed)))
    synced = sync(after, before, translation)
    alignment = align_chapters(before, translation, languages=LanguagePair("en", "zh"))
    new, old = (
        Counter(one.text for one in segments(chapter, language="en", granularity="sentence"))
        for chapter in (after, before)
    )
    allowed: set[int] = set()
    for bead in alignment.sentences:
        if any(old[text] > new[text] for text in (alignment.source_sentences[i].text for i in bead.source)):
            for j in bead.target:
                sentence = alignment.target_sentences[j]
                first, last = (translation.text.count("\n", 0, place) for place in (sentence.start, sentence.end))
                allowed |= set(range(first, last + 1))
    old_lines, new_lines = translation.text.split("\n"), synced.text.split("\n")
    for tag, start, end, _, _ in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes():
        assert tag == "equal" or set(range(start, end)) <= allowed, old_lines[start:end]


# cases

PARAGRAPH = "The lamp is bright. The river is wide and deep. We walk home in the evening.\n"
TRANSLATED = "灯很亮。\n河又宽又深。\n我们晚上走路回家。\n"


def test_an_unchanged_source_gives_the_same_bytes() -> None:
    assert (
        texts(f"# A\n\n{PARAGRAPH}", f"# A\n\n\n{PARAGRAPH}", f"# 甲\n\n\n\n{TRANSLATED}").text
        == f"# 甲\n\n\n\n{TRANSLATED}"
    )


def test_a_deleted_sentence_takes_its_line_with_it() -> None:
    after = PARAGRAPH.replace("The river is wide and deep. ", "")
    synced = texts(PARAGRAPH, after, TRANSLATED)
    assert synced.text == "灯很亮。\n我们晚上走路回家。\n"
    assert [origin.former_target for origin in synced.removed] == ["河又宽又深。"]


def test_a_sentence_that_moves_into_a_new_paragraph_takes_its_human_text_along() -> None:
    before = f"{PARAGRAPH}\nThe second paragraph speaks of the mountains. They are high and full of snow.\n"
    after = before.replace("The river is wide and deep. ", "") + "\nThe river is wide and deep.\n"
    synced = texts(before, after, f"{TRANSLATED}\n第二段讲的是群山。\n它们很高，积满了雪。\n")
    assert synced.text == "灯很亮。\n我们晚上走路回家。\n\n第二段讲的是群山。\n它们很高，积满了雪。\n\n河又宽又深。\n"


def test_a_deleted_not_is_translated_again() -> None:
    before = "The trend is not part of the seasonal pattern in this model of the daily series.\n"
    synced = texts(before, before.replace(" not", ""), "在这个日序列模型中，趋势不是季节模式的一部分。\n")
    assert [origin.state for origin in synced.provenance] == ["machine"]


def test_a_contraction_that_is_written_out_changes_nothing() -> None:
    after = PARAGRAPH.replace("We walk", "We'll walk")
    before = PARAGRAPH.replace("We walk", "We will walk")
    synced = texts(before, after, TRANSLATED)
    assert synced.text == TRANSLATED
    assert {origin.change for origin in synced.provenance} == {"kept"}


def test_marks_around_a_whole_sentence_are_carried() -> None:
    after = PARAGRAPH.replace("The river is wide and deep.", "[**The river is wide and deep.**]")
    synced = texts(PARAGRAPH, after, TRANSLATED)
    assert synced.text == "灯很亮。\n[**河又宽又深。**]\n我们晚上走路回家。\n"
    assert not synced.flags


def test_a_span_with_no_clear_place_is_flagged_and_the_human_text_stays() -> None:
    before = "Take $x$ and $x$ for the two lengths of the sides of the field.\n"
    translation = "以$x$表示田地两边的两个长度。\n"
    synced = texts(before, before.replace("and $x$", "and $y$"), translation)
    assert synced.text == translation
    assert "$x$ → $y$" in synced.provenance[0].flags[0]


def test_spans_that_the_translation_has_already_are_left_alone() -> None:
    before = "Take `x` and `y` for the two lengths of the sides of the field.\n"
    translation = "以`X`和`Y`表示田地两边的两个长度。\n"
    synced = texts(before, before.replace("`x`", "`X`").replace("`y`", "`Y`"), translation)
    assert synced.text == translation
    assert synced.provenance[0].flags == ()


def test_a_sentence_inserted_inside_a_bead_goes_behind_it() -> None:
    before = "The lamp is bright. It stands here. We walk home in the evening.\n"
    after = before.replace("It stands", "A brand new fact about rivers. It stands")
    translation = "这里放着一盏很亮的灯。\n我们晚上走路回家。\n"
    synced = texts(before, after, translation)
    assert synced.text == "这里放着一盏很亮的灯。\n【A brand new fact about rivers.】\n我们晚上走路回家。\n"
    assert [origin.state for origin in synced.provenance].count("machine") == 1


@pytest.mark.parametrize(
    ("old", "new", "former", "carried"),
    [
        ("numpy", "`numpy`", "数组在numpy里", "数组在`numpy`里"),
        ("*wide*", "**wide**", "河很*宽*", "河很**宽**"),
        ("torch", "[torch](https://pytorch.org)", "用torch写", "用[torch](https://pytorch.org)写"),
    ],
)
def test_marks_inside_a_sentence_are_carried_where_their_place_is_clear(
    old: str, new: str, former: str, carried: str
) -> None:
    before = f"The lamp is bright. The river has a word {old} in its name today. We walk home.\n"
    translation = f"灯很亮。\n今天河的名字里有一个词，{former}。\n我们走路回家。\n"
    after = before.replace(old, new)
    synced = texts(before, after, translation)
    assert synced.text == translation.replace(former, carried)
    assert [origin.change for origin in synced.provenance] == ["kept", "carried", "kept"]
    assert texts(before, after, synced.text).text == synced.text


MOUNTAINS = "The second paragraph speaks of the mountains. They are high and full of snow.\n"
ZH_MOUNTAINS = "第二段讲的是群山。\n它们很高，积满了雪。\n"


@pytest.mark.parametrize(
    ("added", "translated"),
    [
        ("The lake is frozen in winter and the children skate on it.\n\n", "冬天湖面结冰，孩子们在上面滑冰。\n\n"),
        ("```python\nx = 1\n```\n\n", "```python\nx = 1\n```\n\n"),
    ],
)
def test_what_a_translator_has_added_already_is_not_added_again(added: str, translated: str) -> None:
    before, translation = f"{PARAGRAPH}\n{MOUNTAINS}", f"{TRANSLATED}\n{translated}{ZH_MOUNTAINS}"
    synced = texts(before, f"{PARAGRAPH}\n{added}{MOUNTAINS}", translation)
    assert synced.text == translation
    assert "machine" not in {origin.state for origin in synced.provenance}


def test_another_code_cell_of_the_translation_is_no_reason_to_leave_out_a_new_one() -> None:
    before, translation = f"{PARAGRAPH}\n{MOUNTAINS}", f"{TRANSLATED}\n```python\ny = 2\n```\n\n{ZH_MOUNTAINS}"
    synced = texts(before, f"{PARAGRAPH}\n```python\nx = 1\n```\n\n{MOUNTAINS}", translation)
    assert "x = 1" in synced.text
    assert "y = 2" in synced.text


def test_a_sentence_that_a_translator_has_added_already_is_not_added_again() -> None:
    after = PARAGRAPH.replace("We walk", "The lake is frozen in winter and the children skate on it. We walk")
    translation = TRANSLATED.replace("我们晚上", "冬天湖面结冰，孩子们在上面滑冰。\n我们晚上")
    synced = texts(PARAGRAPH, after, translation)
    assert synced.text == translation
    assert any("already" in flag for origin in synced.provenance for flag in origin.flags)


def test_another_paragraph_of_the_translation_is_no_reason_to_leave_out_a_new_one() -> None:
    before, translation = f"{PARAGRAPH}\n{MOUNTAINS}", f"{TRANSLATED}\n译者注：本书第二版。\n\n{ZH_MOUNTAINS}"
    synced = texts(before, f"{PARAGRAPH}\nThe lake is frozen in winter.\n\n{MOUNTAINS}", translation)
    assert "【The lake is frozen in winter.】" in synced.text


@few(6)
@given(seed=st.integers(0, 10**6))
def test_running_twice_changes_nothing_the_second_time_even_if_the_origin_stays_old(
    sample_book: Path, seed: int
) -> None:
    before = read_chapter(sample_book / "en" / "chapter_models" / "smoothing.md", id="x")
    after, names = edits.edit_chapter(before, seed, count=2)
    first = sync(after, before, before, draft="{}", target="es")
    again = sync(after, before, first.chapter, draft="{}", target="es")
    assert again.text == first.text, names


def test_a_moved_sentence_is_not_told_as_deleted_too() -> None:
    before = f"{PARAGRAPH}\nThe second paragraph speaks of the mountains. They are high and full of snow.\n"
    after = before.replace("The river is wide and deep. ", "") + "\nThe river is wide and deep.\n"
    synced = texts(before, after, f"{TRANSLATED}\n第二段讲的是群山。\n它们很高，积满了雪。\n")
    assert synced.removed == ()
    assert "moved" in {origin.change for origin in synced.provenance}


def test_a_list_item_is_inserted_between_its_neighbours() -> None:
    before = "1. The first item of the list.\n1. The second item of the list.\n"
    after = before.replace("1. The second", "1. A brand new thing between them.\n1. The second")
    synced = texts(before, after, "1. 列表的第一项。\n1. 列表的第二项。\n")
    assert synced.text == "1. 列表的第一项。\n1. 【A brand new thing between them.】\n1. 列表的第二项。\n"


def test_a_heading_level_and_a_label_follow_the_source() -> None:
    before = "## The River\n:label:`sec_a`\n\nThe river is wide and deep.\n"
    after = "### The River\n:label:`sec_b`\n\nThe river is wide and deep.\n"
    synced = texts(before, after, "## 河流\n:label:`sec_a`\n\n河又宽又深。\n")
    assert synced.text == "### 河流\n:label:`sec_b`\n\n河又宽又深。\n"


def test_what_only_the_translation_has_stays_where_it_is() -> None:
    before = f"{PARAGRAPH}\n```python\nx = 1\n```\n\nThe second paragraph speaks of the mountains.\n"
    after = before.replace("x = 1", "x = 2").replace("The second", "A new paragraph about lakes.\n\nThe second")
    extra = "```python\n#@tab paddle\nx = 3\n```\n"
    translation = f"{TRANSLATED}\n```python\nx = 1\n```\n\n{extra}\n第二段讲的是群山。\n"
    synced = texts(before, after, translation)
    expected = (
        f"{TRANSLATED}\n```python\nx = 2\n```\n\n{extra}\n【A new paragraph about lakes.】\n\n第二段讲的是群山。\n"
    )
    assert synced.text == expected


def test_code_that_both_sides_changed_is_reported_and_stays_human() -> None:
    before = "```python\nx = f(1)\n```\n"
    translation = "```python\nx = h(1)\n```\n"
    synced = texts(before, before.replace("f(1)", "g(1)"), translation)
    assert synced.text == translation
    assert "both changed" in synced.flags[0]


def test_a_draft_that_breaks_the_structure_is_refused_by_name() -> None:
    chapters = [
        parse_chapter(text, id="chapter_x/y") for text in (PARAGRAPH + "\nNew text here.\n", PARAGRAPH, TRANSLATED)
    ]
    plan = plan_sync(chapters[0], before=chapters[1], translation=chapters[2], languages=LanguagePair("en", "zh"))
    with pytest.raises(DamagedChapter, match="chapter_x/y"):
        finish_sync(plan, {one.id: Draft(one.id, "文\n\n# 题") for one in plan.to_translate})
    for drafts in ({}, {one.id: Draft(one.id, " ") for one in plan.to_translate}):
        with pytest.raises(DamagedChapter, match="no draft"):
            finish_sync(plan, drafts)


def test_cells_of_a_notebook_come_and_move_with_all_that_they_have() -> None:
    words = {"a": "The lamp burns.", "b": "x = 1", "c": "The oil is warm.", "n": "A new cell."}

    def notebook(names: str, **other: str) -> Chapter:
        cells = [{"cell_type": "markdown", "id": one, "metadata": {}, "source": (words | other)[one]} for one in names]
        for cell in cells:
            if cell["id"] == "b":  # what it prints is no text
                out = {"name": "stdout", "output_type": "stream", "text": "1"}
                cell |= {"cell_type": "code", "execution_count": 1, "outputs": [out]}
        text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        return decode_chapter(text.encode(), id="x", format="ipynb")

    translation = notebook("abc", a="Die Lampe brennt.", c="Das Öl ist warm.")
    plan = plan_sync(
        notebook("ncab"), before=notebook("abc"), translation=translation, languages=LanguagePair("en", "de")
    )
    synced = finish_sync(plan, {one.id: Draft(one.id, "Neu.") for one in plan.to_translate})
    expected = notebook("ncab", a="Die Lampe brennt.", c="Das Öl ist warm.", n="Neu.")
    assert json.loads(encode_chapter(synced.chapter)) == json.loads(encode_chapter(expected))


def test_a_chapter_without_translation_is_sent_whole() -> None:
    synced = sync(parse_chapter(PARAGRAPH, id="x"), None, None)
    assert {origin.state for origin in synced.provenance} == {"machine"}


def test_the_end_of_the_file_keeps_its_form() -> None:
    before, after = PARAGRAPH, PARAGRAPH + "\nThe last paragraph is new and has something to say.\n"
    assert texts(before, after, TRANSLATED.rstrip("\n")).text.endswith("say.】")
    assert texts(after, before, TRANSLATED + "\n最后一段是新的，有话要说。").text == TRANSLATED.rstrip("\n")


def test_windows_line_ends_stay() -> None:
    before, translation = (text.replace("\n", "\r\n") for text in (PARAGRAPH, TRANSLATED))
    after = before.replace("wide and deep", "narrow and shallow") + "\r\nA new paragraph stands here.\r\n"
    synced = texts(before, after, translation)
    assert synced.text.count("\n") == synced.text.count("\r\n") == 5


# real chapters


def check_edit_script(before: Chapter, translation: Chapter, seed: int) -> None:
    """Edit a chapter at random. Its translation gains and loses the code, formulas ... that the source does, but for
    kinds of which a flag says why not, and every bead whose sentences are all still there is still there too.
    """
    after, names = edits.edit_chapter(before, seed)
    synced = sync(after, before, translation)
    told = {kind.value for kind in BlockKind if any(flag.startswith(kind.value) for flag in synced.flags)}
    gains = (gained(before, after), gained(translation, synced.chapter))
    ours, theirs = ({kind: number for kind, number in side.items() if kind not in told} for side in gains)
    assert ours == theirs, (names, synced.flags)
    alignment = align_chapters(before, translation, languages=LanguagePair("en", "zh"))
    kept = Counter(one.text for one in segments(after, language="en", granularity="sentence"))
    had = Counter(one.text for one in alignment.source_sentences)
    for bead in alignment.sentences:
        if bead.source and all(
            kept[text] >= had[text] for text in (alignment.source_sentences[i].text for i in bead.source)
        ):
            for j in bead.target:
                sentence = alignment.target_sentences[j]
                assert translation.text[sentence.start : sentence.end] in synced.text, (names, sentence.text)
    assert unexplained(after, sync(after, before, before, draft="{}⟫", target="es")) == [], names


def unexplained(after: Chapter, synced: SyncedChapter) -> list[str]:
    """How the skeleton of a result differs from its source's, but for spans that a flag says have no clear place."""
    flags = [flag for one in synced.provenance for flag in one.flags if "without a clear place" in flag]
    changes = [change for flag in flags for change in flag.partition("translation: ")[2].split(", ")]
    told = tuple(f": {span!r} is {what}" for one in changes for span in one.split(" → ") for what in ("lost", "new"))
    return [one for one in compare_skeletons(after, synced.chapter) if not one.endswith(told)]


def gained(before: Chapter, after: Chapter) -> dict[str, int]:
    """How many blocks more of each kind `after` has, of those that are not translated (text may be cut otherwise)."""
    counts = [
        Counter(block.kind.value for block in chapter.blocks if not block.translatable) for chapter in (before, after)
    ]
    kinds = (counts[0] | counts[1]).keys() - {"blank", "markup"}
    return {kind: counts[1][kind] - counts[0][kind] for kind in kinds if counts[0][kind] != counts[1][kind]}


@pytest.mark.slow
def test_every_chapter_of_a_real_book_keeps_what_did_not_change(shared_data: Path) -> None:
    origins = sorted((shared_data / "d2l-zh").rglob("*_origin.md"))
    assert origins
    failures = []
    for number, path in enumerate(origins):
        before = read_chapter(path, id=path.stem)
        translation = read_chapter(path.with_name(path.name.replace("_origin", "")), id=path.stem)
        name = f"{path.parent.name}/{path.stem}"
        try:
            synced = sync(before.with_text(before.text + "\n"), before, translation)
            assert synced.text == translation.text, "other bytes"
            check_one_sentence(before, translation, number)
            for seed in (number, number + 1000):
                check_edit_script(before, translation, seed)
        except (AssertionError, AmtsError) as error:
            failures.append(f"{name}: {type(error).__name__} {error}"[:1500])
        print(name, "failed" if failures and failures[-1].startswith(name + ":") else "ok", flush=True)
    assert not failures, "\n".join(failures)


def test_a_hard_line_break_of_a_changed_sentence_stays_where_its_draft_has_it() -> None:
    before = "Line one of a verse  \nline two of a verse\n"
    synced = texts(before, before.replace("two", "three"), "诗的第一行  \n诗的第二行\n")
    assert synced.text == "【Line one of a verse  \nline three of a verse】\n"


VALVES = "Open the red valve slowly.\\\nWait for ten seconds.\\\nClose the blue valve.\n"
VALVES_ZH = "慢慢打开红色阀门。\\\n等待十秒钟。\\\n关闭蓝色阀门。\n"


@pytest.mark.parametrize("sign", ["  \n", "<br>\n", "<br/>"])
def test_another_kind_of_hard_break_changes_no_byte(sign: str) -> None:
    synced = texts(VALVES, VALVES.replace("\\\n", sign), VALVES_ZH)
    assert (synced.text, synced.flags) == (VALVES_ZH, ())
    backwards = texts(VALVES.replace("\\\n", sign), VALVES, VALVES_ZH.replace("\\\n", sign))
    assert backwards.text == VALVES_ZH.replace("\\\n", sign)


@pytest.mark.parametrize("sign", ["  \n", "\\\n", "<br>\n", "<br/>"])
def test_lines_that_change_places_or_come_keep_their_breaks(sign: str) -> None:
    one, two, three = VALVES_ZH.rstrip("\n").split("\\\n")
    source, translation = (text.replace("\\\n", sign) for text in (VALVES, VALVES_ZH))
    first, second, third = VALVES.rstrip("\n").split("\\\n")
    moved = texts(source, sign.join([first, third, second]) + "\n", translation)
    assert moved.text == sign.join([one, three, two]) + "\n"
    new = texts(source, sign.join([first, "New.", second, third]) + "\n", translation)
    assert new.text == sign.join([one, "【New.】", two, three]) + "\n"
    gone = texts(source, sign.join([second, third]) + "\n", translation)
    assert gone.text == sign.join([two, three]) + "\n"


def test_an_area_around_a_whole_sentence_is_carried() -> None:
    before, translation = "The lamp is bright.\n\nWe walk home at night.\n", "灯很亮。\n\n我们晚上走路回家。\n"
    after = before.replace("We walk home at night.", ".red[We walk home at night.]")
    chapters = (parse_chapter(text, id="x", format="slides") for text in (after, before, translation))
    assert sync(*chapters).text == "灯很亮。\n\n.red[我们晚上走路回家。]\n"


def test_a_mark_whose_other_half_went_with_a_sentence_is_told() -> None:
    before = "We [**define the model first. Then we train it**] on data of the book.\n\nLast words are here now.\n"
    after = before.replace("We [**define the model first. Then we train it**]", "Then we train it")
    translation = "我们[**首先定义模型。然后训练它**]，使用书中的数据。\n\n最后的话在这里。\n"
    synced = texts(before, after, translation)
    assert synced.text.startswith("然后训练它**]")
    assert any(flag.startswith("'**]' in line 1 has no other half") for flag in synced.flags)
    assert not any("other half" in flag for flag in texts(before, before + "\nNew.\n", translation).flags)
