"""What AWS refuses, said in one sentence with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigNotFound,
    ConfigParseError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSOError,
    SSOTokenLoadError,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from amts_core.errors import AmtsError


class ServiceUnavailable(AmtsError):
    """AWS did not answer, or asked to come back later: the same call may succeed when it is repeated."""


TRANSIENT = {
    "InternalError",
    "InternalFailure",
    "InternalServerException",
    "RequestTimeout",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "SlowDown",
    "ThrottlingException",
    "TooManyRequestsException",
}
NEW_KEYS = "the credentials are not valid (any more): sign in again, or correct AWS_PROFILE or AWS_ACCESS_KEY_ID"
ADVICE = {
    "ExpiredToken": NEW_KEYS,
    "ExpiredTokenException": NEW_KEYS,
    "InvalidAccessKeyId": NEW_KEYS,
    "InvalidClientTokenId": NEW_KEYS,
    "InvalidSignatureException": NEW_KEYS,
    "RequestExpired": NEW_KEYS,
    "SignatureDoesNotMatch": NEW_KEYS,
    "UnrecognizedClientException": NEW_KEYS,
    "AccessDenied": "give the caller this permission, see docs/aws.md",
    "AccessDeniedException": "give the caller this permission, see docs/aws.md",
    "NotAuthorizedException": "check that the region offers batch translation, and the caller's permissions",
    "NoSuchBucket": "create the bucket, or correct `storage.bucket` in the configuration",
    "ResourceNotFoundException": "check the name; `amts parallel-data list` shows what exists",
    "ConcurrentModificationException": "wait until the other change of it has finished",
    "LimitExceededException": "one parallel data resource is created or updated at a time; wait for the other",
    "TooManyRequestsException": "try again in a moment",
    "UnsupportedLanguagePairException": "Amazon Translate does not offer this language pair",
}


UNANSWERED = (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
)
SIGN_IN = (CredentialRetrievalError, SSOError, SSOTokenLoadError, TokenRetrievalError)


@contextmanager
def explained(action: str) -> Iterator[None]:
    """Turn what boto3 raises while doing `action` ("read s3://b/k") into an AmtsError.

    What may pass when it is repeated becomes a ServiceUnavailable.
    """
    try:
        yield
    except NoCredentialsError:
        raise AmtsError(f"cannot {action}: no AWS credentials; set AWS_PROFILE or AWS_ACCESS_KEY_ID") from None
    except (ProfileNotFound, ConfigParseError, ConfigNotFound, PartialCredentialsError) as error:
        raise AmtsError(f"cannot {action}: {error}; correct AWS_PROFILE or the files in ~/.aws") from None
    except SIGN_IN as error:
        raise AmtsError(f"cannot {action}: {error}; sign in again (aws sso login)") from None
    except UNANSWERED as error:
        raise ServiceUnavailable(
            f"cannot {action}: nothing answers at {error.kwargs.get('endpoint_url', 'the endpoint')} as AWS does;"
            " start it, or correct AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL_TRANSLATE"
        ) from None
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        message = error.response.get("Error", {}).get("Message", "")
        advice = ADVICE.get(code, "see the AWS documentation of this error")
        kind = ServiceUnavailable if code in TRANSIENT else AmtsError
        raise kind(f"cannot {action}: {code} ({message}); {advice}") from error
    except BotoCoreError as error:
        raise ServiceUnavailable(f"cannot {action}: {error}") from error
    except (ResponseParserError, LookupError, AttributeError, TypeError) as error:
        raise ServiceUnavailable(
            f"cannot {action}: the answer is none of AWS's ({type(error).__name__}: {error}); see what answers at the"
            " endpoint (AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_TRANSLATE), or whether a proxy or a sign-in page does"
        ) from error
