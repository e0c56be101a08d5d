"""The example index of each version of parallel data: built when a job first needs it, and kept."""

from __future__ import annotations

import html
import threading
from collections import OrderedDict
from dataclasses import dataclass

from local_aws.engines.base import Example
from local_aws.engines.retrieval import ExampleIndex
from local_aws.translate.files import ServiceFiles
from local_aws.translate.parallel_data import import_parallel_data
from local_aws.translate.records import ParallelData

INDEXES_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    created_at: float
    version: str
    target_language: str
    escaped: bool


class Examples:
    """The indexes that were used last."""

    def __init__(self, files: ServiceFiles) -> None:
        self._files = files
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, ExampleIndex] = OrderedDict()

    def index(self, data: ParallelData, target_language: str, *, escaped: bool) -> ExampleIndex:
        """The index of the present version; raises NoSuchObjectError if its file is gone.

        `escaped` writes the texts as HTML: for documents of plain text, whose segments are written so too.
        """
        key = _Key(data.name, data.created_at, data.version, target_language, escaped)
        with self._lock:
            if key not in self._kept:
                content = self._files.read(f"parallel-data/{data.name}/{data.version}/data")
                pairs = import_parallel_data(content, data.format).pairs(target_language)
                if escaped:
                    pairs = (
                        (html.escape(source, quote=False), html.escape(target, quote=False)) for source, target in pairs
                    )
                self._kept[key] = ExampleIndex(Example(source, target) for source, target in pairs)
            self._kept.move_to_end(key)
            while len(self._kept) > INDEXES_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]
