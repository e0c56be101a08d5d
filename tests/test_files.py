"""Files are written whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from amts_core.errors import AmtsError
from amts_core.files import HALF, check_name, write_whole


def test_a_file_is_written_with_its_folders_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "one.md"
    write_whole(path, b"first")
    write_whole(path, b"")
    assert (path.read_bytes(), [one.name for one in path.parent.iterdir()]) == (b"", ["one.md"])


def test_the_longest_name_that_a_file_may_have_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".txt")
    write_whole(path, b"text")
    assert path.read_bytes() == b"text"


def test_what_stands_in_the_way_is_named_and_no_half_file_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AmtsError, match=r"cannot write .*file/one.md: .*; make the folder writable"):
        write_whole(tmp_path / "file" / "one.md", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(AmtsError, match="cannot write"):
        write_whole(tmp_path / "folder", b"")
    assert not list(tmp_path.rglob(f"*{HALF}"))
    assert (tmp_path / "file").read_text() == "x"


def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(path, b"text")
    assert (os.read(reader, 9), path.is_fifo()) == (b"text", True)
    os.close(reader)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
def test_a_full_device_is_told() -> None:
    with pytest.raises(AmtsError, match="cannot write /dev/full: No space left"):
        write_whole(Path("/dev/full"), b"text")
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("name", ["a\\b.md", "tab\tin.md", "two\nlines.md", "a/\x7f.md"])
def test_a_name_that_no_key_can_hold_is_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(AmtsError, match=r"has a backslash or a control character: rename it, or exclude it"):
        check_name(name)
