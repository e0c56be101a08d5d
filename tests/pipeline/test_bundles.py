"""Values in bundles: found by their key, read object by object, made again where their object is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.aws.storage import FolderStore
from amts_core.errors import AmtsError
from amts_core.pipeline.bundles import Bundles

FORM = dict[str, int]


@pytest.fixture
def bundles(tmp_path: Path) -> Bundles[int]:
    """Two objects: one with `a` and `b`, one with `c`."""
    bundles = Bundles(FolderStore(tmp_path), "numbers/en-zh/", FORM)
    bundles.keep({"a": 1, "b": 2})
    bundles.keep({"c": 3})
    return bundles


def held(bundles: Bundles[int], *keys: str) -> dict[str, int]:
    return dict(opened_anew(bundles).read(keys))


def opened_anew(bundles: Bundles[int]) -> Bundles[int]:
    """The same bundles, of which nothing has been read."""
    return Bundles(bundles.store, bundles.folder, FORM)


def test_a_value_is_found_by_its_key_and_what_is_not_kept_is_left_out(bundles: Bundles[int]) -> None:
    assert held(bundles, "c", "a", "d") == {"a": 1, "c": 3}
    index = bundles.index
    assert index["a"] == index["b"] != index["c"]


def test_each_object_is_read_once(bundles: Bundles[int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert bundles.index
    read, find = list[str](), FolderStore.find_bytes
    monkeypatch.setattr(FolderStore, "find_bytes", lambda store, key: read.append(key) or find(store, key))
    assert [key for key, _ in bundles.read(["c", "b", "a"])] == ["a", "b", "c"]
    assert len(read) == 2


def test_nothing_to_keep_writes_nothing(tmp_path: Path) -> None:
    bundles = Bundles(FolderStore(tmp_path), "numbers/", FORM)
    bundles.keep({})
    assert (bundles.index, list(bundles.store.keys())) == ({}, [])


def test_what_is_kept_again_takes_the_place_of_what_was_kept(bundles: Bundles[int]) -> None:
    bundles.keep({"a": 4, "c": 5})
    assert held(bundles, "a", "b", "c") == {"a": 4, "b": 2, "c": 5}
    bundles.keep({"c": 6})
    assert held(bundles, "c") == {"c": 6}


def test_a_value_whose_object_is_gone_is_not_in_the_sound_index_and_is_forgotten(
    bundles: Bundles[int], tmp_path: Path
) -> None:
    assert bundles.sound_index() == bundles.index
    next(tmp_path.rglob(f"{bundles.index['c']}.json.gz")).unlink()
    assert held(bundles, "a", "c") == {"a": 1}
    assert bundles.sound_index().keys() == opened_anew(bundles).index.keys() == {"a", "b"}


def test_another_pair_has_its_own(bundles: Bundles[int]) -> None:
    assert Bundles(bundles.store, "numbers/en-de/", FORM).index == {}


def test_a_damaged_object_is_named(bundles: Bundles[int]) -> None:
    name = f"numbers/en-zh/{bundles.index['c']}.json.gz"
    bundles.store.write_bytes(name, b"{")
    with pytest.raises(AmtsError, match=f"{name} is damaged"):
        held(bundles, "c")
