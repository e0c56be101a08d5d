"""`amts doctor`: what is missing is found, with a way out; what is there is called good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
import yaml
from moto import mock_aws

from local_aws.mocking import mock_translate
from tests.cli.conftest import Amts
from tests.conftest import REPOSITORY


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with the bucket of the configuration."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws(), mock_translate("echo"):
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="amts-sample")
        yield


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The sample configuration with its books and its output where they are found."""
    settings = yaml.safe_load((REPOSITORY / "config" / "sample.yaml").read_text("utf-8"))
    for book in settings["books"].values():
        book["location"] = str((REPOSITORY / "config" / book["location"]).resolve())
    settings["output"] = str(tmp_path / "output")
    path = tmp_path / "amts.yaml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return path


def change(path: Path, **sections: object) -> None:
    """Another configuration."""
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | sections), encoding="utf-8")


def examined(amts: Amts, config: Path) -> tuple[int, dict[str, dict[str, str]]]:
    code, out, _ = amts("doctor", "-c", config, "--json")
    return code, {row["subject"]: row for row in json.loads(out)}


def test_a_whole_installation_is_called_good(amts: Amts, aws: None, config: Path) -> None:
    code, found = examined(amts, config)
    assert code == 0
    assert {row["state"] for row in found.values()} == {"good"}
    assert {"versions", "git", "configuration", "credentials", "Amazon Translate", "bucket", "role", "disk"} <= set(
        found
    )


def test_what_is_missing_is_named_with_a_way_out(amts: Amts, aws: None, config: Path) -> None:
    settings = yaml.safe_load(config.read_text("utf-8"))
    settings["books"]["book-zh"]["location"] = "nowhere"
    settings["books"]["book-es"]["location"] = (config.parent / "no-repository").as_uri()
    settings["storage"] |= {"bucket": "no-such-bucket", "role_arn": "arn:aws:iam::999999999999:role/amts"}
    change(config, **settings)
    code, found = examined(amts, config)
    assert code == 1
    bad = {subject for subject, row in found.items() if row["state"] == "bad"}
    assert bad == {"book book-zh", "book book-es", "bucket", "role"}
    assert "correct books.book-zh.location" in found["book book-zh"]["what_was_found"]
    assert "one of them is wrong" in found["role"]["what_was_found"]


def test_a_configuration_that_cannot_be_read_ends_the_examination(amts: Amts, tmp_path: Path) -> None:
    code, found = examined(amts, tmp_path / "none.yaml")
    assert code == 1
    assert found["configuration"]["state"] == "bad"
