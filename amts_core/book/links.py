"""Links between chapters: which ids headings have, how they are pinned, which links of a delivered book lead nowhere.

A translated heading has another id than its source, so that a link to it would be dead: where the dialect can name an
id, the heading keeps that of its source. Slugs: as the generators make them (the table is in docs/chapters.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from amts_core.book.chapter import Block, BlockKind, Chapter, PieceKind
from amts_core.book.dialects import dialect_names

_PINNED = re.compile(
    r"\{:?[^{}]*?#([^\s{}]+)[^{}]*\}|\{/\*\s*#?([^\s*]+)\s*\*/\}"
    r"|<a (?:href=\"#[^\"<>]*\" )?(?:id|name)=\"([^\"]+)\"></a>[ \t]*$"
)
_IDS = re.compile(
    r"\b(?:id|name)=[\"']([^\"']+)[\"']|^\(([^\s()]+)\)=|\{#([^\s{}]+)|:label:`([^`]+)`|:name: (\S+)", re.MULTILINE
)
_DESTINATION = re.compile(r"\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\))?[^\s<>()]*)")
_DEFINITION = re.compile(r"\[[^\]\r\n]+\]:[ \t]*<?([^\s<>]+)")
_IN_TAGS = re.compile(r"<[A-Za-z][^<>]*?\s(?:href|src)=\"([^\"{}]+)\"")
_ELSEWHERE = re.compile(  # links that name an id, in any text: in brackets, of a definition, of a tag
    r"(?:\]\(\s*<?|^[ \t]{0,3}\[[^\]\r\n]+\]:[ \t]*<?|\b(?:href|to)=[\"'])([^\s<>()\"'#]*)#([^\s<>()\"'#]+)",
    re.MULTILINE,
)
_PINS = {  # how the generator's own Markdown names the id of a heading
    "docusaurus": "{text} {{#{id}}}",
    "vitepress": "{text} {{#{id}}}",
    "mkdocs": "{text} {{ #{id} }}",
    "mdbook": "{text} {{#{id}}}",
    "quarto": "{text} {{#{id}}}",
    "myst": "({id})={newline}{text}",
    "hugo": "{text} {{#{id}}}",
    "jekyll": "{text} {{#{id}}}",
    "gfm": '{text} <a id="{id}"></a>',
    "md": '{text} <a id="{id}"></a>',
}
_AS_COMMENT = "{text} {{/*{id}*/}}"  # how React's documentation and new versions of Docusaurus name an id


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that leads nowhere: the file it stands in, its line, where it leads, and what is not there."""

    path: str
    line: int
    destination: str
    missing: str


def slug(text: str, format: str) -> str:
    """The id that the generator of this format makes of the words of a heading (without the number of a double)."""
    name = next((one for one in dialect_names(format) if one in _SLUGS), "")
    return _SLUGS.get(name, _github)(text)


def _github(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def _python_markdown(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_).strip().lower())


