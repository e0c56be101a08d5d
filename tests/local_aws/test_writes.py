"""Every write of the service fails once, for each reason; and the process dies before each of them."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from local_aws.s3.archive import Archive
from local_aws.s3.blobs import Blobs
from local_aws.s3.buckets import Buckets, NoSuchObjectError
from local_aws.service import Service
from local_aws.settings import ACCOUNT, Settings
from local_aws.store import Save, StateError, Store
from local_aws.translate.backend import TranslateBackend
from local_aws.translate.exceptions import TranslateError
from local_aws.translate.models.parallel_data import DataRequest
from local_aws.translate.records import UNFINISHED, Job, JobStatus
from tests.local_aws.scripted import ScriptedEngine

WRITES = ((Store, "_make"), (Archive, "_record"), (Blobs, "write"))
LAST_WRITE = 60  # more than the story has: the test says so if not
ENDED_DATA = {"ACTIVE", "FAILED"}


class Writes:
    """Stands before every write: counts it, and does what the test wants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.before: Callable[[int], None] = lambda number: None
        for kind, name in WRITES:
            monkeypatch.setattr(kind, name, self._watched(getattr(kind, name)))

    def _watched(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any) -> Any:
            number, self.count = self.count, self.count + 1
            try:
                self.before(number)
            except sqlite3.Error as error:
                if write.__name__ == "write":  # a file fails in another way
                    raise PermissionError(errno.EACCES, str(error)) from error
                raise
            return write(*arguments)

        return watched


def open_service(folder: Path) -> tuple[Service, TranslateBackend, Buckets]:
    service = Service(Settings(data=folder, inline=True), engine=ScriptedEngine())
    return service, service.backend("us-east-1"), Buckets(ACCOUNT, service.record_change)


def new_job(token: str) -> Job:
    return Job(
        id="", token=token, digest=token, status=JobStatus.SUBMITTED, input_uri="s3://books/in", role="r",
        content_type="text/plain", output_uri="s3://books/out", source_language="en", submitted_at=0.0,
        target_languages=("es",), parallel_data=("first",),
    )  # fmt: skip


