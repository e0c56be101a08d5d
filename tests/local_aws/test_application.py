"""One server with everything on its address: Translate, S3, STS, the admin routes, faults."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local_aws.server import Server
from local_aws.settings import Settings
from local_aws.translate.files import BUCKET
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
    names = {bucket["Name"] for bucket in over_http.s3.list_buckets()["Buckets"]}  # others are of other tests
    assert "books" in names
    assert BUCKET not in names


def test_sts_tells_the_account_and_other_services_are_refused(make: Any) -> None:
    assert make("sts").get_caller_identity()["Account"] == "123456789012"
    with pytest.raises(ClientError, match="501"):
        make("sqs", retries={"total_max_attempts": 1}).list_queues()


def send(server: Server, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, str]:
    connection = http.client.HTTPConnection(server.address, int(server.url.rpartition(":")[2]), timeout=10)
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


FOREIGN = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}


class TestPagesOfABrowser:
    @pytest.mark.parametrize(
        ("method", "path", "headers"),
        [
            ("GET", "/books/secret", FOREIGN),
            ("GET", "/books/secret", {"Origin": "null"}),
            ("GET", "/books/secret", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}),
            ("GET", "/books/secret", {"Sec-Fetch-Site": "same-site"}),
            ("PUT", "/books/secret", FOREIGN),
            ("DELETE", "/books/secret", FOREIGN),
            ("OPTIONS", "/books/secret", FOREIGN),
            ("POST", "/books?delete", {**FOREIGN, "Content-Type": "text/plain"}),
            ("POST", "/books", {**FOREIGN, "Content-Type": "multipart/form-data; boundary=x"}),
            ("POST", "/", {**FOREIGN, "X-Amz-Target": "AWSShineFrontendService_20170701.ListParallelData"}),
            ("POST", "/_local_aws/faults", {**FOREIGN, "Content-Type": "application/json"}),
            ("GET", "/_local_aws/progress", FOREIGN),
            ("GET", "/books/secret", {"Host": "rebound.example.org:5005"}),
            ("DELETE", "/books/secret", {"Host": "rebound.example.org"}),
            ("GET", "/_local_aws/health", {"Host": "local-aws.example.org"}),
            ("GET", "/books/secret", {"Host": "localhost.example.org"}),
            ("GET", "/books/secret", {"Host": "127.0.0.1.example.org:5005"}),
            ("GET", "/books/secret", {"Host": "127.0.0.1@example.org"}),
            ("GET", "/books/secret", {"Host": "[::1]example.org"}),
            ("GET", "/books/secret", {"Host": "example.org\tlocalhost"}),
            ("GET", "/books/secret", {"Host": "2130706433"}),
            ("GET", "/books/secret", {"Host": "example.org", "X-Forwarded-Host": "localhost"}),
            ("GET", "http://example.org/books/secret", {"Host": "localhost"}),
            ("GET", "/books/secret", {"Origin": ""}),
            ("GET", "/books/secret", {"Origin": "http://localhost, https://example.org", "Host": "localhost"}),
            ("GET", "/books/secret", {"Origin": "https://localhost", "Host": "localhost"}),
            ("GET", "/books/secret", {"Origin": "http://localhost:3000", "Host": "localhost:5005"}),
        ],
    )
    def test_are_refused(
        self, server: Server, over_http: World, method: str, path: str, headers: dict[str, str]
    ) -> None:
        over_http.put("secret", "x")
        status, text = send(server, method, path, headers, b"<Delete><Object><Key>secret</Key></Object></Delete>")
        assert status == 403
        assert "--allow-" in text or "Pages of another origin" in text  # it is not moto that refuses
        assert over_http.get(over_http.uri("secret")) == b"x"

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Host": "localhost:1"},
            {"Host": "[::1]:5005"},
            {"Host": "10.0.0.7"},
            {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
            {"Host": "127.0.0.1:9", "Origin": "http://127.0.0.1:9", "Sec-Fetch-Site": "same-origin"},
        ],
    )
    def test_but_programs_and_links_that_a_user_follows_are_not(self, server: Server, headers: dict[str, str]) -> None:
        assert send(server, "GET", "/_local_aws/health", headers)[0] == 200

    def test_the_refusal_names_the_way_out(self, server: Server) -> None:
        assert "--allow-host aws.example.org" in send(server, "GET", "/", {"Host": "aws.example.org:1"})[1]
        assert "--allow-origin https://example.org" in send(server, "GET", "/", FOREIGN)[1]

    def test_are_let_in_where_the_server_was_started_for_them(self) -> None:
        settings = Settings(
            engine="echo", hosts=frozenset({"aws.example.org"}), origins=frozenset({"https://example.org"})
        )
        server = Server(settings)
        server.start()
        try:
            request = urllib.request.Request(
                f"{server.url}/_local_aws/health", headers={"Host": "aws.example.org", **FOREIGN}
            )
            with urllib.request.urlopen(request) as reply:
                assert reply.headers["Access-Control-Allow-Origin"] == "https://example.org"
            assert send(server, "OPTIONS", "/books/a", FOREIGN)[0] == 204
        finally:
            server.stop()


@pytest.mark.parametrize("path", ["/books/page.html", "/books/nothing", "/books"])
def test_what_lies_in_s3_is_no_page_of_this_origin(server: Server, over_http: World, path: str) -> None:
    over_http.s3.put_object(
        Bucket="books", Key="page.html", Body=b"<script>fetch('/books?delete')</script>", ContentType="text/html"
    )
    connection = http.client.HTTPConnection(server.address, int(server.url.rpartition(":")[2]), timeout=10)
    connection.request("GET", path)
    with closing(connection.getresponse()) as reply:
        assert reply.headers["Content-Security-Policy"] == "sandbox"  # an origin of its own, and no scripts
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
    connection.close()


def test_a_request_line_with_a_whole_address_means_its_path(server: Server, over_http: World) -> None:
    assert send(server, "PUT", f"{server.url}/books/whole", {}, b"x")[0] == 200
    assert over_http.get(over_http.uri("whole")) == b"x"


def test_what_a_client_calls_a_form_is_kept_as_it_was_sent(server: Server, over_http: World) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}  # as `curl --data-binary` does
    assert send(server, "PUT", "/books/form", form, b"a=b&c")[0] == 200
    assert over_http.get(over_http.uri("form")) == b"a=b&c"


def test_what_s3_refuses_is_refused_before_anything_is_kept(server: Server, over_http: World) -> None:
    assert send(server, "PUT", "/books/bad", {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}, b"x")[0] == 400
    assert send(server, "GET", "/books/bad", {})[0] == 404
    assert send(server, "GET", "/books?list-type=2&continuation-token=a", {})[0] == 400


def test_a_fault_must_be_json(server: Server) -> None:
    assert admin(server, "faults", {"kind": "drop"}, "POST", kind="text/plain")[0] == 415


def test_buckets_are_taken_from_the_path_whatever_the_name_of_the_host(server: Server, over_http: World) -> None:
    over_http.put("secret", "x")
    link = over_http.s3.generate_presigned_url("get_object", Params={"Bucket": "books", "Key": "secret"})
    assert send(server, "GET", link.removeprefix(server.url), {"Host": "books.localhost"}) == (200, "x")


class TestTheFilesOfTheService:
    BUCKET = "local-aws-translate"

    @pytest.fixture
    def link(self, over_http: World) -> str:
        if not over_http.translate.list_parallel_data()["ParallelDataPropertiesList"]:
            over_http.make_data("shown")
        name = over_http.translate.list_parallel_data()["ParallelDataPropertiesList"][0]["Name"]
        return str(over_http.translate.get_parallel_data(Name=name)["DataLocation"]["Location"])

    def test_are_read_by_the_link_that_is_given_out_and_by_no_other(self, server: Server, link: str) -> None:
        path = link.removeprefix(server.url)
        assert send(server, "GET", path, {})[0] == 200
        for other in (
            path.partition("?")[0],
            path.replace("X-Amz-Signature=", "X-Amz-Signature=0"),
            path.replace("/data?", "/other?"),
            path.replace("X-Amz-Expires=1800", "X-Amz-Expires=180000"),
            f"/{self.BUCKET}/?list-type=2",
            f"/{self.BUCKET}?uploads",
            f"//{self.BUCKET}/x",
            "/local%2Daws-translate/?list-type=2",
            f"{server.url}/{self.BUCKET}/?list-type=2",
            f"HTTP://localhost/{self.BUCKET}?uploads",
        ):
            assert send(server, "GET", other, {})[0] == 404
        assert send(server, "DELETE", path, {})[0] == 404

    def test_are_not_there_for_s3(self, over_http: World, link: str) -> None:
        key = link.partition(f"{self.BUCKET}/")[2].partition("?")[0]
        for attempt in (
            lambda: over_http.s3.list_objects_v2(Bucket=self.BUCKET),
            lambda: over_http.s3.put_object(Bucket=self.BUCKET, Key="x", Body=b"x"),
            lambda: over_http.s3.delete_object(Bucket=self.BUCKET, Key=key),
            lambda: over_http.s3.head_object(Bucket=self.BUCKET, Key=key),
            lambda: over_http.s3.copy_object(Bucket="books", Key="x", CopySource={"Bucket": self.BUCKET, "Key": key}),
        ):
            with pytest.raises(ClientError, match=r"404|NoSuchBucket"):
                attempt()

    def test_are_not_there_for_jobs_and_imports(self, over_http: World, link: str) -> None:
        key = link.partition(f"{self.BUCKET}/")[2].partition("?")[0]
        inside = f"s3://{self.BUCKET}/{key.rpartition('/')[0]}/"
        config = {"S3Uri": inside, "ContentType": "text/plain"}
        assert over_http.start_code(InputDataConfig=config) == "InvalidRequestException"
        assert over_http.start_code(OutputDataConfig={"S3Uri": inside}) == "InvalidRequestException"
        stolen = {"S3Uri": f"s3://{self.BUCKET}/{key}", "Format": "CSV"}
        over_http.translate.create_parallel_data(Name="stolen", ParallelDataConfig=stolen)
        assert over_http.data("stolen")["Status"] == "FAILED"
        over_http.translate.delete_parallel_data(Name="stolen")


def test_a_region_that_does_not_exist_is_refused_and_kept_nowhere(server: Server) -> None:
    client = boto3.client(
        "translate", region_name="mars-1", endpoint_url=server.url, aws_access_key_id="a", aws_secret_access_key="b"
    )
    with pytest.raises(ClientError, match=r"InvalidSignatureException.*valid region, not 'mars-1'"):
        client.list_parallel_data()
    assert "mars-1" not in {backend.region.name for backend in server.service.backends()}


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
