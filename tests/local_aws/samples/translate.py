"""Amazon Translate with the AWS SDK for Python (Boto3): texts, documents, a terminology, parallel data, a batch job.

python translate.py BUCKET ROLE_ARN
"""

import sys
import time

import boto3

TERMS = b"en,es\ncat,gato\n"
PAIRS = b"en,es\nThe cat sleeps.,El gato duerme.\nGood morning.,Buenos dias.\n"
PAGE = b'<html><body><p>The cat <code translate="no">sleeps(1)</code>.</p></body></html>'


def translate_text(translate, text, **settings):
    """Translate a text at once."""
    response = translate.translate_text(Text=text, SourceLanguageCode="en", TargetLanguageCode="es", **settings)
    return response["TranslatedText"]


def translate_document(translate, content, content_type):
    """Translate a document at once."""
    response = translate.translate_document(
        Document={"Content": content, "ContentType": content_type},
        SourceLanguageCode="en",
        TargetLanguageCode="es",
        TerminologyNames=["sample-terms"],
    )
    return response["TranslatedDocument"]["Content"].decode()


def import_terminology(translate, name, content):
    """Make a terminology from a CSV file; gives the number of its terms."""
    response = translate.import_terminology(
        Name=name, MergeStrategy="OVERWRITE", TerminologyData={"File": content, "Format": "CSV"}
    )
    return response["TerminologyProperties"]["TermCount"]


def create_parallel_data(translate, name, s3_uri):
    """Import parallel data and wait for it; gives its properties."""
    translate.create_parallel_data(Name=name, ParallelDataConfig={"S3Uri": s3_uri, "Format": "CSV"})
    while True:
        properties = translate.get_parallel_data(Name=name)["ParallelDataProperties"]
        if properties["Status"] != "CREATING":
            return properties
        time.sleep(1)


def run_job(translate, bucket, role, parallel_data):
    """Translate the documents below in/ in a batch job and wait for its end; gives its properties."""
    job_id = translate.start_text_translation_job(
        JobName="sample-job",
        InputDataConfig={"S3Uri": f"s3://{bucket}/in/", "ContentType": "text/plain"},
        OutputDataConfig={"S3Uri": f"s3://{bucket}/out/"},
        DataAccessRoleArn=role,
        SourceLanguageCode="en",
        TargetLanguageCodes=["es"],
        ParallelDataNames=[parallel_data],
    )["JobId"]
    while True:
        properties = translate.describe_text_translation_job(JobId=job_id)["TextTranslationJobProperties"]
        if properties["JobStatus"] not in ("SUBMITTED", "IN_PROGRESS"):
            return properties
        time.sleep(1)


def main(bucket, role):
    """Run all of them, and clean up."""
    s3, translate = boto3.client("s3"), boto3.client("translate")
    print("text:", translate_text(translate, "The cat sleeps."))
    print("terms:", import_terminology(translate, "sample-terms", TERMS))
    print("text with terms:", translate_text(translate, "The cat sleeps.", TerminologyNames=["sample-terms"]))
    print("document:", translate_document(translate, PAGE, "text/html"))
    s3.put_object(Bucket=bucket, Key="pairs.csv", Body=PAIRS)
    data = create_parallel_data(translate, "sample-pairs", f"s3://{bucket}/pairs.csv")
    print("parallel data:", data["Status"], data["ImportedRecordCount"])
    s3.put_object(Bucket=bucket, Key="in/note.txt", Body=b"The cat sleeps. Good morning.\n")
    job = run_job(translate, bucket, role, "sample-pairs")
    print("job:", job["JobStatus"], job["JobDetails"]["TranslatedDocumentsCount"])
    key = job["OutputDataConfig"]["S3Uri"].removeprefix(f"s3://{bucket}/") + "es.note.txt"
    print("result:", s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode().strip())
    translate.delete_parallel_data(Name="sample-pairs")
    translate.delete_terminology(Name="sample-terms")


if __name__ == "__main__":
    main(*sys.argv[1:])
