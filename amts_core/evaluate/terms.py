"""Whether drafts use the terms of the book: in each scored segment whose source has a term, does the draft have its
translation. The reference is counted too: nobody uses a term in every place, so its share is the mark to reach.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from amts_core.evaluate.report import TermUse
from amts_core.evaluate.text import normalised

REFERENCE = "reference"
MOST_MISSED = 10


def term_use(sources: Sequence[str], texts: Mapping[str, Sequence[str]], terms: Mapping[str, str]) -> Iterator[TermUse]:
    """How many of the expected terms each text has; `texts` has one column for each variant and `reference`.

    `sources` and `texts` are as they are scored. A source term is a word, not part of one; of overlapping terms the
    longest counts. Nothing without terms, or where no source has one.
    """
    if not terms:
        return
    known = {normalised(source).lower(): normalised(target) for source, target in terms.items()}
    names = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    expected = [sorted(set(pattern.findall(source.lower()))) for source in sources]
    total = sum(map(len, expected))
    for name, column in texts.items() if total else ():
        missed = Counter(
            term
            for found, text in zip(expected, column, strict=True)
            for term in found
            if known[term].lower() not in text.lower()
        )
        most = tuple(f"{term} → {known[term]} ({count})" for term, count in missed.most_common(MOST_MISSED))
        yield TermUse(name, total, total - missed.total(), most)
