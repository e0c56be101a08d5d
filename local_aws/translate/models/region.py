"""Where the resources of a region are, and what all regions share."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from moto.utilities.utils import get_partition

from local_aws.engines.base import Engine
from local_aws.events import Event, Events
from local_aws.faults import Faults
from local_aws.s3.buckets import Buckets
from local_aws.settings import Settings
from local_aws.store import Store
from local_aws.translate.exceptions import TooManyTagsException
from local_aws.translate.files import ServiceFiles
from local_aws.translate.scheduler import Scheduler

MOST_TAGS = 50


@dataclass(frozen=True)
class Surroundings:
    """What all backends of a service share."""

    settings: Settings
    store: Store
    buckets: Buckets
    own_buckets: Buckets
    engine: Engine
    faults: Faults
    jobs: Scheduler
    imports: Scheduler
    events: Events
    clock: Callable[[], float] = time.time


@dataclass(frozen=True)
class Region:
    """One account in one region."""

    account: str
    name: str
    around: Surroundings

    @property
    def scope(self) -> str:
        """Where the records of the region are in the store."""
        return f"{self.account}/{self.name}"

    @cached_property
    def files(self) -> ServiceFiles:
        """The service's own copies of imported files."""
        return ServiceFiles(self.around.own_buckets, self.scope)

    @property
    def indexes(self) -> Path | None:
        """Where the indexes of parallel data are kept; None keeps them in memory."""
        data = self.around.settings.data
        return data / "indexes" / self.name if data else None

    def event(self, kind: str, detail: dict[str, Any], *resources: str) -> Event:
        """An event that happens now."""
        return Event.of(self.scope, kind, self.around.clock(), detail, *resources)

    def arn(self, resource: str) -> str:
        """The ARN of a resource of the region."""
        return f"arn:{get_partition(self.name)}:translate:{self.name}:{self.account}:{resource}"


def check_tags(arn: str, tags: Mapping[str, str]) -> None:
    """Raise TooManyTagsException if a resource would have too many."""
    if len(tags) > MOST_TAGS:
        raise TooManyTagsException(f"A resource takes up to {MOST_TAGS} tags.", ResourceArn=arn)
