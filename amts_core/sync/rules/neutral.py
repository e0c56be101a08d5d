"""The source changed in a way that no translation shows: a typing error mended, an article, the place of a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from unicodedata import normalize

from rapidfuzz.distance import OSA, Levenshtein, Prefix

from amts_core.language_contraries import changes_sense, negations
from amts_core.languages import language
from amts_core.parallel.tokens import Token, stem
from amts_core.sync.change import Change
from amts_core.sync.difference import Difference, Hunk
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import PUNCTUATION, expanded

TYPING_ERROR, GRAMMAR = "typing error", "grammar"
MOST_LETTERS = 2  # that a typing error takes to mend
MOST_OFTEN = 2  # times that an error stands in a book
_ARTICLES = frozenset({"a", "an", "the"})
_NEEDS_THE_TEXT = """
    bit couple few fewer first former handful last latter least less little lot many more most next number one ones
    only other others range same second third three two variety very whole
"""
_NEEDS_THE = frozenset(_NEEDS_THE_TEXT.split())
_OTHER_WORDS_TEXT = """
    arm beside can custom doe econometric economic glass good her his look mathematic mean minute new odd one other
    our out physic sometime spectacle statistic thank their time way will your
"""
_OTHER_WORDS = frozenset(_OTHER_WORDS_TEXT.split())
"""Words that are others with -s."""
_AGREEMENT = ({"is", "are"}, {"was", "were"}, {"has", "have"}, {"does", "do"}, {"this", "these"}, {"that", "those"})
_ENDINGS = {"": "", "s": "", "es": "", "ies": "", "y": "", "e": "", "'s": "", "ed": "ed", "d": "ed", "ing": "ing"}
"""Endings of English words, by what they make of a verb."""
_NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # rows of keys
_VOWELS = frozenset("aeiouy")
_ALSO_A_CLAUSE = frozenset({"however", "that is"})  # sayings only before a comma ("however small", "which that is")
_CONJUNCTIONS = frozenset({"and", "or", "but", "because", "if", "when", "while", "that", "which", "who"})
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WANDERERS_TEXT = """
    also then however therefore thus hence again already often usually typically generally finally now here
    together moreover furthermore accordingly consequently still
