from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from amts_core.cli.settings_table import SECTIONS, settings_page
from amts_core.config import Config
from tests.conftest import REPOSITORY


def test_page_of_settings_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_page(), "write it again: amts config settings > docs/settings.md"


def test_every_setting_says_what_it_means() -> None:
    for title, model in SECTIONS:
        for name, field in model.model_fields.items():
            assert field.description, f"{title}: {name}"


def test_every_section_has_its_table() -> None:
    fields = (field for _, model in SECTIONS for field in model.model_fields.values())
    kinds = {kind for field in fields for kind in (field.annotation, *get_args(field.annotation))}
    sections = {kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)}
    assert sections == {model for _, model in SECTIONS} - {Config}
