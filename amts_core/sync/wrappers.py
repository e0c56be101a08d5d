"""Wrappers that are no text for the parser (an unknown directive, a code fence): human text goes in and comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable

TELLING = 12  # characters; a shorter text may stand in code by chance


def wrapped(wrapper: str, source: str, human: str) -> str:
    """The wrapper with human text in place of the source text in it; as it is, if that does not stand there once.

    Each line may be indented or quoted.
    """
    words = source.split()
    if len(source) < TELLING or not words:
        return wrapper
    pattern = re.compile(r"(?:\s|>)+".join(map(re.escape, words)))
    if len(pattern.findall(wrapper)) != 1:
        return wrapper
    return pattern.sub(lambda _: human, wrapper)


def unwrapped(source: str, image: str, paragraphs: Iterable[str]) -> dict[str, str]:
    """Human text of paragraphs whose lines stand in the wrapper `source`, from the same lines of its `image`."""
    ours, theirs = source.splitlines(), image.splitlines()
    if len(ours) < 3 or not theirs:
        return {}
    bare = [_bare(line) for line in ours]
    found = {}
    for paragraph in paragraphs:
        if len(paragraph) < TELLING:
            continue
        for start in range(1, len(bare)):
            end = next((n for n in range(start + 1, len(bare) + 1) if "".join(bare[start:n]) == _bare(paragraph)), None)
            if end is not None:
                rest = len(ours) - end
                text = " ".join(line.strip(" \t>") for line in theirs[start : len(theirs) - rest])
                found[paragraph] = " ".join(text.split())
                break
    return found


def _bare(line: str) -> str:
    return re.sub(r"[\s>]+", "", line)
