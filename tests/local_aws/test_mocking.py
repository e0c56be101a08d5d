from __future__ import annotations

import boto3
import pytest
from botocore.handlers import BUILTIN_HANDLERS
from moto import mock_aws

from local_aws.mocking import mock_translate
from tests.local_aws.world import World


def run_job() -> bytes:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="books")
    world = World(s3, boto3.client("translate", region_name="us-east-1"), "books")
    world.make_data()
    world.put("in/a.txt", "Good morning.")
    return world.results(world.run(ParallelDataNames=["pairs"]))["es.a.txt"]


def test_a_job_runs_beside_mock_aws_whatever_the_endpoint_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_TRANSLATE", "http://127.0.0.1:1")
    before = list(BUILTIN_HANDLERS)
    with mock_aws(), mock_translate("memory"):
        assert run_job() == "Buenos días.".encode()
    assert before == BUILTIN_HANDLERS


def test_each_use_begins_with_nothing() -> None:
    for _ in range(2):
        with mock_aws(), mock_translate("memory") as service:
            client = boto3.client("translate", region_name="us-east-1")
            assert client.list_parallel_data()["ParallelDataPropertiesList"] == []
            run_job()
            assert len(client.list_parallel_data()["ParallelDataPropertiesList"]) == 1
            assert len(service.backend("us-east-1").jobs.all()) == 1


@mock_aws
@mock_translate("echo")
def test_it_decorates_a_function() -> None:
    client = boto3.client("translate", region_name="us-east-1")
    reply = client.translate_text(Text="Hello", SourceLanguageCode="en", TargetLanguageCode="es")
    assert reply["TranslatedText"] == "Hello"


def test_flags_of_the_engine_are_in_a_header() -> None:
    with mock_aws(), mock_translate("memory"):
        client = boto3.client("translate", region_name="us-east-1")
        reply = client.translate_text(Text="Hello", SourceLanguageCode="en", TargetLanguageCode="es")
        flags = reply["ResponseMetadata"]["HTTPHeaders"].get("x-local-aws-flags", "")
        assert flags == "untranslated"
