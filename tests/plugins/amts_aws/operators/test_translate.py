from __future__ import annotations

from typing import ClassVar
from unittest import mock

import boto3
import pytest
from airflow.providers.common.compat.sdk import AirflowFailException
from moto import mock_aws

from amts_aws.hooks.translate import TranslateHook
from amts_aws.operators.translate import (
    TranslateImportTerminologyOperator,
    TranslateTextOperator,
)


class TestImportTerminology:
    ANSWER: ClassVar[dict] = {"TerminologyProperties": {"Arn": "arn:names", "TermCount": 2, "SkippedTermCount": 1}}

    def execute(self, context, **kwargs):
        operator = TranslateImportTerminologyOperator(
            task_id="terms", name="names", aws_conn_id=None, region_name="us-east-1", **kwargs
        )
        with mock.patch.object(TranslateHook, "call", return_value=self.ANSWER) as call:
            return operator.execute(context), call.call_args

    def test_from_text(self, fake, context):
        result, call = self.execute(context, content="en,zh\ntensor,张量\n", description="terms")
        assert call.args == ("ImportTerminology",)
        assert call.kwargs == {
            "Name": "names",
            "MergeStrategy": "OVERWRITE",
            "Description": "terms",
            "TerminologyData": {"File": "en,zh\ntensor,张量\n".encode(), "Format": "CSV", "Directionality": "UNI"},
        }
        assert result == {"name": "names", "arn": "arn:names", "terms": 2, "skipped_terms": 1}

    def test_from_s3(self, fake, context, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        with mock_aws():
            s3 = boto3.client("s3", region_name="us-east-1")
            s3.create_bucket(Bucket="bucket")
            s3.put_object(Bucket="bucket", Key="terms/names.tmx", Body=b"<tmx/>")
            _, call = self.execute(context, s3_uri="s3://bucket/terms/names.tmx", file_format="TMX")
        assert call.kwargs["TerminologyData"]["File"] == b"<tmx/>"
        assert call.kwargs["TerminologyData"]["Format"] == "TMX"

    def test_a_missing_file_is_named(self, fake, context, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        with mock_aws(), pytest.raises(AirflowFailException, match=r"s3://bucket/none.csv cannot be read"):
            self.execute(context, s3_uri="s3://bucket/none.csv")

    @pytest.mark.parametrize("source", [{}, {"s3_uri": "s3://b/k", "content": "en,zh"}])
    def test_one_source_is_needed(self, fake, context, source):
        with pytest.raises(AirflowFailException, match="either s3_uri or content"):
            self.execute(context, **source)


class TestTranslateText:
    def test_the_text_is_returned(self, context):
        operator = TranslateTextOperator(
            task_id="text",
            text="tensor",
            source_language_code="en",
            target_language_code="zh",
            terminology_names=["names"],
        )
        with mock.patch.object(TranslateHook, "call", return_value={"TranslatedText": "张量"}) as call:
            assert operator.execute(context) == "张量"
        call.assert_called_once_with(
            "TranslateText",
            Text="tensor",
            SourceLanguageCode="en",
            TargetLanguageCode="zh",
            TerminologyNames=["names"],
        )
