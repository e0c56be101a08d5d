"""Layouts: how a repository keeps the languages of a book, where a translation lies, and what belongs to the source.

| layout | chapter | translation |
|---|---|---|
| separate | `guide/page.md` | the same path in a repository of its own |
| origin | `guide/page_origin.md` | `guide/page.md`, the source that it was made from beside it |
| folders | `docs/en/page.md`, `docs/page.md` | `docs/de/page.md` |
| suffix | `docs/page.md` | `docs/page.de.md` |
| hugo | `content/en/page.md` | `content/de/page.md` |
| starlight | `src/content/docs/page.md` | `src/content/docs/de/page.md` |
| docusaurus | `docs/page.md` | `i18n/de/docusaurus-plugin-content-docs/current/page.md` |
| gettext | `docs/page.md` | `locales/de/LC_MESSAGES/page.po` |
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from amts_core.book.dialects import FORMATS, Reading
from amts_core.book.generator import generator_of_files
from amts_core.errors import AmtsError
from amts_core.languages import LANGUAGES

_CODES = frozenset(code.partition("-")[0] for code in (*LANGUAGES, "nb", "nn", "eu", "gl", "eo", "la", "be"))
_LOCALE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Za-z]{2}|(?i:hans|hant|latn|cyrl)))?$")
_REGION = re.compile(r"[a-z][-_](?:[A-Z]{2}|[A-Z][a-z]{3})$")  # so written, it is no word of a name
_DOCUSAURUS = re.compile(r"(.*?/)?i18n/([^/]+)/docusaurus-plugin-content-docs/current/(.+)$")
_GETTEXT = re.compile(r"(.*?/)?(?:locales?/([^/]+)/LC_MESSAGES/.+|po/([^/]+))\.po$")
_MOST = 0.5  # share of the files of a folder with a language's name that stand in the source too


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the chapters of a language lie: `{language}` in `folder` and `suffix` stands for its name there."""

    name: str
    folder: str = ""
    suffix: str = ""
    origin_suffix: str | None = None

    def place(self, locale: str) -> tuple[str, str]:
        """Folder and suffix of the chapters of a language that the repository calls `locale`."""
        return self.folder.replace("{language}", locale), self.suffix.replace("{language}", locale)


LAYOUTS: Mapping[str, Layout] = {
    one.name: one
    for one in (
        Layout("separate"),
        Layout("origin", origin_suffix="_origin"),
        Layout("folders", folder="docs/{language}"),
        Layout("suffix", suffix=".{language}"),
        Layout("hugo", folder="content/{language}"),
        Layout("starlight", folder="src/content/docs/{language}"),
        Layout("docusaurus", folder="i18n/{language}/docusaurus-plugin-content-docs/current"),
    )
}


def layout(name: str) -> Layout:
    """The layout with this name; raises AmtsError that lists those that exist."""
    if name not in LAYOUTS:
        raise AmtsError(f"there is no layout {name!r}: use one of {', '.join(LAYOUTS)}")
    return LAYOUTS[name]


def place_of(name: str | None, locale: str, *, folder: str = "", suffix: str = "") -> tuple[str, str]:
    """Folder and suffix of the chapters of a language: as given, with its name in them, else as the layout has them."""
    by_layout = layout(name).place(locale) if name else ("", "")
    given = [text.replace("{language}", locale) for text in (folder, suffix)]
    return given[0] or by_layout[0], given[1] or by_layout[1]


