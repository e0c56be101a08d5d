from __future__ import annotations

import pickle

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, NoRegionError, ParamValidationError

from amts_aws.exceptions import TranslateRequestError, TranslateUnavailableError
from amts_aws.utils.errors import as_airflow_error, is_transient
from tests.plugins.amts_aws.fake_translate import client_error


@pytest.mark.parametrize(
    "code",
    [
        "ConcurrentModificationException",
        "InternalServerException",
        "LimitExceededException",
        "RequestTimeoutException",
        "ServiceUnavailableException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    ],
)
def test_busy_is_transient(code):
    assert is_transient(client_error(code, "DeleteParallelData"))


@pytest.mark.parametrize("operation", ["CreateParallelData", "UpdateParallelData"])
def test_an_import_in_the_way_of_another_is_not_met_by_asking_again(operation):
    error = client_error("LimitExceededException", operation)
    assert not is_transient(error)
    assert isinstance(as_airflow_error(error, operation), TranslateRequestError)


def test_too_many_terminologies_is_not_transient():
    error = client_error("LimitExceededException", "ImportTerminology")
    assert not is_transient(error)
    refusal = as_airflow_error(error, "ImportTerminology")
    assert isinstance(refusal, TranslateRequestError)
    assert "100 terminologies of at most 10 MB" in str(refusal)


def test_a_limit_that_may_be_that_of_imports_at_a_time_is_named():
    error = as_airflow_error(client_error("LimitExceededException", "CreateParallelData"), "CreateParallelData")
    assert "1000 parallel data resources" in str(error)
    assert "a higher quota" in str(error)


def test_a_fault_of_the_service_is_transient_whatever_its_code():
    assert is_transient(client_error("NeverSeenException", "GetParallelData", status=503))


def test_what_stays_transient_may_be_retried_by_the_task():
    error = as_airflow_error(EndpointConnectionError(endpoint_url="http://gone"), "GetParallelData")
    assert isinstance(error, TranslateUnavailableError)
    assert not isinstance(error, AirflowFailException)


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
def test_expired_credentials_may_be_retried_by_the_task(code):
    error = as_airflow_error(client_error(code, "GetParallelData"), "GetParallelData")
    assert isinstance(error, TranslateUnavailableError)


@pytest.mark.parametrize(
    ("error", "operation", "way_out"),
    [
        (client_error("AccessDeniedException", "x"), "GetParallelData", "permission translate:GetParallelData."),
        (client_error("AccessDeniedException", "x"), "StartTextTranslationJob", "iam:PassRole"),
        (client_error("AccessDeniedException", "x"), "CreateParallelData", "s3:GetObject"),
        (client_error("NotAuthorizedException", "x"), "StartTextTranslationJob", "region has no batch"),
        (client_error("UnsupportedLanguagePairException", "x"), "TranslateText", "source_language_code"),
        (client_error("ResourceNotFoundException", "x"), "DescribeTextTranslationJob", "region_name"),
        (client_error("ConflictException", "x"), "CreateParallelData", "CreateOrUpdate"),
        (client_error("UnrecognizedClientException", "x"), "TranslateText", "aws_conn_id"),
        (client_error("InvalidSignatureException", "x"), "TranslateText", "aws_conn_id"),
        (client_error("SignatureDoesNotMatch", "x"), "GetObject", "aws_conn_id"),
        (client_error("403", "x"), "GetObject", "permission s3:GetObject."),
        (client_error("InvalidRequestException", "x", "S3Uri is wrong"), "CreateParallelData", "S3Uri is wrong"),
        (NoCredentialsError(), "TranslateText", "aws_conn_id"),
        (NoRegionError(), "TranslateText", "region_name"),
        (ParamValidationError(report="Missing Name"), "GetParallelData", "Missing Name"),
    ],
)
def test_a_refusal_fails_at_once_and_names_the_way_out(error, operation, way_out):
    refusal = as_airflow_error(error, operation)
    assert isinstance(refusal, TranslateRequestError)
    assert isinstance(refusal, AirflowFailException)
    assert operation in str(refusal)
    assert way_out in str(refusal)


def test_a_refusal_is_the_same_in_another_process():
    refusal = pickle.loads(pickle.dumps(TranslateRequestError("no such name", "ResourceNotFoundException")))
    assert (str(refusal), refusal.code) == ("no such name", "ResourceNotFoundException")
