"""Parallel data resources: what is asked of Amazon Translate, and what is made of its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from amts_core.aws.parallel_data import (
    delete_parallel_data,
    list_parallel_data,
    put_parallel_data,
    show_parallel_data,
)
from amts_core.errors import AmtsError

URI, WHEN = "s3://b/pairs.tmx", datetime(2026, 1, 1, tzinfo=UTC)
CONFIG = {"S3Uri": URI, "Format": "TMX"}


class Client:
    """Answers with states, one after the other; the last one stays."""

    def __init__(self, *states: dict[str, Any] | None) -> None:
        self.states, self.calls = list(states), []

    def get_parallel_data(self, **request: Any) -> dict[str, Any]:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if state is None:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetParallelData")
        return {"ParallelDataProperties": {"Name": request["Name"], **state}, "DataLocation": {"Location": "https://x"}}

    def __getattr__(self, operation: str) -> Any:
        return lambda **request: self.calls.append((operation, request))


def put(*states: dict[str, Any] | None) -> list[str]:
    client = Client(*states)
    put_parallel_data(client, "book", URI, "TMX", poll_seconds=0)
    return [operation for operation, _ in client.calls]


ACTIVE = {"Status": "ACTIVE", "ParallelDataConfig": CONFIG}


def test_a_new_resource_is_created_and_awaited() -> None:
    assert put(None, {"Status": "CREATING"}, {"Status": "CREATING"}, ACTIVE) == ["create_parallel_data"]


def test_one_that_was_made_from_the_file_is_left_as_it_is() -> None:
    assert put(ACTIVE) == []


def test_another_file_is_an_update_that_is_awaited_though_the_old_data_stays_active() -> None:
    other = {"Status": "ACTIVE", "ParallelDataConfig": CONFIG | {"S3Uri": "s3://b/old.tmx"}}
    updating = ACTIVE | {"LatestUpdateAttemptStatus": "UPDATING"}
    assert put(other, updating, updating, ACTIVE | {"LatestUpdateAttemptStatus": "ACTIVE"}) == ["update_parallel_data"]


def test_one_that_failed_is_imported_again() -> None:
    failed = ACTIVE | {"LatestUpdateAttemptStatus": "FAILED"}
    assert put(failed, ACTIVE) == ["update_parallel_data"]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"Status": "FAILED", "Message": "no pair fits"}, "'book' is FAILED: no pair fits"),
        ({"Status": "DELETING", "LatestUpdateAttemptStatus": "ACTIVE"}, "'book' is DELETING: no reason is given"),
        (None, "'book' is gone"),
    ],
)
def test_an_import_that_comes_to_nothing_says_why(state: dict[str, Any] | None, told: str) -> None:
    with pytest.raises(AmtsError, match=told):
        put(None, state)


def test_a_resource_is_shown_as_the_service_says() -> None:
    counts = {"ImportedRecordCount": 3, "SkippedRecordCount": 2, "FailedRecordCount": 1, "LastUpdatedAt": WHEN}
    found, address = show_parallel_data(
        Client(ACTIVE | counts | {"SourceLanguageCode": "en", "TargetLanguageCodes": ["zh"], "Message": "well"}), "book"
    )
    assert (found.name, found.status) == ("book", "ACTIVE")
    assert (found.source_language, found.target_languages) == ("en", ("zh",))
    assert (found.imported, found.skipped, found.failed, found.updated, found.location) == (3, 2, 1, WHEN, URI)
    assert (found.message, address) == ("well", "https://x")


def test_its_date_is_that_of_the_last_try() -> None:
    later = datetime(2026, 2, 2, tzinfo=UTC)
    found, _ = show_parallel_data(Client(ACTIVE | {"LatestUpdateAttemptAt": later, "LastUpdatedAt": WHEN}), "book")
    assert found.updated == later


def test_one_that_is_not_there_is_named() -> None:
    with pytest.raises(AmtsError, match="show parallel data 'book'"):
        show_parallel_data(Client(None), "book")


def test_all_pages_are_listed_by_name() -> None:
    class Pages:
        def list_parallel_data(self, NextToken: str = "") -> dict[str, Any]:  # noqa: N803 - Amazon's name
            names = {"": ["c", "a"], "2": ["b"]}[NextToken]
            more = {} if NextToken else {"NextToken": "2"}
            return {"ParallelDataPropertiesList": [{"Name": name} for name in names], **more}

    assert [one.name for one in list_parallel_data(Pages())] == ["a", "b", "c"]


def test_a_deletion_is_asked_for_by_name() -> None:
    client = Client(ACTIVE)
    delete_parallel_data(client, "book")
    assert client.calls == [("delete_parallel_data", {"Name": "book"})]
