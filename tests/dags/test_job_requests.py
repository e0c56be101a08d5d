"""A job that is started without Airflow and one of the DAG are asked for alike: with one token, they are one job."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from amts_aws.operators.translate_job import TranslateStartTextTranslationJobOperator
from amts_core.pipeline import translators
from amts_core.pipeline.run import Run

REQUEST: dict[str, Any] = {
    "job_name": "en-zh-sentence",
    "client_request_token": "a" * 64,
    "input_data_config": {"S3Uri": "s3://books/in/", "ContentType": "text/html"},
    "output_data_config": {"S3Uri": "s3://books/out/"},
    "parallel_data_names": ["pairs"],
    "terminology_names": [],
    "settings": None,
}


@pytest.mark.parametrize(
    "changes",
    [{}, {"parallel_data_names": []}, {"terminology_names": ["terms"]}, {"settings": {"Formality": "FORMAL"}}],
)
def test_the_request_is_that_of_the_operator(changes: dict[str, Any]) -> None:
    request = REQUEST | changes
    storage = SimpleNamespace(role_arn="arn:aws:iam::123456789012:role/translate")
    run = SimpleNamespace(config=SimpleNamespace(storage=storage), languages=SimpleNamespace(source="en", target="zh"))
    operator = TranslateStartTextTranslationJobOperator(
        task_id="start_job",
        data_access_role_arn=storage.role_arn,
        source_language_code="en",
        target_language_codes=["zh"],
        **request,
    )
    token = request["client_request_token"]
    asked = operator._request(operator._unique_job_name(token), token)
    assert translators._start_request(cast(Run, run), request) == asked
