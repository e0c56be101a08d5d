"""How two versions of a sentence of the source differ, word by word, and what a human wrote for the old one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from amts_core.book.chapter import Block
from amts_core.book.segments import Segment
from amts_core.language_contraries import changes_sense, contradict, negations, traits
from amts_core.language_words import LITTLE
from amts_core.languages import LanguagePair
from amts_core.languages import language as known_language
from amts_core.parallel.tokens import Token, tokenize
from amts_core.sync.spans import PUNCTUATION

_SHORT = 3  # letters of a word that means little, in languages without a list of such words
MINUS = "⊖"  # what a minus is known by, which else is a hyphen
_MINUSES = frozenset("-−")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Some words of the old version that became others; one of the two may be empty."""

    old: tuple[Token, ...]
    new: tuple[Token, ...]

    @property
    def told(self) -> str:
        """The change in words, for people: "list → element"."""
        return " → ".join(" ".join(token.text for token in side) or "–" for side in self.bare).replace(MINUS, "−")

    @property
    def bare(self) -> tuple[list[Token], list[Token]]:
        """Both sides without punctuation."""
        old, new = ([token for token in side if token.text not in PUNCTUATION] for side in (self.old, self.new))
        return old, new


@dataclass(frozen=True)
class Difference:
    """Two versions of a text as tokens, marks left out; `hunks` are where they differ (capitals apart).

    By the keys of content words: `all_old` and `all_new` have those of each version, `gone` and `came` those of one
    side of the hunks alone, though they may stand elsewhere in the sentence too; `moved` says that one does: what
    became of the others does not say all then.
    """

    language: str
    old: tuple[Token, ...]
    new: tuple[Token, ...]
    hunks: tuple[Hunk, ...]
    all_old: frozenset[str]
    all_new: frozenset[str]
    gone: frozenset[str]
    came: frozenset[str]
    moved: bool

    @classmethod
    def of(cls, former: Sequence[Segment], now: Sequence[Segment], language: str) -> Difference:
        """The difference between some sentences and what they became."""
        old, new = (tuple(t for one in side for t in _tokens(one, language)) for side in (former, now))
        steps = SequenceMatcher(None, [*map(_same, old)], [*map(_same, new)], autojunk=False).get_opcodes()
        hunks = tuple(Hunk(old[i:i_end], new[j:j_end]) for tag, i, i_end, j, j_end in steps if tag != "equal")

        def content(tokens: Iterable[Token]) -> frozenset[str]:
            return frozenset(token.key for token in tokens if is_content(token, language))

        went = content(token for hunk in hunks for token in hunk.old)
        came = content(token for hunk in hunks for token in hunk.new)
        moved = any((content(hunk.old) - content(hunk.new)) & came for hunk in hunks)
        return cls(language, old, new, hunks, content(old), content(new), went - came, came - went, moved)

    @cached_property
    def similarity(self) -> float:
        """How many words in a hundred are the same (Levenshtein)."""
        sides = [[_same(token) for token in side if token.is_word] for side in (self.old, self.new)]
        return 100 * float(Levenshtein.normalized_similarity(*sides))

    @property
    def told(self) -> str:
        """The changes in words, for people."""
        words = [hunk for hunk in self.hunks if any(token.is_word or token.is_span for token in hunk.old + hunk.new)]
        pairs = () if self.hunks else zip(self.old, self.new, strict=True)
        capitals = [f"{one.text} → {other.text}" for one, other in pairs if one.text != other.text]
        return ", ".join(dict.fromkeys([*(hunk.told for hunk in words), *capitals])) or (
            "punctuation" if self.hunks else "marks"
        )

    @property
    def stayed(self) -> frozenset[str]:
        """Keys of content words that both versions have."""
        return self.all_old & self.all_new

    @cached_property
    def changes_sense(self) -> bool:
        """Whether a negation, a side of a contrary, a number, or a word of relation came, went or was exchanged."""
        return self._changed_signs or changes_sense(*self._words, self.language)

    @cached_property
    def contradicts(self) -> bool:
        """Whether the new version may say the contrary: by a negation, the other side of a contrary, a sign."""
        old, new = (" ".join(words) for words in self._words)
        return (
            self._changed_signs
            or negations(old, self.language) != negations(new, self.language)
            or contradict(traits(old, self.language), traits(new, self.language))
        )

    @property
    def _changed_signs(self) -> bool:
        """Whether a sign that means something, such as `<` or `+`, came or went."""
        signs = (token for hunk in self.hunks for token in hunk.old + hunk.new if not (token.is_word or token.is_span))
        return any(token.text not in PUNCTUATION for token in signs)

    @property
    def _words(self) -> tuple[list[str], list[str]]:
        return [token.text for token in self.old], [token.text for token in self.new]


@dataclass(frozen=True, eq=False)
class Revision:
    """Human sentences whose source changed from `former` to `now`: what a draft is compared with, once it is there.

    `written` are both versions on one line, with the hard breaks between sentences. `text` is what the human wrote, as
    it stands at `start` in `blocks` of the translation. `is_whole`: each sentence of `now` is a version of the one of
    `former` in its place.
    """

    former: tuple[Segment, ...]
    now: tuple[Segment, ...]
    written: tuple[str, str]
    target: tuple[Segment, ...]
    text: str
    start: int
    blocks: tuple[Block, ...]
    is_whole: bool
    languages: LanguagePair

    @cached_property
    def difference(self) -> Difference:
        """How the source changed."""
        return Difference.of(self.former, self.now, self.languages.source)

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the human text, at their places in `text`."""
        return tokenize(self.target[0].scan(self.text), self.languages.target)


def _tokens(sentence: Segment, language: str) -> Iterator[Token]:
    """The words, signs and spans of a sentence; a minus before a number is another sign than a hyphen."""
    last = None
    for token, follower in pairwise([*tokenize(sentence.pieces, language), None]):
        if token is None:
            continue
        is_free = last is None or last.end < token.start or last.text in "(["
        is_before = follower is not None and token.end == follower.start and follower.text[:1].isdigit()
        is_minus = token.text in _MINUSES and is_free and is_before
        yield replace(token, text=MINUS, key=MINUS) if is_minus else token
        last = token


def is_content(token: Token, language: str) -> bool:
    """Whether a word means something by itself."""
    if not token.is_word:
        return False
    if known_language(language).is_english:
        return token.text.lower().replace("’", "'").removesuffix("'s") not in LITTLE
    return len(token.text) > _SHORT or not token.text.isascii() or token.text.isdigit()


def _same(token: Token) -> str:
    """What must be equal for two tokens to be the same."""
    return token.key if token.is_span else token.text.lower().replace("’", "'")
