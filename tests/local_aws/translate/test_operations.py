"""Every operation through boto3, in both protocols."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.exceptions
import docx
import pytest
import requests
from botocore.exceptions import ClientError

from local_aws.engines.base import EngineError
from local_aws.faults import Fault, FaultKind
from local_aws.service import Service
from local_aws.translate import models
from local_aws.translate.documents import DOCX
from local_aws.translate.languages import LANGUAGE_NAMES
from local_aws.translate.responses import Call, answer
from local_aws.translate.wire import JSON
from tests.local_aws.conftest import Clients
from tests.local_aws.scripted import ScriptedEngine
from tests.local_aws.world import PAIRS, World

ELEVEN_LANGUAGES = ["es", "fr", "de", "it", "pt", "nl", "pl", "ru", "tr", "ja", "ko"]


def code_of(call: Any, **members: Any) -> str:
    with pytest.raises(botocore.exceptions.ClientError) as raised:
        call(**members)
    return str(raised.value.response["Error"]["Code"])


@pytest.fixture
def world(both: World) -> World:
    return both


class TestParallelData:
    def test_is_created_read_listed_and_deleted(self, world: World) -> None:
        data = world.make_data(Description="Sätze", EncryptionKey={"Type": "KMS", "Id": "alias/key"})
        assert data["Status"] == "ACTIVE"
        assert (data["SourceLanguageCode"], data["TargetLanguageCodes"]) == ("en", ["es"])
        assert (data["ImportedRecordCount"], data["SkippedRecordCount"], data["FailedRecordCount"]) == (2, 0, 0)
        assert data["ImportedDataSize"] == len(PAIRS.encode())
        assert data["Arn"] == "arn:aws:translate:us-east-1:123456789012:parallel-data/pairs"
        assert data["Description"] == "Sätze"
        assert data["EncryptionKey"] == {"Type": "KMS", "Id": "alias/key"}
        assert abs(data["CreatedAt"] - datetime.now(UTC)) < timedelta(minutes=1)
        assert "LatestUpdateAttemptStatus" not in data
        listed = world.translate.list_parallel_data()["ParallelDataPropertiesList"]
        assert [entry["Name"] for entry in listed] == ["pairs"]
        assert world.translate.delete_parallel_data(Name="pairs")["Status"] == "DELETING"
        assert code_of(world.translate.get_parallel_data, Name="pairs") == "ResourceNotFoundException"

    def test_links_to_its_file_and_to_what_was_left_out(self, world: World) -> None:
        world.make_data(content=PAIRS + "=sum,suma\n,vacío\n")
        reply = world.translate.get_parallel_data(Name="pairs")
        assert reply["DataLocation"]["RepositoryType"] == "S3"
        assert requests.get(reply["DataLocation"]["Location"]).text.startswith("en,es\n")
        auxiliary = json.loads(requests.get(reply["AuxiliaryDataLocation"]["Location"]).text)
        assert auxiliary["summary"] == {"record_error_count": 1, "record_skipped_count": 1}
        assert [message["content"] for message in auxiliary["messages"]] == ["line 4", "line 5, en"]

    @pytest.mark.parametrize(
        "content", ["", "en,xx\na,b\n", "en\na\n", "en,es\n,x\n", "en,en\na,b\n", b"en,es\n\xff,b\n"]
    )
    def test_with_an_unusable_file_it_is_failed_and_keeps_its_name(self, world: World, content: str | bytes) -> None:
        config = {"S3Uri": world.put("pd/bad.csv", content), "Format": "CSV"}
        world.translate.create_parallel_data(Name="bad", ParallelDataConfig=config)
        data = world.data("bad")
        assert data["Status"] == "FAILED"
        assert "bad.csv" in data["Message"]
        assert (
            code_of(world.translate.create_parallel_data, Name="bad", ParallelDataConfig=config) == "ConflictException"
        )
        assert world.start_code(ParallelDataNames=["bad"]) == "InvalidRequestException"
        world.put("pd/bad.csv", PAIRS)
        world.translate.update_parallel_data(Name="bad", ParallelDataConfig=config)
        assert world.data("bad")["Status"] == "ACTIVE"

    def test_without_its_file_it_is_failed(self, world: World) -> None:
        config = {"S3Uri": world.uri("pd/none.csv"), "Format": "CSV"}
        world.translate.create_parallel_data(Name="none", ParallelDataConfig=config)
        assert world.data("none")["Status"] == "FAILED"

    def test_a_failed_update_leaves_the_old_data_in_use(self, world: World) -> None:
        world.make_data()
        config = {"S3Uri": world.put("pd/bad.csv", "nonsense"), "Format": "CSV"}
        reply = world.translate.update_parallel_data(Name="pairs", ParallelDataConfig=config)
        assert (reply["Status"], reply["LatestUpdateAttemptStatus"]) == ("ACTIVE", "UPDATING")
        reply = world.translate.get_parallel_data(Name="pairs")
        data = reply["ParallelDataProperties"]
        assert (data["Status"], data["LatestUpdateAttemptStatus"]) == ("ACTIVE", "FAILED")
        assert data["ImportedRecordCount"] == 2
        assert data["ParallelDataConfig"]["S3Uri"] == world.uri("pd/pairs")
        assert requests.get(reply["LatestUpdateAttemptAuxiliaryDataLocation"]["Location"]).json()["messages"]
        assert requests.get(reply["DataLocation"]["Location"]).content == PAIRS.encode()
        world.put("in/a.txt", "The cat sleeps.")
        assert world.results(world.run(ParallelDataNames=["pairs"]))["es.a.txt"] == b"El gato duerme."

    def test_an_update_replaces_the_data(self, world: World) -> None:
        world.make_data()
        config = {"S3Uri": world.put("pd/new.csv", "en,es\nThe cat sleeps.,Duerme el gato.\n"), "Format": "CSV"}
        world.translate.update_parallel_data(Name="pairs", ParallelDataConfig=config, Description="new")
        data = world.data("pairs")
        assert (data["Status"], data["LatestUpdateAttemptStatus"]) == ("ACTIVE", "ACTIVE")
        assert (data["ImportedRecordCount"], data["Description"]) == (1, "new")
        world.put("in/a.txt", "The cat sleeps.")
        assert world.results(world.run(ParallelDataNames=["pairs"]))["es.a.txt"] == b"Duerme el gato."

    def test_the_same_token_gives_the_same_resource_and_another_one_a_conflict(self, world: World) -> None:
        world.make_data(ClientToken="t1")
        config = {"S3Uri": world.uri("pd/pairs"), "Format": "CSV"}
        create = world.translate.create_parallel_data
        assert create(Name="pairs", ParallelDataConfig=config, ClientToken="t1")["Status"] == "ACTIVE"
        assert code_of(create, Name="pairs", ParallelDataConfig=config, ClientToken="t2") == "ConflictException"

    def test_needs_both_parts_of_its_config(self, world: World) -> None:
        for config in ({"S3Uri": world.uri("x")}, {"Format": "CSV"}):
            code = code_of(world.translate.create_parallel_data, Name="x", ParallelDataConfig=config)
            assert code == "InvalidParameterValueException"

    @pytest.mark.parametrize("operation", ["get_parallel_data", "delete_parallel_data", "update_parallel_data"])
    def test_an_unknown_name_is_not_found(self, world: World, operation: str) -> None:
        more = {"ParallelDataConfig": {"S3Uri": world.uri("x"), "Format": "CSV"}} if "update" in operation else {}
        assert code_of(getattr(world.translate, operation), Name="none", **more) == "ResourceNotFoundException"

    def test_is_listed_in_pages(self, world: World) -> None:
        for number in range(5):
            world.make_data(f"pairs-{number}")
        names, token = [], {}
        while True:
            reply = world.translate.list_parallel_data(MaxResults=2, **token)
            names.append([entry["Name"] for entry in reply["ParallelDataPropertiesList"]])
            if "NextToken" not in reply:
                break
            token = {"NextToken": reply["NextToken"]}
        assert names == [["pairs-0", "pairs-1"], ["pairs-2", "pairs-3"], ["pairs-4"]]
        assert code_of(world.translate.list_parallel_data, NextToken="!") == "InvalidParameterValueException"


class TestTerminologies:
    CONTENT = b"en,es,fr\nAmazon,Amazon,Amazon\ncat,gatito,minou\nalone,,\n"

    def put(self, world: World, name: str = "terms", **more: Any) -> Any:
        data = {"File": self.CONTENT, "Format": "CSV", **more}
        return world.translate.import_terminology(Name=name, MergeStrategy="OVERWRITE", TerminologyData=data)

    def test_is_imported_read_listed_and_deleted(self, world: World) -> None:
        made = self.put(world)["TerminologyProperties"]
        assert (made["SourceLanguageCode"], made["TargetLanguageCodes"]) == ("en", ["es", "fr"])
        assert (made["TermCount"], made["SkippedTermCount"]) == (2, 1)
        assert (made["SizeBytes"], made["Directionality"], made["Format"]) == (len(self.CONTENT), "UNI", "CSV")
        reply = world.translate.get_terminology(Name="terms", TerminologyDataFormat="CSV")
        assert reply["TerminologyProperties"] == made
        assert requests.get(reply["TerminologyDataLocation"]["Location"]).content == self.CONTENT
        assert world.translate.list_terminologies()["TerminologyPropertiesList"] == [made]
        world.translate.delete_terminology(Name="terms")
        assert code_of(world.translate.get_terminology, Name="terms") == "ResourceNotFoundException"
        assert code_of(world.translate.delete_terminology, Name="terms") == "ResourceNotFoundException"

    def test_is_replaced_by_a_second_import(self, world: World) -> None:
        first = self.put(world)["TerminologyProperties"]
        data = {"File": b"en,es\ncat,gata\n", "Format": "CSV", "Directionality": "MULTI"}
        again = world.translate.import_terminology(Name="terms", MergeStrategy="OVERWRITE", TerminologyData=data)
        assert again["TerminologyProperties"]["TermCount"] == 1
        assert again["TerminologyProperties"]["CreatedAt"] == first["CreatedAt"]

    def test_an_unusable_file_is_refused(self, world: World) -> None:
        for content in (b"", b"en,xx\na,b\n", b"en,es\nonly,\n"):
            data = {"File": content, "Format": "CSV"}
            code = code_of(
                world.translate.import_terminology, Name="t", MergeStrategy="OVERWRITE", TerminologyData=data
            )
            assert code == "InvalidParameterValueException"

    def test_a_file_with_a_formula_is_refused_as_a_whole(self, world: World) -> None:
        for content, file_format in ((b"en,es\ncat,gato\n=SUM,SUMA\n", "CSV"), (b"en\tes\ncat\t-gato\n", "TSV")):
            with pytest.raises(ClientError, match=r"line \d: a field begins with one of"):
                self.put(world, File=content, Format=file_format)
        self.put(world, File=b"en,es\nC++,C++\n")

    def test_pages_can_be_read_with_a_paginator(self, world: World) -> None:
        for number in range(3):
            self.put(world, f"terms-{number}")
        pages = world.translate.get_paginator("list_terminologies").paginate(PaginationConfig={"PageSize": 1})
        assert [p["TerminologyPropertiesList"][0]["Name"] for p in pages] == ["terms-0", "terms-1", "terms-2"]

    def test_is_applied_and_named_by_translate_text_and_by_a_job(self, world: World) -> None:
        self.put(world)
        reply = world.translate.translate_text(
            Text="The cat sleeps.", SourceLanguageCode="en", TargetLanguageCode="es", TerminologyNames=["terms"]
        )
        assert "gatito" in reply["TranslatedText"]
        applied = [{"Name": "terms", "Terms": [{"SourceText": "cat", "TargetText": "gatito"}]}]
        assert reply["AppliedTerminologies"] == applied
        world.put("in/a.txt", "The cat sleeps.")
        job = world.run(TerminologyNames=["terms"])
        assert world.details(job)["details"][0]["auxiliaryData"]["appliedTerminologies"] == [
            {"name": "terms", "terms": [{"sourceText": "cat", "targetText": "gatito"}]}
        ]

    def test_is_applied_to_whole_words_in_any_case(self, world: World) -> None:
        self.put(world)
        reply = world.translate.translate_text(
            Text="Cat, concatenate, CAT", SourceLanguageCode="en", TargetLanguageCode="es", TerminologyNames=["terms"]
        )
        assert reply["TranslatedText"] == "Gatito, concatenate, GATITO"
        assert reply["AppliedTerminologies"][0]["Terms"] == [{"SourceText": "cat", "TargetText": "gatito"}]

    @pytest.mark.parametrize("wanted", ["CSV", "TSV", "TMX"])
    def test_is_read_in_any_format(self, world: World, wanted: str) -> None:
        content = b'en,es,fr\n"a, ""b""",x <y> & z,\ncat,gatito,minou\n'
        self.put(world, File=content)
        location = world.translate.get_terminology(Name="terms", TerminologyDataFormat=wanted)[
            "TerminologyDataLocation"
        ]
        given = requests.get(location["Location"]).content
        assert (given == content) == (wanted == "CSV")
        again = self.put(world, "again", File=given, Format=wanted)["TerminologyProperties"]
        assert (again["TermCount"], again["TargetLanguageCodes"]) == (2, ["es", "fr"])

    @pytest.mark.parametrize(("targets", "fits"), [(10, True), (11, False)])
    def test_has_at_most_ten_target_languages(self, world: World, targets: int, fits: bool) -> None:
        languages = ["es", "fr", "de", "it", "pt", "nl", "da", "sv", "pl", "cs", "ru"][:targets]
        content = f"en,{','.join(languages)}\ncat{',x' * targets}\n".encode()
        if fits:
            assert len(self.put(world, File=content)["TerminologyProperties"]["TargetLanguageCodes"]) == targets
        else:
            with pytest.raises(
                botocore.exceptions.ClientError, match=r"InvalidParameterValue.*11 target languages; 10 are allowed"
            ):
                self.put(world, File=content)

    def test_a_term_over_200_bytes_is_skipped(self, world: World) -> None:
        content = f"en,es\n{'a' * 201},x\nb,{'é' * 101}\n{'c' * 200},{'d' * 200}\n".encode()
        made = self.put(world, File=content)["TerminologyProperties"]
        assert (made["TermCount"], made["SkippedTermCount"]) == (1, 2)

    def test_at_most_250_terms_are_named(self, world: World) -> None:
        words = [f"w{number}" for number in range(300)]
        content = ("en,es\n" + "".join(f"{word},{word}x\n" for word in words)).encode()
        self.put(world, File=content)
        reply = world.translate.translate_text(
            Text=" ".join(words), SourceLanguageCode="en", TargetLanguageCode="es", TerminologyNames=["terms"]
        )
        assert reply["TranslatedText"] == " ".join(f"{word}x" for word in words)
        assert len(reply["AppliedTerminologies"][0]["Terms"]) == 250

    def test_an_unknown_one_is_not_found(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        assert world.start_code(TerminologyNames=["none"]) == "ResourceNotFoundException"
        members = {"Text": "x", "SourceLanguageCode": "en", "TargetLanguageCode": "es", "TerminologyNames": ["none"]}
        assert code_of(world.translate.translate_text, **members) == "ResourceNotFoundException"


class TestJobs:
    def test_is_started_described_and_listed(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        job = world.run(JobName="my job", Settings={"Formality": "FORMAL"})
        assert job["JobStatus"] == "COMPLETED"
        assert len(job["JobId"]) == 32
        assert job["JobName"] == "my job"
        assert job["JobDetails"] == {
            "TranslatedDocumentsCount": 1, "DocumentsWithErrorsCount": 0, "InputDocumentsCount": 1
        }  # fmt: skip
        assert job["OutputDataConfig"]["S3Uri"] == world.uri(f"out/123456789012-TranslateText-{job['JobId']}/")
        assert job["InputDataConfig"] == {"S3Uri": world.uri("in/"), "ContentType": "text/plain"}
        assert job["Settings"] == {"Formality": "FORMAL"}
        assert job["SubmittedTime"] <= job["EndTime"]
        assert world.translate.list_text_translation_jobs()["TextTranslationJobPropertiesList"] == [job]

    def test_the_same_token_gives_the_same_job(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        first = world.start(ClientToken="once")
        assert world.start(ClientToken="once") == first
        assert world.start(ClientToken="twice") != first
        assert world.start_code(ClientToken="once", JobName="other") == "InvalidRequestException"

    def test_lists_can_be_filtered_one_way_at_a_time(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        jobs = [world.start(JobName=f"job {number}") for number in range(3)]
        listed = self.listed
        assert listed(world) == jobs[::-1]
        assert listed(world, JobName="job 1") == [jobs[1]]
        assert listed(world, JobStatus="COMPLETED") == jobs[::-1]
        assert listed(world, JobStatus="FAILED") == []
        soon = datetime.now(UTC) + timedelta(minutes=1)
        assert listed(world, SubmittedBeforeTime=soon) == jobs
        assert listed(world, SubmittedAfterTime=soon - timedelta(hours=1)) == jobs[::-1]
        assert listed(world, SubmittedAfterTime=soon) == []
        both = {"JobName": "job 1", "JobStatus": "COMPLETED"}
        assert code_of(world.translate.list_text_translation_jobs, Filter=both) == "InvalidFilterException"

    def test_lists_come_in_pages(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        jobs = [world.start() for _ in range(3)]
        first = world.translate.list_text_translation_jobs(MaxResults=2)
        world.start()  # a new job does not shift the next page
        second = world.translate.list_text_translation_jobs(MaxResults=2, NextToken=first["NextToken"])
        found = first["TextTranslationJobPropertiesList"] + second["TextTranslationJobPropertiesList"]
        assert [job["JobId"] for job in found] == jobs[::-1]
        assert code_of(world.translate.list_text_translation_jobs, NextToken="zzz") == "InvalidRequestException"

    def test_an_ended_job_stays_as_it_is_when_stopped(self, world: World) -> None:
        world.put("in/a.txt", "Hello.")
        job = world.start()
        assert world.translate.stop_text_translation_job(JobId=job)["JobStatus"] == "COMPLETED"

    def test_unknown_jobs_are_not_found(self, world: World) -> None:
        for operation in (world.translate.describe_text_translation_job, world.translate.stop_text_translation_job):
            assert code_of(operation, JobId="0" * 32) == "ResourceNotFoundException"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"TargetLanguageCodes": ["xx"]}, "UnsupportedLanguagePairException"),
            ({"SourceLanguageCode": "xx"}, "UnsupportedLanguagePairException"),
            ({"TargetLanguageCodes": ["es", "es"]}, "InvalidParameterValueException"),
            ({"TargetLanguageCodes": ELEVEN_LANGUAGES}, "InvalidParameterValueException"),
            ({"ParallelDataNames": ["none"]}, "ResourceNotFoundException"),
            ({"ParallelDataNames": ["pairs", "pairs"]}, "InvalidParameterValueException"),
            ({"ParallelDataNames": ["pairs"], "TargetLanguageCodes": ["es", "fr"]}, "InvalidParameterValueException"),
            ({"ParallelDataNames": ["pairs"], "SourceLanguageCode": "auto"}, "InvalidParameterValueException"),
            ({"TerminologyNames": ["a", "b"]}, "InvalidParameterValueException"),
            ({"Settings": {"Brevity": "ON"}}, "InvalidRequestException"),
            ({"OutputDataConfig": {"S3Uri": "s3://no-such-bucket/x"}}, "InvalidRequestException"),
        ],
    )  # fmt: skip
    def test_what_cannot_work_is_refused_at_once(self, world: World, changes: dict[str, Any], code: str) -> None:
        world.put("in/a.txt", "Hello.")
        world.make_data()
        assert world.start_code(**changes) == code
        assert self.listed(world) == []

    @pytest.mark.parametrize(
        "content_type",
        [
            "application/pdf",
            "application/msword",
            "text/markdown",
        ],
    )
    def test_other_types_of_documents_are_refused(self, world: World, content_type: str) -> None:
        world.put("in/a", "x")
        config = {"S3Uri": world.uri("in/"), "ContentType": content_type}
        assert world.start_code(InputDataConfig=config) == "InvalidRequestException"

    @pytest.mark.parametrize("uri", ["", "none/", "with-details/", "a.txt"])
    def test_an_input_folder_that_cannot_be_used_is_refused(self, world: World, uri: str) -> None:
        world.put("a.txt", "x")
        world.put("with-details/details/a.txt", "x")
        config = {"S3Uri": world.uri(uri), "ContentType": "text/plain"}
        assert world.start_code(InputDataConfig=config) == "InvalidRequestException"

    def test_buckets_of_another_region_are_refused(self, world: World) -> None:
        far = {"LocationConstraint": "eu-west-1"}
        world.s3.create_bucket(Bucket="far", CreateBucketConfiguration=far)
        for key in ("in/a.txt", "pairs.csv"):
            world.s3.put_object(Bucket="far", Key=key, Body=PAIRS.encode())
        world.put("in/a.txt", "x")
        there = {"S3Uri": "s3://far/in", "ContentType": "text/plain"}
        assert world.start_code(InputDataConfig=there) == "InvalidRequestException"
        assert world.start_code(OutputDataConfig={"S3Uri": "s3://far/out"}) == "InvalidRequestException"
        config = {"S3Uri": "s3://far/pairs.csv", "Format": "CSV"}
        world.translate.create_parallel_data(Name="pairs", ParallelDataConfig=config)
        assert "is in eu-west-1 and must be in us-east-1" in world.data("pairs")["Message"]

    @staticmethod
    def listed(world: World, **chosen: Any) -> list[str]:
        reply = world.translate.list_text_translation_jobs(**({"Filter": chosen} if chosen else {}))
        return [job["JobId"] for job in reply["TextTranslationJobPropertiesList"]]


class TestAtOnce:
    def test_text_is_translated(self, world: World) -> None:
        text = "One & <two>\n\n  three"
        reply = world.translate.translate_text(Text=text, SourceLanguageCode="en", TargetLanguageCode="en")
        assert reply["TranslatedText"] == text
        assert (reply["SourceLanguageCode"], reply["TargetLanguageCode"]) == ("en", "en")

    def test_too_much_text_is_refused(self, world: World) -> None:
        for text in ("x" * 10_001, "字" * 4_000):
            members = {"Text": text, "SourceLanguageCode": "zh", "TargetLanguageCode": "en"}
            assert code_of(world.translate.translate_text, **members) == "TextSizeLimitExceededException"

    def test_an_engine_that_is_away_makes_the_service_unavailable(self, world: World, clients: Clients) -> None:
        def broken(text: str) -> str:
            raise EngineError("the model is away")

        clients.mock.reset(ScriptedEngine(broken))
        members = {"Text": "hello", "SourceLanguageCode": "en", "TargetLanguageCode": "es"}
        assert code_of(world.translate.translate_text, **members) == "ServiceUnavailableException"

    def test_a_language_that_its_script_tells_is_detected(self, world: World) -> None:
        reply = world.translate.translate_text(Text="你好", SourceLanguageCode="auto", TargetLanguageCode="zh")
        assert reply["SourceLanguageCode"] == "zh"
        members = {"Text": "hello", "SourceLanguageCode": "auto", "TargetLanguageCode": "zh"}
        assert code_of(world.translate.translate_text, **members) == "DetectedLanguageLowConfidenceException"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("The weather is nice today, and we will go for a long walk.", "en"),
            ("El tiempo es bueno hoy y vamos a dar un largo paseo.", "es"),
            ("Das Wetter ist heute schön, und wir machen einen langen Spaziergang.", "de"),
            ("Сегодня хорошая погода, и мы пойдём на долгую прогулку.", "ru"),
            ("Jeg vet ikke hva de har gjort, men vi skal ut og gå tur i skogen sammen etterpå.", "no"),
        ],
    )
    def test_a_language_is_told_by_its_words(self, world: World, text: str, code: str) -> None:
        reply = world.translate.translate_text(Text=text, SourceLanguageCode="auto", TargetLanguageCode="fr")
        assert reply["SourceLanguageCode"] == code

    def test_a_language_that_is_not_sure_is_named_in_the_error(self, world: World) -> None:
        with pytest.raises(botocore.exceptions.ClientError) as low:
            world.translate.translate_text(Text="OK", SourceLanguageCode="auto", TargetLanguageCode="fr")
        assert low.value.response["DetectedLanguageCode"] in LANGUAGE_NAMES

    @pytest.mark.parametrize(
        ("text", "seen"),
        [
            ('Call <code translate="no">f(x)</code> now', ["Call <keep> now"]),
            ('Let <span translate="no">$f(x) < 1$</span> be small & nice', ["Let <keep> be small &amp; nice"]),
            ("<p>A <b>bold</b> word</p>", ["A <b>bold</b> word"]),
            ("One\nTwo <i TRANSLATE='NO'>x\ny</i> three", ["One", "Two <keep> three"]),
        ],
    )
    def test_what_is_not_to_be_translated_is_not_seen_and_stays(
        self, world: World, clients: Clients, text: str, seen: list[str]
    ) -> None:
        engine = ScriptedEngine(str)
        clients.mock.reset(engine)
        reply = world.translate.translate_text(Text=text, SourceLanguageCode="en", TargetLanguageCode="es")
        assert [re.sub(r"<keep [^>]*>", "<keep>", segment) for segment in engine.calls[0]["segments"]] == seen
        assert reply["TranslatedText"] == text

    def test_of_a_document_scripts_formulas_and_pictures_are_not_seen_and_stay(
        self, world: World, clients: Clients
    ) -> None:
        engine = ScriptedEngine(lambda text: text.replace("text", "texto"))
        clients.mock.reset(engine)
        page = (
            '<html><head><style>p > b { color: "text" }</style><script>if (a < b && c) "text"</script></head><body>'
            "<p>A text <math><mi>text</mi></math> <svg><text>text</text></svg><!-- text --> here.</p></body></html>"
        )
        document = {"Content": page.encode(), "ContentType": "text/html"}
        reply = world.translate.translate_document(Document=document, SourceLanguageCode="en", TargetLanguageCode="es")
        assert reply["TranslatedDocument"]["Content"].decode() == page.replace("A text", "A texto")
        assert "".join(engine.calls[0]["segments"]).count("text") == 1

    def test_a_word_document_is_translated(self, world: World, clients: Clients) -> None:
        clients.mock.reset(ScriptedEngine(lambda text: text.replace("Hello", "Hola")))
        made = docx.Document()
        made.add_paragraph("Hello ").add_run("you").bold = True
        content = io.BytesIO()
        made.save(content)
        document = {"Content": content.getvalue(), "ContentType": DOCX}
        reply = world.translate.translate_document(Document=document, SourceLanguageCode="en", TargetLanguageCode="es")
        (paragraph,) = docx.Document(io.BytesIO(reply["TranslatedDocument"]["Content"])).paragraphs
        assert [(run.text, run.bold) for run in paragraph.runs] == [("Hola ", None), ("you", True)]

    def test_half_a_character_is_no_text(self, service: Service) -> None:
        body = b'{"Text": "\\ud800", "SourceLanguageCode": "en", "TargetLanguageCode": "es"}'
        reply = answer(Call("TranslateText", JSON, {}, body, "http://localhost/"), service.backend("us-east-1"))
        assert reply.status == 400

    def test_an_unknown_pair_names_its_languages(self, world: World) -> None:
        with pytest.raises(botocore.exceptions.ClientError) as raised:
            world.translate.translate_text(Text="x", SourceLanguageCode="en", TargetLanguageCode="xx")
        reply = raised.value.response
        assert reply["Error"]["Code"] == "UnsupportedLanguagePairException"
        assert (reply["SourceLanguageCode"], reply["TargetLanguageCode"]) == ("en", "xx")

    def test_a_document_is_translated_from_or_into_english(self, world: World) -> None:
        document = {"Content": b"<html><p>x</p></html>", "ContentType": "text/html"}
        call = world.translate.translate_document
        reply = call(Document=document, SourceLanguageCode="en", TargetLanguageCode="en")
        assert reply["TranslatedDocument"]["Content"] == document["Content"]
        members = {"Document": document, "SourceLanguageCode": "es", "TargetLanguageCode": "fr"}
        assert code_of(call, **members) == "UnsupportedLanguagePairException"

    @pytest.mark.parametrize(
        ("content", "content_type", "code"),
        [
            (b"x" * 102_401, "text/plain", "LimitExceededException"),
            (b"\xff", "text/plain", "InvalidRequestException"),
            (
                b"x",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "InvalidRequestException",
            ),
            (b"x", "application/x-xliff+xml", "InvalidRequestException"),
        ],
    )
    def test_a_document_that_cannot_be_read_is_refused(
        self, world: World, content: bytes, content_type: str, code: str
    ) -> None:
        document = {"Content": content, "ContentType": content_type}
        members = {"Document": document, "SourceLanguageCode": "en", "TargetLanguageCode": "es"}
        assert code_of(world.translate.translate_document, **members) == code

    def test_languages_are_listed_in_ten_languages(self, world: World) -> None:
        for display, chinese in {
            "en": "Chinese (Simplified)",
            "de": "Chinesisch",
            "zh": "中文",
            "zh-TW": "中文",
        }.items():
            reply = world.translate.list_languages(DisplayLanguageCode=display)
            names = {entry["LanguageCode"]: entry["LanguageName"] for entry in reply["Languages"]}
            assert reply["DisplayLanguageCode"] == display
            assert chinese in names["zh"]
            assert len(set(names.values())) == len(names) == 75
        code = code_of(world.translate.list_languages, DisplayLanguageCode="nl")
        assert code == "UnsupportedDisplayLanguageCodeException"


