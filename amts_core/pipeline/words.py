"""The words of a book: the lexicon of a language pair, kept between runs.

The first run of a book aligns without it and learns it from those pairs; it judges pairs from then on. Where the
encoder does not know the languages, the chapters that later runs plan are aligned with it, each once, because its key
is part of theirs. It is learned again only when the book has twice as many pairs: chapters are not aligned anew for a
few words.
"""

from __future__ import annotations

import pandas as pd

from amts_core.errors import AmtsError
from amts_core.parallel.alignment import alignment_method
from amts_core.parallel.lexicon import Lexicon
from amts_core.parallel.second_pass import count_sure_pairs, learn_words
from amts_core.pipeline.run import Run

GROWTH = 2  # times as many pairs, from which a lexicon is learned again
_CURRENT = "current.json"


def current_lexicon(run: Run) -> str:
    """The key of the lexicon that chapters are aligned with now; "" if there is none, or an encoder knows both."""
    is_encoded = alignment_method(run.languages) == "encoder"
    return "" if is_encoded else _newest(run)[0]


def read_lexicon(run: Run, key: str) -> Lexicon | None:
    """The lexicon under a key; None for "". Raises AmtsError if it is gone."""
    if not key:
        return None
    lexicon = _find(run, key)
    if lexicon is None:
        raise AmtsError(f"the lexicon {run.store.uri(key)} is gone: start a new run, which learns it again")
    return lexicon


def keep_words(run: Run, table: pd.DataFrame) -> Lexicon:
    """What the pairs of the book teach, kept for the next runs."""
    _, known = _newest(run)
    if known is not None and count_sure_pairs(table) < GROWTH * known.pairs:
        return known
    learned = learn_words(table)
    key = run.shared_key("words", f"{learned.digest}.npz")
    run.store.write_bytes(key, learned.to_bytes())
    run.store.write_json(run.shared_key("words", _CURRENT), key)
    return learned


def _newest(run: Run) -> tuple[str, Lexicon | None]:
    """The lexicon that was learned last, and its key; "" and None for none."""
    key: str = run.store.find_json(run.shared_key("words", _CURRENT)) or ""
    found = _find(run, key) if key else None
    return (key, found) if found else ("", None)


def _find(run: Run, key: str) -> Lexicon | None:
    """None also for one of another version: it is learned again."""
    content = run.store.find_bytes(key)
    try:
        return Lexicon.from_bytes(content) if content else None
    except AmtsError:
        return None
