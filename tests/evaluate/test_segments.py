from __future__ import annotations

import pandas as pd

from amts_core.book.chapter import Chapter, parse_chapter
from amts_core.book.segments import segments
from amts_core.evaluate.segments import drafts_of_chapter, scored_segments
from amts_core.languages import LanguagePair

SOURCE = """# Early Stopping
:label:`sec_early`

Training for too long makes a network learn the noise of its data.
We therefore watch the error on a second data set.

```python
patience = 3
```

When the error in :eqref:`eq_error` has not fallen for `patience` epochs, we stop.

## Exercises

1. Try another patience.
"""
REFERENCE = """# 提前停止
:label:`sec_early`

训练太久会让网络学到数据中的噪声。因此我们观察另一个数据集上的误差。

```python
patience = 3
```

如果 :eqref:`eq_error`中的误差在`patience`个周期内没有下降，我们就停止训练。

## 练习

1. 尝试另一个耐心值。
"""
LANGUAGES = {"languages": LanguagePair("en", "zh")}


def chapter(text: str) -> Chapter:
    return parse_chapter(text, id="chapter_a/early")


def drafts(source: Chapter, text: str = "草稿") -> dict[str, str]:
    found = segments(source, language="en", granularity="paragraph")
    return {segment.id: f"{text}{number}" for number, segment in enumerate(found)}


def made(
    reference: str, source: str = SOURCE, variants: dict[str, dict[str, str]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    original = chapter(source)
    return scored_segments(
        "chapter_a/early",
        original,
        chapter(reference),
        {"none": drafts(original), "sentence": drafts(original)} if variants is None else variants,
        **LANGUAGES,
    )


def test_a_row_per_paragraph_with_reference_and_draft_of_the_same_bead() -> None:
    frame, left_out = made(REFERENCE)
    assert left_out.empty
    assert list(frame.columns) == ["chapter", "segment", "kind", "source", "reference", "none", "sentence"]
    assert frame["kind"].tolist() == ["heading", "paragraph", "paragraph", "heading", "list item"]
    assert frame["source"][1].endswith("noise of its data. We therefore watch the error on a second data set.")
    assert frame["reference"][4] == "尝试另一个耐心值。"
    assert frame["none"].tolist() == [f"草稿{number}" for number in range(5)]
    assert set(frame["chapter"]) == {"chapter_a/early"}


def test_what_the_translation_added_is_left_out_with_the_reason() -> None:
    added = REFERENCE.replace("## 练习", "译者注：本节的代码需要新版本的软件才能运行。\n\n## 练习")
    frame, left_out = made(added)
    assert len(frame) == 5
    assert left_out["reason"].tolist() == ["no source: the translation added it"]


def test_what_the_translation_lacks_is_left_out_with_the_reason() -> None:
    source = SOURCE.replace(
        "## Exercises", "## A Remark\n\nThis remark on the weather is in no translation at all.\n\n## Exercises"
    )
    frame, left_out = made(REFERENCE, source)
    assert left_out["reason"].tolist() == ["no reference: the translation has nothing in its place"] * 2
    assert not frame["source"].str.contains("emark").any()
    assert frame["reference"][frame["source"] == "Exercises"].tolist() == ["练习"]


def test_paragraphs_that_the_translation_merged_are_scored_as_one() -> None:
    split = SOURCE.replace("of its data.\nWe therefore", "of its data.\n\nWe therefore")
    frame, left_out = made(REFERENCE, split)
    assert left_out.empty
    merged = frame[frame["segment"].str.contains("+", regex=False)]
    assert merged["none"].tolist() == ["草稿1草稿2"]
    assert merged["source"].item().endswith("data. We therefore watch the error on a second data set.")


def test_a_segment_without_a_draft_in_every_variant_is_left_out() -> None:
    original = chapter(SOURCE)
    some = drafts(original)
    first = next(iter(some))
    frame, left_out = made(
        REFERENCE, variants={"none": drafts(original), "sentence": {k: v for k, v in some.items() if k != first}}
    )
    assert len(frame) == 4
    assert left_out["reason"].tolist() == ["no draft in variant sentence"]
    assert left_out["segment"].tolist() == [first]


def test_a_reference_without_words_is_not_scored() -> None:
    frame, left_out = made(REFERENCE.replace("# 提前停止", "# `early_stopping`"))
    assert len(frame) == 4
    assert left_out["reason"].tolist() == ["no reference: the translation has nothing in its place"]


def test_drafts_are_taken_from_a_translated_chapter() -> None:
    original = chapter(SOURCE)
    found = drafts_of_chapter(original, chapter(REFERENCE), **LANGUAGES)
    assert list(found) == list(drafts(original))
    assert found[next(iter(found))] == "提前停止"


def test_merged_paragraphs_of_a_draft_are_missing_rather_than_guessed() -> None:
    split = chapter(SOURCE.replace("of its data.\nWe therefore", "of its data.\n\nWe therefore"))
    found = drafts_of_chapter(split, chapter(REFERENCE), **LANGUAGES)
    assert len(found) == 4
    assert len(drafts(split)) == 6
