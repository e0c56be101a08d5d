"""The errors of Amazon Translate, with the HTTP status that the service model gives them."""

from __future__ import annotations

from typing import Any, ClassVar


class TranslateError(Exception):
    """An error reply. `code` is the error code of the service, `members` are further members of the reply."""

    code: ClassVar[str] = "InternalServerException"
    status: ClassVar[int] = 500
    message_member: ClassVar[str] = "Message"

    def __init__(self, message: str, **members: Any) -> None:
        super().__init__(message)
        self.message = message
        self.members = members


class InternalServerException(TranslateError):
    """The service is at fault."""

    code = "InternalServerException"


class ServiceUnavailableException(TranslateError):
    """The service is away for a while."""

    code, status = "ServiceUnavailableException", 503


class InvalidParameterValueException(TranslateError):
    """A value does not fit its parameter."""

    code, status = "InvalidParameterValueException", 400


class InvalidRequestException(TranslateError):
    """The request as a whole does not work."""

    code, status = "InvalidRequestException", 400


class InvalidFilterException(TranslateError):
    """A list filter that does not work."""

    code, status = "InvalidFilterException", 400


class LimitExceededException(TranslateError):
    """A quota is used up."""

    code, status = "LimitExceededException", 400


class TextSizeLimitExceededException(TranslateError):
    """More text than one request may hold."""

    code, status = "TextSizeLimitExceededException", 400


class DetectedLanguageLowConfidenceException(TranslateError):
    """`auto` was asked for, and the language is not clear."""

    code, status = "DetectedLanguageLowConfidenceException", 400


class UnsupportedLanguagePairException(TranslateError):
    """Not translated between these languages."""

    code, status = "UnsupportedLanguagePairException", 400


class UnsupportedDisplayLanguageCodeException(TranslateError):
    """Language names are not listed in this language."""

    code, status = "UnsupportedDisplayLanguageCodeException", 400


class TooManyTagsException(TranslateError):
    """More than 50 tags on a resource."""

    code, status, message_member = "TooManyTagsException", 400, "message"


class ResourceNotFoundException(TranslateError):
    """No such resource or job."""

    code, status = "ResourceNotFoundException", 404


class ConflictException(TranslateError):
    """The name is taken, or the token was used for something else."""

    code, status = "ConflictException", 409


class ConcurrentModificationException(TranslateError):
    """The resource is being changed right now."""

    code, status = "ConcurrentModificationException", 409


class TooManyRequestsException(TranslateError):
    """Throttled."""

    code, status = "TooManyRequestsException", 429


class SerializationException(TranslateError):
    """The body cannot be read as a request of this operation."""

    code, status = "SerializationException", 400


class InvalidSignatureException(TranslateError):
    """Signed for something that is not there."""

    code, status = "InvalidSignatureException", 403


class AccessDeniedException(TranslateError):
    """Who asks may not."""

    code, status = "AccessDeniedException", 403


class UnknownOperationException(TranslateError):
    """No operation of this name."""

    code, status = "UnknownOperationException", 400


def error_named(code: str) -> type[TranslateError]:
    """The class of an error code; raises KeyError for one that the service does not have."""
    return {kind.code: kind for kind in TranslateError.__subclasses__()}[code]
