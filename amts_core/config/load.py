"""Read the settings from one YAML file.

pydantic's findings become one sentence per mistake that names the place, the value and, for an unknown key, the keys
that are known there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from amts_core.config.section import Section
from amts_core.config.settings import Config
from amts_core.errors import AmtsError


def load_config(path: Path) -> Config:
    """Read and check a configuration file; raises AmtsError that names every mistake in it.

    Folders in it are taken relative to the file and come out absolute.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AmtsError(f"no configuration file {path}: give its path, or start from config/sample.yaml") from None
    except UnicodeDecodeError:
        raise AmtsError(f"{path} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise AmtsError(f"cannot read the configuration {path}: {error.strerror}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise AmtsError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(raw, dict):
        raise AmtsError(f"{path} holds no settings: it must be a mapping with {', '.join(Config.model_fields)}")
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        mistakes = "; ".join(_describe(mistake) for mistake in error.errors())
        raise AmtsError(f"{path}: {mistakes}") from None
    return _with_absolute_folders(config, path.resolve().parent)


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
    return config.model_copy(update={"books": books, "pairs": pairs, "output": (folder / config.output).resolve()})


def _absolute_location(location: str, folder: Path) -> str:
    is_url = "://" in location or re.match(r"[\w.-]+@[\w.-]+:", location)
    return location if is_url else str((folder / location).resolve())


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
