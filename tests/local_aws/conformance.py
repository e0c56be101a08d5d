"""What both the local service and Amazon Translate must do, with nothing but boto3 (also an old one).

    python -m tests.local_aws.conformance --endpoint http://127.0.0.1:5005
    python -m tests.local_aws.conformance --bucket MY-BUCKET --role arn:aws:iam::...:role/translate   # real AWS: costs

Against AWS: a bucket in a region with batch jobs and parallel data (us-east-1, us-west-2, eu-west-1), a role that
Translate may assume to read and write it. It sends about 2,000 characters through batch jobs (one of them with parallel
data) and some hundreds through requests, well below one US dollar; a run takes from minutes to hours. `--budget` bounds
what it may spend: each paid request is counted, at list prices, before it is sent; `--hours` bounds how long it waits.
Whatever happens, also a failed check or Ctrl-C, it stops its jobs and removes what it made: parallel data,
terminologies, and its files, which are below `conformance-<random>/` of the bucket. What cannot be removed is named.
"""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import boto3
import jmespath
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from tests.local_aws.world import ENDED, ROLE, World

# The service does not document which of these it answers a malformed value with.
MALFORMED = {"ValidationException", "InvalidParameterValueException", "InvalidRequestException"}
BUSY, MOST_TRIES = "ConcurrentModificationException", 60
PAIRS = [("The cat sleeps on the warm roof.", "El gato duerme."), ("Good morning, dear reader.", "Hola, lector.")]
PAGE = (
    '<html><head><meta charset="utf-8"></head><body><p id="s1">The cat sleeps on the warm roof.</p>'
    '<p id="s2">The value of <span translate="no" id="m1">$x_1 &lt; 10.000$</span> is small.</p></body></html>'
)


class MissingOperationError(Exception):
    """This boto3 does not know the operation."""


class BudgetError(Exception):
    """The next request would cost more than is left."""


