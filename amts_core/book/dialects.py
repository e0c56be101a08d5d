"""The dialects of Markdown: which parts each has, how it is recognised, and what its front matter holds.

A format names how a chapter is read: a dialect ("myst"), a file type ("md", "mdx", "ipynb"), or several joined by `+`
("ipynb+myst", "md+hugo"). The parts of a dialect are modules of `lines` and `inline`. Facts: the documentations of the
generators and their parsers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePosixPath
from types import ModuleType

from amts_core.errors import AmtsError

FORMATS = {".md": "md", ".markdown": "md", ".mdx": "mdx", ".ipynb": "ipynb", ".qmd": "quarto", ".rmd": "quarto"}

_TITLES = ("title", "description")
_FIELDS = "fields="


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the chapters of a generator may hold.

    `parts` are modules of rules; `files` the configuration files that give a generator away (paths from the root of its
    book); `signs` what a chapter without such a file must hold to be read with these parts; `fields` the front matter
    that people read, by dotted key (`*` any key of one level).
    """

    name: str
    parts: tuple[str, ...]
    files: tuple[str, ...] = ()
    signs: tuple[re.Pattern[str], ...] = ()
    fields: tuple[str, ...] = ()


_SETTING = r"(?:(?!---)(?:[a-z][\w-]*:|[ #-])[^\n]*\n)"  # a line of YAML
_OF_SLIDES = "background|class|clicks|hideInToc|image|layout|routeAlias|src|transition|zoom"  # in Slidev's settings