@dataclass(frozen=True, slots=True)
class Edition:
    """The chapters of one language in a repository: `locale` is its name there, `language` its code ("" if unknown)."""

    language: str
    locale: str
    layout: str
    folder: str
    suffix: str
    chapters: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a repository holds: its generator, and the editions of its book, that of the source first."""

    generator: Reading | None
    source: Edition
    translations: tuple[Edition, ...]


def find_layout(files: Iterable[str], read: Callable[[str], str], *, language: str = "en") -> Found:
    """Generator, layout and languages of a repository with these files; `language` is that of the source."""
    names = sorted(files)
    chapters = [name for name in names if PurePosixPath(name).suffix.lower() in FORMATS]
    places = [
        *_by_docusaurus(chapters),
        *(_all_by_suffix(chapters) or _by_suffix(chapters)),
        *_by_folder(chapters),
        *_by_gettext(names),
    ]
    own = {path for _, paths in places for path in paths}
    rest = [path for path in chapters if path not in own]
    source = next((edition for edition, _ in places if edition.language == language), None)
    translations = tuple(edition for edition, _ in places if edition is not source)
    if source is None:
        inside = [path.removeprefix(f"{one.folder}/") for one, paths in places if not one.suffix for path in paths]
        folder = folder_of(inside, rest) or _common_folder(rest)
        mine = [path for path in rest if path.startswith(f"{folder}/" if folder else "")]
        origins = sum(PurePosixPath(path).stem.endswith("_origin") for path in mine)
        kind = "origin" if origins > len(mine) / 4 else "separate"
        source = Edition(language, "", kind, folder, "", len(mine) - (origins if kind == "origin" else 0))
    translations = tuple(replace(one, folder=source.folder) if one.suffix else one for one in translations)
    generator = generator_of_files(names, read)(source.folder or _common_folder(rest))
    return Found(generator, source, translations)


def folder_of(names: Iterable[str], files: Iterable[str]) -> str | None:
    """The folder of a repository that holds most of these chapters, by their paths in it; None if none does."""
    wanted = {_without_ending(name) for name in names}
    chapters = [_without_ending(path).split("/") for path in files if PurePosixPath(path).suffix.lower() in FORMATS]
    counts = Counter(
        "/".join(parts[:depth])
        for parts in chapters
        for depth in range(len(parts))
        if "/".join(parts[depth:]) in wanted
    )
    best = min(counts, key=lambda folder: (-counts[folder], folder.count("/"), folder), default=None)
    return best if best is not None and counts[best] >= _MOST * min(len(wanted), len(chapters)) else None


def _without_ending(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(""))


def language_of(locale: str) -> str:
    """Amazon Translate's code of what a repository calls a language (`zh-cn`, `pt_BR`, `zh-hans`), "" if unknown."""
    found = _LOCALE.match(locale)
    if not found or found.group(1) not in _CODES:
        return ""
    region = (found.group(2) or "").lower()
    if found.group(1) == "zh":
        return "zh-TW" if region in ("tw", "hk", "mo", "hant") else "zh"
    exact = next((code for code in LANGUAGES if code.lower() == f"{found.group(1)}-{region}"), "")
    return exact or (found.group(1) if found.group(1) in LANGUAGES else "")


def _is_locale(name: str) -> bool:
    found = _LOCALE.match(name)
    return bool(found and found.group(1) in _CODES)


def translations_within(paths: Iterable[str]) -> frozenset[str]:
    """Those of the chapters in a folder that are translations of others: `page.de.md`, `de/page.md`, `README_de.md`."""
    chapters = [path for path in paths if PurePosixPath(path).suffix.lower() in FORMATS]
    known = set(chapters)
    within = {path for _, some in _by_suffix(chapters) for path in some} | _versions_of_a_page(chapters)
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in chapters:
        first, _, rest = path.partition("/")
        if rest and _is_locale(first):
            by_folder[first].append(rest)
    for folder, rests in by_folder.items():
        if sum(rest in known for rest in rests) >= _MOST * len(rests):
            within |= {f"{folder}/{rest}" for rest in rests}
    return frozenset(within)


def _by_suffix(chapters: list[str]) -> list[tuple[Edition, list[str]]]:
    """Editions beside their source: `page.de.md`; `page_de.md` where half of the pages have one, as `is` is a word."""
    found = defaultdict(list)
    pairs = _suffixed(chapters)
    for path, (_, suffix) in pairs.items():
        found[suffix].append(path)
    pages = len(chapters) - len(pairs)
    return [
        _edition(suffix[1:], "suffix", _common_folder(paths), suffix, paths)
        for suffix, paths in found.items()
        if suffix.startswith(".") or len(paths) >= _MOST * pages
    ]


def _versions_of_a_page(chapters: list[str]) -> set[str]:
    """`README_de.md`, and what stands beside one page in several languages, or for a region: `page_zh_CN.md`."""
    pairs = _suffixed(chapters)
    counts = Counter(base for base, _ in pairs.values())
    return {
        path
        for path, (base, suffix) in pairs.items()
        if counts[base] > 1 or _REGION.search(suffix) or PurePosixPath(base).stem.lower() == "readme"
    }


def _suffixed(chapters: list[str]) -> dict[str, tuple[str, str]]:
    """`docs/page.md` and `.de` of `docs/page.de.md`, by path, where both are among the chapters."""
    known, found = set(chapters), dict[str, tuple[str, str]]()
    for path in chapters:
        reading = next((one for one in _readings(path) if one[0] in known), None)
        if reading:
            found[path] = reading
    return found


