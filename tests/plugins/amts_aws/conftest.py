from __future__ import annotations

from typing import Any
from unittest import mock

import boto3
import pytest
from moto import mock_aws
from tenacity import wait_none

from amts_aws.hooks import translate as hooks
from amts_aws.hooks.translate import TranslateHook
from tests.plugins.amts_aws.common import OTHER_FILE
from tests.plugins.amts_aws.fake_translate import FakeTranslate


class TaskStateStore(dict):
    """The store of one task instance: outlives its tries."""

    def set(self, key: str, value: Any) -> None:
        self[key] = value


class Context(dict):
    """The context of one try."""


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch):
    """Retries and waiters do not sleep."""
    monkeypatch.setattr(hooks, "wait_random_exponential", lambda **_: wait_none())
    monkeypatch.setattr("airflow.providers.amazon.aws.utils.waiter_with_logging.time.sleep", lambda _: None)


@pytest.fixture
def fake():
    """The service behind every hook of the test."""
    service = FakeTranslate()
    with mock.patch.object(TranslateHook, "conn", service.as_client()):
        yield service


@pytest.fixture
def task_instance():
    return mock.MagicMock(
        dag_id="book", run_id="manual__2026-01-01T00:00:00+00:00", task_id="translate", map_index=3, max_tries=0
    )


@pytest.fixture
def store():
    return TaskStateStore()


@pytest.fixture
def context(task_instance, store):
    return Context(ti=task_instance, task_state_store=store)


@pytest.fixture
def existing(fake):
    """A resource that was made by somebody else, from another file."""
    fake.create_parallel_data(Name="book", ParallelDataConfig=OTHER_FILE, ClientToken="somebody-else")
    fake.parallel_data["book"]["Status"] = "ACTIVE"
    fake.calls.clear()


@pytest.fixture
def s3(monkeypatch):
    """Amazon S3 in memory, with a bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="bucket")
        yield client
