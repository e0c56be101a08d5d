"""Reports from S3, each read once: an object with the same key and ETag is the same report."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from amts_core.aws.errors import ServiceUnavailable
from amts_core.aws.storage import Listed, S3Store
from amts_core.config import Config, load_usable
from amts_core.deliver.status import BookStatus, read_status
from amts_core.errors import AmtsError
from amts_core.evaluate.report import Report
from amts_ui.kept import Place, find_cost
from amts_ui.looking import Looks
from amts_ui.summary import Summary, summarised

CONFIG_FILE = Path(os.environ.get("AMTS_CONFIG", Path(__file__).resolve().parents[2] / "config" / "sample.yaml"))
LAST = Path(os.environ.get("AMTS_CACHE", Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser() / "amts_cache"))
"""The folder where the DAGs keep, too, what could be read of the configuration last."""
LOOKED_AT = 100
"""At most so many reports of a pair are read to find a good one."""
FEW = 5
READERS = 8
REPORT = re.compile(r"reports/(?P<pair>[^/]+)/(?P<run>[^/]+)/report\.json")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
LOG = logging.getLogger(__name__)
Value = TypeVar("Value")


class NoReport(AmtsError):
    """A run has no report."""


@dataclass(frozen=True)
class Shelved:
    """A report in S3 that is not read yet."""

    pair: str
    run: str
    listed: Listed


@dataclass(frozen=True)
class Damaged:
    """A report, or the status of a pair, that cannot be read, and why."""

    run: str
    written: datetime
    reason: str


class Memory(Generic[Value]):
    """The last values that were made, by what they were made from."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value for a key; made if it is not remembered."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class Library:
    """The reports of all language pairs in a store."""

    store: S3Store
    summaries: Memory[Summary] = field(default_factory=lambda: Memory(4000))
    reports: Memory[Report] = field(default_factory=lambda: Memory(6))
    statuses: Memory[BookStatus] = field(default_factory=lambda: Memory(20))
    tallies: Memory[Any] = field(default_factory=lambda: Memory(20_000))
    rows: Memory[Any] = field(default_factory=lambda: Memory(20))

    def shelf(self, pair: str = "") -> list[Shelved]:
        """What is in S3 for a pair, or for all: the newest first. Raises AmtsError if S3 cannot be read."""
        listed = self.store.listed(f"reports/{pair}/" if pair else "reports/")
        places = ((one, REPORT.fullmatch(one.key)) for one in listed)
        found = [Shelved(place["pair"], place["run"], one) for one, place in places if place]
        return sorted(found, key=lambda shelved: shelved.listed.written, reverse=True)

    def tags(self, folder: str) -> dict[str, str]:
        """The names (without `.json`) of what is in a folder, with a tag of the version of each."""
        return {one.key.removeprefix(folder).removesuffix(".json"): one.tag for one in self.store.listed(folder)}

    def summary(self, shelved: Shelved) -> Summary | Damaged:
        """The gist of a report, or what is wrong with it. Raises ServiceUnavailable if S3 does not answer."""
        key = shelved.listed.key
        try:
            return self.summaries.get(
                shelved.listed, lambda: summarised(Report.from_json(self.store.read(key)), shelved.run)
            )
        except ServiceUnavailable:
            raise
        except AmtsError as error:
            LOG.warning("%s: %s", self.store.uri(key), error)
            return Damaged(shelved.run, shelved.listed.written, str(error))

    def read(self, shelved: list[Shelved]) -> list[Summary | Damaged]:
        """These reports in order of their runs, the newest first."""
        with ThreadPoolExecutor(READERS) as readers:
            found = list(readers.map(self.summary, shelved))
        return sorted(
            found, key=lambda entry: entry.date if isinstance(entry, Summary) else entry.written, reverse=True
        )

    def newest(self, shelved: list[Shelved]) -> list[Summary | Damaged]:
        """The reports of the last runs, up to the last good one, the newest first.

        A few are read to find it: a copied object is newer than its run.
        """
        for start in range(0, min(len(shelved), LOOKED_AT), FEW):
            found = self.read(shelved[: start + FEW])
            if any(isinstance(entry, Summary) for entry in found):
                return found
        return self.read(shelved[:FEW])

    def costs(self, pair: str, runs: list[str]) -> dict[str, float]:
        """What these runs may cost, as far as it is known, in US dollars."""
        with ThreadPoolExecutor(READERS) as readers:
            found = readers.map(lambda run: find_cost(self.store, Place(pair, run)), runs)
            return {run: cost.total for run, cost in zip(runs, found, strict=True) if cost}

    def status(self, pair: str) -> BookStatus | Damaged | None:
        """The status of a pair as it was kept last, what is wrong with it, or None if there is none."""
        key = f"state/{pair}/status.json"
        try:
            text = self.store.find(key)
            return None if text is None else self.statuses.get(text, lambda: read_status(text, self.store.uri(key)))
        except ServiceUnavailable:
            raise
        except AmtsError as error:
            return Damaged("", NEVER, str(error))

    def report(self, pair: str, run: str) -> Report:
        """A whole report; raises AmtsError if there is none, or it is damaged."""
        key = f"reports/{pair}/{run}/report.json"
        found = next(self.store.listed(key), None)
        if found is None:
            raise NoReport(f"run {run} of {pair} has no report: nothing is stored at {self.store.uri(key)}")

        def read() -> Report:
            text = self.store.read(key)
            try:
                return Report.from_json(text)
            except AmtsError as error:
                raise AmtsError(f"{self.store.uri(key)} cannot be shown: {error}") from None

        return self.reports.get(found, read)


@dataclass(frozen=True)
class Setting:
    """The configuration, the library that it leads to, and the looks at pairs that no run has looked at.

    `mistakes` are those of a file that can be read in part alone: the pairs that are right are shown.
    """

    config: Config
    library: Library
    looks: Looks
    mistakes: tuple[str, ...] = ()


_SETTINGS: Memory[Setting] = Memory(1)


def open_setting() -> Setting:
    """The configuration as it is now, and its library; a dependency of every page.

    Raises AmtsError if no pair of it can be read.
    """
    try:
        changed = CONFIG_FILE.stat().st_mtime_ns
    except OSError:
        changed = 0

    def opened() -> Setting:
        config, mistakes = load_usable(CONFIG_FILE, LAST / "config.json")
        return Setting(config, Library(_store(config)), Looks(CONFIG_FILE), mistakes)

    return _SETTINGS.get((CONFIG_FILE, changed), opened)


def _store(config: Config) -> S3Store:
    """The store with the credentials of the Airflow connection that the DAGs use; a page does not wait for long."""
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook
    from botocore.config import Config as Waiting

    storage = config.storage
    patience = Waiting(
        connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2}, max_pool_connections=READERS
    )
    hook: Any = AwsGenericHook(
        client_type="s3", aws_conn_id=storage.connection, region_name=storage.region, config=patience
    )
    return S3Store(hook.conn, storage.bucket, storage.prefix)
