"""How far a long step is, in the log: none is silent for a minute, however large the book."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from typing import TypeVar

T = TypeVar("T")
PAUSE = 10  # seconds between two lines

LOG = logging.getLogger(__name__)


def telling(items: Collection[T], what: str) -> Iterator[T]:
    """The items, while the log says from time to time how many of them are done; `what` is said of them."""
    told = time.monotonic()
    for number, item in enumerate(items):
        if time.monotonic() - told > PAUSE:
            LOG.info("%s: %d of %d", what, number, len(items))
            told = time.monotonic()
        yield item
