"""The settings of a server or of an in-process service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ACCOUNT = "123456789012"  # moto's; no credentials are checked, so everybody is this account


@dataclass(frozen=True)
class Settings:
    """How a service works. `data` None keeps everything in memory.

    `segments_per_second` slows jobs down (each job on its own), None is as fast as the engine. `inline` runs jobs
    and imports inside the request that starts them: for tests in one process. `hosts` are the names under which
    clients may address the server, `origins` the pages that may use it (see `Guard`); `largest_upload` is in bytes.
    `events` is the address that events are posted to, None for no events.
    """

    engine: str = "gemma"
    engine_settings: Mapping[str, Any] = field(default_factory=dict)
    data: Path | None = None
    workers: int = 1
    segments_per_second: float | None = None
    inline: bool = False
    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    events: str | None = None
    largest_upload: int = 512 * 1024**2
