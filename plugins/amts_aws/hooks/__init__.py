"""Hooks of Amazon Translate."""
