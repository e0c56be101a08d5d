"""Clients of boto3: region and endpoint are looked at before anything is asked."""

from __future__ import annotations

import pytest

from amts_core.aws.session import aws_client
from amts_core.errors import AmtsError


@pytest.fixture(autouse=True)
def no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def test_a_client_is_of_its_service_and_region() -> None:
    client = aws_client("translate", "eu-central-1")
    assert (client.meta.service_model.service_name, client.meta.region_name) == ("translate", "eu-central-1")


def test_regions_of_all_partitions_are_known() -> None:
    assert aws_client("s3", "cn-north-1").meta.partition == "aws-cn"


def test_a_region_that_is_mistyped_is_named_with_those_that_are_like_it() -> None:
    with pytest.raises(AmtsError, match=r"not in a region 'eu-centrl-1': did you mean .*eu-central-1"):
        aws_client("translate", "eu-centrl-1")


def test_a_region_like_no_other_is_told_all_there_are() -> None:
    with pytest.raises(AmtsError, match=r"'moon': it is in .*us-east-1"):
        aws_client("translate", "moon")


def test_behind_an_endpoint_every_region_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_TRANSLATE", "http://127.0.0.1:5000")
    assert aws_client("translate", "moon").meta.endpoint_url == "http://127.0.0.1:5000"
    with pytest.raises(AmtsError):  # the endpoint is that of another service
        aws_client("s3", "moon")


@pytest.mark.parametrize("address", ["localhost:5000", "ftp://x", "http://", "http://x:0", "http://x:port", "http://["])
@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_an_endpoint_that_is_no_address_is_named(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(AmtsError) as caught:
        aws_client("s3", "us-east-1")
    assert f"{name}={address} is no address" in str(caught.value)


def test_an_unknown_profile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(AmtsError, match="nobody"):
        aws_client("s3", "us-east-1")
