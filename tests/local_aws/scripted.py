"""Engines that do what a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from local_aws.engines.base import Translation


class ScriptedEngine:
    """Translates each segment with a function, and remembers what it was asked."""

    name = "scripted"

    def __init__(self, translate_one: Callable[[str], str | Translation] = str.upper) -> None:
        self._translate_one = translate_one
        self.calls: list[dict[str, Any]] = []

    def translate(self, segments: Sequence[str], **more: Any) -> Iterator[Translation]:
        self.calls.append({"segments": list(segments), **more})
        for segment in segments:
            made = self._translate_one(segment)
            yield made if isinstance(made, Translation) else Translation(made)
