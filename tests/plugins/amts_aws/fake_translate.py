"""Amazon Translate in memory, as far as idempotence needs it: client tokens, names, states that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

START = datetime(2026, 1, 1, tzinfo=UTC)


def client_error(code: str, operation: str, message: str = "no", status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}, operation
    )


@cache
def real_client() -> Any:
    return boto3.client(
        "translate", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )


class FakeTranslate:
    """The part of the boto3 client that the operators call."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.parallel_data: dict[str, dict[str, Any]] = {}
        self.answers: dict[tuple[str, str], dict[str, Any]] = {}
        self.calls: list[str] = []
        self.ticks = 0
        self.job_states: list[str] = []
        self.import_states: list[str] = []
        self.records = (10, 0, 0)

    def as_client(self) -> Any:
        """A boto3 client, so that waiters and metadata are real, with its operations answered here."""
        client = object.__new__(type(real_client()))
        client.__dict__.update(real_client().__dict__)
        for operation in client.meta.method_to_api_mapping:
            if hasattr(self, operation):
                setattr(client, operation, getattr(self, operation))
        return client

    def start_text_translation_job(self, **request: Any) -> dict[str, Any]:
        self.calls.append("start")
        return self._once("start", request["ClientToken"], lambda: self._new_job(request))

    def describe_text_translation_job(self, *, JobId: str) -> dict[str, Any]:  # noqa: N803
        self.calls.append("describe")
        job = self.jobs[JobId]
        if job["JobStatus"] in ("SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED") and self.job_states:
            job["JobStatus"] = self.job_states.pop(0)
        return {"TextTranslationJobProperties": dict(job)}

    def list_text_translation_jobs(self, *, Filter: dict[str, Any], NextToken: str = "0") -> dict[str, Any]:  # noqa: N803
        found = [dict(job) for job in self.jobs.values() if job["JobName"].startswith(Filter["JobName"])]
        page = int(NextToken)
        more = {"NextToken": str(page + 1)} if page + 1 < len(found) else {}
        return {"TextTranslationJobPropertiesList": found[page : page + 1], **more}

    def stop_text_translation_job(self, *, JobId: str) -> dict[str, Any]:  # noqa: N803
        self.calls.append("stop")
        self.jobs[JobId]["JobStatus"] = "STOP_REQUESTED"
        return {"JobId": JobId, "JobStatus": "STOP_REQUESTED"}

    def create_parallel_data(self, **request: Any) -> dict[str, Any]:
        self.calls.append("create")
        return self._once("create", request["ClientToken"], lambda: self._new_parallel_data(request))

    def update_parallel_data(self, **request: Any) -> dict[str, Any]:
        self.calls.append("update")
        return self._once("update", request["ClientToken"], lambda: self._updated_parallel_data(request))

    def get_parallel_data(self, *, Name: str) -> dict[str, Any]:  # noqa: N803
        self.calls.append("get")
        if Name not in self.parallel_data:
            raise client_error("ResourceNotFoundException", "GetParallelData", status=404)
        properties = self.parallel_data[Name]
        key = "LatestUpdateAttemptStatus" if "LatestUpdateAttemptStatus" in properties else "Status"
        shown = dict(properties)
        if properties[key] in ("CREATING", "UPDATING") and self.import_states:
            properties[key] = self.import_states.pop(0)
        if properties["Status"] == "DELETING":
            del self.parallel_data[Name]
        return {"ParallelDataProperties": shown}

    def list_parallel_data(self, *, NextToken: str = "0") -> dict[str, Any]:  # noqa: N803
        self.calls.append("list")
        found = [dict(properties) for properties in self.parallel_data.values()]
        page = int(NextToken)
        more = {"NextToken": str(page + 1)} if page + 1 < len(found) else {}
        return {"ParallelDataPropertiesList": found[page : page + 1], **more}

    def delete_parallel_data(self, *, Name: str) -> dict[str, Any]:  # noqa: N803
        self.calls.append("delete")
        if Name not in self.parallel_data:
            raise client_error("ResourceNotFoundException", "DeleteParallelData", status=404)
        self.parallel_data[Name]["Status"] = "DELETING"
        return {"Name": Name, "Status": "DELETING"}

    def _once(self, operation: str, token: str, act: Any) -> dict[str, Any]:
        if (operation, token) not in self.answers:
            self.answers[operation, token] = act()
        return self.answers[operation, token]

    def _now(self) -> datetime:
        self.ticks += 1
        return START + timedelta(seconds=self.ticks)

    def _new_job(self, request: dict[str, Any]) -> dict[str, Any]:
        job_id = f"{len(self.jobs):032x}"
        self.jobs[job_id] = {
            "JobId": job_id,
            "JobName": request["JobName"],
            "JobStatus": "SUBMITTED",
            "SubmittedTime": self._now(),
            "OutputDataConfig": {"S3Uri": f"s3://bucket/out/111122223333-TranslateText-{job_id}/"},
            "JobDetails": {"InputDocumentsCount": 2, "TranslatedDocumentsCount": 2, "DocumentsWithErrorsCount": 0},
            **{name: value for name, value in request.items() if name not in ("ClientToken", "OutputDataConfig")},
        }
        return {"JobId": job_id, "JobStatus": "SUBMITTED"}

    def _new_parallel_data(self, request: dict[str, Any]) -> dict[str, Any]:
        name = request["Name"]
        if name in self.parallel_data:
            raise client_error("ConflictException", "CreateParallelData", status=409)
        self._refuse_a_second_import(name, "CreateParallelData")
        self.parallel_data[name] = {"Status": "CREATING", **self._imported(request)}
        return {"Name": name, "Status": "CREATING"}

    def _updated_parallel_data(self, request: dict[str, Any]) -> dict[str, Any]:
        at = self._now()
        self._refuse_a_second_import(request["Name"], "UpdateParallelData")
        properties = self.parallel_data[request["Name"]]
        if properties.get("LatestUpdateAttemptStatus") == "UPDATING" or properties["Status"] == "CREATING":
            raise client_error("ConcurrentModificationException", "UpdateParallelData", status=409)
        properties |= self._imported(request)
        properties |= {"LatestUpdateAttemptStatus": "UPDATING", "LatestUpdateAttemptAt": at}
        return {"Name": request["Name"], "LatestUpdateAttemptStatus": "UPDATING", "LatestUpdateAttemptAt": at}

    def _refuse_a_second_import(self, name: str, operation: str) -> None:
        for other, properties in self.parallel_data.items():
            states = (properties["Status"], properties.get("LatestUpdateAttemptStatus"))
            if other != name and {"CREATING", "UPDATING"} & set(states):
                raise client_error("LimitExceededException", operation)

    def _imported(self, request: dict[str, Any]) -> dict[str, Any]:
        imported, skipped, failed = self.records
        return {
            "Name": request["Name"],
            "Arn": f"arn:aws:translate:us-east-1:111122223333:parallel-data/{request['Name']}",
            "ParallelDataConfig": request["ParallelDataConfig"],
            "ImportedRecordCount": imported,
            "SkippedRecordCount": skipped,
            "FailedRecordCount": failed,
        }
