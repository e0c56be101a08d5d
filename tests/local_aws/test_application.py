"""One server with everything on its address: Translate, S3, STS, the admin routes, faults."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local_aws.server import Server
from local_aws.settings import Settings
from tests.local_aws.world import World


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(Settings(engine="memory"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def make(server: Server) -> Any:
    def make_client(name: str, **config: Any) -> Any:
        return boto3.client(
            name, region_name="eu-west-1", endpoint_url=server.url, aws_access_key_id="any",
            aws_secret_access_key="any", config=Config(**config),
        )  # fmt: skip

    return make_client


@pytest.fixture(scope="module")
def over_http(make: Any) -> World:
    s3 = make("s3")
    s3.create_bucket(Bucket="books", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return World(s3, make("translate", retries={"total_max_attempts": 1}), "books")


@pytest.fixture(autouse=True)
def no_faults(server: Server) -> Iterator[None]:
    yield
    server.service.faults.clear()


def admin(server: Server, path: str, body: Any = None, method: str = "GET", kind: str = "application/json") -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/_local_aws/{path}", data, {"Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_job_goes_from_upload_to_result(over_http: World, server: Server) -> None:
    over_http.make_data()
    over_http.put("in/a.txt", "The cat sleeps.")
    job = over_http.run(ParallelDataNames=["pairs"], JobName="first")
    assert over_http.results(job)["es.a.txt"] == b"El gato duerme."
    link = over_http.translate.get_parallel_data(Name="pairs")["DataLocation"]["Location"]
    assert link.startswith(server.url)
    assert urllib.request.urlopen(link).read().startswith(b"en,es\n")
    status, reply = admin(server, "progress")
    (shown,) = [entry for entry in reply["jobs"] if entry["jobName"] == "first"]
    assert (status, shown["status"], shown["region"]) == (200, "COMPLETED", "eu-west-1")
    assert shown["progress"]["documentsDone"] == shown["progress"]["documents"] == 1
    assert shown["progress"]["secondsLeft"] == 0


def test_regions_are_apart(over_http: World, server: Server) -> None:
    elsewhere = boto3.client(
        "translate", region_name="us-west-2", endpoint_url=server.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    over_http.make_data("here")
    assert elsewhere.list_parallel_data()["ParallelDataPropertiesList"] == []


def test_the_bucket_of_the_service_is_not_listed(over_http: World) -> None:
    assert [bucket["Name"] for bucket in over_http.s3.list_buckets()["Buckets"]] == ["books"]


def test_sts_tells_the_account_and_other_services_are_refused(make: Any) -> None:
    assert make("sts").get_caller_identity()["Account"] == "123456789012"
    with pytest.raises(ClientError, match="501"):
        make("sqs", retries={"total_max_attempts": 1}).list_queues()


def test_a_page_of_a_browser_reads_nothing(server: Server, over_http: World) -> None:
    over_http.put("secret", "x")
    link = over_http.s3.generate_presigned_url("get_object", Params={"Bucket": "books", "Key": "secret"})
    request = urllib.request.Request(link, headers={"Origin": "https://example.org"})
    with urllib.request.urlopen(request) as reply:
        assert not [name for name in reply.headers if name.lower().startswith("access-control-")]
    assert admin(server, "faults", {"kind": "drop"}, "POST", kind="text/plain")[0] == 415


def test_buckets_are_taken_from_the_path_whatever_the_name_of_the_host(server: Server, over_http: World) -> None:
    over_http.put("secret", "x")
    link = over_http.s3.generate_presigned_url("get_object", Params={"Bucket": "books", "Key": "secret"})
    request = urllib.request.Request(link, headers={"Host": "local-aws.example.org"})
    with urllib.request.urlopen(request) as reply:
        assert reply.read() == b"x"


def test_health_names_the_engine(server: Server) -> None:
    assert admin(server, "health") == (200, {"status": "ready", "engine": "memory"})
    assert admin(server, "nothing")[0] == 404


def test_faults_are_added_listed_used_up_and_cleared(server: Server, over_http: World) -> None:
    fault = {"kind": "error", "operation": "List*", "code": "TooManyRequestsException", "times": 2}
    assert admin(server, "faults", [fault], "POST")[0] == 200
    for _ in range(2):
        with pytest.raises(over_http.translate.exceptions.TooManyRequestsException):
            over_http.translate.list_languages()
    over_http.translate.list_languages()
    assert admin(server, "faults") == (200, {"faults": []})
    admin(server, "faults", {"kind": "error", "times": 0}, "POST")
    with pytest.raises(over_http.translate.exceptions.InternalServerException):
        over_http.translate.list_languages()
    assert admin(server, "faults", method="DELETE") == (200, {"faults": []})
    over_http.translate.list_languages()


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"kind": "none"}, {"kind": "error", "code": "NoSuchCode"}, {"kind": "drop", "colour": 1}]
)
def test_a_fault_that_is_none_is_refused(server: Server, body: Any) -> None:
    status, reply = admin(server, "faults", body, "POST")
    assert (status, "error" in reply) == ((200, False) if body == [] else (400, True))


def test_a_connection_can_be_dropped_and_the_client_tries_again(server: Server, make: Any, over_http: World) -> None:
    admin(server, "faults", {"kind": "drop", "operation": "ListLanguages"}, "POST")
    with pytest.raises(ConnectionClosedError):
        over_http.translate.list_languages()
    admin(server, "faults", {"kind": "drop", "operation": "ListLanguages"}, "POST")
    reply = make("translate", retries={"total_max_attempts": 2}).list_languages()
    assert reply["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_connection_to_s3_can_be_dropped_by_key(server: Server, make: Any, over_http: World) -> None:
    over_http.put("in/a", "x")
    over_http.put("in/b", "y")
    s3 = make("s3", retries={"total_max_attempts": 1})
    admin(server, "faults", {"kind": "drop", "operation": "s3:GET", "match": "books/in/b"}, "POST")
    s3.get_object(Bucket="books", Key="in/a")
    with pytest.raises(ConnectionClosedError):
        s3.get_object(Bucket="books", Key="in/b")
    assert s3.get_object(Bucket="books", Key="in/b")["Body"].read() == b"y"


def test_a_fault_meets_each_third_request_that_fits(server: Server, over_http: World) -> None:
    fault = {"kind": "error", "operation": "List*", "code": "TooManyRequestsException", "every": 3, "times": 2}
    admin(server, "faults", fault, "POST")
    met = []
    for _ in range(9):
        try:
            over_http.translate.list_languages()
        except over_http.translate.exceptions.TooManyRequestsException:
            met.append(True)
        else:
            met.append(False)
    assert met == [False, False, True] * 2 + [False] * 3
    assert admin(server, "faults", {"kind": "drop", "every": 0}, "POST")[0] == 400


def test_a_job_can_start_slowly(server: Server, over_http: World) -> None:
    admin(server, "faults", {"kind": "slow-start", "match": "slow", "seconds": 0.3}, "POST")
    over_http.put("in/a.txt", "Hello.")
    job = over_http.start(JobName="slow")
    assert over_http.describe(job)["JobStatus"] == "SUBMITTED"
    assert over_http.translate.stop_text_translation_job(JobId=job)["JobStatus"] == "STOP_REQUESTED"
    assert over_http.describe(job)["JobStatus"] == "STOPPED"
    assert server.service.drain()
    assert over_http.describe(job)["JobStatus"] == "STOPPED"


def test_a_body_that_is_too_large_is_refused(server: Server) -> None:
    headers = {"X-Amz-Target": "AWSShineFrontendService_20170701.ImportTerminology", "Content-Length": str(10**9)}
    request = urllib.request.Request(server.url, b"{}", headers)
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request)
    assert raised.value.code == 413
