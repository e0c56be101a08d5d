from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from local_aws.engines.base import EngineError, Term, Translation
from local_aws.faults import Fault, FaultKind
from local_aws.s3.buckets import Buckets
from local_aws.service import Service
from local_aws.settings import ACCOUNT, Settings
from local_aws.translate import job_run
from local_aws.translate.backend import TranslateBackend
from local_aws.translate.models.jobs import Jobs
from local_aws.translate.models.parallel_data import DataRequest
from local_aws.translate.records import Job, JobStatus
from tests.local_aws.conftest import Clients
from tests.local_aws.scripted import ScriptedEngine
from tests.local_aws.world import World

HTML = {"ContentType": "text/html"}


def html_input(world: World) -> dict[str, Any]:
    return {"InputDataConfig": {"S3Uri": world.uri("in"), **HTML}}


class TestResults:
    def test_have_the_layout_of_the_real_ones(self, world: World) -> None:
        world.put("in/one.html", '<html><p id="p1">The cat sleeps.</p></html>')
        world.put("in/sub/two.html", "<html><p>Good morning.</p></html>")
        world.put("in/", "")
        world.put("input/other.html", "<html>not in the folder</html>")
        world.make_data(content="en,es,fr\nThe cat sleeps.,El gato duerme.,Le chat dort.\n")
        job = world.run(**html_input(world), ParallelDataNames=["pairs"], TargetLanguageCodes=["es", "fr"])
        assert job["JobStatus"] == "COMPLETED"
        assert job["JobDetails"]["TranslatedDocumentsCount"] == 2
        results = world.results(job)
        assert sorted(results) == [
            "details/es.auxiliary-translation-details.json",
            "details/fr.auxiliary-translation-details.json",
            "es.one.html",
            "es.sub/two.html",
            "fr.one.html",
            "fr.sub/two.html",
        ]
        assert results["fr.one.html"] == b'<html><p id="p1">Le chat dort.</p></html>'
        details = world.details(job, "fr")
        assert {name: value for name, value in details.items() if name != "details"} == {
            "sourceLanguageCode": "en",
            "targetLanguageCode": "fr",
            "charactersTranslated": "28",
            "documentCountWithCustomerError": "0",
            "documentCountWithServerError": "0",
            "inputDataPrefix": world.uri("in"),
            "outputDataPrefix": job["OutputDataConfig"]["S3Uri"],
        }
        first = details["details"][0]
        assert (first["sourceFile"], first["targetFile"]) == ("one.html", "fr.one.html")
        assert first["auxiliaryData"]["localAws"]["engine"] == "memory"
        assert ".write_access_check_file.temp" in world.keys(world.uri("out/"))

    def test_name_the_flags_of_each_segment(self, world: World, clients: Clients) -> None:
        engine = ScriptedEngine(lambda text: Translation(text, ("repaired",) if "two" in text else ()))
        clients.mock.reset(engine)
        world.put("in/a.html", '<html><p id="x">one</p><p id="y">two</p><p>two</p></html>')
        details = world.details(world.run(**html_input(world)))
        assert details["details"][0]["auxiliaryData"]["localAws"] == {
            "engine": "scripted",
            "segments": 3,
            "flags": {"repaired": 2},
            "flaggedSegments": [
                {"segment": 2, "id": "y", "flags": ["repaired"]},
                {"segment": 3, "flags": ["repaired"]},
            ],
        }

    def test_change_with_the_parallel_data(self, world: World) -> None:
        world.put("in/a.txt", "The cat sleeps.\nThe cat sleeps & <eats>.")
        world.make_data(content="en,es\nThe cat sleeps.,El gato duerme.\nThe cat sleeps & <eats>.,Duerme & <come>.\n")
        with_data = world.results(world.run(ParallelDataNames=["pairs"]))["es.a.txt"]
        assert with_data == b"El gato duerme.\nDuerme & <come>."
        assert world.results(world.run())["es.a.txt"] != with_data

    def test_are_no_documents_of_the_next_job(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        inside = {"OutputDataConfig": {"S3Uri": world.uri("in/out")}}
        for _ in range(2):
            assert world.run(**inside)["JobDetails"]["InputDocumentsCount"] == 1

    def test_of_xliff_are_targets(self, world: World) -> None:
        unit = '<trans-unit id="1"><source>The cat sleeps.</source></trans-unit>'
        world.put("in/a.xlf", f"<xliff><file><body>{unit}</body></file></xliff>")
        world.make_data()
        config = {"S3Uri": world.uri("in/"), "ContentType": "application/x-xliff+xml"}
        results = world.results(world.run(InputDataConfig=config, ParallelDataNames=["pairs"]))
        assert b"</source><target>El gato duerme.</target>" in results["es.a.xlf"]

    def test_in_the_language_of_the_source_are_the_source(self, world: World, clients: Clients) -> None:
        engine = ScriptedEngine()
        clients.mock.reset(engine)
        world.put("in/a.txt", "Hello.")
        job = world.run(TargetLanguageCodes=["en", "es"])
        assert (world.results(job)["en.a.txt"], world.results(job)["es.a.txt"]) == (b"Hello.", b"HELLO.")
        assert len(engine.calls) == 1

    def test_with_auto_each_document_has_its_language(self, world: World, clients: Clients) -> None:
        engine = ScriptedEngine()
        clients.mock.reset(engine)
        world.put("in/a.txt", "你好")
        world.put("in/b.txt", "ありがとう")
        world.put("in/c.txt", "Which one?")
        job = world.run(SourceLanguageCode="auto")
        assert [call["source_language"] for call in engine.calls] == ["zh", "ja"]
        assert job["JobStatus"] == "COMPLETED_WITH_ERROR"
        error = world.details(job)["details"][2]["auxiliaryData"]["error"]
        assert error["errorCode"] == "DetectedLanguageLowConfidenceException"


class TestErrors:
    def test_a_document_that_cannot_be_read_is_left_out_by_name(self, world: World) -> None:
        world.put("in/bad.txt", b"\xff")
        world.put("in/good.txt", "Hello.")
        job = world.run()
        assert job["JobStatus"] == "COMPLETED_WITH_ERROR"
        assert job["JobDetails"] == {
            "TranslatedDocumentsCount": 1, "DocumentsWithErrorsCount": 1, "InputDocumentsCount": 2
        }  # fmt: skip
        assert "es.bad.txt" not in world.results(job)
        details = world.details(job)
        assert details["documentCountWithCustomerError"] == "1"
        error = details["details"][0]["auxiliaryData"]["error"]
        assert error == {
            "errorCode": "InvalidRequestException",
            "errorMessage": "the document is not UTF-8: invalid start byte at byte 0",
        }

    @pytest.mark.parametrize("limit", ["LARGEST_DOCUMENT", "MOST_CHARACTERS", "LARGEST_TEXT"])
    def test_a_document_over_a_limit_is_left_out(
        self, world: World, monkeypatch: pytest.MonkeyPatch, limit: str
    ) -> None:
        monkeypatch.setattr(job_run, limit, 20)
        world.put("in/large.txt", "x" * 21)
        world.put("in/small.txt", "x" * 19)
        job = world.run()
        assert [path for path in world.results(job) if path.startswith("es.")] == ["es.small.txt"]
        assert (
            world.details(job)["details"][0]["auxiliaryData"]["error"]["errorCode"] == "TextSizeLimitExceededException"
        )

    def test_a_translation_without_its_markup_is_never_written(self, world: World, clients: Clients) -> None:
        clients.mock.reset(ScriptedEngine(lambda text: text.replace("<b>", "")))
        world.put("in/a.html", "<html><p>one</p><p>a <b>b</b></p></html>")
        job = world.run(**html_input(world))
        assert job["JobStatus"] == "COMPLETED_WITH_ERROR"
        assert [path for path in world.results(job) if path.startswith("es.")] == []
        assert world.details(job)["documentCountWithServerError"] == "1"

    def test_an_engine_that_cannot_work_fails_the_job(self, world: World, clients: Clients) -> None:
        def broken(text: str) -> str:
            raise EngineError("the model is away")

        clients.mock.reset(ScriptedEngine(broken))
        world.put("in/a.txt", "Hello.")
        job = world.run()
        assert job["JobStatus"] == "FAILED"
        assert "the model is away" in job["Message"]
        assert world.results(job) == {}

    def test_an_engine_that_breaks_at_a_segment_fails_its_document(self, world: World, clients: Clients) -> None:
        def broken(text: str) -> str:
            return {"Hello.": "Hola."}[text]

        clients.mock.reset(ScriptedEngine(broken))
        world.put("in/a.txt", "Hello.\nNever seen.")
        world.put("in/b.txt", "Hello.")
        job = world.run()
        assert job["JobStatus"] == "COMPLETED_WITH_ERROR"
        assert world.results(job)["es.b.txt"] == b"Hola."
        [spoilt] = [entry for entry in world.details(job)["details"] if "error" in entry["auxiliaryData"]]
        assert spoilt["sourceFile"] == "a.txt"
        assert "broke at segment 2" in spoilt["auxiliaryData"]["error"]["errorMessage"]

    def test_an_output_bucket_that_goes_away_fails_the_job(self, world: World, clients: Clients) -> None:
        world.s3.create_bucket(Bucket="short-lived")

        def remove(text: str) -> str:
            world.s3.delete_object(Bucket="short-lived", Key="out/.write_access_check_file.temp")
            world.s3.delete_bucket(Bucket="short-lived")
            return text

        clients.mock.reset(ScriptedEngine(remove))
        world.put("in/a.txt", "Hello.")
        job = world.run(OutputDataConfig={"S3Uri": "s3://short-lived/out"})
        assert job["JobStatus"] == "FAILED"
        assert "short-lived" in job["Message"]


class TestFaults:
    def test_a_document_can_be_made_to_fail(self, world: World, service: Service) -> None:
        service.faults.add(Fault(FaultKind.FAIL_DOCUMENT, match="b*"))
        for name in "abc":
            world.put(f"in/{name}.txt", "Hello.")
        job = world.run()
        assert job["JobStatus"] == "COMPLETED_WITH_ERROR"
        assert [path for path in world.results(job) if path.startswith("es.")] == ["es.a.txt", "es.c.txt"]

    def test_an_output_can_be_cut_in_half(self, world: World, service: Service) -> None:
        service.faults.add(Fault(FaultKind.TRUNCATE_OUTPUT, match="a.txt"))
        world.put("in/a.txt", "123456ab")
        job = world.run(TargetLanguageCodes=["en"])
        assert job["JobStatus"] == "COMPLETED"
        assert world.results(job)["en.a.txt"] == b"1234"

    def test_a_job_can_be_made_to_fail_after_some_documents(self, world: World, service: Service) -> None:
        service.faults.add(Fault(FaultKind.FAIL_JOB, match="doomed", after=2))
        for name in "abc":
            world.put(f"in/{name}.txt", "Hello.")
        job = world.run(JobName="doomed")
        assert job["JobStatus"] == "FAILED"
        assert job["JobDetails"]["TranslatedDocumentsCount"] == 2
        assert world.run(JobName="doomed")["JobStatus"] == "COMPLETED"

    def test_an_import_can_be_made_to_fail(self, world: World, service: Service) -> None:
        service.faults.add(Fault(FaultKind.FAIL_IMPORT, match="pairs"))
        assert world.make_data()["Status"] == "FAILED"


class _DiedError(BaseException):
    """The process ended here."""


class TestRestart:
    """A service on a folder, and another one on the same folder after the first one died."""

    @pytest.fixture
    def died(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def die(code: int) -> None:
            raise _DiedError

        monkeypatch.setattr(job_run.os, "_exit", die)

    def start(self, folder: Path, engine: ScriptedEngine) -> tuple[Service, TranslateBackend, Buckets]:
        service = Service(Settings(data=folder, inline=True), engine=engine)
        return service, service.backend("us-east-1"), Buckets(ACCOUNT, service.record_change)

    def new_job(self, **changes: Any) -> Job:
        return Job(
            id="", token="t", digest="d", status=JobStatus.SUBMITTED, input_uri="s3://books/in", role="r",
            content_type="text/plain", output_uri="s3://books/out", source_language="en", submitted_at=0.0,
            target_languages=("es",), **changes,
        )  # fmt: skip

    def die_in_a_job(self, folder: Path, engine: ScriptedEngine, *, after: int, with_data: bool = False) -> None:
        """Three documents, and the end of the process after some of them."""
        service, backend, buckets = self.start(folder, engine)
        buckets.require_bucket("books")
        for name in "abc":
            buckets.write("books", f"in/{name}.txt", name.encode())
        if with_data:
            buckets.write("books", "pairs.csv", b"en,es\na,b\n")
            backend.parallel_data.create(DataRequest("pairs", "s3://books/pairs.csv", "CSV", "t"))
        service.faults.add(Fault(FaultKind.EXIT, after=after))
        with pytest.raises(_DiedError):
            backend.jobs.start(self.new_job(parallel_data=("pairs",) if with_data else ()))
        service.stop()

    @pytest.mark.usefixtures("died")
    @pytest.mark.parametrize("after", [1, 2, 3])
    def test_a_job_goes_on_with_the_document_where_it_was(self, tmp_path: Path, after: int) -> None:
        first, second = ScriptedEngine(), ScriptedEngine()
        with mock_aws():
            self.die_in_a_job(tmp_path, first, after=after)
            service, backend, buckets = self.start(tmp_path, second)
            (ended,) = backend.jobs.all()
            assert (ended.status, ended.message, ended.translated) == (JobStatus.COMPLETED, None, 3)
            folder = ended.output_uri.removeprefix("s3://books/")
            results = {entry.key.removeprefix(folder): entry for entry in buckets.list("books", folder)}
            assert set(results) == {"details/es.auxiliary-translation-details.json", *(f"es.{n}.txt" for n in "abc")}
            assert buckets.read("books", f"{folder}es.c.txt") == b"C"
            assert [call["segments"] for call in first.calls + second.calls] == [["a"], ["b"], ["c"]]
            assert backend.jobs.start(self.new_job()).id == ended.id  # the token is known after the restart
            service.stop()

    @pytest.mark.usefixtures("died")
    def test_with_other_parallel_data_a_job_begins_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = ScriptedEngine(), ScriptedEngine()
        with mock_aws():
            self.die_in_a_job(tmp_path, first, after=2, with_data=True)
            monkeypatch.setattr(Jobs, "resume", lambda self: None)
            service, backend, _ = self.start(tmp_path, second)
            backend.parallel_data.update(DataRequest("pairs", "s3://books/pairs.csv", "CSV", "t2"))
            service.stop()
            monkeypatch.undo()
            service, backend, _ = self.start(tmp_path, second)
            (ended,) = backend.jobs.all()
            assert (ended.status, ended.translated) == (JobStatus.COMPLETED, 3)
            assert [call["segments"] for call in second.calls] == [["a"], ["b"], ["c"]]
            service.stop()

    @pytest.mark.usefixtures("died")
    def test_without_its_parallel_data_a_job_is_failed_and_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with mock_aws():
            self.die_in_a_job(tmp_path, ScriptedEngine(), after=1, with_data=True)
            monkeypatch.setattr(Jobs, "resume", lambda self: None)
            service, backend, _ = self.start(tmp_path, ScriptedEngine())
            backend.parallel_data.delete("pairs")
            service.stop()
            monkeypatch.undo()
            service, backend, _ = self.start(tmp_path, ScriptedEngine())
            (ended,) = backend.jobs.all()
            assert ended.status == JobStatus.FAILED
            assert "pairs" in (ended.message or "")
            service.stop()


class Gate:
    """Lets a test hold an engine at its first segment."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        self.seen: list[str] = []

    def __call__(self, text: str) -> str:
        self.reached.set()
        assert self.open.wait(30)
        self.seen.append(text)
        return text


class TestSideBySide:
    @pytest.fixture
    def gate(self, world: World, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> Gate:
        monkeypatch.setattr(job_run, "STEP_SECONDS", 0.0)
        gate = Gate()
        clients.mock.reset(ScriptedEngine(gate), inline=False)
        return gate

    def test_jobs_take_turns(self, world: World, gate: Gate) -> None:
        started = []
        for name in "abc":
            world.put(f"{name}/x.txt", "\n".join(f"{name}{number}" for number in range(20)))
            config = {"S3Uri": world.uri(f"{name}/"), "ContentType": "text/plain"}
            started.append(world.start(InputDataConfig=config))
        assert gate.reached.wait(30)
        assert {world.describe(job)["JobStatus"] for job in started} <= {"SUBMITTED", "IN_PROGRESS"}
        gate.open.set()
        assert [world.wait(job)["JobStatus"] for job in started] == ["COMPLETED"] * 3
        half = "".join(text[0] for text in gate.seen[:30])
        assert min(half.count(name) for name in "abc") >= 9

    def test_a_running_job_can_be_stopped(self, world: World, gate: Gate) -> None:
        for name in "ab":
            world.put(f"in/{name}.txt", "one\ntwo")
        job = world.start()
        assert gate.reached.wait(30)
        assert world.translate.stop_text_translation_job(JobId=job)["JobStatus"] == "STOP_REQUESTED"
        assert world.describe(job)["JobStatus"] == "STOP_REQUESTED"
        gate.open.set()
        stopped = world.wait(job)
        assert stopped["JobStatus"] == "STOPPED"
        assert [path for path in world.results(stopped) if "b.txt" in path] == []

    def test_one_import_at_a_time(self, world: World, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
        service = clients.mock.reset(inline=False)
        reading, go_on = threading.Event(), threading.Event()
        read = Buckets.read

        def slow_read(self: Buckets, bucket: str, key: str) -> bytes:
            reading.set()
            assert go_on.wait(30)
            return read(self, bucket, key)

        monkeypatch.setattr(Buckets, "read", slow_read)
        config = {"S3Uri": world.put("pd/x", "en,es\na,b\n"), "Format": "CSV"}
        assert world.translate.create_parallel_data(Name="one", ParallelDataConfig=config)["Status"] == "CREATING"
        assert reading.wait(30)
        exceptions = world.translate.exceptions
        with pytest.raises(exceptions.LimitExceededException):
            world.translate.create_parallel_data(Name="two", ParallelDataConfig=config)
        with pytest.raises(exceptions.ConcurrentModificationException):
            world.translate.update_parallel_data(Name="one", ParallelDataConfig=config)
        with pytest.raises(exceptions.ConcurrentModificationException):
            world.translate.delete_parallel_data(Name="one")
        go_on.set()
        assert service.drain()
        assert world.data("one")["Status"] == "ACTIVE"

    @pytest.fixture
    def held(self, clients: Clients, monkeypatch: pytest.MonkeyPatch) -> tuple[Gate, ScriptedEngine]:
        """An engine that stops at its first text until the gate opens."""
        monkeypatch.setattr(job_run, "STEP_SECONDS", 0.0)
        gate = Gate()
        engine = ScriptedEngine(gate)
        clients.mock.reset(engine, inline=False)
        return gate, engine

    def test_a_job_keeps_the_parallel_data_that_it_began_with(
        self, world: World, held: tuple[Gate, ScriptedEngine]
    ) -> None:
        gate, engine = held
        world.make_data()
        job = self.start_two_texts(world, gate, ParallelDataNames=["pairs"])
        world.translate.delete_parallel_data(Name="pairs")
        gate.open.set()
        assert world.wait(job)["JobStatus"] == "COMPLETED"
        assert engine.calls[0]["examples"] is engine.calls[1]["examples"] is not None

    def test_a_job_keeps_the_terminology_that_it_began_with(
        self, world: World, held: tuple[Gate, ScriptedEngine]
    ) -> None:
        gate, engine = held
        data = {"File": b"en,es\none,uno\n", "Format": "CSV"}
        world.translate.import_terminology(Name="terms", MergeStrategy="OVERWRITE", TerminologyData=data)
        job = self.start_two_texts(world, gate, TerminologyNames=["terms"])
        world.translate.delete_terminology(Name="terms")
        gate.open.set()
        assert world.wait(job)["JobStatus"] == "COMPLETED"
        assert engine.calls[0]["terms"] == engine.calls[1]["terms"] == [Term("one", "uno")]

    def start_two_texts(self, world: World, gate: Gate, **request: object) -> str:
        """A job of two documents whose first one is in the engine."""
        for name in "ab":
            world.put(f"in/{name}.txt", "one")
        job: str = world.start(**request)
        assert gate.reached.wait(30)
        return job


def test_progress_tells_speed_and_time_left() -> None:
    progress = job_run.Progress(documents=4, bytes=100)
    assert progress.as_json()["secondsLeft"] is None
    progress.skip(20)
    progress.bytes_done, progress.segments_done, progress.began, progress.ended = 40.0, 10, 0.0, None
    progress.began -= 1000
    figures = progress.as_json()
    assert (figures["documents"], figures["documentsDone"], figures["segmentsDone"]) == (4, 1, 10)
    assert figures["secondsLeft"] > 0
    assert figures["segmentsPerSecond"] >= 0