class TestSettings:
    def reply(self, world: World, engine: Any, clients: Clients, **settings: str) -> Any:
        clients.mock.reset(engine)
        return world.translate.translate_text(
            Text="x <b>y</b>", SourceLanguageCode="en", TargetLanguageCode="es", Settings=settings
        )

    def test_profane_words_are_masked_and_that_is_said(self, world: World, clients: Clients) -> None:
        engine = ScriptedEngine(lambda text: text.replace("y", "joder &amp; puta").replace("x", "Vaya MIERDA, mierdas"))
        reply = self.reply(world, engine, clients, Profanity="MASK")
        assert reply["TranslatedText"] == "Vaya ?$#@$, mierdas <b>?$#@$ & ?$#@$</b>"
        assert reply["AppliedSettings"] == {"Profanity": "MASK"}

    def test_without_the_setting_nothing_is_masked(self, world: World, clients: Clients) -> None:
        reply = self.reply(world, ScriptedEngine(lambda text: text.replace("x", "mierda")), clients)
        assert reply["TranslatedText"] == "mierda <b>y</b>"
        assert "AppliedSettings" not in reply

    def test_formality_and_brevity_reach_an_engine_that_understands_them(self, world: World, clients: Clients) -> None:
        engine = ScriptedEngine(str)
        engine.understands = frozenset(["Formality", "Brevity"])  # type: ignore[attr-defined]
        reply = self.reply(world, engine, clients, Formality="FORMAL", Brevity="ON")
        assert engine.calls[0]["style"] == reply["AppliedSettings"] == {"Formality": "FORMAL", "Brevity": "ON"}

    def test_of_an_engine_that_does_not_they_are_not_said_to_be_applied(self, world: World, clients: Clients) -> None:
        engine = ScriptedEngine(str)
        reply = self.reply(world, engine, clients, Formality="FORMAL")
        assert "style" not in engine.calls[0]
        assert "AppliedSettings" not in reply

    def test_of_a_job_words_are_masked_too(self, world: World, clients: Clients) -> None:
        clients.mock.reset(ScriptedEngine(lambda text: "mierda"))
        world.put("in/a.txt", "x")
        job = world.run(Settings={"Profanity": "MASK"})
        assert world.results(job)["es.a.txt"] == b"?$#@$"


