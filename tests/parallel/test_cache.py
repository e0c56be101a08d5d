from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from amts_core.errors import AmtsError
from amts_core.parallel import cache as module
from amts_core.parallel.cache import PartCache
from amts_core.parallel.encoder import Encoder


def test_rows_outlive_the_process_in_a_file(tmp_path):
    file = tmp_path / "very" / "deep" / "cache.sqlite"
    row = np.arange(5, dtype=np.float16)
    PartCache(file).put({"a text": row, "another": row + 1})
    found = PartCache(file).get(["a text", "unknown", "another"])
    assert set(found) == {"a text", "another"}
    assert (found["another"] == row + 1).all()


def test_more_rows_than_fit_in_memory_are_all_found(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROWS_IN_MEMORY", 10)
    cache = PartCache(tmp_path / "cache.sqlite")
    rows = {f"text {i}": np.full(3, i, np.float16) for i in range(700)}
    for text, row in rows.items():
        cache.put({text: row})
    assert cache.get(list(rows)).keys() == rows.keys()


def test_rows_of_one_call_are_all_found_without_a_file(monkeypatch):
    monkeypatch.setattr(module, "ROWS_IN_MEMORY", 2)
    cache = PartCache()
    cache.put({"old": np.zeros(1, np.float16)})
    rows = {f"text {i}": np.full(3, i, np.float16) for i in range(50)}
    cache.put(rows)
    assert cache.get(list(rows)).keys() == rows.keys()
    for text in "abc":
        cache.put({text: np.zeros(1, np.float16)})
    assert cache.get([*rows, *"abc"]).keys() == {*"abc"}  # the oldest ones go


def test_a_file_that_breaks_on_the_way_is_done_without_and_told(tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    file = Path("deep", "cache.sqlite")
    cache = PartCache(file)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    cache.put({"a text": np.ones(3, np.float16)})
    assert PartCache(tmp_path / file).get(["a text"])
    shutil.rmtree(tmp_path / "deep")
    assert cache.get(["a text", "unknown"]).keys() == {"a text"}
    cache.put({"another": np.ones(3, np.float16)})
    assert cache.get(["another"])
    assert caplog.text.count("is not used any more") == 1


def test_a_file_that_is_no_cache_is_refused_at_once(tmp_path):
    (tmp_path / "notes.txt").write_text("no cache, but a text of some length\n" * 9)
    with pytest.raises(AmtsError, match="file is not a database; name another file"):
        PartCache(tmp_path / "notes.txt")


def test_vectors_do_not_depend_on_the_cache(tmp_path, english):
    file = tmp_path / "cache.sqlite"
    fresh = Encoder(PartCache(file)).vectors(english)
    again = Encoder(PartCache(file)).vectors(english)
    assert (fresh == again).all()


def test_another_encoder_does_not_read_these_rows(tmp_path, monkeypatch):
    file = tmp_path / "cache.sqlite"
    PartCache(file).put({"text": np.ones(3, np.float16)})
    monkeypatch.setattr(module, "ENCODER", "another")
    assert not PartCache(file).get(["text"])
