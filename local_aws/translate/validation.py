"""Checks a request against the constraints of the service model, also those that no SDK checks.

The code of a violation is one that the operation declares (AWS documents the messages of none).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex  # type: ignore[import-untyped]
from botocore.model import OperationModel, Shape

from local_aws.translate.exceptions import TranslateError, error_named

FALLBACKS = ("InvalidParameterValueException", "InvalidRequestException", "ResourceNotFoundException")
# Members whose violation has an error of its own, where the operation declares it.
SPECIAL = {
    "TagList": "TooManyTagsException",
    "BoundedLengthString": "TextSizeLimitExceededException",
    "DocumentContent": "LimitExceededException",
    "TerminologyFile": "LimitExceededException",
    "DisplayLanguageCode": "UnsupportedDisplayLanguageCodeException",
}


def check_request(operation: OperationModel, members: dict[str, Any]) -> None:
    """Raise an error that the operation declares if a member is missing, too short, too long, or ill-formed."""
    for path, shape, too_large, complaint in _violations(operation.input_shape, members, ""):
        declared = [error.name for error in operation.error_shapes]
        special = SPECIAL.get(shape.name, "")
        if special in declared and (too_large or shape.name == "DisplayLanguageCode"):
            raise error_named(special)(f"the value at '{path}' {complaint}")
        raise declared_error(operation, f"1 validation error detected: the value at '{path}' {complaint}")


def declared_error(operation: OperationModel, message: str) -> TranslateError:
    """An error for a bad value, of the first fitting class that the operation declares."""
    declared = {error.name for error in operation.error_shapes}
    code = next(code for code in FALLBACKS if code in declared)
    return error_named(code)(message)


def _violations(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, Shape, bool, str]]:
    """Where, which shape, whether it is a maximum that is exceeded, and what is wrong."""
    match shape.type_name:
        case "structure":
            for name in shape.required_members:
                if name not in value:
                    yield _join(path, name), shape.members[name], False, "must not be null"
            for name, member in value.items():
                yield from _violations(shape.members[name], member, _join(path, name))
        case "list":
            yield from _size(shape, len(value), path, "must have length")
            for i, item in enumerate(value):
                yield from _violations(shape.member, item, f"{path}[{i}]")
        case "string":
            yield from _size(shape, len(value), path, "must have length")
            pattern = shape.metadata.get("pattern", "")
            if pattern and not regex.fullmatch(pattern, value):
                yield path, shape, False, f"must satisfy the regular expression pattern {pattern}"
            if shape.enum and value not in shape.enum:
                yield path, shape, False, f"must be one of {', '.join(shape.enum)}"
        case "blob":
            yield from _size(shape, len(value), path, "must have length")
        case "integer" | "long":
            yield from _size(shape, value, path, "must be")


def _size(shape: Shape, size: int, path: str, phrase: str) -> Iterator[tuple[str, Shape, bool, str]]:
    smallest, largest = shape.metadata.get("min"), shape.metadata.get("max")
    if smallest is not None and size < smallest:
        yield path, shape, False, f"{phrase} greater than or equal to {smallest}"
    if largest is not None and size > largest:
        yield path, shape, True, f"{phrase} less than or equal to {largest}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
