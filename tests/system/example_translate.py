"""
Example of a DAG with Amazon Translate: every operator and sensor, from the first pair to the last deletion.

It needs a bucket, a role that Amazon Translate may take on, and credentials. Against a local endpoint any values do::

    python -m local_aws --engine echo --in-memory
    export AWS_ENDPOINT_URL_S3=http://127.0.0.1:5005 AWS_ENDPOINT_URL_TRANSLATE=http://127.0.0.1:5005
    export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
    airflow dags test example_translate

Deferrable mode: ``AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE=True``.
"""

from __future__ import annotations

import os
from datetime import datetime

from airflow.providers.amazon.aws.operators.s3 import (
    S3CreateBucketOperator,
    S3CreateObjectOperator,
    S3DeleteBucketOperator,
)
from airflow.sdk import DAG, chain

from amts_aws.operators.translate import TranslateImportTerminologyOperator, TranslateTextOperator
from amts_aws.operators.translate_job import (
    TranslateStartTextTranslationJobOperator,
    TranslateStopTextTranslationJobOperator,
)
from amts_aws.operators.translate_parallel_data import (
    TranslateCreateOrUpdateParallelDataOperator,
    TranslateCreateParallelDataOperator,
    TranslateDeleteParallelDataOperator,
    TranslateUpdateParallelDataOperator,
)
from amts_aws.sensors.translate import TranslateParallelDataSensor, TranslateTextTranslationJobSensor

DAG_ID = "example_translate"
BUCKET = os.environ.get("EXAMPLE_TRANSLATE_BUCKET", "amts-example-translate")
ROLE = os.environ.get("EXAMPLE_TRANSLATE_ROLE", "arn:aws:iam::123456789012:role/translate-data-access")
PARALLEL_DATA = os.environ.get("EXAMPLE_TRANSLATE_PARALLEL_DATA", "example-translate")
# Seconds between status checks: 30 to 60 on AWS, a second on a local endpoint.
DELAY = int(os.environ.get("EXAMPLE_TRANSLATE_DELAY", "30"))

PAIRS = "en,es\nA tensor is an array.,Un tensor es una matriz.\nThe loss is small.,La pérdida es pequeña.\n"
MORE_PAIRS = PAIRS + "The gradient vanishes.,El gradiente se desvanece.\n"
TERMS = "en,es\ntensor,tensor\n"
PAGE = (
    '<html><head><meta charset="utf-8"></head><body>'
    '<p id="b1">A tensor is an array.</p><p id="b2">Call <code translate="no">loss.backward()</code> once.</p>'
    "</body></html>"
)


def put(task_id: str, key: str, text: str) -> S3CreateObjectOperator:
    """Return a task that writes a text to the bucket."""
    return S3CreateObjectOperator(
        task_id=task_id, s3_bucket=BUCKET, s3_key=key, data=text.encode(), replace=True, encrypt=False
    )


