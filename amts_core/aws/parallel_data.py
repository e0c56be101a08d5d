"""Parallel data resources of Amazon Translate, for people: list, show, download, delete, put."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from amts_core.aws.errors import explained
from amts_core.aws.session import aws_client
from amts_core.errors import AmtsError

BUSY = {"CREATING", "UPDATING"}


@dataclass(frozen=True)
class ParallelData:
    """What Amazon Translate says of a resource (ParallelDataProperties)."""

    name: str
    status: str
    source_language: str
    target_languages: tuple[str, ...]
    imported: int
    skipped: int
    failed: int
    updated: datetime | None
    message: str
    location: str


def list_parallel_data(client: Any) -> list[ParallelData]:
    """All resources of the account and region, by name."""
    found: list[ParallelData] = []
    request: dict[str, Any] = {}
    with explained("list parallel data"):
        while True:
            page = client.list_parallel_data(**request)
            found += [_read(properties) for properties in page["ParallelDataPropertiesList"]]
            if not page.get("NextToken"):
                return sorted(found, key=lambda item: item.name)
            request = {"NextToken": page["NextToken"]}


def show_parallel_data(client: Any, name: str) -> tuple[ParallelData, str]:
    """A resource and the presigned address of its file; raises AmtsError if there is none."""
    with explained(f"show parallel data {name!r}"):
        answer = client.get_parallel_data(Name=name)
        return _read(answer["ParallelDataProperties"]), answer.get("DataLocation", {}).get("Location", "")


def delete_parallel_data(client: Any, name: str) -> None:
    """Ask for the deletion of a resource; Amazon Translate does it in the background."""
    with explained(f"delete parallel data {name!r}"):
        client.delete_parallel_data(Name=name)


def put_parallel_data(client: Any, name: str, uri: str, format: str, *, poll_seconds: float = 30) -> None:
    """Make a resource from a file in S3, or bring it up to date, and wait until it can be used.

    One that was made from this file is left as it is. Raises AmtsError if the import fails.
    """
    config = {"S3Uri": uri, "Format": format}
    known = _properties(client, name)
    with explained(f"bring parallel data {name!r} up to date"):
        if known is None:
            client.create_parallel_data(Name=name, ParallelDataConfig=config)
        elif known.get("ParallelDataConfig") != config or _state(known) == "FAILED":
            client.update_parallel_data(Name=name, ParallelDataConfig=config)
    while (state := _state(now := _properties(client, name) or {})) in BUSY:
        time.sleep(poll_seconds)
    if state != "ACTIVE":
        raise AmtsError(f"parallel data {name!r} is {state or 'gone'}: {now.get('Message', 'no reason is given')}")


def _properties(client: Any, name: str) -> dict[str, Any] | None:
    with explained(f"show parallel data {name!r}"):
        try:
            found: dict[str, Any] = client.get_parallel_data(Name=name)["ParallelDataProperties"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return None
            raise
    return found


def _state(properties: dict[str, Any]) -> str:
    """The state that counts: of the latest update, since `Status` stays ACTIVE with the old data meanwhile."""
    latest = "" if properties.get("Status") == "DELETING" else properties.get("LatestUpdateAttemptStatus")
    return str(latest or properties.get("Status", ""))


def translate_client(region: str, session: Any = None) -> Any:
    """A client for Amazon Translate; credentials and endpoint come from boto3's usual places."""
    return aws_client("translate", region, session)


def _read(properties: dict[str, Any]) -> ParallelData:
    return ParallelData(
        name=properties["Name"],
        status=properties.get("Status", ""),
        source_language=properties.get("SourceLanguageCode", ""),
        target_languages=tuple(properties.get("TargetLanguageCodes", ())),
        imported=properties.get("ImportedRecordCount", 0),
        skipped=properties.get("SkippedRecordCount", 0),
        failed=properties.get("FailedRecordCount", 0),
        updated=properties.get("LatestUpdateAttemptAt") or properties.get("LastUpdatedAt"),
        message=properties.get("Message", ""),
        location=properties.get("ParallelDataConfig", {}).get("S3Uri", ""),
    )
