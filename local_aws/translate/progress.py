"""How far a running job is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Progress:
    """How far a running job is; a document in two languages counts twice."""

    documents: int = 0
    documents_done: int = 0
    bytes: int = 0
    bytes_done: float = 0.0
    segments_done: int = 0
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    def skip(self, size: int) -> None:
        """A document that an earlier run of the service has done."""
        self.documents_done += 1
        self.bytes -= size

    def as_json(self) -> dict[str, Any]:
        """The figures, with the speed and the time that is left in seconds (null before anything is known)."""
        seconds = (self.ended or time.monotonic()) - self.began
        speed = self.bytes_done / seconds if seconds > 0 else 0.0
        left = 0.0 if self.ended else max(0.0, self.bytes - self.bytes_done) / speed if speed else None
        return {
            "documents": self.documents,
            "documentsDone": self.documents_done,
            "segmentsDone": self.segments_done,
            "segmentsPerSecond": round(self.segments_done / seconds, 2) if seconds > 0 else 0.0,
            "secondsLeft": None if left is None else round(left, 1),
        }

    def __str__(self) -> str:
        figures = self.as_json()
        left = "" if figures["secondsLeft"] is None else f", {figures['secondsLeft']} s left"
        return (
            f"{self.documents_done} of {self.documents} documents, {self.segments_done} segments,"
            f" {figures['segmentsPerSecond']} a second{left}"
        )
