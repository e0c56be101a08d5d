"""Wrappers that are no text for the parser (an unknown directive, a code fence): human text goes in and comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from amts_core.sync.scene import bare

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
    lines = [bare(line) for line in ours]
    found = {}
    for paragraph in (one for one in paragraphs if len(one) >= TELLING):
        starts = range(1, len(lines))
        runs = ((start, end) for start in starts for end in range(start + 1, len(lines) + 1))
        run = next((run for run in runs if "".join(lines[slice(*run)]) == bare(paragraph)), None)
        if run is not None:
            text = " ".join(line.strip(" \t>") for line in theirs[run[0] : len(theirs) - len(ours) + run[1]])
            found[paragraph] = " ".join(text.split())
    return found
