"""Translations without a scheduler: a batch job from its start to its end, or TranslateText calls."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from amts_core.aws.errors import explained
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair

RUNNING = {"SUBMITTED", "IN_PROGRESS", "STOP_REQUESTED"}
SUCCEEDED = {"COMPLETED", "COMPLETED_WITH_ERROR"}
PARAGRAPH = re.compile(r'(<p id="[^"]*">)(.*?)(</p>)', re.DOTALL)


class JobFailed(AmtsError):
    """A batch job ended, and not well."""


def start_job(client: Any, request: Mapping[str, Any]) -> str:
    """Start a batch job (StartTextTranslationJob); gives its id: with a token that was used, that of the job then."""
    with explained("start the batch job"):
        return str(client.start_text_translation_job(**request)["JobId"])


def wait_for_job(
    client: Any, job_id: str, *, poll_seconds: float = 30, watch: Callable[[str], None] = lambda status: None
) -> dict[str, Any]:
    """What the service says of a job that has ended well (TextTranslationJobProperties); raises JobFailed.

    `watch` hears the status at each look.
    """
    while True:
        with explained(f"look at the batch job {job_id}"):
            job: dict[str, Any] = client.describe_text_translation_job(JobId=job_id)["TextTranslationJobProperties"]
        status = job["JobStatus"]
        watch(status)
        if status in SUCCEEDED:
            return job
        if status not in RUNNING:
            reason = job.get("Message", "the service gives no reason")
            raise JobFailed(f"the batch job {job_id} ended as {status}: {reason}; run it again to start another")
        time.sleep(poll_seconds)


def put_terminology(client: Any, name: str, csv: str) -> None:
    """Make a terminology of this CSV file, or put it in the place of the one with this name."""
    with explained(f"import the terminology {name!r}"):
        client.import_terminology(
            Name=name,
            MergeStrategy="OVERWRITE",
            TerminologyData={"File": csv.encode("utf-8"), "Format": "CSV", "Directionality": "UNI"},
        )


def translate_html(
    client: Any,
    html: str,
    *,
    languages: LanguagePair,
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
                SourceLanguageCode=languages.source,
                TargetLanguageCode=languages.target,
                TerminologyNames=[terminology] if terminology else [],
                Settings=dict(settings or {}),
            )
            text = answer["TranslatedText"]
        return f"{paragraph[1]}{text}{paragraph[3]}"

    return PARAGRAPH.sub(translated, html)
