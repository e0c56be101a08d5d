"""The terms of a book on their way to Amazon Translate."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.pipeline.terminology import read_terminology, terminology_file, terminology_text, upload_terminology
from tests.pipeline.conftest import Shelf


def test_terms_are_written_to_s3_under_a_key_made_from_their_content(shelf: Shelf) -> None:
    (shelf.folder / "TERMS.md").write_text("current; 洋流\n", encoding="utf-8")
    shelf.configure(terminology="TERMS.md")
    run = shelf.run()
    uri = upload_terminology(run)
    assert uri.startswith("s3://shelf/amts/terminology/en-zh/")
    assert run.store.read(run.store.key(uri)) == "en,zh\ncurrent,洋流\n"
    (shelf.folder / "TERMS.md").write_text("current; 水流\n", encoding="utf-8")
    assert upload_terminology(shelf.run()) != uri


CODES = {"languages": LanguagePair("en", "zh")}


@pytest.mark.parametrize(
    ("name", "text", "terms"),
    [
        ("a.md", "洋流，current\n# 题，title\n|--|，x\n\nno term\n", {"current": "洋流"}),
        ("a.md", "current; 洋流\nwave/billow; 波浪、浪\n", {"current": "洋流", "wave": "波浪"}),
        ("a.md", "gated recurrent unit (GRU); 门控循环单元（GRU）\n", {"gated recurrent unit": "门控循环单元"}),
        ("a.md", "empty; \ncurrent; 洋流\n; 无\n", {"current": "洋流"}),
        ("a.md", f"{'x' * 200}; 长\n{'x' * 201}; 长\nshort; {'长' * 67}\n", {"x" * 200: "长"}),
        ("a.csv", "\ufeffzh,en,de\n洋流,current,Strom\n,lost,x\n", {"current": "洋流"}),
    ],
)
def test_terms_are_read_in_the_forms_in_which_books_keep_them(
    tmp_path: Path, name: str, text: str, terms: dict[str, str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_terminology(tmp_path / name, **CODES) == terms


def test_a_file_that_cannot_be_read_or_holds_no_terms_is_named(tmp_path: Path) -> None:
    with pytest.raises(AmtsError, match=r"cannot read the terminology .*none\.md"):
        read_terminology(tmp_path / "none.md", **CODES)
    (tmp_path / "a.md").write_bytes("洋流，current".encode("gbk"))
    with pytest.raises(AmtsError, match=r"cannot read the terminology .*a\.md"):
        read_terminology(tmp_path / "a.md", **CODES)
    (tmp_path / "b.csv").write_text("de,fr\nStrom,courant\n", encoding="utf-8")
    with pytest.raises(AmtsError, match=r"b\.csv holds no terms"):
        read_terminology(tmp_path / "b.csv", **CODES)


def test_the_file_quotes_what_has_to_be_quoted() -> None:
    assert terminology_file({'a "b", c': "甲"}, **CODES) == 'en,zh\n"a ""b"", c",甲\n'


def test_a_pair_without_terminology_has_no_text(quiet: Shelf) -> None:
    assert terminology_text(quiet.quiet_run()) == ""
