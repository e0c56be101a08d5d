"""An import of parallel data and a batch job, deferred and waiting in the worker: what the chaos tests disturb."""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import DAG, chain

from amts_aws.operators.translate_job import TranslateStartTextTranslationJobOperator
from amts_aws.operators.translate_parallel_data import TranslateCreateOrUpdateParallelDataOperator

BUCKET = "chaos"


def make(dag_id: str, *, deferrable: bool) -> DAG:
    """Return one of the two DAGs."""
    with DAG(
        dag_id=dag_id,
        schedule=None,
        start_date=datetime(2026, 1, 1),
        default_args={"retries": 5, "retry_delay": timedelta(seconds=1)},
    ) as dag:
        import_pairs = TranslateCreateOrUpdateParallelDataOperator(
            task_id="import_pairs",
            name=dag_id,
            parallel_data_config={"S3Uri": f"s3://{BUCKET}/pairs.csv", "Format": "CSV"},
            waiter_delay=1,
            deferrable=deferrable,
        )
        translate = TranslateStartTextTranslationJobOperator(
            task_id="translate",
            input_data_config={"S3Uri": f"s3://{BUCKET}/in/", "ContentType": "text/html"},
            output_data_config={"S3Uri": f"s3://{BUCKET}/out/"},
            data_access_role_arn="arn:aws:iam::123456789012:role/translate",
            source_language_code="en",
            target_language_codes=["es"],
            parallel_data_names=[dag_id],
            waiter_delay=1,
            deferrable=deferrable,
        )
        chain(import_pairs, translate)
    return dag


deferred = make("chaos_deferred", deferrable=True)
in_worker = make("chaos_in_worker", deferrable=False)
