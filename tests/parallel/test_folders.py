from __future__ import annotations

import pytest

from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.parallel.encoder import shared_encoder
from amts_core.parallel.folders import align_files, pair_files

EN_ZH = {"languages": LanguagePair("en", "zh")}


@pytest.fixture
def books(tmp_path, english, chinese, unrelated):
    files = {
        "en/one.md": "# Station\n\n" + " ".join(english),
        "zh/one.md": "# 气象站\n\n" + "".join(chinese),
        "en/part/two.md": " ".join(english[:5]) + "\n\n" + " ".join(english[5:]),
        "zh/part/two.md": "".join(unrelated),
        "en/lonely.md": "Alone.",
        "zh/.hidden/one.md": "Hidden.",
        "zh/picture.png": "no chapter",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return tmp_path


def test_files_match_by_path(books):
    pairs, lonely = pair_files(books / "en", books / "zh")
    assert [pair.chapter for pair in pairs] == ["one", "part/two"]
    assert [one.chapter for one in lonely] == ["lonely"]


def test_both_editions_may_be_in_one_folder(tmp_path):
    for name in ("a.md", "a_origin.md", "notes.md", "b_origin.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    pairs, lonely = pair_files(tmp_path, tmp_path, source_suffix="_origin")
    assert [(pair.chapter, pair.source.name, pair.target.name) for pair in pairs] == [("a", "a_origin.md", "a.md")]
    assert [one.chapter for one in lonely] == ["b", "notes"]
    with pytest.raises(AmtsError, match="_origin"):
        pair_files(tmp_path, tmp_path)


def test_two_files_are_one_chapter(books):
    pairs, _ = pair_files(books / "en" / "one.md", books / "zh" / "part" / "two.md")
    assert len(pairs) == 1


def test_impossible_pairings_are_refused(books):
    for source, target in [("en", "zh/one.md"), ("nowhere", "zh"), ("en/part", "zh/.hidden")]:
        with pytest.raises(AmtsError):
            pair_files(books / source, books / target)


def test_a_chapter_that_is_no_translation_is_left_out_and_the_others_stay(books):
    pairs, _ = pair_files(books / "en", books / "zh")
    done: list[str] = []
    aligned = align_files(pairs, progress=done.append, **EN_ZH)
    assert [alignment.chapter for alignment in aligned.alignments] == ["one"]
    assert [one.chapter for one in aligned.left_out] == ["part/two"]
    assert sorted(done) == ["one", "one", "part/two", "part/two"]  # two passes


def test_a_broken_file_is_left_out_by_name(books):
    (books / "zh" / "one.md").write_bytes(b"\xff\xfe\x00")
    pairs, _ = pair_files(books / "en", books / "zh")
    aligned = align_files(pairs, **EN_ZH)
    assert "one.md" in next(one.reason for one in aligned.left_out if one.chapter == "one")


@pytest.mark.slow
def test_several_processes_give_the_same_as_one(books, tmp_path):
    (books / "zh" / "part" / "two.md").write_bytes((books / "zh" / "one.md").read_bytes())
    pairs, _ = pair_files(books / "en", books / "zh")
    cache = tmp_path / "cache.sqlite"
    assert align_files(pairs, processes=2, cache=cache, **EN_ZH) == align_files(pairs, **EN_ZH)
    assert cache.exists()


def test_the_cache_of_some_files_is_theirs_alone(books, tmp_path):
    pairs, _ = pair_files(books / "en", books / "zh")
    align_files(pairs, cache=tmp_path / "cache.sqlite", **EN_ZH)
    (tmp_path / "cache.sqlite").unlink()
    shared_encoder().vectors(["What comes later."])
    assert not (tmp_path / "cache.sqlite").exists()
