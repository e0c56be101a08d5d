"""Helpers of the Amazon Translate hook and operators."""
