"""What the DAGs share: the configuration, AWS as it says, and how tasks are repeated."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum

from amts_core.config import Config, Storage, load_config

START = pendulum.datetime(2024, 1, 1, tz="UTC")
DEFAULTS = {
    "owner": "amts",
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(hours=1),
}


def config_file() -> Path:
    """The file that `AMTS_CONFIG` names, else the sample configuration."""
    return Path(os.environ.get("AMTS_CONFIG", Path(__file__).resolve().parent.parent / "config" / "sample.yaml"))


def read_config() -> Config:
    """The configuration."""
    return load_config(config_file())


def s3_client(storage: Storage) -> Any:
    """A client of S3 as the connection that the configuration names has it, with its endpoint and certificates."""
    from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook

    hook: Any = AwsGenericHook(client_type="s3", aws_conn_id=storage.connection, region_name=storage.region)
    return hook.conn