def _docutils(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", ascii_))


def _kramdown(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", re.sub(r"^[^^\W\d_]+", "", text)).replace(" ", "-").lower()


def _vitepress(text: str) -> str:
    plain = re.sub(r"[\u0300-\u036f\x00-\x1f]", "", unicodedata.normalize("NFKD", text))
    dashed = re.sub(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+", "-", plain).strip("-")
    return re.sub(r"^(?=\d)", "_", dashed).lower()


def _pandoc(text: str) -> str:
    dashed = re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]", "", text.strip())).lower()
    return re.sub(r"^[\W\d_]+", "", dashed)


_SLUGS = {
    "mkdocs": _python_markdown,
    "myst": _docutils,
    "jekyll": _kramdown,
    "vitepress": _vitepress,
    "quarto": _pandoc,
}


def heading_ids(chapter: Chapter) -> dict[int, str]:
    """The id of each heading by the index of its block: as pinned, else as the generator makes it."""
    seen: Counter[str] = Counter()
    ids = {}
    for block in chapter.blocks:
        if block.kind is BlockKind.HEADING:
            pinned = _pinned(chapter, block)
            made = slug(_words(block), chapter.format)
            seen[made] += not pinned
            double = "_" if "mkdocs" in dialect_names(chapter.format) else "-"
            ids[block.index] = pinned or (made if seen[made] < 2 else f"{made}{double}{seen[made] - 1}")
    return ids


def _pinned(chapter: Chapter, heading: Block) -> str:
    line_end = re.compile(r"[\r\n]|\Z").search(chapter.text, heading.end)
    rest = chapter.text[heading.start : line_end.start() if line_end else None]
    found = _PINNED.search(rest)
    return next(filter(None, found.groups())) if found else ""


def _words(heading: Block) -> str:
    parts = []
    for piece in heading.pieces:
        if piece.kind in (PieceKind.TEXT, PieceKind.SOFT_BREAK):
            parts.append(piece.text)
        elif piece.kind is PieceKind.CODE:
            parts.append(piece.text.strip("`").strip())
        elif piece.kind is PieceKind.ESCAPE:
            parts.append(piece.text[1:])
    return " ".join("".join(parts).split())


def anchors(chapter: Chapter) -> frozenset[str]:
    """All ids that a link into the chapter may name."""
    raw = {next(filter(None, found.groups())) for found in _IDS.finditer(chapter.text)}
    return frozenset({*heading_ids(chapter).values(), *raw})


def pin_headings(source: Chapter, translation: Chapter, linked: Collection[str] = ()) -> Chapter:
    """The translation, its headings pinned to the ids of the source's wherever a link would be dead otherwise.

    Such a link stands in the translation itself, or its id is among those `linked` from elsewhere. Headings pair in
    order where both chapters have the same; dialects that cannot name an id on the line of the heading are left.
    """
    names = dialect_names(translation.format)
    pin = next((pin for name, pin in _PINS.items() if name in names), None)
    before, after = heading_ids(source), heading_ids(translation)
    pairs = list(zip(before.items(), after.items(), strict=False))
    same = all(source.blocks[one].level == translation.blocks[other].level for (one, _), (other, _) in pairs)
    if pin is None or not same or len(before) != len(after):
        return translation
    if "{/*" in source.text and "docusaurus" in names:
        pin = _AS_COMMENT
    wanted = ({link[1:] for _, link in _links(translation) if link.startswith("#")} | {*linked}) - anchors(translation)
    text = translation.text
    for (_, id), (index, _) in reversed(pairs):
        heading = translation.blocks[index]
        if id in wanted and not _pinned(translation, heading) and (start := _start_of_atx(translation, heading)) >= 0:
            line = pin.format(text=text[start : heading.end], id=id, newline=translation.newline)
            text = text[:start] + line + text[heading.end :]
    return translation if text == translation.text else translation.with_text(text)


def _start_of_atx(chapter: Chapter, heading: Block) -> int:
    """Where the line of a heading with hashes starts, -1 if it is none, or if something stands behind it."""
    rest = re.compile(r"[^\r\n]*").match(chapter.text, heading.end)
    start = max(chapter.text.rfind("\n", 0, heading.start), chapter.text.rfind("\r", 0, heading.start)) + 1
    is_atx = re.match(r"[ \t]*#", chapter.text[start : heading.start])
    return start if is_atx and not (rest and rest.group().strip()) else -1


def _links(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """Place and destination of each link and image of the chapter."""
    for block in chapter.blocks:
        for piece in block.pieces:
            if piece.kind in (PieceKind.TARGET, PieceKind.URL) and (found := _DESTINATION.search(piece.text)):
                yield piece.start, found.group(1)
        if block.kind is BlockKind.MARKUP and block.text.startswith("](") and (found := _DESTINATION.match(block.text)):
            yield block.start, found.group(1)
        if block.kind is BlockKind.DIRECTIVE and (found := _DEFINITION.match(block.text)):
            yield block.start, found.group(1)
        if block.kind is BlockKind.HTML or any(piece.kind is PieceKind.TAG for piece in block.pieces):
            yield from ((block.start + found.start(), found.group(1)) for found in _IN_TAGS.finditer(block.text))


@dataclass(frozen=True, slots=True)
class Links:
    """The ids of a chapter that links may name, and where its own links lead, each with its line."""

    ids: frozenset[str]
    destinations: tuple[tuple[int, str], ...]


def links_of(chapter: Chapter) -> Links:
    """Ids and links of a chapter."""
    found = tuple((chapter.line_of(place), destination) for place, destination in _links(chapter))
    return Links(anchors(chapter), found)


def dead_links(chapters: Mapping[str, Links], files: Collection[str]) -> list[DeadLink]:
    """The links of a book that lead nowhere inside of it, by path; `files` are the paths of all its files.

    Absolute addresses, paths from the root of the site and templates are not looked at.
    """
    known = {*files, *chapters}
    return [
        DeadLink(path, line, destination, missing)
        for path, links in chapters.items()
        for line, destination in links.destinations
        if (missing := _missing(path, destination, known, chapters))
    ]


def linked_ids(texts: Iterable[tuple[str, str]], chapters: Collection[str]) -> dict[str, set[str]]:
    """The ids that chapters of a book link to in others, by the path of the other; `texts` are paths and texts."""
    linked: dict[str, set[str]] = {}
    for path, text in texts:
        for name, id in _ELSEWHERE.findall(text):
            if target := _chapter_at(path, name, chapters) if name else None:
                linked.setdefault(target, set()).add(id)
    return linked


def _chapter_at(path: str, name: str, chapters: Collection[str]) -> str | None:
    """The chapter that a link from the chapter at `path` names, also by its address on the site (`/docs/a/b/`)."""
    if re.match(r"[a-z][a-z0-9+.-]*:", name, re.IGNORECASE):
        return None
    bare = re.sub(r"(?:\.html?|/)$", "", name)
    parts = bare.strip("/").split("/")
    places = ["/".join(parts[start:]) for start in range(len(parts))] if name.startswith("/") else [_joined(path, bare)]
    return next((found for place in places if place for found in _written_as(place) if found in chapters), None)


def _written_as(place: str) -> Iterator[str]:
    stem = re.sub(r"\.(?:mdx?|qmd|Rmd|ipynb)$", "", place)
    yield place
    for ending in (".md", ".mdx", ".qmd", ".Rmd", ".ipynb", "/index.md", "/_index.md", "/README.md"):
        yield stem + ending


def _missing(path: str, destination: str, known: Collection[str], chapters: Mapping[str, Links]) -> str:
    """What a destination names that is not there; "" if all is."""
    if re.match(r"[a-z][a-z0-9+.-]*:|/|\{|$", destination, re.IGNORECASE) or "{{" in destination or "{%" in destination:
        return ""
    name, _, fragment = destination.partition("#")
    name = name.partition("?")[0]
    target = _joined(path, name) if name else path
    if target is None:
        return ""
    found = next((one for one in _written_as(target) if one in known), None)
    if found is None:
        has_ending = bool(PurePosixPath(name).suffix) and not name.endswith((".html", ".htm"))
        return f"the file {target}" if has_ending else ""
    if fragment and found in chapters and unquote(fragment) not in chapters[found].ids:
        return f"the id {fragment}"
    return ""


def _joined(path: str, name: str) -> str | None:
    """A relative path from a file of the book, None if it leads out of it."""
    parts: list[str] = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(unquote(name)).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def missing_files(chapter: Chapter, path: str, source: Collection[str], target: Collection[str]) -> list[str]:
    """Images and other files that a new chapter refers to, which the source has and the translated book lacks.

    `source` and `target` are the paths of the files of the two books.
    """
    wanted = {found for _, link in _links(chapter) if (found := _joined(path, link.partition("#")[0]))}
    return sorted(wanted & {*source} - {*target})
