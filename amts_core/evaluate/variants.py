"""What the variants are called: one name, wherever a person reads it."""

from __future__ import annotations

VARIANTS = ("none", "paragraph", "sentence")
_TITLES = {"none": "without ACT", "paragraph": "ACT, paragraph pairs", "sentence": "ACT, sentence pairs"}


def variant_title(variant: str) -> str:
    """What a variant is called in a sentence; another name, such as `reference`, is itself."""
    return _TITLES.get(variant, variant)
