"""What most tests of the service do: put files, make parallel data, run a job, read its results."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/translate"
PAIRS = "en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos días.\n"
ENDED = ("COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED")


@dataclass(frozen=True)
class World:
    """An S3 client, a Translate client and a bucket; `role` is the role that jobs are given."""

    s3: Any
    translate: Any
    bucket: str
    role: str = ROLE
    poll_seconds: float = 0.02
    prefix: str = ""
    deadline: float = float("inf")  # by time.monotonic()

    def uri(self, key: str = "") -> str:
        return f"s3://{self.bucket}/{self.prefix}{key}"

    def put(self, key: str, content: str | bytes) -> str:
        body = content.encode() if isinstance(content, str) else content
        self.s3.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=body)
        return self.uri(key)

    def get(self, uri: str) -> bytes:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        body: bytes = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def keys(self, uri: str) -> list[str]:
        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [entry["Key"].removeprefix(prefix) for page in pages for entry in page.get("Contents", [])]

    def make_data(self, name: str = "pairs", content: str = PAIRS, file_format: str = "CSV", **more: Any) -> Any:
        config = {"S3Uri": self.put(f"pd/{name}", content), "Format": file_format}
        self.translate.create_parallel_data(Name=name, ParallelDataConfig=config, **more)
        return self.data(name)

    def rest(self) -> None:
        """Wait a little before the next look; raises TimeoutError behind the deadline."""
        if time.monotonic() > self.deadline:
            raise TimeoutError("the time for this run is over")
        time.sleep(self.poll_seconds)

    def data(self, name: str) -> Any:
        """The properties of parallel data, once no create or update is under way."""
        while True:
            found = self.translate.get_parallel_data(Name=name)["ParallelDataProperties"]
            if found["Status"] != "CREATING" and found.get("LatestUpdateAttemptStatus") != "UPDATING":
                return found
            self.rest()

    def request(self, **changes: Any) -> dict[str, Any]:
        return {
            "InputDataConfig": {"S3Uri": self.uri("in/"), "ContentType": "text/plain"},
            "OutputDataConfig": {"S3Uri": self.uri("out/")},
            "DataAccessRoleArn": self.role,
            "SourceLanguageCode": "en",
            "TargetLanguageCodes": ["es"],
            **changes,
        }

    def start(self, **changes: Any) -> str:
        job: str = self.translate.start_text_translation_job(**self.request(**changes))["JobId"]
        return job

    def start_code(self, **changes: Any) -> str:
        """The error code of a job that cannot be started."""
        try:
            return f"no error: {self.start(**changes)}"
        except ClientError as error:
            return str(error.response["Error"]["Code"])

    def describe(self, job: str) -> Any:
        return self.translate.describe_text_translation_job(JobId=job)["TextTranslationJobProperties"]

    def wait(self, job: str) -> Any:
        while (found := self.describe(job))["JobStatus"] not in ENDED:
            self.rest()
        return found

    def run(self, **changes: Any) -> Any:
        return self.wait(self.start(**changes))

    def results(self, job: Any) -> dict[str, bytes]:
        """The files of a job by their path below its folder."""
        folder = job["OutputDataConfig"]["S3Uri"]
        return {path: self.get(folder + path) for path in self.keys(folder)}

    def details(self, job: Any, language: str = "es") -> Any:
        folder = job["OutputDataConfig"]["S3Uri"]
        return json.loads(self.get(f"{folder}details/{language}.auxiliary-translation-details.json"))
