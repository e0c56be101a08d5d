"""What an earlier run has stored is read back whole, or refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.aws.storage import FolderStore
from amts_core.aws.stored import Stored, add
from amts_core.errors import AmtsError

Numbers = Stored[dict[str, int]]


@pytest.fixture
def numbers(tmp_path: Path) -> Numbers:
    return Stored(FolderStore(tmp_path), "state/a.json", dict[str, int])


def test_a_value_comes_back_and_one_that_is_not_there_is_none(numbers: Numbers) -> None:
    assert numbers.find() is None
    with pytest.raises(AmtsError, match="nothing is stored"):
        numbers.read()
    numbers.keep({"one": 1})
    assert numbers.find() == numbers.read() == {"one": 1}


def test_a_large_value_is_compressed_the_same_content_to_the_same_bytes(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    large = Stored(store, "a.json.gz", dict[str, int])
    large.keep({"one": 1})
    content = store.find_bytes("a.json.gz")
    assert content is not None
    assert content.startswith(b"\x1f\x8b\x08\x00\0\0\0\0")  # gzip, without a time
    assert large.find() == {"one": 1}
    store.write_bytes("a.json.gz", content[:-4])
    with pytest.raises(AmtsError, match="is damaged"):
        large.find()


@pytest.mark.parametrize(("text", "place"), [("{", "its beginning"), ("[1]", "its beginning"), ('{"one": {}}', "one")])
def test_what_this_version_cannot_read_is_refused_with_its_place(numbers: Numbers, text: str, place: str) -> None:
    numbers.store.write(numbers.key, text)
    with pytest.raises(AmtsError, match=rf"a\.json is damaged, or of another version of AMTS \(at {place}"):
        numbers.find()


def test_what_another_run_wrote_meanwhile_is_kept_by_a_change(numbers: Numbers) -> None:
    others = [{"theirs": 1}]

    def with_ours(known: dict[str, int] | None) -> dict[str, int]:
        if others:  # somebody is faster, after this run has read
            numbers.keep(others.pop())
        return {**(known or {}), "ours": 2}

    numbers.change(with_ours)
    assert numbers.find() == {"theirs": 1, "ours": 2}
    add(numbers, {"ours": 3, "more": 4})
    assert numbers.find() == {"theirs": 1, "ours": 3, "more": 4}


def test_a_damaged_value_is_not_changed(numbers: Numbers) -> None:
    numbers.store.write(numbers.key, "{")
    with pytest.raises(AmtsError, match="is damaged"):
        numbers.change(lambda known: {})
    assert numbers.store.read(numbers.key) == "{"
