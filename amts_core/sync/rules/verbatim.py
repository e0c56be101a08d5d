"""Names, versions and other words that stand in the translation as they are in the source."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from amts_core.book.chapter import BlockKind
from amts_core.parallel.tokens import Token
from amts_core.sync.change import Change
from amts_core.sync.dictionary import is_known_word
from amts_core.sync.rules.case import Case, Outcome
from amts_core.sync.spans import PUNCTUATION


def verbatim(case: Case) -> Outcome | None:
    """ "thanks to Ann, Bob" → "thanks to Ann, Li, Bob", where the translation has "Ann, Bob": Li is put between them.

    Only where the words on both sides of each change stand in the translation as well (or the sentence ends there), and
    only what nobody translates: names, identifiers.
    """
    old, new, ours, hunks = case.difference.old, case.difference.new, case.tokens, case.difference.hunks
    if not case.is_whole or len(case.now) != 1 or len(case.blocks) != 1 or not hunks:
        return None
    if not all(_is_name(token, case) for hunk in hunks for token in (*hunk.old, *hunk.new)):
        return None
    places = _places(old, ours)
    text, parts, done = case.now[0].text, list[str](), 0
    for tag, i, i_end, j, j_end in SequenceMatcher(
        None, [*map(_text, old)], [*map(_text, new)], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        first, last = _with_neighbours(old, i, i_end)
        is_end = last == len(old) and all(token.text in PUNCTUATION for token in old[i_end:])
        stretch = [places.get(place, -1) for place in range(first, i_end if is_end else last)]
        before = places.get(i - 1, -1)
        if before < 0 or stretch != [*range(stretch[0], stretch[0] + len(stretch))]:
            return None
        behind = before + i_end - i + 1
        if is_end and not all(token.text in PUNCTUATION for token in ours[behind:]):
            return None
        if is_end:
            parts += [case.text[done : ours[before].end], text[new[j - 1].end : new[j_end - 1].end]]
            done = ours[behind - 1].end
        else:
            parts += [case.text[done : ours[before].end], text[new[j - 1].end : new[j_end].start]]
            done = ours[behind].start
    put = [token.text for hunk in hunks for token in hunk.new if token.is_word and not _is_sure_name(token.text, case)]
    flags = (f"put in as in the source: {', '.join(put)}",) if put else ()
    return Outcome(Change.CARRIED, "".join([*parts, case.text[done:]]), flags)


def _places(old: Sequence[Token], ours: Sequence[Token]) -> dict[int, int]:
    """The place in the translation of each word of the source that stands there as well, in order."""
    same = SequenceMatcher(None, [*map(_text, old)], [*map(_text, ours)], autojunk=False)
    return {block.a + step: block.b + step for block in same.get_matching_blocks() for step in range(block.size)}


def _with_neighbours(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """A stretch with what is beside it, as far as the next word on both sides."""
    first, last = start - 1, end
    while first > 0 and not tokens[first].is_word:
        first -= 1
    while last < len(tokens) and not tokens[last].is_word:
        last += 1
    return max(first, 0), min(last + 1, len(tokens))


def _is_name(token: Token, case: Case) -> bool:
    """Whether nobody translates a word: a sign between words, an identifier, a name, what no dictionary has."""
    word = token.text
    if not token.is_word:
        return word in PUNCTUATION
    if word.isdecimal():
        return False
    is_first = case.difference.new[:1] == (token,) or case.difference.old[:1] == (token,)
    has_capitals = case.languages.source != "de" and case.now[0].kind is not BlockKind.HEADING and not is_first
    return (has_capitals and word[0].isupper()) or _is_sure_name(word, case)


def _is_sure_name(word: str, case: Case) -> bool:
    """Whether a word looks like an identifier, or no dictionary has it; days and cities are translated."""
    is_coded = any(one.isdigit() or one == "_" for one in word) or any(map(str.isupper, word[1:]))
    return is_coded or not is_known_word(word, case.languages.source)


def _text(token: Token) -> str:
    return token.text
