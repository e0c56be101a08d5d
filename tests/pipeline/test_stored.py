"""What an earlier run has stored is read back whole, or refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from amts_core.aws.storage import FolderStore
from amts_core.errors import AmtsError
from amts_core.pipeline.stored import change_stored, find_stored, read_stored

NUMBERS = TypeAdapter(dict[str, int])


def test_a_value_comes_back_and_one_that_is_not_there_is_none(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.write_json("state/a.json", {"one": 1})
    assert find_stored(store, "state/a.json", NUMBERS) == {"one": 1}
    assert find_stored(store, "state/b.json", NUMBERS) is None
    with pytest.raises(AmtsError, match="nothing is stored"):
        read_stored(store, "state/b.json", NUMBERS)


@pytest.mark.parametrize(("text", "place"), [("{", "its beginning"), ("[1]", "its beginning"), ('{"one": {}}', "one")])
def test_what_this_version_cannot_read_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    store = FolderStore(tmp_path)
    store.write("state/a.json", text)
    with pytest.raises(AmtsError, match=rf"a\.json is damaged, or of another version of AMTS \(at {place}"):
        find_stored(store, "state/a.json", NUMBERS)


def test_what_another_run_wrote_meanwhile_is_kept_by_a_change(tmp_path: Path) -> None:
    store, others = FolderStore(tmp_path), [{"theirs": 1}]

    def with_ours(known: dict[str, int] | None) -> dict[str, int]:
        if others:  # somebody is faster, after this run has read
            store.write_json("state/a.json", others.pop())
        return {**(known or {}), "ours": 2}

    change_stored(store, "state/a.json", NUMBERS, with_ours)
    assert find_stored(store, "state/a.json", NUMBERS) == {"theirs": 1, "ours": 2}


def test_a_damaged_value_is_not_changed(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.write("state/a.json", "{")
    with pytest.raises(AmtsError, match="is damaged"):
        change_stored(store, "state/a.json", NUMBERS, lambda known: {})
    assert store.read("state/a.json") == "{"