def _signs(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """What is found at the start of a line (`^`), and what anywhere.

    The former begin with a line end, which Python finds ten times as fast as it looks at each place for a start.
    """
    starts = "|".join(pattern[1:] for pattern in patterns if pattern.startswith("^"))
    others = "|".join(pattern for pattern in patterns if not pattern.startswith("^"))
    return tuple(re.compile(one, re.MULTILINE) for one in (starts and f"\\n(?:{starts})", others) if one)


def _named(folder: str, stem: str, *endings: str) -> tuple[str, ...]:
    return tuple(f"{folder}{stem}.{ending}" for ending in endings)


_SCRIPTS = ("js", "ts", "mjs", "mts", "cjs")
_DIALECTS = (
    Dialect("md", ("d2l", "colons", "emoji")),
    Dialect("d2l", ("d2l",), files=("d2lbook/", "config.ini")),
    Dialect(
        "gfm",
        ("templates", "gitlab", "obsidian", "emoji"),
        files=(".gitlab-ci.yml", ".obsidian/"),
        signs=_signs(
            r"^\[\[_TOC_\]\]",
            r"^>>>$",
            r"^%%(?: |$)",
            r"^::include\{",
            r"\[\[[^\[\]\n|#^]+[|#^][^\[\]\n]+\]\]",
        ),
        fields=("shortTitle", "intro", "permissions"),
    ),
    Dialect(
        "myst",
        ("myst", "colons"),
        files=("myst.yml", "_toc.yml", "_config.yml:jupyter-book", "conf.py:myst"),
        signs=_signs(
            r"^[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{(?!(?:r|python|julia|ojs|sql|bash|dot|mermaid)\})[a-z][\w:+.-]*\}",
            r"^\([\w.:-]+\)=[ \t]*$",
            r"^jupytext:",
            r"\{(?:ref|doc|numref|eq|term|cite[:\w]*)\}`",
        ),
        fields=("short_title", "subtitle"),
    ),
    Dialect(
        "mkdocs",
        ("mkdocs", "kramdown", "templates", "emoji"),
        files=("mkdocs.yml", "mkdocs.yaml", "zensical.toml", "properdocs.yml"),
        signs=_signs(
            r"^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*(?:[ \t]+\"[^\n]*\")?[ \t]*(?:\r?\n)+(?: {4}|\t)",
            r"^[ \t]*===[!+]?[ \t]+\"",
            r"^/{3,}[ \t]*[\w-]+(?:[ \t]*\|.*)?$",
            r"^[ \t]*--8<--",
            r"^\{\*[ \t].*\*\}[ \t]*$",
        ),
    ),
    Dialect(
        "hugo",
        ("templates", "hugo", "kramdown", "emoji"),
        files=(
            *_named("", "hugo", "toml", "yaml", "yml", "json"),
            "config/_default/",
            "config.toml:baseURL",
            "config.toml:baseurl",
            "archetypes/",
        ),
        signs=_signs(r"\{\{[<%]\s"),
        fields=("linkTitle", "linktitle", "menuTitle", "summary"),
    ),
    Dialect(
        "jekyll",
        ("templates", "kramdown"),
        files=("_config.yml", "_config.yaml", "_layouts/", "Gemfile:jekyll"),
        signs=_signs(r"^[ \t>]*\{:(?:toc\}|[ \t]*[.#])", r"\{%(?<!\{\{%)-?[ \t]*\w"),
        fields=("excerpt", "subtitle", "tagline", "questions.*", "objectives.*", "keypoints.*"),
    ),
    Dialect(
        "vitepress",
        ("colons", "emoji"),
        files=(*_named(".vitepress/", "config", *_SCRIPTS), *_named(".vuepress/", "config", *_SCRIPTS), ".vitepress/"),
        signs=_signs(r"^<script setup", r"^\[\[toc\]\][ \t]*$", r"^<<<[ \t]+@", r"^<!--[ \t]*@include:"),
        fields=(
            *("hero.name", "hero.text", "hero.tagline", "hero.image.alt", "hero.actions.text"),
            *("features.title", "features.details", "features.linkText", "prev.text", "next.text"),
        ),
    ),
    Dialect(
        "docusaurus",
        ("mdx", "colons"),
        files=(*_named("", "docusaurus.config", *_SCRIPTS), *_named("", "sidebars", *_SCRIPTS)),
        signs=_signs(
            r"^import[ \t]+(?:[\w*{][^\n]*from[ \t]+)?[\"'][^\"'\n]+[\"'];?[ \t]*$",
            r"^export[ \t]+(?:const|default|function|let)[ \t]",
            r"\{/\*[^*\n]*\*/\}",
        ),
        fields=("sidebar_label", "pagination_label"),
    ),
    Dialect(
        "starlight",
        ("colons",),
        files=_named("", "astro.config", *_SCRIPTS),
        fields=(
            *("sidebar.label", "banner.content", "hero.title", "hero.tagline", "hero.image.alt"),
            "hero.actions.text",
            "prev.label",
            "next.label",
        ),
    ),
    Dialect(
        "quarto",
        ("quarto", "colons", "slides"),
        files=("_quarto.yml", "_bookdown.yml", "config.yaml:carpentry"),
        signs=_signs(
            r"^[ \t]*`{3,}\{[rR][ ,}]",
            r"^[ \t]*`{3,}\{(?:python|julia|ojs|mermaid|dot|=\w+)\}",
            r"^:{3,}[ \t]*\{[.#]",
            r"^(?:#|//|%%)\|[ \t]+[\w-]+:",
            r"\\@ref\(",
            r"^[ \t]*[^\s-][^\n]*\n[ \t]*-{2,}(?: +-{2,})+[ \t]*\n[ \t]*\S",  # a table that is drawn, with a head
            r"^[ \t]*(?P<columns>-{2,}(?: +-{2,})+)[ \t]*\n(?:[^\n]*\S[^\n]*\n)+?[ \t]*(?P=columns)",  # and without
            r"^\| +[^\s|][^\n|]*\n\| +[^\s|][^\n|]*$",  # a line block
            r"^[^\W\d_][^\n]*\n\n? {1,3}~ +[^\s\d]",  # a definition
        ),
        fields=("subtitle", "abstract", "questions.*", "objectives.*", "keypoints.*"),
    ),
    Dialect(
        "mdbook",
        ("mdbook",),
        files=("book.toml",),
        signs=_signs(r"^[ \t]*\{\{#\w+", r"^[ \t]*(?:`{3,}|~{3,})[ \t]*admonish\b", r"^[ \t]*<Listing\b"),
    ),
    Dialect("mdx", ("mdx", "colons")),
    Dialect(
        "docfx",
        ("docfx", "colons"),
        files=("docfx.json",),
        signs=_signs(
            r"^[ \t]*:::(?:image|code|row|column|zone|moniker|video|no-loc)\b",
            r"\[!(?:INCLUDE|code-[a-z]+)[ \t]*\[|\[!(?:DNL|UICONTROL)[ \t]",
            r"^[ \t]*>[ \t]*\[!(?:(?:div|TAB|VIDEO)[ \t]|BEGINTABS\])",
            r"^#+[ \t]+\[[^\[\]\n]+\]\(#tab/",
        ),
    ),
    Dialect(
        "huggingface",
        ("huggingface",),
        files=("_toctree.yml",),
        signs=_signs(r"^\[\[(?:autodoc|open-in-colab)\]\]", r"^<hfoptions?\b", r"^<frameworkcontent>"),
    ),
    Dialect(
        "mintlify",
        ("mdx", "colons"),
        files=("mint.json", "docs.json:mintlify"),
        signs=_signs(r"^[ \t]*<(?:AccordionGroup|CardGroup|CodeGroup|ParamField|ResponseField)\b[^\n]*>[ \t]*$"),
        fields=("sidebarTitle",),
    ),
    Dialect(
        "slides",
        ("slides", "colons"),
        signs=_signs(
            rf"^(?<=\n\n)---[ \t]*\n(?={_SETTING}*?(?:{_OF_SLIDES}):){_SETTING}++---[ \t]*$",
            r"^\?\?\?[ \t]*$",
            r"^marp: true[ \t]*$",
            r"^(?:(?<=\A\n)|(?<=\n---\n)|(?<=\n--\n))(?:[a-z][\w-]*:[^\n]*\n){0,5}class: [\w-]+(?:, *[\w-]+)*[ \t]*$",
            r"^(?:\.[a-z][\w-]*)+\[",
        ),
    ),
    Dialect(
        "nuxt",
        ("nuxt", "colons"),
        files=(*_named("", "nuxt.config", *_SCRIPTS), "content.config.ts:@nuxt/content"),
        signs=_signs(r"^[ \t]*::[a-z][\w-]*(?:\{[^\n]*\})?[ \t]*$(?=\n(?:[^\n]*\n){0,400}?[ \t]*::[ \t]*$)"),
        fields=("navigation.title",),
    ),
    Dialect(
        "docc",
        ("docc",),
        signs=_signs(
            r"^[ \t]*@(?:Comment|Metadata|Options|Row|Small|TabNavigator|Image|Video)"
            r"[ \t]*(?=[({])(?:\([^()\n]*\))?[ \t]*\{?[ \t]*$"
        ),
    ),
    Dialect("mdn", ("templates",), signs=_signs(r"\{\{[A-Za-z]\w*\((?:\"|'|\d|\))")),
)
DIALECTS: Mapping[str, Dialect] = {one.name: one for one in _DIALECTS}
ALIASES = {
    "mixed": "md", "markdown": "md", "commonmark": "md", "github": "gfm", "gitlab": "gfm", "obsidian": "gfm",
    "sphinx": "myst", "jupyter-book": "myst", "zensical": "mkdocs", "kramdown": "jekyll", "vuepress": "vitepress",
    "astro": "starlight", "react": "docusaurus", "rmarkdown": "quarto", "bookdown": "quarto",
    "xaringan": "quarto", "remark": "slides", "slidev": "slides", "marp": "slides",
    "pandoc": "quarto", "rmd": "quarto", "learn": "docfx",
}  # fmt: skip
_OPEN = frozenset({"md", "mdx", "ipynb"})  # formats that only say what the file is: the text says the rest
_NOT_SHOWN = re.compile(
    r"^[ \t>]*(`{3,}+|~{3,}+)(?![ \t]*\{)[^\n`]*\n.*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_ORDER = {name: number for number, name in enumerate(DIALECTS)}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a chapter is read: its format, and why, in words."""

    format: str
    reason: str


@cache
def parts_of(format: str) -> tuple[str, ...]:
    """The modules of rules that a format has, each once, those of a generator before those of plain Markdown."""
    names = dialect_names(format)
    ordered = sorted(names, key=lambda name: (name in _OPEN, _ORDER[name]))
    return tuple(dict.fromkeys(part for name in ordered for part in DIALECTS[name].parts))


def modules_of(package: str, parts: Sequence[str]) -> list[ModuleType]:
    """The modules of a package for these parts; a part that has nothing to say there needs none."""
    return [import_module(f"{package}.{part}") for part in parts if find_spec(f"{package}.{part}")]


@cache
def dialect_names(format: str) -> tuple[str, ...]:
    """The dialects in a format; raises AmtsError that names those that exist."""
    names = []
    for part in format.split("+"):
        name = ALIASES.get(part.lower(), part.lower())
        if name == "ipynb" or name.startswith(_FIELDS):
            continue
        if name not in DIALECTS:
            known = ", ".join(one for one in DIALECTS if one != "mdx")
            raise AmtsError(f"there is no dialect {part!r}: use one of {known}")
        names.append(name)
    return tuple(dict.fromkeys(names or ["md"]))


def is_notebook(format: str) -> bool:
    """Whether chapters of this format are notebooks."""
    return "ipynb" in format.split("+")


def ending_of(format: str) -> str:
    """The usual end of the names of files with this format."""
    kinds = set(format.split("+"))
    return next((ending for ending, kind in FORMATS.items() if kind in kinds), ".md")


def checked_format(format: str, *, file: str = "") -> str:
    """A format as it is stored: a dialect that was asked for, joined to the type of the file it is for."""
    names = dialect_names(format)
    kind = FORMATS.get(PurePosixPath(file).suffix.lower(), "md") if file else "md"
    first = [kind] if kind in ("ipynb", "mdx") and kind not in names else []
    fields = [part for part in format.split("+") if part.startswith(_FIELDS)]
    return "+".join([*first, *names, *fields])


@cache
def prose_fields(format: str) -> frozenset[str]:
    """The front matter that people read, by dotted key. A chapter of no generator may have the fields of any.

    A part `fields=title,lead` of the format names them instead.
    """
    names = dialect_names(format)
    chosen = DIALECTS.values() if set(names) & _OPEN else [DIALECTS[name] for name in names]
    own = next((part.removeprefix(_FIELDS) for part in format.split("+") if part.startswith(_FIELDS)), None)
    if own is not None:
        return frozenset(own.split(","))
    return frozenset([*_TITLES, *(field for one in chosen for field in one.fields)])


def find_format(text: str, format: str) -> Reading:
    """The format of a chapter of which only the type of its file is known, from the signs that its text holds."""
    bare, *more = [part for part in format.split("+") if not part.startswith(_FIELDS)]
    if more or bare not in _OPEN:
        return Reading(format, "its format was set")
    text = "\n" + text.replace("\r\n", "\n")
    shown = _NOT_SHOWN.sub("", text) if "```" in text or "~~~" in text else text
    reasons, names = [], [format]
    for one in DIALECTS.values():
        if found := next(filter(None, (signs.search(shown) for signs in one.signs)), None):
            sign = found.group().strip()
            names.append(one.name)
            line = text.count("\n", 0, text.find(sign))
            reasons.append(f"{one.name}: line {line} holds {sign[:30]!r}")
    return Reading("+".join(names), "; ".join(reasons) or "its text has no sign of a generator")


def shared_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats of several versions of a chapter, each with the dialects of the others, unless it was set.

    A version may hold the first sign of a dialect, or have lost the last one, and the others are of that book as well.
    """
    dialects = dict.fromkeys(name for one in formats for name in dialect_names(one) if name not in _OPEN)
    return tuple(
        "+".join(dict.fromkeys([*one.split("+"), *dialects])) if set(one.split("+")) & _OPEN else one for one in formats
    )
