"""The text of a page whose character encoding is declared wrong or not at all."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from amts_core.book.identify import language_of
from amts_core.web.addresses import named_language

# What pages of a language were written in before UTF-8 (the defaults of https://encoding.spec.whatwg.org by locale).
LATIN = {
    "cp1252": {"de", "en", "es", "fr", "it", "nl", "pt", "ca", "gl", "da", "sv"},
    "cp1250": {"pl", "cs"},
    "cp1254": {"tr"},
    "cp1258": {"vi"},
}
OTHERS = ["cp1251", "koi8_r", "cp1256", "cp874", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"]
MOST = 0.6  # share of letters that are plain a to z in a text in Latin script
DECLARATION = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
LANGUAGE = re.compile(rb"""<html[^>]{0,200}?\slang\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
SAMPLE = 20_000  # characters that are looked at to guess


def decode(body: bytes, declared: str | None) -> str:
    """The text of a page. UTF-8 that is valid wins over any declaration; a declaration that fails is not believed."""
    for encoding in ("utf-8-sig", declared, _found(DECLARATION, body)):
        text = _decoded(body, encoding)
        if text is not None:
            return text
    return _guessed(body)


def _guessed(body: bytes) -> str:
    """The text in the encoding that makes it a text in a language of that encoding."""
    if _is_latin(body):
        own = named_language(_found(LANGUAGE, body) or "")
        for encoding in sorted(LATIN, key=lambda encoding: own not in LATIN[encoding]):
            text = _decoded(body, encoding)
            if text is not None and language_of(MARKUP.sub(" ", text)[:SAMPLE]) in LATIN[encoding]:
                return text
    guess = from_bytes(body, cp_isolation=OTHERS).best()
    return str(guess) if guess is not None else body.decode("cp1252", errors="replace")


def _is_latin(body: bytes) -> bool:
    """Whether most letters are plain ones; every byte beyond ASCII is taken for a letter."""
    text = MARKUP.sub(" ", body.decode("latin-1"))[:SAMPLE]
    letters = [letter for letter in text if letter.isalpha() or letter > "\x7f"]
    return sum(letter.isascii() for letter in letters) >= MOST * len(letters)


def _decoded(body: bytes, encoding: str | None) -> str | None:
    try:
        return body.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _found(pattern: re.Pattern[bytes], body: bytes) -> str | None:
    match = pattern.search(body[:4096])
    return match[1].decode("ascii", errors="ignore") if match else None
