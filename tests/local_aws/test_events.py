"""Events of jobs and imports that have ended, posted to an address."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from local_aws import events
from local_aws.__main__ import main
from local_aws.events import Event, Events
from local_aws.s3.buckets import Buckets
from local_aws.service import Service
from local_aws.settings import ACCOUNT, Settings
from local_aws.store import Store
from local_aws.translate.models.parallel_data import DataRequest
from local_aws.translate.records import Job, JobStatus
from tests.local_aws.scripted import ScriptedEngine

JOB = Job(
    id="", token="t", status=JobStatus.SUBMITTED, input_uri="s3://books/in", role="r", content_type="text/plain",
    output_uri="s3://books/out", source_language="en", submitted_at=0.0, target_languages=("es",),
)  # fmt: skip


class Listener:
    """An address that takes events, or answers with errors first."""

    def __init__(self) -> None:
        self.taken: queue.Queue[Any] = queue.Queue()
        self.errors = 0
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.errors -= 1
                self.send_response(500 if listener.errors >= 0 else 204)
                self.end_headers()
                if listener.errors < 0:
                    listener.taken.put(json.loads(body))

            def log_message(self, *_: Any) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/events"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def next(self) -> Any:
        return self.taken.get(timeout=10)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(events, "PAUSES", (0.0, 0.0))
    opened = Listener()
    yield opened
    opened.close()


def open_service(folder: Path, address: str | None) -> tuple[Service, Buckets]:
    service = Service(Settings(data=folder, inline=True, events=address), engine=ScriptedEngine())
    return service, Buckets(ACCOUNT, service.record_change)


def test_ends_are_told_as_amazon_translate_tells_them(tmp_path: Path, listener: Listener) -> None:
    with mock_aws():
        service, buckets = open_service(tmp_path, listener.address)
        backend = service.backend("us-east-1")
        buckets.require_bucket("books")
        buckets.write("books", "in/a.txt", b"a")
        buckets.write("books", "pairs.csv", b"en,es\na,b\n")
        backend.parallel_data.create(DataRequest("pairs", "s3://books/pairs.csv", "CSV", "t1"))
        created = listener.next()
        backend.parallel_data.update(DataRequest("pairs", "s3://books/none.csv", "CSV", "t2"))
        updated = listener.next()
        job = backend.jobs.start(JOB)
        ended = listener.next()
        service.stop()
    assert created["detail-type"] == "Translate Parallel Data State Change"
    assert created["detail"] == {"operation": "CreateParallelData", "name": "pairs", "status": "ACTIVE"}
    assert created["resources"] == [f"arn:aws:translate:us-east-1:{ACCOUNT}:parallel-data/pairs"]
    assert updated["detail"].pop("latestUpdateAttemptAt").endswith("Z")
    assert updated["detail"] == {
        "operation": "UpdateParallelData",
        "name": "pairs",
        "status": "ACTIVE",
        "latestUpdateAttemptStatus": "FAILED",
    }
    assert ended["detail-type"] == "Translate TextTranslationJob State Change"
    assert ended["detail"] == {"jobId": job.id, "jobStatus": "COMPLETED"}
    assert (ended["source"], ended["account"], ended["region"]) == ("aws.translate", ACCOUNT, "us-east-1")
    assert len({created["id"], updated["id"], ended["id"]}) == 3


def event(number: int) -> Event:
    return Event.of(f"{ACCOUNT}/us-east-1", events.JOB_ENDED, 0.0, {"jobId": str(number), "jobStatus": "STOPPED"})


def test_an_address_that_fails_at_first_is_asked_again(listener: Listener) -> None:
    listener.errors = 2
    sending = Events(Store(), listener.address)
    sending.send(event(1))
    assert listener.next()["detail"]["jobId"] == "1"
    sending.stop(1)


def test_what_was_not_taken_is_sent_after_a_restart_and_no_more_after_that(tmp_path: Path, listener: Listener) -> None:
    store = Store(tmp_path / "state.sqlite")
    dead = Events(store, "http://127.0.0.1:9/")
    for number in (1, 2):
        store.write(*dead.kept(event(number)))
    dead.stop(1)
    again = Events(store, listener.address)
    assert {listener.next()["detail"]["jobId"] for _ in range(2)} == {"1", "2"}
    again.send(event(3))
    assert listener.next()["detail"]["jobId"] == "3"  # the ones before it are forgotten by now
    again.stop(1)
    assert list(store.all(events.KIND, f"{ACCOUNT}/us-east-1")) == []


def test_without_an_address_nothing_is_kept_or_sent() -> None:
    store = Store()
    silent = Events(store)
    assert silent.kept(event(1)) == ()
    silent.send(event(1))
    silent.stop(0)


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://x/y", "http://", "file:///etc/passwd"])
def test_what_is_no_address_is_refused_at_the_start(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--events", address])
    assert "is no address" in capsys.readouterr().err
