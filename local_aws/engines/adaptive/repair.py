"""Makes the tokens of an output right, whatever a model wrote: each exactly once, pairs of tags well nested."""

from __future__ import annotations

import re
from bisect import bisect_left

from local_aws.engines.adaptive.markup import MARKS, TOKEN, Masked, Token, TokenKind, marker, numbers_in

# Other brackets that models write for ⟦ and ⟧, doubled or with blanks inside.
NEAR_MISS = re.compile(r"[⟦［【〔〖「\[]{1,2}\s*(\d{1,3})\s*[⟧］】〕〗」\]]{1,2}|⟦\s*(\d{1,3})|(\d{1,3})\s*⟧")
WORD = re.compile(r"[^\W_぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿]")
EMPTY_BRACKETS = re.compile(r"（\s*）|\(\s*\)")
SEAM_BEFORE = re.compile(r"(?:\W|[的了是在为和与将对由从使及或于把被は、がをにでとのも])$")
SEAM_AFTER = re.compile(r"\W|[的了是在为和与将对由从使中时はがをにでとのも]")
MOST_SINGLE = 60  # tokens of a text that are looked at one by one
SEAM_WORTH = 0.12  # of the length of the text


def settle(output: str, masked: Masked) -> tuple[str, bool]:
    """The output with every token of `masked` exactly once and pairs well nested, and whether it had to be changed.

    Missing tokens go to their proportional place at a boundary that splits no word; a lost pair of tags goes around
    the text it held in the source if the output has that text. Near misses ("[1]" for "⟦1⟧") do not count as changes.
    Where there are too many tokens to look at each, all of them go to their proportional places.
    """
    if len(masked.tokens) > MOST_SINGLE:
        return _settle_many(output, masked)
    expected = {token.number: token for token in masked.tokens}
    text = _canonical(output, set(expected), masked.text)
    kept = _drop_extra(text, expected)
    kept = _drop_wrong_pairs(kept, masked)
    present = set(numbers_in(kept))
    for token in masked.tokens:
        if token.number in present:
            continue
        if token.kind is TokenKind.SPAN:
            kept = _insert(kept, _place(kept, _share(masked.text, token.number)), token)
        elif token.mate in present:
            kept = _insert_mate(kept, token, masked.text)
        else:
            kept = _insert_pair(kept, token, masked.text)
            present.add(token.mate)
        present.add(token.number)
    if not well_nested(kept, expected):
        kept = _renest(kept, masked)
    return kept, kept != text


def _settle_many(output: str, masked: Masked) -> tuple[str, bool]:
    """As `settle`, in time that grows with the text alone."""
    numbers = numbers_in(output)
    expected = {token.number: token for token in masked.tokens}
    if len(numbers) == len(expected) == len(set(numbers) & set(expected)) and well_nested(output, expected):
        return output, False
    return _spread(MARKS.sub("", TOKEN.sub("", output)), masked, list(masked.tokens)), True


def _spread(text: str, masked: Masked, tokens: list[Token]) -> str:
    """The text with these tokens, in the order of the source, each at its share of the length."""
    places, lengths = zip(*_boundaries(text), strict=True)
    length = max(1, lengths[-1])
    pieces: list[str] = []
    done = 0
    for token, share in zip(tokens, _shares(masked, tokens), strict=True):
        near = min(bisect_left(lengths, share * length), len(places) - 1)
        place = max(done, places[near])
        pieces += [text[done:place], marker(token.number)]
        done = place
    return "".join([*pieces, text[done:]])


def _shares(masked: Masked, tokens: list[Token]) -> list[float]:
    """At which share of the text of the source these tokens stand, each 0 to 1."""
    parts = TOKEN.split(masked.text)  # text, number, text, number, ..., text
    length = max(1, sum(map(len, parts[::2])))
    before: dict[int, float] = {}
    passed = 0
    for text, number in zip(parts[::2], parts[1::2], strict=False):
        passed += len(text)
        before[int(number)] = passed / length
    return [before[token.number] for token in tokens]


def well_nested(text: str, tokens: dict[int, Token]) -> bool:
    """Whether the pairs of tags of a text open and close like brackets."""
    stack: list[int] = []
    for token in (tokens[number] for number in numbers_in(text)):
        if token.mate not in tokens:
            continue
        if token.kind is TokenKind.OPEN:
            stack.append(token.mate)
        elif token.kind is TokenKind.CLOSE and (not stack or stack.pop() != token.number):
            return False
    return not stack


def plain(text: str) -> str:
    """The text without its tokens."""
    return TOKEN.sub("", text)


def _canonical(output: str, numbers: set[int], source: str) -> str:
    """Write near misses of expected tokens canonically, unless the source itself holds that very string."""
    held = plain(source)

    def rewrite(match: re.Match[str]) -> str:
        number = int(match.group(1) or match.group(2) or match.group(3))
        return marker(number) if number in numbers and match.group() not in held else match.group()

    return NEAR_MISS.sub(rewrite, output)


def _drop_extra(text: str, expected: dict[int, Token]) -> str:
    """Delete unknown and repeated tokens with the brackets that held only them, and halves of tokens."""
    parts = TOKEN.split(text)  # text, number, text, number, ..., text
    seen: set[int] = set()
    kept = []
    for index, part in enumerate(parts):
        if index % 2 == 0:
            kept.append(MARKS.sub("", part))
        elif (number := int(part)) in expected and number not in seen:
            seen.add(number)
            kept.append(marker(number))
    is_less = len(seen) < len(parts) // 2
    return EMPTY_BRACKETS.sub("", "".join(kept)) if is_less else "".join(kept)


