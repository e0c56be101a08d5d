"""Links to the console of Amazon Translate."""

from __future__ import annotations

from airflow.providers.amazon.aws.links.base_aws import BASE_AWS_CONSOLE_LINK, BaseAwsLink


class TranslateTextTranslationJobLink(BaseAwsLink):
    """Helper class for constructing the console link of an Amazon Translate batch translation job."""

    name = "Amazon Translate Job"
    key = "translate_text_translation_job"
    format_str = BASE_AWS_CONSOLE_LINK + "/translate/home?region={region_name}#jobs/{job_id}"


class TranslateParallelDataLink(BaseAwsLink):
    """Helper class for constructing the console link of an Amazon Translate parallel data resource."""

    name = "Amazon Translate Parallel Data"
    key = "translate_parallel_data"
    format_str = BASE_AWS_CONSOLE_LINK + "/translate/home?region={region_name}#parallel-data/{parallel_data_name}"


class TranslateTerminologyLink(BaseAwsLink):
    """Helper class for constructing the console link of an Amazon Translate custom terminology."""

    name = "Amazon Translate Terminology"
    key = "translate_terminology"
    format_str = BASE_AWS_CONSOLE_LINK + "/translate/home?region={region_name}#terminology/{terminology_name}"
