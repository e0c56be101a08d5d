"""A small book in two languages, and runs of it on S3 and Amazon Translate in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from amts_core.aws.keys import safe_name
from amts_core.aws.storage import FolderStore, Store
from amts_core.config import load_config
from amts_core.pipeline.drive import Driven
from amts_core.pipeline.drive import drive as pipeline_drive
from amts_core.pipeline.run import Run, open_run
from local_aws.mocking import mock_translate
from local_aws.service import Service
from tests.pipeline.near_store import NearStore

ROLE = "arn:aws:iam::123456789012:role/translate"
ENGLISH = {
    "one": "# Waves\n\nA wave carries energy from place to place. The water itself stays where it is.\n\n"
    "The height $h$ of a wave depends on the wind.\n",
    "two": "# Wind\n\nThe wind comes from differences in pressure. It is measured in metres per second.\n\n"
    "```python\nspeed = 3  # slow\n```\n\nStrong wind makes high waves, see :numref:`sec_waves`.\n",
    "scored": "# Tides\n\nThe moon pulls the water of the sea. Twice a day the water rises and falls.\n",
}
CHINESE = {
    "one": "# 波浪\n\n波浪把能量从一处带到另一处。水本身留在原处。\n\n波浪的高度$h$取决于风。\n",
    "two": "# 风\n\n风来自气压的差异。它以米每秒为单位测量。\n\n```python\nspeed = 3  # 慢\n```\n\n"
    "强风掀起高浪，参见 :numref:`sec_waves`。\n",
    "scored": "# 潮汐\n\n月亮吸引海里的水。水每天涨落两次。\n",
}


@dataclass
class Shelf:
    """The two books of a test and their configuration; tests change the files."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "amts.yaml"

    def configure(self, **pair: Any) -> None:
        """Write the configuration; the arguments are settings of the pair."""
        usual = {
            "source": "en",
            "target": "zh",
            "evaluation": ["scored"],
            "schedule": None,
            "sync": {"keep_from": 101, "repair_from": 101},  # what changed becomes a draft: `tests/sync` has the rest
        }
        settings = {
            "books": {
                "en": {"location": "en", "language": "en"},
                "zh": {
                    "location": "zh",
                    "language": "zh",
                    "exclude": ["*_origin.md"],
                    "origin_suffix": "_origin",
                    "origin_language": "en",
                },
            },
            "pairs": {"en-zh": usual | pair},
            "storage": {"bucket": "shelf", "role_arn": ROLE, "poll_seconds": 1},
            "output": "out",
        }
        self.config.write_text(yaml.safe_dump(settings), encoding="utf-8")

    def write(self, book: str, chapter: str, text: str) -> None:
        path = self.folder / book / f"{chapter}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def remove(self, book: str, chapter: str) -> None:
        (self.folder / book / f"{chapter}.md").unlink()

    def run(self, name: str = "first") -> Run:
        """A run in the bucket of the test; `far_run` goes there over HTTP."""
        return self._run(name, NearStore("shelf", "amts"))

    def far_run(self, name: str = "first") -> Run:
        return open_run(self.config, "en-zh", name, cache=self.folder / "cache")

    def quiet_run(self, name: str = "first") -> Run:
        """A run that keeps its content in a folder."""
        return self._run(name, FolderStore(self.folder / "store"))

    def _run(self, name: str, store: Store) -> Run:
        return Run(load_config(self.config), "en-zh", safe_name(name), store, self.folder / "cache")


def drive(run: Run, *, variants: tuple[Any, ...] = ("sentence",), report: bool = False, **options: Any) -> Driven:
    """Run the steps on the service of the test; reports are what other tests are about."""
    client = boto3.client("translate", region_name="us-east-1")
    return pipeline_drive(run, client, variants=variants, report=report, **options)


def start_job(run: Run, translate: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Start a batch job; what the service says of it when it has ended."""
    job = translate.start_text_translation_job(
        JobName=request["job_name"],
        ClientToken=request["client_request_token"],
        InputDataConfig=request["input_data_config"],
        OutputDataConfig=request["output_data_config"],
        DataAccessRoleArn=run.config.storage.role_arn,
        SourceLanguageCode=run.languages.source,
        TargetLanguageCodes=[run.languages.target],
        ParallelDataNames=request["parallel_data_names"],
        Settings=request["settings"],
    )
    done: dict[str, Any] = translate.describe_text_translation_job(JobId=job["JobId"])["TextTranslationJobProperties"]
    return done


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_TRANSLATE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws(), mock_translate("echo") as service:
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shelf")
        yield service


@pytest.fixture
def shelf(tmp_path: Path, service: Service) -> Shelf:
    """A book whose translation is in step with it."""
    return furnished(tmp_path)


@pytest.fixture
def quiet(tmp_path: Path) -> Shelf:
    """The same book without a service: its runs keep their content in a folder."""
    return furnished(tmp_path)


def furnished(folder: Path) -> Shelf:
    """A book whose translation is in step with it, in a folder."""
    shelf = Shelf(folder)
    for chapter in ENGLISH:
        shelf.write("en", chapter, ENGLISH[chapter])
        shelf.write("zh", f"{chapter}_origin", ENGLISH[chapter])
        shelf.write("zh", chapter, CHINESE[chapter])
    shelf.configure()
    return shelf
