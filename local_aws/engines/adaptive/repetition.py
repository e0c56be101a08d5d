"""What a text says twice: a loop of the model, a clause that comes again."""

from __future__ import annotations

import re
from itertools import count

from local_aws.engines.adaptive.languages import UNSPACED

UNIT = re.compile(rf"⟦\d+⟧|[{UNSPACED}]|[^\W_{UNSPACED}]+")
LONGEST = 400  # units that are looked at
THRICE = re.compile(r"(.+?)\1\1")
STAMMER = re.compile(r"([^\W\d]+?|[^\w\s])(?:\s*\1){3}")  # "hahahaha", ", , , ,"
TWICE = re.compile(rf"([{UNSPACED}])\s?\1|(?<![^\W{UNSPACED}])([^\W\d_{UNSPACED}]+) \2(?![^\W{UNSPACED}])")
SAID = 4  # units from which what comes again is more than a phrase


def loops(text: str) -> bool:
    """Whether a word, a character of a script without blanks, or several of them stand three times in a row."""
    return THRICE.search(_units(text)) is not None or STAMMER.search(text) is not None


def doubled(text: str) -> list[str]:
    """The words that stand twice in a row ("de de"), and such characters of a script without blanks ("的的")."""
    return [match[1] * 2 if match[1] else match.group() for match in TWICE.finditer(text.casefold())]


def said_again(text: str) -> float:
    """The share of a text, 0 to 1, that it has said before, in pieces of some length."""
    found = _units(text)
    again = place = 0
    while place < len(found):
        length = 0
        while place + length < len(found) and found.find(found[place : place + length + 1], 0, place) >= 0:
            length += 1
        again += length if length >= SAID else 0
        place += length if length >= SAID else 1
    return again / max(1, len(found))


def _units(text: str) -> str:
    """A character for each word of a text and each character of a script without blanks, equal ones for equal ones.

    Numbers and tokens are like nothing else: a list of them repeats nothing.
    """
    names: dict[str, str] = {}
    fresh = map(chr, count(0x10000))
    found = (match.group() for match in UNIT.finditer(text.casefold()))
    units = (names.setdefault(one, next(fresh)) if one[0].isalpha() else next(fresh) for one in found)
    return "".join(unit for unit, _ in zip(units, range(LONGEST), strict=False))
