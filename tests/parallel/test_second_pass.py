"""A book teaches its words, and they vouch for pairs that no encoder does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.languages import LanguagePair
from amts_core.parallel.chapters import align_chapters
from amts_core.parallel.filters import filter_pairs
from amts_core.parallel.folders import align_files, pair_files
from amts_core.parallel.second_pass import count_sure_pairs, judged_by_words, learn_from, learn_words
from amts_core.parallel.table import KEPT, combine_pairs, pair_table
from tests.parallel.test_lexicon import pairs

EN_VI = {"languages": LanguagePair("en", "vi")}


def chapter_of(sentences: list[tuple[str, str]]) -> tuple[str, str]:
    """Two editions with paragraphs of three sentences."""
    stretches = [sentences[start : start + 3] for start in range(0, len(sentences), 3)]
    source, target = (
        "\n\n".join(" ".join(pair[side].capitalize() + "." * side for pair in stretch) for stretch in stretches)
        for side in (0, 1)
    )
    return source + "\n", target + "\n"


@pytest.fixture
def book() -> list[tuple[str, str]]:
    sentences = list(dict.fromkeys(pairs(400)))
    random.Random(0).shuffle(sentences)
    return [chapter_of(sentences[start : start + 30]) for start in range(0, len(sentences), 30)]


def aligned(book, lexicon=None):
    return [
        align_chapters(parse_chapter(source, id=str(n)), parse_chapter(target, id=str(n)), lexicon=lexicon, **EN_VI)
        for n, (source, target) in enumerate(book)
    ]


def test_a_book_vouches_for_pairs_without_a_common_word(book) -> None:
    first = pair_table(aligned(book), "sentence")
    assert first["score"].max() < 0.1  # nothing is shared literally
    lexicon = learn_words(first)
    second = pair_table(aligned(book, lexicon), "sentence")
    assert filter_pairs(second, **EN_VI)["verdict"].eq(KEPT).mean() > 0.9
    scored = judged_by_words(first, lexicon, **EN_VI)
    assert filter_pairs(scored, **EN_VI)["verdict"].eq(KEPT).mean() > 0.9


def test_words_do_not_vouch_for_other_pairs(book) -> None:
    lexicon = learn_from(aligned(book))
    table = pair_table(aligned(book), "sentence")
    table = table.assign(target=table["target"].sample(frac=1, random_state=1).to_numpy())
    scored = judged_by_words(table, lexicon, **EN_VI)
    assert scored["score"].ge(0.35).mean() < 0.4  # a language of twelve words: many pairs share one


def test_a_small_book_does_no_harm(book) -> None:
    one = aligned(book[:1])
    lexicon = learn_from(one)
    assert lexicon.weight == 0
    assert aligned(book[:1], lexicon)[0].sentences == one[0].sentences


def test_words_tell_whether_joined_sentences_belong_to_a_pair(book) -> None:
    """Of a pair of one to one they tell nothing: its length and its neighbours do."""
    table = pair_table(aligned(book), "sentence")
    lexicon = learn_words(table)
    rows = table.head(3).assign(bead=["1-1", "2-1", "2-1"])
    for side in ("source_plain", "target_plain"):
        long = table.groupby(table.index // 10)[side].agg(" ".join)
        rows[side] = [long[0], long[0], f"{long[0]}, {long[1]}" if side == "source_plain" else long[0]]
    judged = judged_by_words(rows, lexicon, **EN_VI)
    assert judged["coverage"].isna().tolist() == [True, False, False]
    assert judged["coverage"][1] > 0.9


def test_where_an_encoder_vouches_its_score_stays(book) -> None:
    table = pair_table(aligned(book), "sentence")
    scored = judged_by_words(table, learn_words(table), languages=LanguagePair("en", "es"))
    assert scored.equals(table)


def test_tables_and_alignments_teach_the_same(book) -> None:
    alignments = aligned(book)
    table = pair_table(alignments, "sentence")
    assert learn_words(table).digest == learn_from(alignments).digest
    assert count_sure_pairs(combine_pairs([table, pair_table(alignments, "paragraph")])) == learn_words(table).pairs


def test_folders_are_aligned_twice(book, tmp_path: Path) -> None:
    for number, sides in enumerate(book):
        for name, text in zip(("en", "vi"), sides, strict=True):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / f"{number}.md").write_text(text, encoding="utf-8")
    found = align_files(pair_files(tmp_path / "en", tmp_path / "vi")[0], **EN_VI)
    assert found.lexicon.trust > 0.2
    table = filter_pairs(pair_table(found.alignments, "sentence"), **EN_VI)
    assert table["verdict"].eq(KEPT).mean() > 0.9
