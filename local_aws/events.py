"""Events as Amazon Translate sends them to EventBridge, posted to an address when a job or an import has ended.

Amazon Translate developer guide, "Monitoring Amazon Translate events with Amazon EventBridge". An event is kept with
the end that it tells of, until the address has taken it; so it comes once at least, also after a restart.
"""

from __future__ import annotations

import http.client
import json
import logging
import queue
import threading
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local_aws.store import Change, Delete, Save, StateError, Store

LOG = logging.getLogger(__name__)
KIND = "event"
JOB_ENDED, IMPORT_ENDED = "Translate TextTranslationJob State Change", "Translate Parallel Data State Change"
ANSWER_SECONDS = 10.0
PAUSES = (0.5, 2.0, 8.0)  # seconds between tries; then the event waits for the next start


@dataclass(frozen=True, slots=True)
class Event:
    """One event and the scope (account and region) it is kept in."""

    scope: str
    body: dict[str, Any]

    @classmethod
    def of(cls, scope: str, kind: str, at: float, detail: dict[str, Any], *resources: str) -> Event:
        """The event of this kind for something that happened at a time."""
        account, _, region = scope.partition("/")
        body = {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": kind,
            "source": "aws.translate",
            "account": account,
            "time": moment(at),
            "region": region,
            "resources": list(resources),
            "detail": detail,
        }
        return cls(scope, body)

    @property
    def id(self) -> str:
        """Its name in the store."""
        return str(self.body["id"])


class Events:
    """Posts events to an address, one after another; without an address there are none."""

    def __init__(self, store: Store, address: str | None = None) -> None:
        self._store, self._address = store, address
        self._waiting: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        for scope in store.scopes() if address else ():
            for _, body in store.all(KIND, scope):
                self.send(Event(scope, body))

    def kept(self, event: Event) -> tuple[Change, ...]:
        """What is to be written together with the end that an event tells of."""
        return (Save(KIND, event.scope, event.id, event.body),) if self._address else ()

    def send(self, event: Event) -> None:
        """Post an event soon."""
        if not self._address:
            return
        self._waiting.put(event)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="events", daemon=True)
            self._thread.start()

    def stop(self, timeout: float) -> None:
        """Send no more after the event under way; the others are sent at the next start."""
        self._stopped.set()
        self._waiting.put(None)
        if self._thread:
            self._thread.join(timeout)

    def _work(self) -> None:
        while (event := self._waiting.get()) is not None and not self._stopped.is_set():
            if not self._post(event):
                continue
            try:
                self._store.write(Delete(KIND, event.scope, event.id), last_room=True)
            except StateError as error:
                LOG.warning("an event that was sent comes again at the next start: %s", error)

    def _post(self, event: Event) -> bool:
        """Post an event, several times if need be; whether the address has taken it."""
        headers = {"Content-Type": "application/json"}
        for pause in (*PAUSES, None):
            request = urllib.request.Request(str(self._address), json.dumps(event.body).encode(), headers)
            try:
                with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
                    return True
            except (OSError, http.client.HTTPException, ValueError) as error:
                LOG.warning("the event %s did not reach %s: %s", event.id, self._address, error)
            if pause is None or self._stopped.wait(pause):
                break
        return False


def moment(seconds: float) -> str:
    """A time as events write it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
