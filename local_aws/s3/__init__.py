"""S3 by moto, with its contents on disk."""
