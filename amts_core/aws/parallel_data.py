"""Parallel data resources of Amazon Translate, for people: list, show, download, delete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3

from amts_core.aws.errors import explained


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


def translate_client(region: str, session: Any = None) -> Any:
    """A client for Amazon Translate; credentials and endpoint come from boto3's usual places."""
    return (session or boto3.session.Session()).client("translate", region_name=region)


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
