"""Whether a change of the source is proven to change nothing for a translation.

What is not proven here is shown to somebody. So the list is of proofs, each for one kind of edit, without exceptions to
keep in step: an edit that nobody thought of is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import normalize

import regex  # type: ignore[import-untyped]

from amts_core.book.chapter import BlockKind, PieceKind
from amts_core.book.segments import Segment
from amts_core.language_contraries import number_values
from amts_core.language_words import (
    BEFORE_DETAIL,
    CAPITONYMS,
    CONSEQUENCES,
    CONTRASTS,
    LIMITS,
    NEVER_TWICE,
    NO_NOUNS,
    OPENERS,
    PREFIXES,
    REFERENCES,
    SMALL_NUMBERS,
    SUBJECTS,
    SYNONYMS,
    expanded,
)
from amts_core.languages import LanguagePair
from amts_core.sync.dictionary import MOST_OFTEN, is_known_word, is_slip
from amts_core.sync.spans import MINUS_SIGN

_SAME_SIGNS = str.maketrans(
    {**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’ʼ", "'"), "‐": "-", "‑": "-", "…": "..."}
)
_RANGE = re.compile(r"(?<=\w)–(?=\w)")
_DASH = re.compile(r"\s*(?:—|--+)\s*|(?<=[^\W\d]{2})\s+[–-]\s+(?=[^\W\d]{2})")  # else it may be a minus
_DAMAGED = re.compile(r"[^\x00-\x7f]+")
_TOKEN = regex.compile(r"⟦[^⟧]*⟧|\d+(?:[.,]\d+)*[\p{L}\p{N}_]*|[\p{L}\p{M}\p{N}_]+(?:'\p{L}+)*|\S")
_STOPS = frozenset({"", ".", ":", ";", ","})  # at the end of a text
_VOWEL_SOUND = re.compile(
    r"(?i:[aeiou](?!ni[^nm]|s[eu]|u|ne\b)|h(?:our|onest|onou?r|eir))|[AEFHILMNORSX][A-Z]|8|1[18]\b"
)
_SMALL = 4  # letters that words without a capital in titles have at most: "with", "from"
_UNIT = 4  # letters that the longest unit has: "MBps"


@dataclass(frozen=True, slots=True)
class Edit:
    """`old` became `new` between `before` and `after`: words and signs of one sentence. `titled`: all words of its
    heading but the first and little ones got, or lost, their capitals. `human` is the translation."""

    before: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    after: tuple[str, ...]
    language: str
    titled: bool
    human: str
    counts: Counter[str]
    numbers: Counter[int]

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides in small letters, with blanks between words."""
        return " ".join(self.old).lower(), " ".join(self.new).lower()

    @property
    def starts(self) -> bool:
        """Whether it stands at the start of the sentence."""
        return not any(map(_is_word, self.before))

    def stands(self, word: str) -> bool:
        """Whether a word stands in the translation as it is: a translator took it for a name."""
        return re.search(rf"(?<![A-Za-z0-9_]){re.escape(word)}(?![A-Za-z0-9_])", self.human) is not None


def is_harmless(former: Segment, now: Segment, human: str, *, languages: LanguagePair, counts: Counter[str]) -> bool:
    """Whether the translation `human` of a sentence is proven to be as right for its new version.

    `counts` has the words of the book. Marks are not looked at.
    """
    old, new = _tokens(former), _tokens(now)
    titled = now.kind is BlockKind.HEADING and _is_titled(old, new)
    about = (languages.source, titled, human, counts, number_values(human, languages.target))
    edits = (
        Edit(old[:i], old[i:i_end], new[j:j_end], old[i_end:], *about) for i, i_end, j, j_end in _changes(old, new)
    )
    proofs = PROOFS + (ENGLISH if languages.source_facts.is_english else ())
    return all(any(proof(edit) for proof in proofs) for edit in edits)


