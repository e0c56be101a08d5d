"""Addresses: one form for each page, the form that its siblings share, and the form without its language."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from courlan import normalize_url
from w3lib.url import canonicalize_url

from amts_core.languages import LANGUAGES

LANGUAGE_PARAMETERS = {"lang", "language", "hl", "locale", "l", "lng", "idioma"}
REPEATS = 3  # the same folder this often in one path: a loop of relative links


def host_of(url: str) -> str:
    """The host name in lower case, without port; "" if there is none."""
    return (urlsplit(url).hostname or "").lower()


def canonical(url: str) -> str:
    """One form for all spellings of an address: sorted query, no fragment, no tracking parameters."""
    return str(canonicalize_url(normalize_url(url, strict=False)))


def circles(url: str) -> bool:
    """Whether the path repeats itself, as addresses made by broken relative links do."""
    folders = [part for part in urlsplit(url).path.split("/") if part]
    return any(folders.count(folder) >= REPEATS for folder in folders)


def form(url: str) -> str:
    """What an address has in common with its siblings: digits become 0, the query keeps its names only."""
    parts = urlsplit(url)
    names = ",".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{parts.netloc}{re.sub('[0-9]+', '0', parts.path)}?{names}"


def named_language(name: str) -> str | None:
    """The language that a token or a link's text names: `es`, `es-MX`, `Spanish`, `Español`; None if it names none."""
    return _NAMES.get(name.strip().casefold().replace("_", "-"))


def without_language(url: str) -> str:
    """The address with every mark of its language removed: `/es/a.html`, `/a.es.html`, `/a.html?lang=es` are one."""
    parts = urlsplit(url)
    labels = [label for label in parts.netloc.split(".") if named_language(label) is None and label != "www"]
    folders = [_without_suffix(folder) for folder in parts.path.split("/") if named_language(folder) is None]
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not (name.casefold() in LANGUAGE_PARAMETERS and named_language(value))
    ]
    path = re.sub("/+", "/", "/".join(["", *folders]))
    return urlunsplit(("", ".".join(labels), path, urlencode(query), ""))


def _without_suffix(name: str) -> str:
    """A file name without a language before its ending: `a.es.html`, `a-es.html`, `a_es` become `a.html`, `a`."""
    stem, dot, ending = name.rpartition(".")
    if dot and named_language(ending):
        return stem
    if not dot:
        stem, ending = name, ""
    base, mark, token = _split_last(stem)
    return f"{base}{dot}{ending}" if mark and base and named_language(token) else name


def _split_last(stem: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(.*)([._-])([A-Za-z]+(?:[-_][A-Za-z]{2})?)", stem)
    return (found[1], found[2], found[3]) if found else (stem, "", "")


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, entry in LANGUAGES.items():
        said = (entry.name, entry.native, *(alias for alias in entry.aliases if len(alias) > 2), entry.code)
        names |= {name.casefold(): code for name in said}
        names |= {f"{entry.base}-{region}": code for region in entry.regions}
    return names


_NAMES = _names()
