"""The details file of a job: one for each target language, beside its documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from local_aws.translate.records import DocumentResult, Job


def details_file(job: Job, target: str, results: Sequence[DocumentResult], engine: str) -> bytes:
    """The JSON of `<language>.auxiliary-translation-details.json`; its counts are strings, as the real ones are.

    `auxiliaryData` has one key more than the real one: `localAws`, with what the engine flagged.
    """
    customer = sum(bool(result.error_code) and not result.by_server for result in results)
    server = sum(bool(result.error_code) and result.by_server for result in results)
    return json.dumps(
        {
            "sourceLanguageCode": job.source_language,
            "targetLanguageCode": target,
            "charactersTranslated": str(sum(result.characters for result in results)),
            "documentCountWithCustomerError": str(customer),
            "documentCountWithServerError": str(server),
            "inputDataPrefix": job.input_uri,
            "outputDataPrefix": job.output_uri,
            "details": [_detail(job, result, engine) for result in results],
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def _detail(job: Job, result: DocumentResult, engine: str) -> dict[str, Any]:
    if result.error_code:
        auxiliary: dict[str, Any] = {"error": {"errorCode": result.error_code, "errorMessage": result.error_message}}
    else:
        auxiliary = {
            "localAws": {
                "engine": engine,
                "segments": result.segments,
                "flags": result.flags,
                "flaggedSegments": list(result.flagged),
            }
        }
        if result.terms:
            terms = [{"sourceText": source, "targetText": target} for source, target in result.terms]
            auxiliary["appliedTerminologies"] = [{"name": job.terminologies[0], "terms": terms}]
    return {"sourceFile": result.source_file, "targetFile": result.target_file, "auxiliaryData": auxiliary}