def _tokens(sentence: Segment) -> tuple[str, ...]:
    """The words, signs and spans of a sentence, with signs of one meaning written alike.

    A hyphen between words and a dash between blanks are two signs, a minus a third.
    """
    text = "".join(
        f"⟦{' '.join(piece.text.split())}⟧" if piece.protected else piece.text
        for piece in sentence.pieces
        if piece.protected or piece.kind is PieceKind.TEXT
    )
    text = normalize("NFC", mended(text)).translate(_SAME_SIGNS)
    return tuple(_TOKEN.findall(_DASH.sub(" — ", MINUS_SIGN.sub("⊖", _RANGE.sub("-", text)))))


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two texts differ, word by word where as many words stand for each other."""
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and i_end - i == j_end - j:
            yield from ((i + n, i + n + 1, j + n, j + n + 1) for n in range(i_end - i) if old[i + n] != new[j + n])
        elif tag != "equal":
            yield i, i_end, j, j_end


# proofs


def _ends(edit: Edit) -> bool:
    """Another stop at the end."""
    return not any(map(_is_word, edit.after)) and {*edit.sides} <= _STOPS


def _follows_an_opener(edit: Edit) -> bool:
    """A comma behind what begins a sentence: "First, we"."""
    return (
        {*edit.sides} == {"", ","}
        and " ".join(edit.before).lower() in OPENERS
        and edit.after[:1] != ()
        and edit.after[0].lower() in SUBJECTS
    )


def _is_capital(edit: Edit) -> bool:
    """A capital at the start of a sentence, of all words of a heading, or of "Figure 3"."""
    is_reference = edit.sides[0] in REFERENCES and edit.after[:1] > ("",) and not edit.after[0].isalpha()
    is_alone = not any(map(_is_word, edit.before + edit.after))
    is_other_word = (is_alone or not edit.starts) and edit.sides[0] in CAPITONYMS
    return (
        _is_first_letter(*edit.old, *edit.new)
        and (edit.starts or edit.titled or is_reference)
        and not is_other_word
        and (edit.starts or not edit.stands(edit.old[0]))
    )


def _is_written_as_a_name(edit: Edit) -> bool:
    """ "pytorch" → "PyTorch": no other word is written like that, and no unit ("MW", "500mW", "mWatt", "MBits")."""
    word, old, new = edit.sides[0], "".join(edit.old), "".join(edit.new)
    is_unit = is_known_word(word[1:], edit.language) if old[1:] != new[1:] else not old[1:].islower()
    return (
        word == edit.sides[1]
        and len(word) > _UNIT
        and word.isalpha()
        and not is_known_word(word, edit.language)
        and not is_unit
        and not edit.stands(edit.old[0])
    )


def _is_slip_of_keys(edit: Edit) -> bool:
    """A typing error mended: "modle"."""
    if len(edit.old) != 1 or len(edit.new) != 1 or edit.stands(edit.old[0]):
        return False
    is_small = edit.old[0][1:].islower() and (edit.starts or edit.old[0].islower())
    return is_small and edit.counts[edit.sides[0]] <= MOST_OFTEN and is_slip(*edit.sides, edit.language)


def _is_closed(edit: Edit) -> bool:
    """ "data set" → "dataset": words written as one that no dictionary has, so that it can only be these words."""
    one, many = sorted(edit.sides, key=lambda side: side.count(" "))
    parts = [part for part in many.split() if part != "-"]
    return (
        len(parts) > 1
        and max(map(len, parts)) > 3  # "big ram" is no "bigram"
        and one == "".join(parts)
        and not is_known_word(one, edit.language)
        and all((len(part) > 2 and is_known_word(part, edit.language)) or part in PREFIXES for part in parts)
        and not edit.stands(one)
    )


def _follows_a_prefix(edit: Edit) -> bool:
    """ "pre trained" → "pre-trained"."""
    return {*edit.sides} == {"", "-"} and edit.before[-1:] > ("",) and edit.before[-1].lower() in PREFIXES


def _is_article(edit: Edit) -> bool:
    """ "an house" → "a house"; "a" may be a name, too."""
    follower = edit.after[0] if edit.after else ""
    is_followed = _is_word(follower) and follower.lower() not in NO_NOUNS
    is_right = (edit.sides[1] == "an") == (_VOWEL_SOUND.match(follower) is not None)
    return {*edit.sides} == {"a", "an"} and is_followed and is_right and not edit.stands(edit.old[0])


def _is_contraction(edit: Edit) -> bool:
    """ "don't" → "do not"; "we can not only read" is another thing than "we cannot only read"."""
    is_limited = not LIMITS.isdisjoint(word.lower() for word in edit.after)
    return edit.sides[0] != edit.sides[1] and expanded(edit.sides[0]) == expanded(edit.sides[1]) and not is_limited


def _is_doubled(edit: Edit) -> bool:
    """ "the the" → "the"."""
    beside = {word.lower() for word in (*edit.before[-1:], *edit.after[:1])}
    return edit.sides[1] == "" and edit.sides[0] in NEVER_TWICE & beside


def _is_number(edit: Edit) -> bool:
    """ "two" → "2", where the translation has that number; "one" may be a pronoun."""
    values = {
        SMALL_NUMBERS.index(one) if one in SMALL_NUMBERS else int(one) if one.isdecimal() else 0 for one in edit.sides
    }
    return len(values) == 1 and min(values) > 1 and edit.numbers[min(values)] > 0


def _says_the_same(edit: Edit) -> bool:
    """ "among" → "amongst"."""
    sides = {*edit.sides}
    if edit.starts and edit.after and any(sides <= words for words in (*CONSEQUENCES, CONTRASTS)):
        return edit.after[0] == "," or (edit.after[0] in SUBJECTS and not sides <= CONTRASTS)
    if sides == {"detail", "details"}:
        return edit.before[-1:] > ("",) and edit.before[-1].lower() in BEFORE_DETAIL
    return any(sides <= words for words in SYNONYMS)


Proof = Callable[[Edit], bool]
PROOFS: tuple[Proof, ...] = (_ends, _is_capital)
ENGLISH: tuple[Proof, ...] = (  # in other languages a dictionary lacks too many forms and compounds
    _is_written_as_a_name,
    _is_slip_of_keys,
    _is_closed,
    _follows_an_opener,
    _follows_a_prefix,
    _is_article,
    _is_contraction,
    _is_doubled,
    _is_number,
    _says_the_same,
)


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def _is_titled(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether all longer words of a heading but the first got their capitals, or all lost them."""
    sides = [[word for word in side[1:] if len(word) > _SMALL and word.isalpha()] for side in (old, new)]
    cases = [{word[0].isupper() for word in side} for side in sides]
    return len(sides[0]) == len(sides[1]) and cases in ([{True}, {False}], [{False}, {True}])


def _is_first_letter(*words: str) -> bool:
    """Whether two words differ in the capital of their first letter."""
    return (
        len(words) == 2
        and words[0] != words[1]
        and words[0].lower() == words[1].lower()
        and words[0][1:] == words[1][1:]
    )


def mended(text: str) -> str:
    """A text whose UTF-8 was read as Windows-1252, as it was meant; the text as it is, if it was not."""

    def mend(found: re.Match[str]) -> str:
        try:
            return found.group().encode("cp1252").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return found.group()

    return _DAMAGED.sub(mend, text)
