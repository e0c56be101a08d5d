"""Where the drafts of a driven run come from: a batch job, or TranslateText calls.

The DAG starts and awaits its jobs by operators instead, so that no worker waits; what is sent and what is read is the
same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from amts_core.aws.jobs import JobFailed, put_terminology, start_job, wait_for_job
from amts_core.aws.parallel_data import put_parallel_data, show_parallel_data
from amts_core.errors import AmtsError
from amts_core.pipeline.documents import Sending, mark_spent
from amts_core.pipeline.drafts import Fetched, fetch_output
from amts_core.pipeline.forms import Plan
from amts_core.pipeline.jobs import is_by_text, job_requests, terminology_name
from amts_core.pipeline.parallel_data import NOTHING_TO_FOLLOW, ParallelDataFile
from amts_core.pipeline.run import Run
from amts_core.pipeline.terminology import terminology_text
from amts_core.pipeline.texts import translate_texts

Watch = Callable[[str], None]
"""Hears what the service does, in a few words."""


class Translator(Protocol):
    """Translates the documents of one variant and keeps the drafts."""

    def translate(self, run: Run, plan: Plan, sending: Sending) -> Fetched:
        """What came back; raises AmtsError if nothing did. What was translated before is not sent again."""


@dataclass(frozen=True)
class TranslateText:
    """A TranslateText call for each paragraph, without parallel data; `client` is boto3's of Amazon Translate."""

    client: Any

    def translate(self, run: Run, plan: Plan, sending: Sending) -> Fetched:
        """See Translator; each document is kept as it comes."""
        if run.pair.terminology:
            put_terminology(self.client, terminology_name(run), terminology_text(run))
        return translate_texts(run, plan, sending, self.client)


@dataclass(frozen=True)
class BatchJob:
    """A batch job, customised by the variant's parallel data, from its start to its output."""

    client: Any
    watch: Watch = lambda state: None

    def translate(self, run: Run, plan: Plan, sending: Sending) -> Fetched:
        """See Translator. The token is made from the content: a repeated run finds its job again, and pays nothing.

        A job that failed is remembered, so that the next run starts another.
        """
        [request] = job_requests(run, plan, [sending])
        file = sending.parallel_data
        if file and file.is_ours:
            self._import(run, file)
        if not file and sending.variant != "none":
            self.watch(NOTHING_TO_FOLLOW)
        if run.pair.terminology:
            put_terminology(self.client, terminology_name(run), terminology_text(run))
        job_id = start_job(self.client, _start_request(run, request))
        try:
            done = wait_for_job(self.client, job_id, poll_seconds=run.config.storage.poll_seconds, watch=self.watch)
        except JobFailed as error:
            mark_spent(run, sending.variant, sending.token, {"": str(error)})
            raise
        return fetch_output(run, plan, done["InputDataConfig"]["S3Uri"], done["OutputDataConfig"]["S3Uri"])

    def _import(self, run: Run, file: ParallelDataFile) -> None:
        """Bring the parallel data up to date; AmtsError if the service refuses more of it than the pair allows."""
        put_parallel_data(self.client, file.name, file.uri, file.format, poll_seconds=run.config.storage.poll_seconds)
        found, _ = show_parallel_data(self.client, file.name)
        refused = found.skipped + found.failed
        if refused > run.pair.lost_records * max(file.pairs, 1):
            raise AmtsError(
                f"parallel data {file.name!r}: the service refused {refused} of {file.pairs} pairs, more than"
                f" lost_records allows ({run.pair.lost_records:.0%}): look at its file {file.uri}"
            )
        self.watch(f"parallel data {file.name}: {file.pairs:,} pairs")


def translator_of(run: Run, sending: Sending, client: Any, watch: Watch) -> Translator:
    """What translates a variant of this run, as the pair is configured."""
    return TranslateText(client) if is_by_text(run, sending) else BatchJob(client, watch)


def _start_request(run: Run, request: dict[str, Any]) -> dict[str, Any]:
    """What StartTextTranslationJob is told: the same as by the DAG's operator, so that each finds the other's job."""
    suffix = sha256(request["client_request_token"].encode()).hexdigest()[:16]
    lists = {"ParallelDataNames": request["parallel_data_names"], "TerminologyNames": request["terminology_names"]}
    return {
        "JobName": f"{request['job_name']}-{suffix}",
        "ClientToken": request["client_request_token"],
        "InputDataConfig": request["input_data_config"],
        "OutputDataConfig": request["output_data_config"],
        "DataAccessRoleArn": run.config.storage.role_arn,
        "SourceLanguageCode": run.languages.source,
        "TargetLanguageCodes": [run.languages.target],
        **{name: names for name, names in lists.items() if names},
        **({"Settings": request["settings"]} if request["settings"] else {}),
    }
