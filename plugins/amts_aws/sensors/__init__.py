"""Sensors of Amazon Translate."""