class Budget:
    """Counts the characters of each paid request before it is sent; raises BudgetError when too little is left.

    Prices: US dollars for a million characters and target language, with and without parallel data, July 2023.
    """

    PRICE, PRICE_WITH_DATA = 15.0, 60.0

    def __init__(self, dollars: float, world: World) -> None:
        self.left, self._s3 = dollars, world.s3
        world.translate.meta.events.register("provide-client-params.translate", self._count)

    def _count(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        cost = self._characters(model.name, params) * self._price(params) / 1_000_000
        if cost > self.left:
            raise BudgetError(f"{model.name} would cost ${cost:.4f}, and ${self.left:.4f} is left: raise --budget")
        self.left -= cost

    def _price(self, params: dict[str, Any]) -> float:
        return self.PRICE_WITH_DATA if params.get("ParallelDataNames") else self.PRICE

    def _characters(self, operation: str, params: dict[str, Any]) -> int:
        if operation == "TranslateText":
            return len(params["Text"])
        if operation == "TranslateDocument":
            return len(params["Document"]["Content"])
        if operation != "StartTextTranslationJob" or isinstance(params.get("ParallelDataNames"), str):
            return 0
        bucket, _, prefix = params["InputDataConfig"]["S3Uri"].removeprefix("s3://").partition("/")
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        size = sum(entry["Size"] for page in pages for entry in page.get("Contents", []))
        return size * len(params["TargetLanguageCodes"])


class Made:
    """What a run has made in Translate and below its prefixes of the bucket, to be removed at its end."""

    REMOVERS: ClassVar[dict[str, tuple[str, str, str]]] = {
        "CreateParallelData": ("Name", "delete_parallel_data", "Name"),
        "ImportTerminology": ("TerminologyProperties.Name", "delete_terminology", "Name"),
        "StartTextTranslationJob": ("JobId", "stop_text_translation_job", "JobId"),
    }

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[tuple[str, str, str], None] = {}
        world.translate.meta.events.register("after-call.translate", self._note)

    def _note(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name in self.REMOVERS and "Error" not in parsed:
            path, remover, member = self.REMOVERS[model.name]
            self._made[remover, member, jmespath.search(path, parsed)] = None

    def remove(self, prefixes: Iterable[str]) -> Iterator[str]:
        """Stop and remove everything; gives what could not be, and why."""
        for remover, member, value in reversed(self._made):
            code = BUSY
            for _ in range(MOST_TRIES):  # an import may be under way
                code = code_of(getattr(self._world.translate, remover), **{member: value})
                if code != BUSY:
                    break
                time.sleep(self._world.poll_seconds)
            if code not in ("", "ResourceNotFoundException"):
                yield f"{value} ({remover}: {code})"
        for prefix in prefixes:
            for key in self._world.keys(f"s3://{self._world.bucket}/{prefix}"):
                code = code_of(self._world.s3.delete_object, Bucket=self._world.bucket, Key=prefix + key)
                if code:
                    yield f"s3://{self._world.bucket}/{prefix}{key} ({code})"


def code_of(call: Callable[..., Any], **members: Any) -> str:
    """The error code that a call is answered with, "" for none."""
    try:
        call(**members)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def name_of(world: World, name: str) -> str:
    return f"{name}-{world.prefix.strip('/')}"


def require(world: World, *operations: str) -> None:
    missing = [operation for operation in operations if not hasattr(world.translate, operation)]
    if missing:
        raise MissingOperationError(", ".join(missing))


def data_file(file_format: str) -> str:
    if file_format == "TMX":
        units = "".join(
            f'<tu><tuv xml:lang="en"><seg>{source}</seg></tuv><tuv xml:lang="es"><seg>{target}</seg></tuv></tu>'
            for source, target in PAIRS
        )
        return f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>'
    separator = "," if file_format == "CSV" else "\t"
    return "\n".join([separator.join(("en", "es")), *(separator.join(f'"{text}"' for text in pair) for pair in PAIRS)])


def parallel_data_goes_through_its_states(world: World) -> None:
    for file_format in ("CSV", "TSV", "TMX"):
        name = name_of(world, f"data-{file_format}")
        data = world.make_data(name, data_file(file_format), file_format)
        assert (data["Status"], data["ImportedRecordCount"]) == ("ACTIVE", 2), data
        assert (data["SourceLanguageCode"], data["TargetLanguageCodes"]) == ("en", ["es"])
        assert data["Arn"].endswith(f":parallel-data/{name}")
        config = {"S3Uri": world.uri(f"pd/{name}"), "Format": file_format}
        create = world.translate.create_parallel_data
        assert code_of(create, Name=name, ParallelDataConfig=config) == "ConflictException"
        reply = world.translate.update_parallel_data(Name=name, ParallelDataConfig=config)
        assert (reply["Status"], reply["LatestUpdateAttemptStatus"]) == ("ACTIVE", "UPDATING")
        assert world.data(name)["LatestUpdateAttemptStatus"] == "ACTIVE"
        listed = world.translate.list_parallel_data(MaxResults=500)["ParallelDataPropertiesList"]
        assert name in [entry["Name"] for entry in listed]
        location = world.translate.get_parallel_data(Name=name)["DataLocation"]
        assert location["RepositoryType"] == "S3"
        remove_data(world, name)


def remove_data(world: World, name: str) -> None:
    assert world.translate.delete_parallel_data(Name=name)["Status"] == "DELETING"
    while code_of(world.translate.get_parallel_data, Name=name) != "ResourceNotFoundException":
        world.rest()


def an_unusable_file_makes_failed_parallel_data(world: World) -> None:
    name = name_of(world, "bad")
    config = {"S3Uri": world.put("pd/bad", "en,es\n"), "Format": "CSV"}
    world.translate.create_parallel_data(Name=name, ParallelDataConfig=config)
    data = world.data(name)
    assert data["Status"] == "FAILED", data
    assert data["Message"]
    remove_data(world, name)


def a_job_has_the_documented_results(world: World) -> None:
    name = name_of(world, "pairs")
    world.make_data(name, data_file("TMX"), "TMX")
    for document in ("a.html", "b.html"):
        world.put(f"in/{document}", PAGE)
    job = world.run(
        InputDataConfig={"S3Uri": world.uri("in/"), "ContentType": "text/html"},
        ParallelDataNames=[name],
        JobName="conformance",
    )
    assert job["JobStatus"] == "COMPLETED", job
    assert job["JobDetails"]["InputDocumentsCount"] == 2
    folder = job["OutputDataConfig"]["S3Uri"]
    assert folder.startswith(world.uri("out/"))
    assert folder.endswith(f"-TranslateText-{job['JobId']}/")
    results = world.results(job)
    assert {"es.a.html", "es.b.html", "details/es.auxiliary-translation-details.json"} <= set(results)
    text = results["es.a.html"].decode()
    assert 'id="m1">$x_1 &lt; 10.000$</span>' in text
    assert text.count("<p id=") == 2
    assert text.startswith('<html><head><meta charset="utf-8">')
    details = world.details(job)
    assert details["targetLanguageCode"] == "es"
    assert details["documentCountWithServerError"] == "0"
    names = {entry["sourceFile"]: entry["targetFile"] for entry in details["details"]}
    assert names == {"a.html": "es.a.html", "b.html": "es.b.html"}
    remove_data(world, name)


def a_token_starts_one_job(world: World) -> None:
    world.put("in/a.txt", "Good morning.")
    token = uuid.uuid4().hex
    first = world.start(ClientToken=token)
    assert world.start(ClientToken=token) == first
    status = world.translate.stop_text_translation_job(JobId=first)["JobStatus"]
    assert status == "STOP_REQUESTED" or status in ENDED
    assert world.wait(first)["JobStatus"] in ("STOPPED", "COMPLETED")
    listed = world.translate.list_text_translation_jobs(Filter={"JobStatus": world.describe(first)["JobStatus"]})
    assert first in [job["JobId"] for job in listed["TextTranslationJobPropertiesList"]]


def a_token_is_good_for_one_request(world: World) -> None:
    name, token = name_of(world, "token"), uuid.uuid4().hex
    create = world.translate.create_parallel_data
    first = {"S3Uri": world.put("pd/first", data_file("CSV")), "Format": "CSV"}
    other = {"S3Uri": world.put("pd/other", data_file("TSV")), "Format": "TSV"}
    create(Name=name, ParallelDataConfig=first, ClientToken=token)
    world.data(name)
    create(Name=name, ParallelDataConfig=first, ClientToken=token)
    assert code_of(create, Name=name, ParallelDataConfig=other, ClientToken=token)
    remove_data(world, name)


def what_is_marked_is_not_translated(world: World) -> None:
    for text in ('Call <code translate="no">run(x)</code> once.', 'See <span translate="no">$f(x) = 1$</span> there.'):
        reply = world.translate.translate_text(Text=text, SourceLanguageCode="en", TargetLanguageCode="es")
        marked = text[text.index("<") : text.rindex(">") + 1]
        assert marked in reply["TranslatedText"], reply


def a_terminology_is_applied(world: World) -> None:
    name = name_of(world, "terms")
    data = {"File": b"en,es\nAcmeRoof,TechoAcme\n", "Format": "CSV"}
    made = world.translate.import_terminology(Name=name, MergeStrategy="OVERWRITE", TerminologyData=data)
    assert made["TerminologyProperties"]["TermCount"] == 1
    reply = world.translate.translate_text(
        Text="We sell AcmeRoof.", SourceLanguageCode="en", TargetLanguageCode="es", TerminologyNames=[name]
    )
    assert "TechoAcme" in reply["TranslatedText"]
    assert reply["AppliedTerminologies"][0]["Terms"] == [{"SourceText": "AcmeRoof", "TargetText": "TechoAcme"}]
    assert world.translate.get_terminology(Name=name, TerminologyDataFormat="CSV")["TerminologyDataLocation"]
    pages = world.translate.get_paginator("list_terminologies").paginate()
    assert name in [entry["Name"] for page in pages for entry in page["TerminologyPropertiesList"]]
    world.translate.delete_terminology(Name=name)
    assert (
        code_of(world.translate.get_terminology, Name=name, TerminologyDataFormat="CSV") == "ResourceNotFoundException"
    )


def tags_are_kept(world: World) -> None:
    require(world, "tag_resource")
    name = name_of(world, "tagged")
    arn = world.make_data(name, data_file("CSV"), Tags=[{"Key": "a", "Value": "1"}])["Arn"]
    world.translate.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
    world.translate.untag_resource(ResourceArn=arn, TagKeys=["a"])
    assert world.translate.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    remove_data(world, name)


def languages_are_listed(world: World) -> None:
    require(world, "list_languages")
    reply = world.translate.list_languages(MaxResults=500)
    codes = {entry["LanguageCode"] for entry in reply["Languages"]}
    assert {"en", "es", "zh", "zh-TW", "pt-PT"} <= codes


def a_document_is_translated_at_once(world: World) -> None:
    require(world, "translate_document")
    document = {"Content": PAGE.encode(), "ContentType": "text/html"}
    reply = world.translate.translate_document(Document=document, SourceLanguageCode="en", TargetLanguageCode="es")
    assert b'id="m1">$x_1 &lt; 10.000$</span>' in reply["TranslatedDocument"]["Content"]


def what_is_not_there_is_not_found(world: World) -> None:
    translate, config = world.translate, {"S3Uri": world.uri("x"), "Format": "CSV"}
    name = name_of(world, "none")
    for call, members in (
        (translate.get_parallel_data, {"Name": name}),
        (translate.delete_parallel_data, {"Name": name}),
        (translate.update_parallel_data, {"Name": name, "ParallelDataConfig": config}),
        (translate.get_terminology, {"Name": name, "TerminologyDataFormat": "CSV"}),
        (translate.delete_terminology, {"Name": name}),
        (translate.describe_text_translation_job, {"JobId": "0" * 32}),
        (translate.stop_text_translation_job, {"JobId": "0" * 32}),
    ):
        assert code_of(call, **members) == "ResourceNotFoundException", call


def malformed_values_are_refused(world: World) -> None:
    translate, good = world.translate, {"S3Uri": world.uri("x"), "Format": "CSV"}
    name = name_of(world, "malformed")
    for members in (
        {"Name": f"{name} b", "ParallelDataConfig": good},
        {"Name": name + "a" * 257, "ParallelDataConfig": good},
        {"Name": name, "ParallelDataConfig": {**good, "S3Uri": "http://x"}},
        {"Name": name, "ParallelDataConfig": {**good, "Format": "XLS"}},
        {"Name": name, "ParallelDataConfig": good, "ClientToken": "a_b"},
        {"Name": name, "ParallelDataConfig": good, "Description": "x" * 257},
    ):
        assert code_of(translate.create_parallel_data, **members) in MALFORMED, members
    assert code_of(translate.list_parallel_data, MaxResults=501) in MALFORMED
    text = {"Text": "x" * 10_001, "SourceLanguageCode": "en", "TargetLanguageCode": "es"}
    assert code_of(translate.translate_text, **text) in MALFORMED | {"TextSizeLimitExceededException"}
    text = {"Text": "x", "SourceLanguageCode": "en", "TargetLanguageCode": "xx"}
    assert code_of(translate.translate_text, **text) == "UnsupportedLanguagePairException"
    world.put("in/a.txt", "Good morning.")
    assert world.start_code(DataAccessRoleArn="arn:aws:iam::12:role/name-of-a-role") in MALFORMED
    assert world.start_code(ParallelDataNames=[name_of(world, "none")]) == "ResourceNotFoundException"


def lists_of_names_must_be_lists(world: World) -> None:
    try:
        world.start(ParallelDataNames="name")
    except ParamValidationError:
        return
    raise AssertionError("boto3 let a plain string pass")


CHECKS: tuple[Callable[[World], None], ...] = (
    what_is_not_there_is_not_found,
    malformed_values_are_refused,
    lists_of_names_must_be_lists,
    languages_are_listed,
    tags_are_kept,
    a_terminology_is_applied,
    a_document_is_translated_at_once,
    what_is_marked_is_not_translated,
    a_token_is_good_for_one_request,
    an_unusable_file_makes_failed_parallel_data,
    parallel_data_goes_through_its_states,
    a_token_starts_one_job,
    a_job_has_the_documented_results,
)


def verdict_of(check: Callable[[World], None], world: World) -> str:
    """How a check ends."""
    try:
        check(world)
    except MissingOperationError as missing:
        return f"not in this boto3: {missing}"
    except (AssertionError, BudgetError, BotoCoreError, ClientError, TimeoutError) as error:
        return f"FAILED: {error!r}"
    return "ok"


def connect(endpoint: str | None, bucket: str, role: str, region: str) -> World:
    """The clients for a local service, or for AWS without an endpoint."""
    local = {"endpoint_url": endpoint, "aws_access_key_id": "a", "aws_secret_access_key": "b"} if endpoint else {}
    s3 = boto3.client("s3", region_name=region, **local)
    translate = boto3.client("translate", region_name=region, config=Config(retries={"max_attempts": 5}), **local)
    if endpoint:
        s3.create_bucket(Bucket=bucket)
    return World(s3, translate, bucket, role, 0.05 if endpoint else 20.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="address of a local service; without it, AWS")
    parser.add_argument("--bucket", help="a bucket of yours; needed for AWS")
    parser.add_argument("--role", help="a role that Translate may assume; needed for AWS")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--budget", type=float, default=2.0, help="US dollars that a run may cost (%(default)s)")
    parser.add_argument("--hours", type=float, default=6.0, help="how long a run may wait for AWS (%(default)s)")
    options = parser.parse_args()
    if not options.endpoint and not (options.bucket and options.role):
        parser.error("a run against AWS, which costs money, needs --bucket and --role; a local one needs --endpoint")
    bucket = options.bucket or f"conformance-{uuid.uuid4().hex[:8]}"
    world = replace(
        connect(options.endpoint, bucket, options.role or ROLE, options.region),
        deadline=time.monotonic() + 3600 * options.hours,
    )
    where = options.endpoint or f"AWS in {options.region}, for at most ${options.budget:.2f} at list prices"
    print(f"{len(CHECKS)} checks against {where}", flush=True)
    budget, made = Budget(options.budget, world), Made(world)
    prefixes = {check: f"conformance-{uuid.uuid4().hex[:8]}/" for check in CHECKS}
    failed = 0
    try:
        for check in CHECKS:
            verdict = verdict_of(check, replace(world, prefix=prefixes[check]))
            failed += verdict.startswith("FAILED")
            print(f"{check.__name__}: {verdict}", flush=True)
    finally:
        for left in made.remove(prefixes.values()):
            print(f"not removed: {left}", flush=True)
        print(f"at most ${options.budget - budget.left:.4f} at list prices", flush=True)
    print(f"boto3 {boto3.__version__}: {len(CHECKS)} checks, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