class TestQuotas:
    def test_a_full_shelf_of_parallel_data(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.make_data("one")
        monkeypatch.setattr(models.parallel_data, "MOST_PARALLEL_DATA", 1)
        config = {"S3Uri": world.uri("pd/one"), "Format": "CSV"}
        code = code_of(world.translate.create_parallel_data, Name="two", ParallelDataConfig=config)
        assert code == "LimitExceededException"

    def test_a_full_shelf_of_terminologies(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(models.terminologies, "MOST_TERMINOLOGIES", 0)
        data = {"File": b"en,es\na,b\n", "Format": "CSV"}
        code = code_of(world.translate.import_terminology, Name="t", MergeStrategy="OVERWRITE", TerminologyData=data)
        assert code == "LimitExceededException"

    def test_a_full_queue_of_jobs(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.put("in/a.txt", "Hello.")
        monkeypatch.setattr(models.jobs, "MOST_WAITING_JOBS", 0)
        assert world.start_code() == "TooManyRequestsException"


class TestTags:
    def test_are_kept_changed_and_removed(self, world: World) -> None:
        arn = world.make_data(Tags=[{"Key": "a", "Value": "1"}])["Arn"]
        world.translate.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}, {"Key": "a", "Value": ""}])
        assert self.tags(world, arn) == {"a": "", "b": "2"}
        world.translate.untag_resource(ResourceArn=arn, TagKeys=["a", "other"])
        assert self.tags(world, arn) == {"b": "2"}

    def test_more_than_fifty_are_too_many(self, world: World) -> None:
        arn = world.make_data()["Arn"]
        tags = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
        with pytest.raises(world.translate.exceptions.TooManyTagsException):
            world.translate.tag_resource(ResourceArn=arn, Tags=tags)
        world.translate.tag_resource(ResourceArn=arn, Tags=tags[:50])
        with pytest.raises(world.translate.exceptions.TooManyTagsException) as raised:
            world.translate.tag_resource(ResourceArn=arn, Tags=tags[50:])
        assert raised.value.response["ResourceArn"] == arn

    def test_a_key_is_given_once_and_not_one_of_aws(self, world: World) -> None:
        arn = world.make_data()["Arn"]
        for keys in (["a", "a"], ["aws:a"]):
            tags = [{"Key": key, "Value": str(number)} for number, key in enumerate(keys)]
            assert code_of(world.translate.tag_resource, ResourceArn=arn, Tags=tags) == "InvalidParameterValueException"
        assert self.tags(world, arn) == {}

    def test_of_what_is_not_there_are_not_found(self, world: World) -> None:
        arn = "arn:aws:translate:us-east-1:123456789012:parallel-data/none"
        for operation, more in (
            (world.translate.list_tags_for_resource, {}),
            (world.translate.tag_resource, {"Tags": []}),
            (world.translate.untag_resource, {"TagKeys": ["a"]}),
        ):
            assert code_of(operation, ResourceArn=arn, **more) == "ResourceNotFoundException"
            assert code_of(operation, ResourceArn="nonsense", **more) == "InvalidParameterValueException"

    @staticmethod
    def tags(world: World, arn: str) -> dict[str, str]:
        reply = world.translate.list_tags_for_resource(ResourceArn=arn)
        return {tag["Key"]: tag["Value"] for tag in reply["Tags"]}


@pytest.mark.parametrize(
    "code",
    [
        "InternalServerException", "ServiceUnavailableException", "TooManyRequestsException", "LimitExceededException",
        "ConflictException", "ConcurrentModificationException", "ResourceNotFoundException", "InvalidFilterException",
    ],
)  # fmt: skip
def test_every_error_has_the_status_of_the_service_model(world: World, service: Service, code: str) -> None:
    service.faults.add(Fault(FaultKind.ERROR, operation="ListLanguages", code=code, times=0))
    with pytest.raises(botocore.exceptions.ClientError) as raised:
        world.translate.list_languages()
    service.faults.clear()
    shape = world.translate.meta.service_model.shape_for(code)
    assert raised.value.response["Error"]["Code"] == code
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == shape.metadata["error"]["httpStatusCode"]
