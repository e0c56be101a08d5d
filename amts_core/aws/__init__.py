"""The only boto3 in the core: S3 storage, Amazon Translate calls, cost."""
