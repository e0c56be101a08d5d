"""Amazon Translate and S3 on this machine, with an engine that adapts to parallel data."""
