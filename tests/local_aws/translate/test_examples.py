"""The index of parallel data on disk: it saves time after a restart, and nothing depends on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from local_aws.engines.base import Example
from local_aws.engines.retrieval import ExampleIndex
from local_aws.translate import examples as examples_module
from local_aws.translate.examples import Examples
from local_aws.translate.files import ServiceFiles
from local_aws.translate.records import ParallelData

FILE = "en,es\nThe gate is open,La puerta está abierta\nA <b>bold</b> gate & more,Una puerta <b>negrita</b> & más\n"


class Files:
    """The file of the parallel data, read as often as an index is built."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self, path: str) -> bytes:
        self.reads += 1
        return FILE.encode()


def data(**changes: Any) -> ParallelData:
    members = {
        "name": "pairs", "arn": "a", "status": "ACTIVE", "created_at": 1.5, "next_s3_uri": "", "next_format": "CSV",
        "version": "1", "format": "CSV", **changes,
    }  # fmt: skip
    return ParallelData(**members)


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def reopen(tmp_path: Path, files: Files) -> Callable[[], Examples]:
    return lambda: Examples(cast(ServiceFiles, files), tmp_path / "indexes")


def texts(index: ExampleIndex, query: str) -> list[str]:
    return [match.pair.target for match in index.nearest(query, 5)]


@pytest.mark.parametrize("escaped", [False, True])
def test_an_index_is_found_again_after_a_restart_and_answers_alike(
    reopen: Callable[[], Examples], files: Files, escaped: bool
) -> None:
    built = reopen().index(data(), "es", escaped=escaped)
    loaded = reopen().index(data(), "es", escaped=escaped)
    assert files.reads == 1
    assert loaded is not built
    assert loaded.pairs == built.pairs
    assert loaded.length_ratio == built.length_ratio
    for query in ("the gate", "a bold gate", "nothing in common"):
        assert loaded.nearest(query, 5) == built.nearest(query, 5)
    assert loaded.exact(built.pairs[0].key) == built.pairs[0]


def test_each_way_to_write_the_texts_and_each_language_has_its_own(
    reopen: Callable[[], Examples], files: Files
) -> None:
    for _ in range(2):
        examples = reopen()
        assert texts(examples.index(data(), "es", escaped=False), "bold")[0].count("⟦") == 2
        assert "<b>" in texts(examples.index(data(), "es", escaped=True), "bold")[0]
    assert files.reads == 2


@pytest.mark.parametrize("change", [{"version": "2"}, {"created_at": 2.5}])
def test_another_version_is_built_anew_and_the_one_before_goes(
    reopen: Callable[[], Examples], files: Files, tmp_path: Path, change: dict[str, Any]
) -> None:
    reopen().index(data(), "es", escaped=False)
    reopen().index(data(**change), "es", escaped=False)
    assert files.reads == 2
    assert len(list((tmp_path / "indexes" / "pairs").iterdir())) == 1


def test_an_index_of_other_code_is_built_anew(
    reopen: Callable[[], Examples], files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    reopen().index(data(), "es", escaped=False)
    monkeypatch.setattr(examples_module, "_code", lambda: "other")
    reopen().index(data(), "es", escaped=False)
    assert files.reads == 2


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def odd(path: Path) -> None:
    path.write_text("[[1, 2]]" if path.suffix == ".json" else "no array")


@pytest.mark.parametrize("spoil", [cut, empty, odd, Path.unlink])
@pytest.mark.parametrize("name", ["pairs.json", "vocab.index.json", "params.index.json", "data.csc.index.npy"])
def test_a_damaged_index_is_built_anew(
    reopen: Callable[[], Examples], files: Files, tmp_path: Path, spoil: Callable[[Path], None], name: str
) -> None:
    built = reopen().index(data(), "es", escaped=False)
    (damaged,) = tmp_path.glob(f"indexes/pairs/*/es-html/{name}")
    spoil(damaged)
    assert texts(reopen().index(data(), "es", escaped=False), "the gate") == texts(built, "the gate")
    assert texts(reopen().index(data(), "es", escaped=False), "the gate") == texts(built, "the gate")
    assert files.reads == 2


def test_what_a_killed_process_left_is_swept_up(reopen: Callable[[], Examples], tmp_path: Path) -> None:
    left = tmp_path / "indexes" / "pairs" / ".half"
    left.mkdir(parents=True)
    reopen().index(data(), "es", escaped=False)
    assert not left.exists()


def test_a_full_disk_costs_the_index_its_place_alone(
    reopen: Callable[[], Examples], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(index: ExampleIndex, folder: Path) -> None:
        folder.mkdir(parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ExampleIndex, "save", full)
    assert texts(reopen().index(data(), "es", escaped=False), "the gate")
    assert list((tmp_path / "indexes" / "pairs").iterdir()) == []


def test_a_forgotten_resource_leaves_nothing(reopen: Callable[[], Examples], files: Files, tmp_path: Path) -> None:
    examples = reopen()
    examples.index(data(), "es", escaped=False)
    examples.forget("pairs")
    assert not (tmp_path / "indexes" / "pairs").exists()
    examples.index(data(), "es", escaped=False)
    assert files.reads == 2


def test_without_a_folder_indexes_are_kept_in_memory(files: Files) -> None:
    examples = Examples(cast(ServiceFiles, files))
    assert examples.index(data(), "es", escaped=False) is examples.index(data(), "es", escaped=False)


def test_pairs_without_a_term_are_found_again(tmp_path: Path) -> None:
    ExampleIndex([Example("!?", "¡!")]).save(tmp_path / "index")
    assert len(ExampleIndex.load(tmp_path / "index")) == 1
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(OSError, match="No such file"):
        ExampleIndex.load(tmp_path / "index")
