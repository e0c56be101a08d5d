"""Operators of Amazon Translate."""
