"""Translations without a scheduler: one batch job from start to output, or TranslateText calls."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from amts_core.aws.errors import explained
from amts_core.aws.storage import Store
from amts_core.errors import AmtsError

RUNNING = {"SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"}
SUCCEEDED = {"COMPLETED", "COMPLETED_WITH_ERROR"}
PARAGRAPH = re.compile(r'(<p id="[^"]*">)(.*?)(</p>)', re.DOTALL)


def translate_documents(
    client: Any,
    store: Store,
    documents: Mapping[str, str],
    *,
    source_language: str,
    target_language: str,
    role_arn: str,
    parallel_data: str | None = None,
    poll_seconds: float = 30,
    watch: Callable[[str], None] = lambda status: None,
) -> dict[str, str]:
    """Translate HTML documents (name to text) by a batch job; gives the translated ones by the same names.

    The same documents, with the same parallel data in the same bucket, give the same client token, so that a repeated
    call finds its job again. `watch` hears the status at each look. A document that the job lost is missing in the
    result; raises AmtsError if the job fails.
    """
    if not documents:
        return {}
    data = _state_of_parallel_data(client, parallel_data) if parallel_data else ""
    place = [store.uri("jobs"), role_arn, source_language, target_language]
    content = json.dumps([place, parallel_data, data, sorted(documents.items())])
    token = hashlib.sha256(content.encode()).hexdigest()
    folder = f"jobs/{token}"
    for name, html in documents.items():
        store.write(f"{folder}/documents/{name}", html, content_type="text/html")
    request = {
        "JobName": f"amts-{token[:16]}",
        "ClientToken": token,
        "InputDataConfig": {"S3Uri": store.uri(f"{folder}/documents/"), "ContentType": "text/html"},
        "OutputDataConfig": {"S3Uri": store.uri(f"{folder}/translated/")},
        "DataAccessRoleArn": role_arn,
        "SourceLanguageCode": source_language,
        "TargetLanguageCodes": [target_language],
    } | ({"ParallelDataNames": [parallel_data]} if parallel_data else {})
    with explained("start the batch job"):
        job_id = client.start_text_translation_job(**request)["JobId"]
    output = store.key(_wait(client, job_id, poll_seconds, watch).rstrip("/"))
    texts = {name: store.find(f"{output}/{target_language}.{name}") for name in documents}
    return {name: text for name, text in texts.items() if text is not None}


def _state_of_parallel_data(client: Any, name: str) -> str:
    """What tells the present content of parallel data from another: when it was imported."""
    with explained(f"look at the parallel data {name!r}"):
        found = client.get_parallel_data(Name=name)["ParallelDataProperties"]
    return str(found.get("LastUpdatedAt", ""))


def _wait(client: Any, job_id: str, poll_seconds: float, watch: Callable[[str], None]) -> str:
    """The output folder (s3:// address) of a job, when it has ended well."""
    while True:
        with explained(f"look at the batch job {job_id}"):
            job = client.describe_text_translation_job(JobId=job_id)["TextTranslationJobProperties"]
        status = job["JobStatus"]
        watch(status)
        if status in SUCCEEDED:
            return str(job["OutputDataConfig"]["S3Uri"])
        if status not in RUNNING:
            raise AmtsError(
                f"the batch job {job_id} ended as {status}: {job.get('Message', 'the service gives no reason')}"
            )
        time.sleep(poll_seconds)


def translate_html(
    client: Any,
    html: str,
    *,
    source_language: str,
    target_language: str,
    terminology: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> str:
    """Translate the paragraphs of a document by one TranslateText call each, without parallel data.

    `settings` are Amazon Translate's `Formality` and `Profanity`.
    """

    def translated(paragraph: re.Match[str]) -> str:
        with explained("translate a text"):
            answer = client.translate_text(
                Text=paragraph[2],
                SourceLanguageCode=source_language,
                TargetLanguageCode=target_language,
                TerminologyNames=[terminology] if terminology else [],
                Settings=dict(settings or {}),
            )
            text = answer["TranslatedText"]
        return f"{paragraph[1]}{text}{paragraph[3]}"

    return PARAGRAPH.sub(translated, html)