with DAG(
    dag_id=DAG_ID,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    tags=["example"],
    catchup=False,
    doc_md=__doc__,
):
    create_bucket = S3CreateBucketOperator(task_id="create_bucket", bucket_name=BUCKET)
    put_pairs = put("put_pairs", "pairs/first.csv", PAIRS)
    put_more_pairs = put("put_more_pairs", "pairs/second.csv", MORE_PAIRS)
    put_page = put("put_page", "in/page.html", PAGE)

    # [START howto_operator_translate_create_parallel_data]
    create_parallel_data = TranslateCreateParallelDataOperator(
        task_id="create_parallel_data",
        name=PARALLEL_DATA,
        parallel_data_config={"S3Uri": f"s3://{BUCKET}/pairs/first.csv", "Format": "CSV"},
        wait_for_completion=False,
        deferrable=False,
    )
    # [END howto_operator_translate_create_parallel_data]

    # [START howto_sensor_translate_parallel_data]
    await_parallel_data = TranslateParallelDataSensor(
        task_id="await_parallel_data",
        name=PARALLEL_DATA,
        expected_records=2,  # the task that waits for the import is the one that can count them
        poke_interval=DELAY,
    )
    # [END howto_sensor_translate_parallel_data]

    # [START howto_operator_translate_update_parallel_data]
    update_parallel_data = TranslateUpdateParallelDataOperator(
        task_id="update_parallel_data",
        name=PARALLEL_DATA,
        parallel_data_config={"S3Uri": f"s3://{BUCKET}/pairs/second.csv", "Format": "CSV"},
        expected_records=3,
        waiter_delay=DELAY,
    )
    # [END howto_operator_translate_update_parallel_data]

    # [START howto_operator_translate_create_or_update_parallel_data]
    replace_parallel_data = TranslateCreateOrUpdateParallelDataOperator(
        task_id="replace_parallel_data",
        name=PARALLEL_DATA,
        parallel_data_config={"S3Uri": f"s3://{BUCKET}/pairs/first.csv", "Format": "CSV"},
        max_rejected_share=0,
        waiter_delay=DELAY,
    )
    # [END howto_operator_translate_create_or_update_parallel_data]

    # [START howto_operator_translate_import_terminology]
    import_terminology = TranslateImportTerminologyOperator(
        task_id="import_terminology", name="example-translate-terms", content=TERMS
    )
    # [END howto_operator_translate_import_terminology]

    # [START howto_operator_translate_text]
    translate_text = TranslateTextOperator(
        task_id="translate_text",
        text="A tensor is an array.",
        source_language_code="en",
        target_language_code="es",
        terminology_names=["example-translate-terms"],
    )
    # [END howto_operator_translate_text]

    # [START howto_operator_translate_start_text_translation_job]
    translate_documents = TranslateStartTextTranslationJobOperator(
        task_id="translate_documents",
        input_data_config={"S3Uri": f"s3://{BUCKET}/in/", "ContentType": "text/html"},
        output_data_config={"S3Uri": f"s3://{BUCKET}/out/"},
        data_access_role_arn=ROLE,
        source_language_code="en",
        target_language_codes=["es"],
        parallel_data_names=[PARALLEL_DATA],
        parallel_data_uri=f"s3://{BUCKET}/pairs/first.csv",
        terminology_names=["example-translate-terms"],
        waiter_delay=DELAY,
    )
    # [END howto_operator_translate_start_text_translation_job]

    # [START howto_sensor_translate_text_translation_job]
    await_job = TranslateTextTranslationJobSensor(
        task_id="await_job",
        job_id="{{ ti.xcom_pull('translate_documents')['job_id'] }}",
        poke_interval=DELAY,
    )
    # [END howto_sensor_translate_text_translation_job]

    start_job = TranslateStartTextTranslationJobOperator(
        task_id="start_job",
        input_data_config={"S3Uri": f"s3://{BUCKET}/in/", "ContentType": "text/html"},
        output_data_config={"S3Uri": f"s3://{BUCKET}/out/"},
        data_access_role_arn=ROLE,
        source_language_code="en",
        target_language_codes=["es"],
        wait_for_completion=False,
        deferrable=False,
    )

    # [START howto_operator_translate_stop_text_translation_job]
    stop_job = TranslateStopTextTranslationJobOperator(
        task_id="stop_job", job_id="{{ ti.xcom_pull('start_job')['job_id'] }}", waiter_delay=DELAY
    )
    # [END howto_operator_translate_stop_text_translation_job]

    # [START howto_operator_translate_delete_parallel_data]
    delete_parallel_data = TranslateDeleteParallelDataOperator(
        task_id="delete_parallel_data",
        name=PARALLEL_DATA,
        waiter_delay=DELAY,
        trigger_rule="all_done",
    )
    # [END howto_operator_translate_delete_parallel_data]

    delete_bucket = S3DeleteBucketOperator(
        task_id="delete_bucket", bucket_name=BUCKET, force_delete=True, trigger_rule="all_done"
    )

    chain(
        create_bucket,
        [put_pairs, put_more_pairs, put_page],
        create_parallel_data,
        await_parallel_data,
        update_parallel_data,
        replace_parallel_data,
        import_terminology,
        translate_text,
        translate_documents,
        await_job,
        start_job,
        stop_job,
        delete_parallel_data,
        delete_bucket,
    )
