"""Triggers of Amazon Translate."""
