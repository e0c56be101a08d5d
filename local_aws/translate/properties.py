"""Records as members of replies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from local_aws.translate.records import Job, ParallelData, Terminology

Members = dict[str, Any]


def moment(seconds: float | None) -> datetime | None:
    """A time of a record as it goes into a reply, None for none."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def data_properties(data: ParallelData) -> Members:
    """ParallelDataProperties."""
    return {
        "Name": data.name,
        "Arn": data.arn,
        "Description": data.description,
        "Status": data.status,
        "SourceLanguageCode": data.source_language,
        "TargetLanguageCodes": list(data.target_languages) or None,
        "ParallelDataConfig": {"S3Uri": data.s3_uri, "Format": data.format},
        "Message": data.message,
        "ImportedDataSize": data.size if data.version else None,
        "ImportedRecordCount": data.imported if data.version else None,
        "FailedRecordCount": data.failed if data.version else None,
        "SkippedRecordCount": data.skipped if data.version else None,
        "EncryptionKey": data.encryption_key,
        "CreatedAt": moment(data.created_at),
        "LastUpdatedAt": moment(data.updated_at),
        "LatestUpdateAttemptStatus": data.latest_status,
        "LatestUpdateAttemptAt": moment(data.latest_at),
    }


def terminology_properties(terminology: Terminology) -> Members:
    """TerminologyProperties."""
    return {
        "Name": terminology.name,
        "Description": terminology.description,
        "Arn": terminology.arn,
        "SourceLanguageCode": terminology.source_language,
        "TargetLanguageCodes": list(terminology.target_languages),
        "EncryptionKey": terminology.encryption_key,
        "SizeBytes": terminology.size,
        "TermCount": terminology.terms,
        "CreatedAt": moment(terminology.created_at),
        "LastUpdatedAt": moment(terminology.updated_at),
        "Directionality": terminology.directionality,
        "Message": terminology.message,
        "SkippedTermCount": terminology.skipped,
        "Format": terminology.format,
    }


def job_properties(job: Job) -> Members:
    """TextTranslationJobProperties."""
    return {
        "JobId": job.id,
        "JobName": job.name,
        "JobStatus": job.status,
        "JobDetails": {
            "TranslatedDocumentsCount": job.translated,
            "DocumentsWithErrorsCount": job.with_errors,
            "InputDocumentsCount": job.documents,
        },
        "SourceLanguageCode": job.source_language,
        "TargetLanguageCodes": list(job.target_languages),
        "TerminologyNames": list(job.terminologies),
        "ParallelDataNames": list(job.parallel_data),
        "Message": job.message,
        "SubmittedTime": moment(job.submitted_at),
        "EndTime": moment(job.ended_at),
        "InputDataConfig": {"S3Uri": job.input_uri, "ContentType": job.content_type},
        "OutputDataConfig": {"S3Uri": job.output_uri, "EncryptionKey": job.encryption_key},
        "DataAccessRoleArn": job.role,
        "Settings": job.settings,
    }
