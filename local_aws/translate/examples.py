"""The example index of each version of parallel data: built when a job first needs it, and kept, on disk too."""

from __future__ import annotations

import hashlib
import html
import logging
import shutil
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local_aws.engines import retrieval
from local_aws.engines.adaptive import markup
from local_aws.engines.base import Example
from local_aws.engines.retrieval import ExampleIndex
from local_aws.translate.files import ServiceFiles
from local_aws.translate.parallel_data import import_parallel_data
from local_aws.translate.records import ParallelData

LOG = logging.getLogger(__name__)
INDEXES_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    created_at: float
    version: str
    target_language: str
    escaped: bool

    @property
    def generation(self) -> str:
        """The folder of all indexes of a version of the data, as this code builds them."""
        told = f"{self.created_at!r} {self.version} {_code()}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def folder(self) -> str:
        """The folder of the index, below that of the resource."""
        return f"{self.generation}/{self.target_language}-{'text' if self.escaped else 'html'}"


class Examples:
    """The indexes that were used last; those in `folder` are found again after a restart. None keeps them in memory.

    The folder only saves time: whatever is wrong with it, an index is built anew.
    """

    def __init__(self, files: ServiceFiles, folder: Path | None = None) -> None:
        self._files, self._folder = files, folder
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, ExampleIndex] = OrderedDict()

    def index(self, data: ParallelData, target_language: str, *, escaped: bool) -> ExampleIndex:
        """The index of the present version; raises NoSuchObjectError if its file is gone.

        `escaped` writes the texts as HTML: for documents of plain text, whose segments are written so too.
        """
        key = _Key(data.name, data.created_at, data.version, target_language, escaped)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._load(key) or self._build(data, key)
            self._kept.move_to_end(key)
            while len(self._kept) > INDEXES_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def forget(self, name: str) -> None:
        """Let the indexes of a resource go."""
        with self._lock:
            for key in [key for key in self._kept if key.name == name]:
                del self._kept[key]
            if self._folder:
                shutil.rmtree(self._folder / name, ignore_errors=True)

    def _build(self, data: ParallelData, key: _Key) -> ExampleIndex:
        content = self._files.read(f"parallel-data/{data.name}/{data.version}/data")
        pairs = import_parallel_data(content, data.format).pairs(key.target_language)
        if key.escaped:
            pairs = ((html.escape(source, quote=False), html.escape(target, quote=False)) for source, target in pairs)
        index = ExampleIndex(Example(source, target) for source, target in pairs)
        self._save(index, key)
        return index

    def _load(self, key: _Key) -> ExampleIndex | None:
        if self._folder is None or not (self._folder / key.name / key.folder).exists():
            return None
        try:
            return ExampleIndex.load(self._folder / key.name / key.folder)
        except (OSError, ValueError) as error:
            LOG.warning("the index of %s is built anew: %s", key.name, error)
            return None

    def _save(self, index: ExampleIndex, key: _Key) -> None:
        """Keep an index in the folder, under its name when it is whole; earlier versions go."""
        if self._folder is None:
            return
        resource = self._folder / key.name
        unfinished = resource / f".{uuid.uuid4().hex}"
        try:
            index.save(unfinished)
            shutil.rmtree(resource / key.folder, ignore_errors=True)
            (resource / key.generation).mkdir(exist_ok=True)
            unfinished.replace(resource / key.folder)
        except (OSError, ValueError) as error:
            LOG.warning("the index of %s is not kept on disk: %s", key.name, error)
        for other in resource.iterdir() if resource.exists() else ():
            if other.name != key.generation:
                shutil.rmtree(other, ignore_errors=True)


@cache
def _code() -> str:
    """What an index depends on beside the data: the code that builds it."""
    sources = (Path(str(module.__file__)).read_bytes() for module in (retrieval, markup))
    return hashlib.sha256(b"".join(sources)).hexdigest()
