"""What the parts of a backend share: where it is, its lock, its files, the tags of its resources."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from local_aws.engines.base import Engine
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
    clock: Callable[[], float] = time.time


class Region:
    """One account in one region. `scope` is where its records are in the store."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        self.account, self.region, self.around = account, region, around
        self.scope = f"{account}/{region}"
        self.lock = threading.RLock()
        self.files = ServiceFiles(around.own_buckets, self.scope)
        self._tags: dict[str, dict[str, str]] = dict(around.store.all("tags", self.scope))

    def _set_tags(self, arn: str, tags: dict[str, str]) -> None:
        if len(tags) > MOST_TAGS:
            raise TooManyTagsException(f"A resource takes up to {MOST_TAGS} tags.", ResourceArn=arn)
        self._tags[arn] = tags
        if tags:
            self.around.store.save("tags", self.scope, arn, tags)
        else:
            self._tags.pop(arn)
            self.around.store.delete("tags", self.scope, arn)

    def _arn(self, resource: str) -> str:
        return f"arn:aws:translate:{self.region}:{self.account}:{resource}"