"""
_WANDERERS = frozenset(_WANDERERS_TEXT.split())
"""Words that say the same elsewhere in a sentence."""
_SAYINGS = (
    ("but", "however", "nevertheless", "nonetheless"),
    ("hence", "thus", "therefore"),
    ("e g", "eg", "for example", "for instance"),
    ("i e", "ie", "that is"),
    ("also", "as well"),
    ("furthermore", "moreover", "in addition", "additionally"),
    ("although", "though", "even though"),
    ("first", "firstly"),
    ("finally", "lastly"),
    ("almost", "nearly"),
    ("among", "amongst"),
    ("while", "whilst"),
    ("toward", "towards"),
    ("versus", "vs"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("avg", "average"),
)
"""English words that say the same."""
_SAME_SAYING = {saying: number for number, sayings in enumerate(_SAYINGS) for saying in sayings}
_DICTIONARIES = frozenset({"ar", "de", "en", "es", "fa", "fr", "it", "lv", "nl", "pt", "ru"})  # of pyspellchecker
_DAMAGED = re.compile(r"[^\x00-\x7f]+")


def neutral(case: Case) -> Outcome | None:
    """ "a previos model" → "the previous model": the human text stays, and a line tells why.

    Never where the change touches a negation, a contrary, a number or a word of relation.
    """
    if not case.is_whole:
        return None
    if _is_mended(case):
        return Outcome(Change.KEPT, flags=("only damaged characters were mended",), quiet=True)
    difference = case.difference
    wandered = _wandered(difference)
    reasons = []
    for hunk in difference.hunks:
        reason = "place of a word" if wandered else _reason(hunk, case)
        if not reason:
            return None
        reasons.append(f"{reason} ({hunk.told})" if reason != "punctuation" else reason)
    if not reasons:
        return None
    told = "only this changed: " + ", ".join(dict.fromkeys(reasons))
    is_grammar = any(reason.startswith(GRAMMAR) for reason in reasons)
    is_shown = is_grammar and (_changes_verb(difference) or _shows_number(case))
    is_shown |= any(_writes_out(hunk, case.text) for hunk in difference.hunks)
    return Outcome(Change.KEPT, flags=(told,), quiet=not case.has_other_marks and not is_shown)


def _is_mended(case: Case) -> bool:
    """ "Itâ€™s" → "It’s"."""
    old, new = ("".join(one.text for one in side) for side in (case.former, case.now))
    return old != new and mended(old) == new


def _wandered(difference: Difference) -> bool:
    """Whether the only change is that a word which says the same elsewhere stands elsewhere."""
    sides = [[token for token in side if token.text not in PUNCTUATION] for side in (difference.old, difference.new)]
    words = [[token.key if token.is_span else token.text.lower() for token in side] for side in sides]
    others = [[word for word in side if word not in _WANDERERS] for side in words]
    moved = [[word for word in side if word in _WANDERERS] for side in words]
    if words[0] == words[1] or others[0] != others[1] or moved[0] != moved[1]:
        return False
    places = [place for place, (one, other) in enumerate(zip(*words, strict=True)) if one != other]
    passed = words[0][places[0] : places[-1] + 1]
    return _CONJUNCTIONS.isdisjoint(passed) and not negations(" ".join(passed), "en")


def _reason(hunk: Hunk, case: Case) -> str:
    """Why a hunk changes nothing for a translation; "" if it may."""
    old, new = hunk.bare
    if not old and not new:
        return "punctuation"
    if not all(token.is_word for token in (*old, *new)):
        return ""
    ours, theirs = ([token.text.lower() for token in side] for side in (old, new))
    if "".join(ours) == "".join(theirs) and min(map(len, (*ours, *theirs))) > 2:
        return "" if changes_sense(ours, theirs, case.source_language) else "blanks"
    if expanded(" ".join(ours)) == expanded(" ".join(theirs)):
        return "contraction"
    if any(_is_short_for(*sides) for sides in ((old, new), (new, old))):
        return "short form"
    is_english = case.source_language.partition("-")[0] == "en"
    if is_english and _same_number(ours, theirs):
        return "number written otherwise"
    sayings = [_SAME_SAYING.get(" ".join(side)) for side in (ours, theirs)]
    if is_english and sayings[0] == sayings[1] is not None and _are_sayings(hunk, case):
        return "other words for the same"
    if _is_doubled(hunk, case):
        return TYPING_ERROR
    if len(ours) == len(theirs) and all(
        one == other or _is_typing_error(one, other, case) for one, other in zip(ours, theirs, strict=True)
    ):
        return TYPING_ERROR
    if not is_english:
        return ""
    ours, theirs = ([word for word in side if word not in _ARTICLES] for side in (ours, theirs))
    if not ours and not theirs:
        return "article" if _article_is_free(hunk, case) else ""
    if len(ours) != len(theirs) or changes_sense(ours, theirs, "en"):
        return ""
    is_grammar = all(one == other or _same_grammar(one, other) for one, other in zip(ours, theirs, strict=True))
    return GRAMMAR if is_grammar and _article_is_free(hunk, case) else ""


def _same_number(ours: list[str], theirs: list[str]) -> bool:
    """ "1" and "one"."""
    values = [
        [_NUMBERS.index(w) if w in _NUMBERS else int(w) if w.isdecimal() else -1 for w in side]
        for side in (ours, theirs)
    ]
    return values[0] == values[1] and -1 not in values[0]


def _are_sayings(hunk: Hunk, case: Case) -> bool:
    """Whether no side is a part of a clause: "however small"."""
    for tokens, words in zip((case.difference.old, case.difference.new), hunk.bare, strict=True):
        follower = tokens[tokens.index(words[-1]) + 1 :][:1]
        is_clause = " ".join(token.text.lower() for token in words) in _ALSO_A_CLAUSE
        if is_clause and [token.text for token in follower] != [","]:
            return False
    return True


def _writes_out(hunk: Hunk, target: str) -> bool:
    """Whether a short form is written out that the translation does not have: it may have meant something else."""
    short, long = hunk.bare
    return _is_short_for(short, long) and short[0].text.removesuffix("s") not in target


def _is_short_for(short: Sequence[Token], long: Sequence[Token]) -> bool:
    """Whether one word is made of the first letters, and perhaps more, of others: "MLPs", multilayer perceptrons."""
    if len(short) != 1 or len(long) < 2:
        return False
    letters = short[0].text.removesuffix("s")
    words = [token.text.upper() for token in long]
    return letters.isalpha() and letters.isupper() and _spells(letters, words)


def _spells(letters: str, words: Sequence[str]) -> bool:
    """Whether letters stand in some words in order, the first of each among them."""
    if not words:
        return not letters
    if not letters or letters[0] != words[0][0]:
        return False
    rest = words[0][1:]
    return any(
        _spells(letters[size + 1 :], words[1:]) and _holds(rest, letters[1 : size + 1]) for size in range(len(letters))
    )


def _holds(word: str, letters: str) -> bool:
    """Whether a word has these letters in order."""
    left = iter(word)
    return all(letter in left for letter in letters)


def _is_doubled(hunk: Hunk, case: Case) -> bool:
    """ "the the" → "the"."""
    if hunk.new or len(hunk.old) != 1:
        return False
    tokens = case.difference.old
    place = tokens.index(hunk.old[0])
    beside = [tokens[n].text.lower() for n in (place - 1, place + 1) if 0 <= n < len(tokens)]
    return hunk.old[0].text.lower() in beside


def _is_typing_error(old: str, new: str, case: Case) -> bool:
    """Whether `old` is no word, and `new` the known one that was meant."""
    if len(old) < 3 or OSA.distance(old, new) > MOST_LETTERS or case.counts[old] > MOST_OFTEN:
        return False
    code = case.source_language.partition("-")[0]
    if code not in _DICTIONARIES or (old[0] != new[0] and sorted(old) != sorted(new)):
        return False
    if _is_word(old, code) or not _is_word(new, code) or not _is_slip(old, new):
        return False
    if re.search(rf"(?<![a-z0-9_]){re.escape(old)}(?![a-z0-9_])", case.text.lower()):  # a translator took it for a name
        return False
    if OSA.distance(old, new) > 1 and _dictionary(code).known(_dictionary(code).edit_distance_1(old)):
        return False
    return negations(old, code) == negations(new, code) or _dictionary(code).candidates(old) == {new}


def _is_slip(old: str, new: str) -> bool:
    """Whether letters are left out, added, swapped, or taken for another vowel or the next key.

    "probit" is no "profit". Of other scripts than Latin this is not known.
    """
    old, new = (normalize("NFD", word).encode("ascii", "ignore").decode() for word in (old, new))  # "resumé", "resume"
    if sorted(old) == sorted(new):
        return True
    exchanged = [(old[one.src_pos], new[one.dest_pos]) for one in Levenshtein.editops(old, new) if one.tag == "replace"]
    return all(
        {*pair} <= _VOWELS or any("".join(one) in row for one in (pair, pair[::-1]) for row in _NEIGHBOURS)
        for pair in exchanged
    )


def _same_grammar(old: str, new: str) -> bool:
    """Whether two English words are forms of one, or agree with another subject."""
    if {old, new} in _AGREEMENT:
        return True
    if min(len(old), len(new)) < 3 or stem(old, "en") != stem(new, "en"):
        return False
    if min((old, new), key=len) in _OTHER_WORDS:
        return False
    endings = _endings(old, new)
    return {*endings} <= _ENDINGS.keys() and {_ENDINGS[one] for one in endings} != {"ing", "ed"}


def _endings(old: str, new: str) -> tuple[str, str]:
    """What two words have behind their common beginning."""
    common = Prefix.similarity(old, new)
    return old[common:], new[common:]


def _changes_verb(difference: Difference) -> bool:
    """Whether a verb has another form, or becomes a noun: "weight sum", "weighted sum"."""
    pairs = [
        _endings(one.text.lower(), other.text.lower())
        for hunk in difference.hunks
        for one, other in zip(hunk.old, hunk.new, strict=False)
    ]
    return any(_ENDINGS.get(old, "") != _ENDINGS.get(new, "") for old, new in pairs)


def _shows_number(case: Case) -> bool:
    """Whether the translation may show the number of a noun or the form of a verb: somebody has to look then."""
    plurals = language(case.target_language).words.plurals
    if not plurals:
        return True
    ends = any(
        one.text.lower().rstrip("s") == other.text.lower().rstrip("s")
        for hunk in case.difference.hunks
        for one in hunk.old
        for other in hunk.new
    )
    is_of_one = any(
        {"a", "an"} & {one.text.lower() for one in side}  # "a dog", "dogs": Chinese may say "one dog"
        for hunk in case.difference.hunks
        if len(hunk.old) != len(hunk.new)
        for side in (hunk.old, hunk.new)
    )
    return ends and (is_of_one or any(re.search(plurals, one.plain, re.IGNORECASE) for one in case.target))


def _article_is_free(hunk: Hunk, case: Case) -> bool:
    """Whether no article comes or goes that the meaning depends on ("a few", "the other", "a friend and an editor")."""
    for tokens, changed in ((case.difference.old, hunk.old), (case.difference.new, hunk.new)):
        for token in changed:
            place = tokens.index(token) + 1
            follower = tokens[place].text.lower() if place < len(tokens) else ""
            is_hand = [one.text.lower() for one in tokens[place + 1 : place + 2]] == ["hand"]
            if token.text.lower() not in _ARTICLES:
                continue
            last = [one.text.lower() for one in tokens[: place - 1]][-1:]
            is_second = len(hunk.old) != len(hunk.new) and last in (["and"], ["or"])
            if is_second or (follower in _NEEDS_THE and not is_hand):
                return False
    return True


def is_known_word(word: str, language: str) -> bool:
    """Whether a dictionary has a word; where there is none for the language, it may be."""
    code = language.partition("-")[0]
    return code not in _DICTIONARIES or _is_word(word.lower(), code)


@cache
def meant(word: str, language: str) -> str | None:
    """The only known word that is one letter away from a word that no dictionary has; None if there is none."""
    code = language.partition("-")[0]
    if code not in _DICTIONARIES or _is_word(word, code):
        return None
    near = _dictionary(code).known(_dictionary(code).edit_distance_1(word))
    return str(next(iter(near))) if len(near) == 1 else None


@cache
def _is_word(word: str, language: str) -> bool:
    return word in _dictionary(language)


@cache
def _dictionary(language: str):  # type: ignore[no-untyped-def]
    from spellchecker import SpellChecker  # reads a large file

    return SpellChecker(language=language)


def mended(text: str) -> str:
    """A text whose UTF-8 was read as Windows-1252, as it was meant; the text as it is, if it was not."""

    def mend(found: re.Match[str]) -> str:
        try:
            return found.group().encode("cp1252").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return found.group()

    return _DAMAGED.sub(mend, text)
