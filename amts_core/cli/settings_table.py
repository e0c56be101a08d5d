"""The settings as a page: made from the models, so that it cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from amts_core.config import Book, Config, Delivery, Judgement, Limits, Pair, Prices, Storage, Style, Sync, WebSource

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Top level", Config),
    ("`books.<name>`", Book),
    ("`pairs.<name>`", Pair),
    ("`pairs.<name>.style`", Style),
    ("`pairs.<name>.sync`", Sync),
    ("`pairs.<name>.delivery`", Delivery),
    ("`storage`", Storage),
    ("`prices`", Prices),
    ("`web.<name>`", WebSource),
    ("`web.<name>.limits`", Limits),
    ("`web.<name>.judgement`", Judgement),
)
INTRODUCTION = """# Settings

One YAML file; its path is in `AMTS_CONFIG` (default: `config/sample.yaml`). Unknown keys are errors that list the known
ones; `amts config check` reads the file as the pipeline does. Folders are relative to it. This page is made by
`amts config settings`.
"""


def settings_page() -> str:
    """The page as Markdown: a table for each section."""
    return "\n".join([INTRODUCTION, *(part for title, model in SECTIONS for part in _section(title, model))])


def _section(title: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| key | type | default | meaning |\n|---|---|---|---|"
    for name, field in model.model_fields.items():
        yield f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {field.description or ''} |"
    yield ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, BaseModel):
        return "see below"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return "–" if value is None or value in ("", {}) else f"`{value}`"


def _type(annotation: Any) -> str:
    """A type in words a person who writes YAML knows."""
    arguments = get_args(annotation)
    if annotation in (str, int, float, bool):
        return {str: "text", int: "whole number", float: "number", bool: "true or false"}[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "section"
    if arguments and all(isinstance(value, str) for value in arguments):
        return " or ".join(f"`{value}`" for value in arguments)
    kinds = [_type(argument) for argument in arguments if argument not in (type(None), Ellipsis)]
    if getattr(annotation, "__origin__", None) is tuple:
        return f"list of {kinds[0]}"
    if getattr(annotation, "__origin__", None) is dict:
        return "sections by name" if kinds[-1] == "section" else f"{kinds[-1]} by {kinds[0]}"
    return kinds[0] if kinds else "path"
