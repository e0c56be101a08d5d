"""Read the settings from one YAML file.

pydantic's findings become one sentence per mistake that names the place, the value and, for an unknown key, the keys
that are known there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from amts_core.config.section import Section
from amts_core.config.settings import Config
from amts_core.errors import AmtsError
from amts_core.files import write_whole

STATE = ".amts"


def load_config(path: Path) -> Config:
    """Read and check a configuration file; raises AmtsError that names every mistake in it.

    Folders in it are taken relative to the file and come out absolute.
    """
    raw = _read(path)
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        mistakes = "; ".join(_describe(mistake) for mistake in error.errors())
        raise AmtsError(f"{path}: {mistakes}") from None
    return _with_absolute_folders(config, path.resolve().parent)


def load_usable(path: Path, last: Path) -> tuple[Config, tuple[str, ...]]:
    """The settings as far as they can be read, and what is wrong with them.

    A pair with a mistake is as it was read of this file last, and so is all where no pair is right: `last` is where
    that is kept. Raises AmtsError if there is neither.
    """
    try:
        config = load_config(path)
        _keep(last, path, config)
        return config, ()
    except AmtsError as error:
        kept = _kept(last, path)
        found = _good_part(path, kept) or kept
        if found is None:
            raise
        return found, (str(error),)


def _good_part(path: Path, kept: Config | None) -> Config | None:
    """The settings without the pairs and books that have mistakes, with what is kept of these; None if none are left.

    None also for a file that is no YAML.
    """
    try:
        raw = _read(path)
    except AmtsError:
        return None
    named: Collection[str] = raw.get("pairs") or ()
    while raw.get("pairs"):
        try:
            config = _with_absolute_folders(Config.model_validate(raw), path.resolve().parent)
            return _with_former(config, kept, named) if kept else config
        except ValidationError as error:
            bad = {name for mistake in error.errors() for name in _bad_pairs(mistake, raw)}
            if not bad:
                return None
            raw["pairs"] = {name: pair for name, pair in raw["pairs"].items() if name not in bad}
            used = {pair.get(side) for pair in raw["pairs"].values() for side in ("source", "target")}
            raw["books"] = {name: book for name, book in raw["books"].items() if name in used}
    return None


def _with_former(config: Config, kept: Config, named: Collection[str]) -> Config:
    """The settings with those of the named pairs that they lack as they were kept."""
    former = {name: kept.pairs[name] for name in kept.pairs.keys() - config.pairs.keys() if name in named}
    sources = {source for pair in former.values() for source in pair.web_sources}
    web = {name: kept.web[name] for name in sources}
    return config.model_copy(
        update={"pairs": former | config.pairs, "books": kept.books | config.books, "web": web | config.web}
    )


def _bad_pairs(mistake: Any, raw: dict[str, Any]) -> set[str]:
    """The pairs that a mistake concerns; none for one that concerns all."""
    place = tuple(map(str, mistake["loc"])) or tuple(mistake["msg"].removeprefix("Value error, ").split(".", 2)[:2])
    if len(place) < 2 or not isinstance(raw["pairs"], dict):
        return set()
    if place[0] == "books":
        pairs = {name: pair for name, pair in raw["pairs"].items() if isinstance(pair, dict)}
        return {name for name, pair in pairs.items() if place[1] in (pair.get("source"), pair.get("target"))}
    return {place[1]} & set(raw["pairs"]) if place[0] == "pairs" else set()


def _keep(last: Path, path: Path, config: Config) -> None:
    """Keep good settings, if they are new."""
    text = json.dumps({"file": str(path.resolve()), "config": config.model_dump(mode="json")})
    try:
        if not last.is_file() or last.read_text(encoding="utf-8") != text:
            write_whole(last, text.encode())
    except (OSError, AmtsError):
        return  # a folder that cannot be written to: the file itself is good


def _kept(last: Path, path: Path) -> Config | None:
    """The settings that were read of this file last."""
    try:
        known = json.loads(last.read_text(encoding="utf-8"))
        return Config.model_validate(known["config"]) if known["file"] == str(path.resolve()) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(path: Path) -> dict[str, Any]:
    """What the file holds, not checked."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AmtsError(f"no configuration file {path}: give its path, or write one by `amts init`") from None
    except UnicodeDecodeError:
        raise AmtsError(f"{path} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise AmtsError(f"cannot read the configuration {path}: {error.strerror}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise AmtsError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(raw, dict):
        raise AmtsError(f"{path} holds no settings: it must be a mapping with {', '.join(Config.model_fields)}")
    return raw


def _with_absolute_folders(config: Config, folder: Path) -> Config:
    """The same settings with folders and files made absolute; git URLs stay."""
    books = {
        name: book.model_copy(update={"location": _absolute_location(book.location, folder)})
        for name, book in config.books.items()
    }
    pairs = {
        name: pair.model_copy(update={"terminology": pair.terminology and folder / pair.terminology})
        for name, pair in config.pairs.items()
    }
    return config.model_copy(update={"books": books, "pairs": pairs, "output": _absolute_output(config.output, folder)})


def _absolute_output(output: Path, folder: Path) -> Path:
    """The output folder; what is in a folder `.amts` beside the configuration is in that of AMTS_STATE if it is set."""
    state, parts = os.environ.get("AMTS_STATE"), output.parts
    if state and STATE in parts and not output.is_absolute():
        return Path(state, *parts[parts.index(STATE) + 1 :]).resolve()
    return (folder / output).resolve()


def _absolute_location(location: str, folder: Path) -> str:
    is_url = "://" in location or re.match(r"[\w.-]+@[\w.-]+:", location)
    return location if is_url else os.path.realpath(folder / location)


def _describe(mistake: Any) -> str:
    place = ".".join(str(part) for part in mistake["loc"]) or "the file"
    if mistake["type"] == "extra_forbidden":
        return f"{place}: unknown key; known keys here: {', '.join(_known_keys(mistake['loc']))}"
    message = mistake["msg"].removeprefix("Value error, ")
    return message if place == "the file" else f"{place}: {message}"


def _known_keys(place: tuple[str | int, ...]) -> list[str]:
    """The keys that are known beside the unknown key at this place."""
    model: Any = Config
    for part in place[:-1]:
        if part in getattr(model, "model_fields", {}):
            model = _section(model.model_fields[part].annotation)
    return sorted(model.model_fields)


def _section(annotation: Any) -> Any:
    """The settings model in an annotation such as `dict[str, Book]` or `Style`."""
    candidates = [annotation, *get_args(annotation)]
    return next((item for item in candidates if isinstance(item, type) and issubclass(item, Section)), Section)
