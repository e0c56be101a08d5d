"""Chapters as files: read and written without a changed byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.book.chapter import (
    BlockKind,
    decode_chapter,
    encode_chapter,
    parse_chapter,
    read_alike,
    read_chapter,
    write_chapter,
)
from amts_core.errors import AmtsError


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"a", "\ufeff# é\r\n\r\na\r\n".encode(), b"a\rb\r\n\n", b"\xef\xbb\xbf", b"a\x00b\n", b"```\nnever"],
)
def test_files_come_back_as_they_were(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)
    chapter = read_chapter(path)
    write_chapter(chapter, tmp_path / "deep" / "b.md")
    assert (tmp_path / "deep" / "b.md").read_bytes() == content
    assert chapter.bom == content.startswith(b"\xef\xbb\xbf")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["b.md"]


def test_another_text_keeps_bom_and_line_ends() -> None:
    chapter = decode_chapter(b"\xef\xbb\xbfa\r\nb\r\n", id="x", format="md")
    assert chapter.newline == "\r\n"
    assert encode_chapter(chapter.with_text("c\r\n")) == b"\xef\xbb\xbfc\r\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.md", b"ok \xff", r"a\.md is not UTF-8 text \(byte 3\)"),
        ("a.md", "a".encode("utf-16"), "is not UTF-8 text"),
        ("a.docx", b"", "is not a chapter"),
        ("missing.md", None, "cannot read the chapter"),
    ],
)
def test_errors_name_the_file(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(AmtsError, match=message):
        read_chapter(tmp_path / name)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(AmtsError, match="cannot write"):
        write_chapter(parse_chapter("x"), tmp_path / "a.md")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_blocks_cover_every_real_chapter(shared_data: Path) -> None:
    files = [path for path in shared_data.rglob("*") if path.suffix in (".md", ".mdx")]
    assert len(files) > 300
    for path in files:
        chapter = read_chapter(path)
        assert encode_chapter(chapter) == path.read_bytes()
        for block in chapter.blocks:
            assert not block.pieces or "".join(piece.text for piece in block.pieces) == block.text


def test_no_role_formula_or_address_is_text_in_real_chapters(shared_data: Path) -> None:
    for path in (shared_data / "d2l-zh").rglob("*.md"):
        for block in read_chapter(path).blocks:
            text = "".join(piece.text for piece in block.pieces if piece.kind == "text")
            assert ":`" not in text, (path, text)
            assert "://" not in text, (path, text)
            assert "\\mathbf" not in text, (path, text)


def test_real_chapters_have_the_anchors_that_a_reader_counts(shared_data: Path) -> None:
    blocks = [b for path in (shared_data / "d2l-zh").rglob("*_origin.md") for b in read_chapter(path).blocks]
    text = "".join(path.read_text("utf-8") for path in (shared_data / "d2l-zh").rglob("*_origin.md"))
    assert sum(b.kind is BlockKind.TAB for b in blocks) == text.count("\n:begin_tab:") + text.count("\n:end_tab:")
    assert sum(b.key.startswith("label ") for b in blocks) == text.count("\n:label:") + text.count("\n:eqlabel:")


def test_a_slide_is_no_tab():
    text = ":begin_tab:`pytorch`\n:begin_slide:`keep, cont`\nOne.\n:end_slide:\nTwo.\n:end_tab:\nThree.\n"
    blocks = [block for block in parse_chapter(text).blocks if block.translatable]
    assert [(block.text, block.tab) for block in blocks] == [("One.", "pytorch"), ("Two.", "pytorch"), ("Three.", "")]


def test_versions_of_a_chapter_are_read_with_the_dialects_of_all_unless_theirs_was_set() -> None:
    plain, fenced = parse_chapter("Text.\n"), parse_chapter("!!! note\n    Text.\n")
    quarto = parse_chapter("Text.\n", format="quarto")
    formats = [one.format for one in read_alike(plain, fenced, quarto)]
    assert formats == ["md+mkdocs+quarto", "md+mkdocs+quarto", "quarto"]
    assert [one.format for one in read_alike(plain, plain)] == ["md", "md"]


def test_a_pointer_of_git_lfs_is_no_chapter() -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    with pytest.raises(AmtsError, match=r"a.md is a pointer of Git LFS .* git lfs pull"):
        decode_chapter(pointer, id="a", format="md", name="a.md")
