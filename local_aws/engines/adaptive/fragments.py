"""A fragment of a block, sentence by sentence: mask, reuse what is known, translate the rest, put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from local_aws.engines.adaptive.languages import is_unspaced
from local_aws.engines.adaptive.markup import LETTER, TOKEN, Masked, Token, TokenKind, marker, mask, numbers_in, restore
from local_aws.engines.adaptive.repair import plain, settle
from local_aws.engines.adaptive.sentences import split_sentences
from local_aws.engines.base import Flag, Translation
from local_aws.engines.retrieval import ExampleIndex

LATIN_END = re.compile(r"[A-Za-z0-9][.!?]$")  # a sentence that stayed in a script with blanks


@dataclass(frozen=True, slots=True)
class Output:
    """What became of one masked sentence: text with exactly its tokens, and flags."""

    text: str
    flags: tuple[Flag, ...] = ()


def translate_fragment(
    fragment: str,
    translate_sentence: Callable[[Masked], Output],
    *,
    source_language: str,
    target_language: str,
    examples: ExampleIndex | None,
) -> Translation:
    """Translate one inline HTML fragment with `translate_sentence`; what the parallel data holds exactly is reused.

    The result has every tag and protected span of the fragment exactly once and pairs of tags well nested.
    """
    masked = mask(fragment)
    if not LETTER.search(plain(masked.text)):
        return Translation(fragment)
    known = _reuse(masked, examples)
    if known is None:
        parts = [
            _sentence(masked, start, end, translate_sentence, examples)
            for start, end in split_sentences(masked.text, source_language)
        ]
        text = " ".join(part.text for part in parts)
        if is_unspaced(target_language):
            text = "".join(part.text + " " * bool(LATIN_END.search(part.text)) for part in parts).rstrip()
        known = Output(text, _union(part.flags for part in parts))
    text, changed = settle(known.text, masked)
    flags = _union([known.flags, (Flag.REPAIRED,) if changed else ()])
    return Translation(restore(masked, text), tuple(str(flag) for flag in flags))


def cut(masked: Masked, start: int, end: int) -> tuple[Masked, dict[int, int]]:
    """The part of a masked text as a masked text of its own, numbered from 1, and its numbers in the whole.

    Half a pair of tags whose mate lies outside is a span here.
    """
    text = masked.text[start:end]
    here = numbers_in(text)
    local = {number: index for index, number in enumerate(here, 1)}
    tokens = tuple(_localised(masked.tokens[number - 1], local) for number in here)
    renumbered = TOKEN.sub(lambda m: marker(local[int(m.group(1))]), text)
    return Masked(renumbered, tokens), {index: number for number, index in local.items()}


def _localised(token: Token, local: dict[int, int]) -> Token:
    if token.mate in local:
        return replace(token, number=local[token.number], mate=local[token.mate])
    return replace(token, number=local[token.number], kind=TokenKind.SPAN, mate=0)


def _sentence(
    masked: Masked,
    start: int,
    end: int,
    translate_sentence: Callable[[Masked], Output],
    examples: ExampleIndex | None,
) -> Output:
    sentence, whole = cut(masked, start, end)
    if not LETTER.search(plain(sentence.text)):
        output = Output(sentence.text)
    else:
        output = _reuse(sentence, examples) or translate_sentence(sentence)
    return replace(output, text=TOKEN.sub(lambda m: marker(whole[int(m.group(1))]), output.text))


def _reuse(masked: Masked, examples: ExampleIndex | None) -> Output | None:
    pair = examples.exact(masked.key) if examples else None
    if pair is None:
        return None
    text, changed = settle(pair.target, masked)
    return Output(text, (Flag.REUSED, Flag.REPAIRED) if changed else (Flag.REUSED,))


def _union(flag_groups: Iterable[Iterable[Flag]]) -> tuple[Flag, ...]:
    return tuple(dict.fromkeys(flag for group in flag_groups for flag in group))
