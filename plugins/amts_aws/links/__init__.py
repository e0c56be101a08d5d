"""Links of Amazon Translate."""
