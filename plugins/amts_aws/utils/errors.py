"""What an error of Amazon Translate means for a task: try again, or fail at once with the way out."""

from __future__ import annotations

from airflow.providers.common.compat.sdk import AirflowException
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError

from amts_aws.exceptions import TranslateRequestError, TranslateUnavailableError

BUSY_CODES = frozenset(
    {
        "ConcurrentModificationException",
        "LimitExceededException",
        "TooManyRequestsException",
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "InternalFailure",
        "InternalServerError",
        "InternalServerException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    }
)
# Codes of BUSY_CODES that are not met by asking again: a terminology meets no quota but those of number and size, and
# an import of parallel data waits for the one that is in its way.
NOT_REPEATED = frozenset(
    {
        ("ImportTerminology", "LimitExceededException"),
        ("CreateParallelData", "LimitExceededException"),
        ("UpdateParallelData", "LimitExceededException"),
        ("UpdateParallelData", "ConcurrentModificationException"),
    }
)
EXPIRED_CODES = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
S3_OPERATIONS = frozenset({"GetObject"})
ACCESS_CODES = frozenset(
    {"403", "AccessDenied", "AccessDeniedException", "NotAuthorizedException", "UnauthorizedOperation"}
)
CREDENTIAL_CODES = frozenset(
    {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch"}
)

# Beside `translate:<Operation>`, what the caller of an operation needs.
FURTHER_PERMISSIONS = {
    "StartTextTranslationJob": "iam:PassRole on the data access role, which needs s3:GetObject and s3:ListBucket "
    "on the input and s3:PutObject and s3:ListBucket on the output",
    "CreateParallelData": "s3:GetObject on the parallel data file",
    "UpdateParallelData": "s3:GetObject on the parallel data file",
}
WAYS_OUT = {
    "UnsupportedLanguagePairException": "Check source_language_code and target_language_codes.",
    "ResourceNotFoundException": "Check the name or id, region_name and the account of aws_conn_id.",
    "ConflictException": "The name is taken: TranslateCreateOrUpdateParallelDataOperator replaces its data.",
    "TextSizeLimitExceededException": "TranslateText takes 10,000 bytes of UTF-8: use a batch job for more.",
    "LimitExceededException": "An account has 100 terminologies of at most 10 MB and 1000 parallel data resources in a "
    "region, and imports one of these at a time: delete what is not used, or ask AWS for a higher quota.",
    "DetectedLanguageLowConfidenceException": "Name the source_language_code instead of `auto`.",
}


def error_code(error: BaseException) -> str:
    """Return the error code of the service, or the class name of any other error."""
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code", "")
    return type(error).__name__


def is_network_error(error: BaseException) -> bool:
    """Whether the service could not be reached, or the connection broke."""
    return isinstance(error, (BotoConnectionError, HTTPClientError))


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, ClientError):
        if (error.operation_name, error_code(error)) in NOT_REPEATED:
            return False
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return error_code(error) in BUSY_CODES or status >= 500
    return is_network_error(error)


def as_airflow_error(
    error: ClientError | BotoCoreError, operation: str, subject: str | None = None
) -> AirflowException:
    """
    Turn an error of botocore into one that says what a task should do.

    :param error: The error, after the retries of the hook.
    :param operation: API operation, e.g. ``StartTextTranslationJob``.
    :param subject: The object of Amazon S3 that was to be read, if it was one.
    :return: :class:`TranslateUnavailableError` for what may pass, else :class:`TranslateRequestError`.
    """
    code = error_code(error)
    way_out = _way_out(error, code, operation)
    if is_transient(error) or code in EXPIRED_CODES:
        return TranslateUnavailableError(f"{subject or operation} did not get through: {error} {way_out}".rstrip())
    refused = f"{subject} cannot be read" if subject else f"{operation} was refused"
    return TranslateRequestError(f"{refused}: {error} {way_out}".rstrip(), code)


def _way_out(error: BaseException, code: str, operation: str) -> str:
    if code in ACCESS_CODES:
        further = FURTHER_PERMISSIONS.get(operation)
        service = "s3" if operation in S3_OPERATIONS else "translate"
        permission = f"{service}:{operation}" + (f" and {further}" if further else "")
        region = " Or the region has no batch translation." if code == "NotAuthorizedException" else ""
        return f"The caller needs the permission {permission}.{region}"
    if code in CREDENTIAL_CODES or isinstance(error, (NoCredentialsError, PartialCredentialsError)):
        return "Check the credentials of the connection aws_conn_id."
    if isinstance(error, NoRegionError):
        return "Set region_name, or the region of the connection aws_conn_id."
    if isinstance(error, ParamValidationError):
        return "Correct the parameter that is named."
    return WAYS_OUT.get(code, "")
