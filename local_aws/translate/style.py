"""Formality, profanity and brevity: what of a request has an effect here, and what the reply says of it.

AWS, Amazon Translate developer guide: "Setting formality", "Masking profane words", "Using brevity".
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local_aws.engines.adaptive.markup import TAG
from local_aws.engines.base import Engine

GRAWLIX = "?$#@$"
FORMAL_LANGUAGES = frozenset(["nl", "fr", "fr-CA", "de", "hi", "it", "ja", "ko", "pt-PT", "es", "es-MX"])
# A few words a language, whole words only: enough to see what the setting does.
PROFANE = {
    "de": ("arschloch", "arschlöcher", "fotze", "hurensohn", "scheiße", "wichser"),
    "en": ("asshole", "bastard", "bitch", "bullshit", "cunt", "fuck", "fucked", "fucking", "motherfucker", "shit"),
    "es": ("cabrón", "coño", "gilipollas", "hijo de puta", "joder", "mierda", "puta"),
    "fr": ("connard", "connasse", "enculé", "merde", "putain", "salope"),
    "it": ("cazzo", "merda", "puttana", "stronza", "stronzo", "vaffanculo"),
    "pt": ("caralho", "foda-se", "merda", "porra", "puta"),
    "ru": ("блядь", "дерьмо", "сука", "хуй"),
}
PROFANE_UNSPACED = {"ja": ("くそったれ", "クソ野郎"), "zh": ("他妈的", "傻逼", "操你妈", "王八蛋")}
REGIONS = {"es-MX": "es", "fr-CA": "fr", "pt-PT": "pt"}


@dataclass(frozen=True)
class Style:
    """The settings of a request. `applied` has those with an effect, `for_engine` what the engine is told."""

    applied: dict[str, str] = field(default_factory=dict)
    for_engine: dict[str, Any] = field(default_factory=dict)
    profane: re.Pattern[str] | None = None

    @classmethod
    def of(cls, settings: Mapping[str, str] | None, target: str, engine: Engine) -> Style:
        """What of these settings can be done for a target language by an engine."""
        wanted = dict(settings or {})
        understood: frozenset[str] = getattr(engine, "understands", frozenset())
        told = {
            name: value
            for name, value in wanted.items()
            if name in understood and (name != "Formality" or target in FORMAL_LANGUAGES)
        }
        profane = _pattern(target) if "Profanity" in wanted else None
        masked = {"Profanity": wanted["Profanity"]} if profane else {}
        return cls({**told, **masked}, {"style": told} if told else {}, profane)

    def masked(self, translation: str) -> str:
        """A translation (an HTML fragment) without profane words; tags are left alone."""
        if self.profane is None:
            return translation
        pieces: list[str] = []
        done = 0
        for tag in [*TAG.finditer(translation), None]:
            text = translation[done : tag.start() if tag else len(translation)]
            plain = html.unescape(text)
            pieces.append(html.escape(self.profane.sub(GRAWLIX, plain), quote=False) if self._finds(plain) else text)
            if tag:
                pieces.append(tag.group())
                done = tag.end()
        return "".join(pieces)

    def _finds(self, text: str) -> bool:
        return self.profane is not None and self.profane.search(text) is not None


def _pattern(target: str) -> re.Pattern[str] | None:
    """The profane words of a language; None where there is no list."""
    language = REGIONS.get(target, target)
    if language in PROFANE_UNSPACED:
        return re.compile("|".join(PROFANE_UNSPACED[language]))
    words = sorted(PROFANE.get(language, ()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.I) if words else None
