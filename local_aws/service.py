"""The service as a whole, without any network: engine, state, S3, backends of all regions."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import IO

from local_aws.ballast import Ballast
from local_aws.claim import claim, holder
from local_aws.engines.base import Engine, create_engine
from local_aws.events import Events
from local_aws.faults import Faults
from local_aws.s3.archive import Archive
from local_aws.s3.buckets import SERVICE_ACCOUNT, Buckets
from local_aws.settings import ACCOUNT, Settings
from local_aws.store import Store
from local_aws.translate.backend import TranslateBackend
from local_aws.translate.models.jobs import MOST_RUNNING_JOBS
from local_aws.translate.models.region import Surroundings
from local_aws.translate.scheduler import Scheduler

LOG = logging.getLogger(__name__)


class ServiceError(Exception):
    """The service cannot start; the message is one sentence that names the way out."""


class Service:
    """Amazon Translate for one account in all regions."""

    def __init__(self, settings: Settings, *, engine: Engine | None = None) -> None:
        """Make the engine, open the state and go on with unfinished jobs; raises EngineError or ServiceError."""
        self.settings = settings
        self.faults = Faults()
        made = engine or create_engine(settings.engine, **settings.engine_settings)
        self._claim = _claim(settings.data) if settings.data else None
        ballast = Ballast(settings.data)
        self._archive = Archive(settings.data, ballast) if settings.data else None
        self._lock = threading.Lock()
        self._backends: dict[str, TranslateBackend] = {}
        store = Store(settings.data / "state.sqlite" if settings.data else None, ballast)
        self._around = Surroundings(
            settings=settings,
            store=store,
            buckets=Buckets(ACCOUNT, self.record_change),
            own_buckets=Buckets(SERVICE_ACCOUNT, self.record_change),
            engine=made,
            faults=self.faults,
            jobs=Scheduler("jobs", running=MOST_RUNNING_JOBS, threads=settings.workers, inline=settings.inline),
            imports=Scheduler("imports", running=1, inline=settings.inline),
            events=Events(store, settings.events),
        )
        for scope in self._around.store.scopes():
            account, _, region = scope.partition("/")
            if account == ACCOUNT:
                self.backend(region)

    @property
    def engine(self) -> Engine:
        """The engine that translates."""
        return self._around.engine

    def backend(self, region: str) -> TranslateBackend:
        """The backend of a region."""
        with self._lock:
            if region not in self._backends:
                self._backends[region] = TranslateBackend(ACCOUNT, region, self._around)
                self._backends[region].resume()
            return self._backends[region]

    def backends(self) -> list[TranslateBackend]:
        """The backends that were used so far."""
        with self._lock:
            return list(self._backends.values())

    def stop(self, timeout: float = 1.0) -> None:
        """Begin nothing new, and wait up to `timeout` seconds for the steps under way.

        Steps that take longer find the files open, and what they write is kept; the rest goes on at the next start.
        """
        ended = self._around.jobs.stop(timeout)
        self._around.events.stop(timeout)
        if self._around.imports.stop(timeout if ended else 0.0) and ended:
            self._around.store.close()
            if self._archive:
                self._archive.close()
            if self._claim:
                self._claim.close()

    def record_change(self, bucket: str, key: str) -> None:
        """Tell the folder of the state that something of S3 may have changed; key "" means the bucket itself.

        Raises StateError if that cannot be written; then S3 is again as the folder has it.
        """
        if self._archive:
            self._archive.record(bucket, key)

    def drain(self, timeout: float = 60.0) -> bool:
        """Wait until all jobs and imports have ended; False if some have not."""
        return self._around.imports.drain(timeout) and self._around.jobs.drain(timeout)


def _claim(folder: Path) -> IO[bytes]:
    """Take a folder of the state for this process; raises ServiceError if another has it or it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = claim(folder)
    except OSError as error:
        raise ServiceError(f"cannot keep the state in {folder} ({error.strerror}): choose another --data") from error
    if taken is None:
        raise ServiceError(
            f"{holder(folder) or 'another process'} works in {folder}: end it, or choose another folder with --data"
        )
    return taken