def _readings(path: str) -> Iterator[tuple[str, str]]:
    """How the end of a file's name may be read as that of a language: the rest of its path, and `.de`, `_de`, `-de`."""
    pure = PurePosixPath(path)
    for mark in re.finditer(r"[._-]", pure.stem):
        if mark.start() and _is_locale(pure.stem[mark.end() :]):
            yield str(pure.with_name(pure.stem[: mark.start()] + pure.suffix)), pure.stem[mark.start() :]


def _base_and_locale(path: str) -> tuple[str, str]:
    """`docs/page.md` and `de` of `docs/page.de.md`; no locale of other paths."""
    found = ((base, suffix[1:]) for base, suffix in _readings(path) if suffix.startswith("."))
    return next(found, (path, ""))


def _all_by_suffix(chapters: list[str]) -> list[tuple[Edition, list[str]]]:
    """Editions of a repository in which every language has a suffix: `page.en.md` beside `page.de.md`, no `page.md`."""
    found: dict[str, list[str]] = defaultdict(list)
    locales: dict[str, set[str]] = defaultdict(set)
    for path in chapters:
        base, locale = _base_and_locale(path)
        found[locale].append(path)
        locales[base].add(locale)
    shared = sum("" not in some and len(some) > 1 for some in locales.values())
    if shared < _MOST * len(locales):
        return []
    return [_edition(one, "suffix", _common_folder(paths), f".{one}", paths) for one, paths in found.items() if one]


def _by_docusaurus(chapters: list[str]) -> list[tuple[Edition, list[str]]]:
    found = defaultdict(list)
    for path in chapters:
        if match := _DOCUSAURUS.match(path):
            found[match.group(2), (match.group(1) or "")].append(path)
    return [
        _edition(locale, "docusaurus", f"{prefix}i18n/{locale}/docusaurus-plugin-content-docs/current", "", paths)
        for (locale, prefix), paths in found.items()
    ]


def _by_folder(chapters: list[str]) -> list[tuple[Edition, list[str]]]:
    """Folders with the name of a language (`de`, `content.de`) that hold what another such folder, or the one above
    them, holds.
    """
    inside: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in chapters:
        parts = path.split("/")
        for depth, part in enumerate(parts[:-1]):
            stem, dot, locale = part.rpartition(".")
            if _is_locale(locale) and "i18n" not in parts[:depth]:
                inside["/".join([*parts[:depth], stem + dot]), locale].append(path)
                break
    known, editions = set(chapters), []
    rests = {key: {path[len(key[0] + key[1]) + 1 :] for path in paths} for key, paths in inside.items()}
    for (before, locale), paths in inside.items():
        mine = rests[before, locale]
        beside = any(
            len(mine & other) >= _MOST * min(len(mine), len(other))
            for (folder, name), other in rests.items()
            if folder == before and name != locale
        )
        above = before.rstrip("/.")
        parent = sum((f"{above}/{rest}" if above else rest) in known for rest in mine) >= _MOST * len(mine)
        if beside or parent:
            name = {"content/": "hugo", "src/content/docs/": "starlight"}.get(before, "folders")
            editions.append(_edition(locale, name, before + locale, "", paths))
    return editions


def _by_gettext(names: list[str]) -> list[tuple[Edition, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if (match := _GETTEXT.match(name)) and _is_locale(locale := match.group(2) or match.group(3)):
            found[locale].append(name)
    return [_edition(locale, "gettext", _common_folder(paths), "", paths) for locale, paths in found.items()]


def _edition(locale: str, layout: str, folder: str, suffix: str, paths: list[str]) -> tuple[Edition, list[str]]:
    return Edition(language_of(locale), locale, layout, folder, suffix, len(paths)), paths


def _common_folder(paths: list[str]) -> str:
    """The folder that holds most of these files: the first level below which they are no longer in one folder."""
    folder: list[str] = []
    inside = [path.split("/") for path in paths]
    while inside:
        level = len(folder)
        first = Counter(parts[level] for parts in inside if len(parts) > level + 1)
        direct = sum(len(parts) == level + 1 for parts in inside)
        if not first or direct:
            break
        name, count = first.most_common(1)[0]
        if count < 0.9 * len(inside):
            break
        folder.append(name)
        inside = [parts for parts in inside if len(parts) > level + 1 and parts[level] == name]
    return "/".join(folder)
