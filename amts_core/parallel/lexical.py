"""What two texts share word by word: tokens that stand in both (numbers, names, code, formulas), and translations.

Such tokens are evidence in every pair of languages, and nearly all the evidence where the encoder does not know one of
them, until a lexicon has learned the book's words. Only tokens that occur on both sides count, rare ones more. Each has
a random direction, so that the vector of a run is the sum of its tokens' directions and the cosine of two runs is about
the weighted share of common tokens; the words of a lexicon point where their translations do.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import scipy
from numpy.typing import NDArray

from amts_core.languages import THAI, WIDE, with_western_digits
from amts_core.parallel.lexicon import DIRECTIONS, Lexicon, words

Matrix = NDArray[np.float32]

PREFIX = 5  # characters of a word that count: cognates and inflected names agree in them
SHORTEST_WORD = 4
WORDS_SCALE = 1.6  # translations differ in more words than other evidence has: their cosine is lower, and says as much
SOFTNESS = 3.0  # a run whose tokens weigh less than about this is hardly evidence

# scripts that write words without blanks have no words that could be compared
_LETTERS = rf"[^\W\d_{THAI}{WIDE}]+"
_TOKEN = re.compile(rf"`[^`]+`|\$[^$]+\$|https?://[^\s)>\]]+|\d+(?:[.,]\d+)*|{_LETTERS}")
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")


@lru_cache(maxsize=1 << 15)  # a book is aligned twice
def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text that may stand in its translation too."""
    found = []
    for token in _TOKEN.findall(with_western_digits(unicodedata.normalize("NFC", text))):
        if token[0] in "`$" or token.startswith("http"):
            found.append(re.sub(r"\s+", "", token))
        elif token[0].isdigit():
            found.append(_SEPARATOR.sub("", token))
        elif len(token) >= SHORTEST_WORD:
            found.append(token.lower()[:PREFIX])
    return tuple(found)


def shared_directions(
    source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None = None
) -> tuple[Matrix, Matrix]:
    """One row per text, (texts, 256): the weighted sum of the directions of its tokens that occur on both sides.

    With a lexicon also of its words, as far as the lexicon can be trusted: words that translate each other point the
    same way.
    """
    rows = _rows_of_tokens(source, target)
    if lexicon is None or not lexicon.weight:
        return rows
    sides = ((source, lexicon.forward.source), (target, lexicon.backward.source))
    ours, theirs = (
        row + _word_counts(texts, known) @ directions * np.float32(lexicon.weight)
        for row, (texts, known), directions in zip(rows, sides, lexicon.directions, strict=True)
    )
    return ours, theirs


def scale_of(lexicon: Lexicon | None) -> float:
    """What makes a score of the cosine of the directions of two texts."""
    return 1 + (WORDS_SCALE - 1) * lexicon.weight if lexicon else 1.0


def scores_by_words(source: Sequence[str], target: Sequence[str], lexicon: Lexicon) -> NDArray[np.float64]:
    """The score of each source with its target, as the alignment with this lexicon gives it without the encoder."""
    ours, theirs = (run_directions(rows, 1)[0] for rows in shared_directions(source, target, lexicon))
    scores: NDArray[np.float64] = np.minimum(np.einsum("ij,ij->i", ours, theirs) * scale_of(lexicon), 1.0)
    return scores.round(4)


def _softly_unit(total: Matrix) -> Matrix:
    unit: Matrix = total / np.sqrt(np.square(total).sum(axis=-1, keepdims=True) + np.float32(SOFTNESS**2))
    return unit


def _word_counts(texts: Sequence[str], known: Mapping[str, int]) -> scipy.sparse.csr_matrix:
    """Which of the known words each text has, (texts, words); those that few of the texts have weigh more."""
    found = [sorted({known[word] for word in words(text) if word in known}) for text in texts]
    columns = np.fromiter(chain.from_iterable(found), np.int64)
    uses = np.bincount(columns, minlength=len(known))
    weights = np.log1p(len(texts) / np.maximum(uses, 1)).astype(np.float32)
    starts = np.concatenate(([0], np.cumsum([len(one) for one in found], dtype=np.int64)))
    return scipy.sparse.csr_matrix((weights[columns], columns, starts), shape=(len(texts), len(known)))


def _rows_of_tokens(source: Sequence[str], target: Sequence[str]) -> tuple[Matrix, Matrix]:
    counts = [[Counter(tokens(text)) for text in side] for side in (source, target)]
    uses = [Counter(token for count in side for token in count) for side in counts]
    weights = {
        token: float(np.log1p(min(len(source) / number, len(target) / uses[1][token])))
        for token, number in uses[0].items()
        if token in uses[1]
    }
    directions = {token: _direction(token) * weight for token, weight in weights.items()}

    def rows(side: list[Counter[str]]) -> Matrix:
        result = np.zeros((len(side), DIRECTIONS), np.float32)
        for row, count in zip(result, side, strict=True):
            for token, number in count.items():
                if token in directions:
                    row += number * directions[token]
        return result

    return rows(counts[0]), rows(counts[1])


def run_directions(rows: Matrix, longest: int, out: Matrix | None = None) -> Matrix:
    """The same for runs, (longest, texts, 256), as `encoder.run_vectors`; of length below 1, and 0 without tokens."""
    result = np.zeros((longest, *rows.shape), np.float32) if out is None else out
    total = rows.copy()
    for k in range(1, min(longest, len(rows)) + 1):
        if k > 1:
            total = total[1:] + rows[: len(rows) - k + 1]
        result[k - 1, k - 1 :] = _softly_unit(total)
    return result


def _direction(token: str) -> Matrix:
    """A random unit vector that depends on the token alone."""
    bits = np.frombuffer(hashlib.shake_128(token.encode("utf-8", "surrogatepass")).digest(DIRECTIONS // 8), np.uint8)
    return (np.unpackbits(bits).astype(np.float32) * 2 - 1) / np.float32(np.sqrt(DIRECTIONS))
