"""The console command: sentences and exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from local_aws.mocking import mock_translate
from tests.cli.conftest import Amts
from tests.conftest import REPOSITORY


@pytest.fixture
def resource(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A parallel data resource."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws(), mock_translate("echo"):
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="pairs")
        s3.put_object(Bucket="pairs", Key="in/pairs.csv", Body=b"en,es\nGood morning.,Hola.\n")
        boto3.client("translate", region_name="us-east-1").create_parallel_data(
            Name="amts-en-es", ParallelDataConfig={"S3Uri": "s3://pairs/in/pairs.csv", "Format": "CSV"}
        )
        yield "amts-en-es"


def test_configuration_is_shown_when_it_is_fine(amts: Amts) -> None:
    code, out, _ = amts("config", "check", "-c", REPOSITORY / "config" / "sample.yaml")
    assert code == 0
    assert "en-zh" in out
    assert "is fine: books 3, pairs 2" in out


def test_cost_of_a_folder_is_estimated(amts: Amts, sample_book: Path) -> None:
    code, out, _ = amts("estimate", sample_book / "en", "-p", "en-zh")
    assert code == 0
    assert "15 chapters at $15 and $60 per million characters" in out


def test_chapters_come_back_from_their_documents(amts: Amts, sample_book: Path, tmp_path: Path) -> None:
    assert amts("document", sample_book / "en", "-o", tmp_path / "documents", "-p", "en-zh")[0] == 0
    assert (
        amts("rebuild", sample_book / "en", tmp_path / "documents", "-o", tmp_path / "book", "--pair", "en-zh")[0] == 0
    )
    for path in sorted((sample_book / "en").rglob("*.md")):
        assert (tmp_path / "book" / path.relative_to(sample_book / "en")).read_bytes() == path.read_bytes()


def test_resources_are_listed_and_shown(amts: Amts, resource: str) -> None:
    assert resource in amts("parallel-data", "list")[1]
    code, out, _ = amts("parallel-data", "show", resource)
    assert code == 0
    assert "s3://pairs/in/pairs.csv" in out


def test_resource_is_deleted_without_a_question_when_told_so(amts: Amts, resource: str) -> None:
    assert amts("parallel-data", "delete", resource, "--yes")[0] == 0
    code, _, err = amts("parallel-data", "show", resource)
    assert code == 2
    assert "amts: cannot show parallel data 'amts-en-es': ResourceNotFoundException" in err