def steps(backend: TranslateBackend, buckets: Buckets) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The story: all that writes, in an order in which each step can work if those before did."""
    data = backend.parallel_data
    terms = b"en,es\ncat,gato\n"
    yield "bucket", lambda: buckets.require_bucket("books")
    yield "object", lambda: buckets.write("books", "in/a.txt", b"a")
    yield "file", lambda: buckets.write("books", "pairs.csv", b"en,es\na,b\n")
    yield "first", lambda: data.create(DataRequest("first", "s3://books/pairs.csv", "CSV", "t1"))
    yield "update", lambda: data.update(DataRequest("first", "s3://books/pairs.csv", "CSV", "t2"))
    yield "second", lambda: data.create(DataRequest("second", "s3://books/pairs.csv", "CSV", "t3"))
    yield "terms", lambda: backend.terminologies.import_terminology("terms", terms, "CSV", "UNI")
    yield "tags", lambda: backend.terminologies.set_tags("terms", {"a": "b"})
    yield "job", lambda: backend.jobs.start(new_job("j1"))
    yield "no second", lambda: data.delete("second")
    yield "no terms", lambda: backend.terminologies.delete("terms")
    yield "no object", lambda: buckets.delete("books", "in/a.txt")


def tell(backend: TranslateBackend, buckets: Buckets, acknowledged: list[str]) -> None:
    for name, act in steps(backend, buckets):
        try:
            act()
        except (StateError, TranslateError, NoSuchObjectError):
            continue
        acknowledged.append(name)


def check(backend: TranslateBackend, buckets: Buckets, acknowledged: list[str], *, killed: bool = False) -> None:
    """Nothing is under way, and what was acknowledged holds; a step in which the process was killed may be done."""
    data = {entry.name: entry for entry in backend.parallel_data.all()}
    for entry in data.values():
        assert entry.status in ENDED_DATA
        assert entry.latest_status in {None, *ENDED_DATA}
        assert entry.status == "ACTIVE" or entry.message
    for job in backend.jobs.all():
        assert job.status not in UNFINISHED
        assert job.status == JobStatus.COMPLETED or job.message
    assert "first" not in acknowledged or "first" in data
    assert "no second" not in acknowledged or "second" not in data
    terms = [entry.name for entry in backend.terminologies.all()]
    is_deleting = killed and acknowledged[-1:] == ["no second"]
    assert "terms" not in acknowledged or "no terms" in acknowledged or is_deleting or terms == ["terms"]
    assert "no terms" not in acknowledged or terms == []
    assert "job" not in acknowledged or len(backend.jobs.all()) == 1
    if "file" in acknowledged:
        assert buckets.read("books", "pairs.csv") == b"en,es\na,b\n"
    if "no object" in acknowledged:
        assert [entry.key for entry in buckets.list("books", "in/")] == []


FAILURES: dict[str, Callable[[], Exception]] = {
    "file system full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "database full": lambda: sqlite3.OperationalError("database or disk is full"),
    "no rights": lambda: sqlite3.OperationalError("attempt to write a readonly database"),
}


@pytest.mark.parametrize("reason", ["file system full", "no rights"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_whatever_write_fails_everything_ends_and_nothing_acknowledged_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, lasting: bool
) -> None:
    writes = Writes(monkeypatch)
    for failing in range(LAST_WRITE):
        folder = tmp_path / str(failing)
        acknowledged: list[str] = []

        def fail(number: int, failing: int = failing) -> None:
            if number == failing or (lasting and number > failing):
                raise FAILURES[reason]()

        with mock_aws():
            service, backend, buckets = open_service(folder)
            writes.count, writes.before = 0, fail
            tell(backend, buckets, acknowledged)
            total = writes.count
            writes.before = lambda number: None
            check(backend, buckets, acknowledged)
            buckets.require_bucket("books")
            buckets.write("books", "pairs.csv", b"en,es\na,b\n")
            request = DataRequest("third", "s3://books/pairs.csv", "CSV", "t9")
            assert backend.parallel_data.create(request).name == "third"  # no import is in the way
            service.stop()
            service, backend, buckets = open_service(folder)
            check(backend, buckets, acknowledged)
            service.stop()
        shutil.rmtree(folder)
        if total <= failing:
            return
    pytest.fail("the story has more writes than were tried")


@pytest.mark.parametrize("reason", ["file system full", "database full"])
def test_on_a_full_disk_deleting_works_in_the_room_that_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    writes = Writes(monkeypatch)

    def full_but_for_the_ballast(number: int) -> None:
        if (tmp_path / "ballast").exists():
            raise FAILURES[reason]()

    with mock_aws():
        service, backend, buckets = open_service(tmp_path)
        done: list[str] = []
        for name, act in steps(backend, buckets):
            if name == "job":
                writes.before = full_but_for_the_ballast
                with pytest.raises(StateError):
                    act()
                continue
            act()
            done.append(name)
        assert [entry.name for entry in backend.parallel_data.all()] == ["first"]
        assert backend.terminologies.all() == []
        assert list(buckets.list("books", "in/")) == []
        service.stop()


def test_killed_before_any_write_the_service_goes_on_with_all_that_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = Writes(monkeypatch)
    acknowledged: list[str] = []
    known: list[list[str]] = []

    def keep_the_folder(number: int) -> None:
        shutil.copytree(tmp_path / "data", tmp_path / str(number), ignore=shutil.ignore_patterns("ballast", "lock"))
        known.append(list(acknowledged))

    with mock_aws():
        service, backend, buckets = open_service(tmp_path / "data")
        writes.count, writes.before = 0, keep_the_folder
        tell(backend, buckets, acknowledged)
        writes.before = lambda number: None
        service.stop()
        assert acknowledged == [name for name, _ in steps(backend, buckets)]
        assert 20 < len(known) < LAST_WRITE
        for number, told in enumerate(known):
            service, backend, buckets = open_service(tmp_path / str(number))
            check(backend, buckets, told, killed=True)
            service.stop()


class TestClientTokens:
    @pytest.fixture
    def backend(self, tmp_path: Path) -> Iterator[TranslateBackend]:
        with mock_aws():
            service, backend, buckets = open_service(tmp_path)
            buckets.require_bucket("books")
            for name in "ab":
                buckets.write("books", f"{name}.csv", f"en,es\n{name},x\n".encode())
            yield backend
            service.stop()

    def request(self, name: str, file: str, token: str) -> DataRequest:
        return DataRequest(name, f"s3://books/{file}.csv", "CSV", token, digest=f"{name} {file}")

    def test_of_an_old_update_do_not_bring_its_data_back(self, backend: TranslateBackend) -> None:
        data = backend.parallel_data
        data.create(self.request("pairs", "a", "t1"))
        data.update(self.request("pairs", "a", "t2"))
        data.update(self.request("pairs", "b", "t3"))
        assert data.update(self.request("pairs", "a", "t2")).s3_uri == "s3://books/b.csv"

    @pytest.mark.parametrize(("name", "file"), [("pairs", "b"), ("other", "a")])
    def test_of_a_create_are_refused_for_another_file_or_name(
        self, backend: TranslateBackend, name: str, file: str
    ) -> None:
        backend.parallel_data.create(self.request("pairs", "a", "t1"))
        with pytest.raises(TranslateError, match="different request"):
            backend.parallel_data.create(self.request(name, file, "t1"))

    def test_of_an_update_are_refused_for_another_file(self, backend: TranslateBackend) -> None:
        backend.parallel_data.create(self.request("pairs", "a", "t1"))
        backend.parallel_data.update(self.request("pairs", "a", "t2"))
        with pytest.raises(TranslateError, match="different request"):
            backend.parallel_data.update(self.request("pairs", "b", "t2"))

    def test_of_a_deleted_resource_can_be_used_again(self, backend: TranslateBackend) -> None:
        backend.parallel_data.create(self.request("pairs", "a", "t1"))
        backend.parallel_data.delete("pairs")
        assert backend.parallel_data.create(self.request("pairs", "b", "t1")).s3_uri == "s3://books/b.csv"


def test_a_folder_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    scope, known = f"{ACCOUNT}/us-east-1", {"name": "pairs", "arn": "arn:pairs", "status": "ACTIVE", "created_at": 1.0}
    data = {**known, "create_token": "t", "next_s3_uri": "s3://books/a", "next_format": "CSV", "version": "1"}
    job = new_job("t").as_json() | {"id": "j", "request": {"JobName": "x"}, "status": "COMPLETED"}
    del job["digest"]
    store = Store(tmp_path / "state.sqlite")
    store.write(Save("parallel-data", scope, "pairs", data), Save("job", scope, "j", job))
    store.close()
    with mock_aws():
        service, backend, _ = open_service(tmp_path)
        assert [entry.name for entry in backend.parallel_data.all()] == ["pairs"]
        assert backend.jobs.get("j").status == JobStatus.COMPLETED
        service.stop()