def _drop_wrong_pairs(text: str, masked: Masked) -> str:
    """Delete both tags of a pair that closes before it opens, or that lost all the text it held."""
    place = {number: position for position, number in enumerate(numbers_in(text))}
    wrong = set()
    for token in masked.tokens:
        if token.kind is TokenKind.OPEN and token.number in place and token.mate in place:
            first, last = marker(token.number), marker(token.mate)
            is_reversed = place[token.mate] < place[token.number]
            held = plain(text).strip() and plain(_between(masked.text, first, last)).strip()
            if is_reversed or (held and not _between(text, first, last).strip()):
                wrong |= {token.number, token.mate}
    return TOKEN.sub(lambda m: "" if int(m.group(1)) in wrong else m.group(), text)


def _insert_pair(text: str, opening: Token, source: str) -> str:
    """Put a lost pair of tags around the text it held in the source, or else at the same share of the length."""
    first, last = marker(opening.number), marker(opening.mate)
    held = _between(source, first, last).strip()
    if held and text.count(held) == 1:
        return text.replace(held, f"{first}{held}{last}")
    start = _place(text, _share(source, opening.number))
    end = max(start, _place(text, _share(source, opening.mate)))
    if held and not plain(text[start:end]).strip():
        start, end = _nearest_text(text, start)
    return text[:start] + first + text[start:end] + last + text[end:]


def _nearest_text(text: str, position: int) -> tuple[int, int]:
    """A piece of text that begins at a boundary, or else ends there; empty if there is no text."""
    boundaries = [place for place, _ in _boundaries(text)]
    later = (end for end in boundaries if end > position and plain(text[position:end]).strip())
    earlier = (start for start in reversed(boundaries) if start < position and plain(text[start:position]).strip())
    if (end := next(later, None)) is not None:
        return position, end
    return next(earlier, position), position


def _insert_mate(text: str, lost: Token, source: str) -> str:
    """Put a lost half of a pair as far from the other half as its text was long in the source."""
    first, last = sorted((lost.number, lost.mate))
    width = len(plain(_between(source, marker(first), marker(last)))) / max(1, len(plain(source)))
    there = text.index(marker(lost.mate))
    share = len(plain(text[:there])) / max(1, len(plain(text)))
    if lost.kind is TokenKind.CLOSE:
        position = max(there + len(marker(lost.mate)), _place(text, share + width))
    else:
        position = min(there, _place(text, share - width))
    return text[:position] + marker(lost.number) + text[position:]


def _between(text: str, first: str, last: str) -> str:
    return text[text.index(first) + len(first) : text.index(last)]


def _insert(text: str, position: int, token: Token) -> str:
    """Insert one token, with blanks where it would touch a word and is not a tag."""
    before, after = text[:position], text[position:]
    if token.kind is TokenKind.SPAN:
        before += " " if before and WORD.match(before[-1]) else ""
        after = (" " if after and WORD.match(after[0]) else "") + after
    return before + marker(token.number) + after


def _share(source: str, number: int) -> float:
    """At which share of the text of the source (tokens not counted) the token stands, 0 to 1."""
    return len(plain(source[: source.index(marker(number))])) / max(1, len(plain(source)))


def _boundaries(text: str) -> list[tuple[int, int]]:
    """The positions that split no token and no word, in order, each with the length of the text before it.

    Tokens do not count for the length; the start and the end are among the positions.
    """
    found: list[tuple[int, int]] = []
    length = done = 0
    for token in [*TOKEN.finditer(text), None]:
        end = token.start() if token else len(text)
        for position in range(done, end + 1):
            is_inner = 0 < position < len(text)
            if not (is_inner and WORD.match(text, position - 1) and WORD.match(text, position)):
                found.append((position, length + position - done))
        length += end - done
        done = token.end() if token else end
    return found


def _place(text: str, share: float) -> int:
    """The best boundary near a share of the text, tokens not counted: a seam may be further away than a mere gap."""
    boundaries = _boundaries(text)
    length = max(1, boundaries[-1][1])

    def cost(boundary: tuple[int, int]) -> tuple[float, int]:
        position, before = boundary
        return abs(before / length - share) + (0 if _is_seam(text, position) else SEAM_WORTH), position

    return min(boundaries, key=cost)[0]


def _is_seam(text: str, position: int) -> bool:
    """Whether no word can continue here: beside a mark, a blank or a token, or at a particle of Chinese or Japanese."""
    before, after = text[max(0, position - 1) : position], text[position : position + 1]
    return not (before and after) or SEAM_BEFORE.search(before) is not None or SEAM_AFTER.match(after) is not None


def _renest(text: str, masked: Masked) -> str:
    """Take all pairs of tags out and put them back in the order of the source, which is well nested."""
    paired = [t for t in masked.tokens if t.mate and any(other.number == t.mate for other in masked.tokens)]
    numbers = {token.number for token in paired}
    bare = TOKEN.sub(lambda m: "" if int(m.group(1)) in numbers else m.group(), text)
    return _spread(bare, masked, paired)
