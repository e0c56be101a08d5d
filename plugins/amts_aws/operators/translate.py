"""Operators for Amazon Translate: what they share, texts and terminologies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.amazon.aws.operators.base_aws import AwsBaseOperator
from airflow.providers.amazon.aws.utils import trim_none_values, validate_execute_complete_event
from airflow.providers.amazon.aws.utils.mixins import aws_template_fields
from airflow.providers.common.compat.sdk import AirflowFailException, conf

from amts_aws.exceptions import TranslateUnavailableError
from amts_aws.hooks.translate import TranslateHook
from amts_aws.links.translate import TranslateTerminologyLink
from amts_aws.triggers.translate import (
    TranslateBaseWaiterTrigger,
    TranslateParallelDataSettledTrigger,
    TranslateTextTranslationJobEndedTrigger,
)
from amts_aws.utils.names import check_names

if TYPE_CHECKING:
    from airflow.sdk import Context


class TranslateBaseOperator(AwsBaseOperator[TranslateHook]):
    """
    This is the base operator for Amazon Translate operators that wait (not supposed to be used directly in Dags).

    :param wait_for_completion: Whether to wait for the end of what the operator began. (default: True)
    :param waiter_delay: Time in seconds to wait between status checks.
    :param waiter_max_attempts: Maximum number of status checks.
    :param deferrable: If True, the operator will wait asynchronously. This implies waiting for completion.
        This mode requires aiobotocore module to be installed. (default: False)
    """

    aws_hook_class = TranslateHook

    def __init__(
        self,
        *,
        wait_for_completion: bool = True,
        waiter_delay: int = 30,
        waiter_max_attempts: int = 480,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.wait_for_completion = wait_for_completion
        self.waiter_delay = waiter_delay
        self.waiter_max_attempts = waiter_max_attempts
        self.deferrable = deferrable

    @property
    def _trigger_parameters(self) -> dict[str, Any]:
        return {
            "waiter_delay": self.waiter_delay,
            "waiter_max_attempts": self.waiter_max_attempts,
            "aws_conn_id": self.aws_conn_id,
            "region_name": self.region_name,
            "verify": self.verify,
            "botocore_config": self.botocore_config,
        }

    def _wait_first(self, waiter_name: str, args: dict[str, Any], subject: str, status_queries: Sequence[str]) -> None:
        """Wait for what is in the way of the request: deferred if the operator is, to begin again then."""
        if self.deferrable:
            self.defer(trigger=self._first_trigger(waiter_name, args), method_name="execute_again")
        self._wait(waiter_name, args, subject, status_queries)

    def _first_trigger(self, waiter_name: str, args: dict[str, Any]) -> TranslateBaseWaiterTrigger:
        if waiter_name == "text_translation_job_ended":
            return TranslateTextTranslationJobEndedTrigger(job_id=args["JobId"], **self._trigger_parameters)
        return TranslateParallelDataSettledTrigger(name=args["Name"], **self._trigger_parameters)

    def execute_again(self, context: Context, event: dict[str, Any] | None = None) -> Any:
        """Begin again when what was in the way has ended."""
        validated_event = validate_execute_complete_event(event)
        if validated_event["status"] != "success":
            raise TranslateUnavailableError(validated_event["message"])
        return self.execute(context)

    def _wait(self, waiter_name: str, args: dict[str, Any], subject: str, status_queries: Sequence[str]) -> None:
        self.hook.wait(
            waiter_name,
            args,
            failure_message=f"{subject} failed",
            status_message=f"Status of {subject} is",
            status_queries=status_queries,
            waiter_delay=self.waiter_delay,
            waiter_max_attempts=self.waiter_max_attempts,
        )


class TranslateImportTerminologyOperator(AwsBaseOperator[TranslateHook]):
    """
    Create a custom terminology of Amazon Translate from a file, or overwrite it.

    Returns name, arn, the number of terms and the number of terms that were skipped.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateImportTerminologyOperator`

    :param name: The name of the terminology. (templated)
    :param s3_uri: The file in Amazon S3, up to 10 MB. (templated)
    :param content: The text of the file; instead of ``s3_uri``. (templated)
    :param file_format: ``CSV``, ``TSV`` or ``TMX``. (default: ``CSV``, templated)
    :param directionality: ``UNI`` or ``MULTI``: whether any language of the file can be the source.
        (default: ``UNI``, templated)
    :param description: A description of the terminology. (templated)
    :param import_terminology_kwargs: Any optional parameters of the request: ``EncryptionKey``, ``Tags``. (templated)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
        If this is ``None`` or empty then the default boto3 behaviour is used. If
        running Airflow in a distributed manner and aws_conn_id is None or
        empty, then default boto3 configuration would be used (and must be
        maintained on each worker node).
    :param region_name: AWS region_name. If not specified then the default boto3 behaviour is used.
    :param verify: Whether to verify SSL certificates. See:
        https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    aws_hook_class = TranslateHook
    operator_extra_links = (TranslateTerminologyLink(),)
    template_fields: Sequence[str] = aws_template_fields(
        "name", "s3_uri", "content", "file_format", "directionality", "description", "import_terminology_kwargs"
    )
    template_fields_renderers: ClassVar[dict] = {"import_terminology_kwargs": "json"}

    def __init__(
        self,
        *,
        name: str,
        s3_uri: str | None = None,
        content: str | None = None,
        file_format: str = "CSV",
        directionality: str = "UNI",
        description: str | None = None,
        import_terminology_kwargs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.name = name
        self.s3_uri = s3_uri
        self.content = content
        self.file_format = file_format
        self.directionality = directionality
        self.description = description
        self.import_terminology_kwargs = import_terminology_kwargs or {}

    def execute(self, context: Context) -> dict[str, Any]:
        """Do what the class says."""
        request = trim_none_values(
            {
                "Name": self.name,
                "MergeStrategy": "OVERWRITE",
                "Description": self.description,
                "TerminologyData": {
                    "File": self._file(),
                    "Format": self.file_format,
                    "Directionality": self.directionality,
                },
            }
        )
        properties = self.hook.call("ImportTerminology", **request, **self.import_terminology_kwargs)[
            "TerminologyProperties"
        ]
        TranslateTerminologyLink.persist(
            context=context,
            operator=self,
            region_name=self.hook.conn_region_name,
            aws_partition=self.hook.conn_partition,
            terminology_name=self.name,
        )
        result = {
            "name": self.name,
            "arn": properties.get("Arn"),
            "terms": properties.get("TermCount"),
            "skipped_terms": properties.get("SkippedTermCount"),
        }
        self.log.info("Imported terminology: %s", result)
        return result

    def _file(self) -> bytes:
        if (self.s3_uri is None) == (self.content is None):
            raise AirflowFailException("A terminology is imported from either s3_uri or content: set one of them.")
        if self.content is not None:
            return self.content.encode()
        return self.hook.read_object(self.s3_uri)


class TranslateTextOperator(AwsBaseOperator[TranslateHook]):
    """
    Translate a short text with Amazon Translate, at once. Parallel data is not used here.

    Returns the translated text.

    .. seealso::
        For more information on how to use this operator, take a look at the guide:
        :ref:`howto/operator:TranslateTextOperator`

    :param text: The text, up to 10,000 bytes of UTF-8. (templated)
    :param source_language_code: The language of the text; ``auto`` to detect it. (templated)
    :param target_language_code: The language to translate to. (templated)
    :param terminology_names: At most one custom terminology. (templated)
    :param settings: ``Formality``, ``Profanity``, ``Brevity``. (templated)
    :param aws_conn_id: The Airflow connection used for AWS credentials.
        If this is ``None`` or empty then the default boto3 behaviour is used. If
        running Airflow in a distributed manner and aws_conn_id is None or
        empty, then default boto3 configuration would be used (and must be
        maintained on each worker node).
    :param region_name: AWS region_name. If not specified then the default boto3 behaviour is used.
    :param verify: Whether to verify SSL certificates. See:
        https://boto3.amazonaws.com/v1/documentation/api/latest/reference/core/session.html
    :param botocore_config: Configuration dictionary (key-values) for botocore client. See:
        https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html
    """

    aws_hook_class = TranslateHook
    template_fields: Sequence[str] = aws_template_fields(
        "text", "source_language_code", "target_language_code", "terminology_names", "settings"
    )
    template_fields_renderers: ClassVar[dict] = {"settings": "json"}

    def __init__(
        self,
        *,
        text: str,
        source_language_code: str,
        target_language_code: str,
        terminology_names: list[str] | None = None,
        settings: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.text = text
        self.source_language_code = source_language_code
        self.target_language_code = target_language_code
        self.terminology_names = terminology_names
        self.settings = settings

    def execute(self, context: Context) -> str:
        """Do what the class says."""
        request = trim_none_values(
            {
                "Text": self.text,
                "SourceLanguageCode": self.source_language_code,
                "TargetLanguageCode": self.target_language_code,
                "TerminologyNames": check_names("terminology_names", self.terminology_names),
                "Settings": self.settings or None,
            }
        )
        return self.hook.call("TranslateText", **request)["TranslatedText"]
