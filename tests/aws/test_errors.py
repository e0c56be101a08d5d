"""What AWS refuses, in one sentence: what may pass is told apart from what may not."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, NoCredentialsError, ReadTimeoutError

from amts_core.aws.errors import ADVICE, TRANSIENT, ServiceUnavailable, explained
from amts_core.errors import AmtsError

MAY_PASS = [  # as AWS documents them for S3 and Amazon Translate, whatever our list says
    "InternalError",
    "InternalServerException",
    "RequestTimeout",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "SlowDown",
    "ThrottlingException",
    "TooManyRequestsException",
]


def refusal(code: str) -> AmtsError:
    """What becomes of an answer with this error code."""
    with pytest.raises(AmtsError) as caught, explained("read s3://b/k"):
        raise ClientError({"Error": {"Code": code, "Message": "said so"}}, "GetObject")
    return caught.value


@pytest.mark.parametrize("code", MAY_PASS)
def test_what_may_pass_can_be_tried_again(code: str) -> None:
    assert isinstance(refusal(code), ServiceUnavailable)


@pytest.mark.parametrize("code", [*sorted(set(ADVICE) - TRANSIENT), "SomethingNew"])
def test_what_does_not_pass_is_no_reason_to_try_again(code: str) -> None:
    assert not isinstance(refusal(code), ServiceUnavailable)


@pytest.mark.parametrize(("code", "advice"), ADVICE.items())
def test_a_refusal_names_what_was_done_the_code_and_the_way_out(code: str, advice: str) -> None:
    assert str(refusal(code)) == f"cannot read s3://b/k: {code} (said so); {advice}"


@pytest.mark.parametrize(
    ("code", "way_out"),
    [  # what AWS answers to the mistakes that people make, whatever our list says
        ("NoSuchBucket", "create the bucket"),
        ("AccessDenied", "docs/aws.md"),
        ("AccessDeniedException", "docs/aws.md"),
        ("ExpiredToken", "sign in again"),
        ("ExpiredTokenException", "sign in again"),
        ("InvalidAccessKeyId", "sign in again"),
        ("SignatureDoesNotMatch", "sign in again"),
        ("UnrecognizedClientException", "sign in again"),
        ("ResourceNotFoundException", "amts parallel-data list"),
        ("LimitExceededException", "wait for the other"),
        ("ConcurrentModificationException", "wait until the other change"),
        ("UnsupportedLanguagePairException", "this language pair"),
    ],
)
def test_a_common_mistake_has_its_way_out(code: str, way_out: str) -> None:
    assert str(refusal(code)).startswith(f"cannot read s3://b/k: {code} (said so); ")
    assert way_out in str(refusal(code))


def test_an_unknown_refusal_points_to_the_documentation() -> None:
    assert "see the AWS documentation of this error" in str(refusal("SomethingNew"))


def test_without_credentials_nothing_is_tried_again() -> None:
    with pytest.raises(AmtsError, match="no AWS credentials; set AWS_PROFILE") as caught, explained("list s3://b"):
        raise NoCredentialsError
    assert not isinstance(caught.value, ServiceUnavailable)


def test_an_endpoint_that_does_not_answer_is_named_and_tried_again() -> None:
    with pytest.raises(ServiceUnavailable, match="nothing answers at http://127"), explained("list s3://b"):
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1:9")


def test_what_goes_well_is_not_touched() -> None:
    with explained("read s3://b/k"):
        result = 1
    assert result == 1
