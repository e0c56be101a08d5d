"""The templates, with autoescape, and how numbers and times are written in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from amts_core.deliver.desk import Answer, Decision
from amts_core.deliver.status import percent, source_since
from amts_core.evaluate.diff import spans_apart
from amts_core.evaluate.names import row_name, variant_title
from amts_core.evaluate.report import Level
from amts_core.money import usd
from amts_ui.style import FOLDER, review_script, script, style


def render(name: str, **context: Any) -> str:
    """A page."""
    return _environment().get_template(f"{name}.html.j2").render(**context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "score": lambda value: f"{value:.3f}",
        "signed": lambda value: f"{value:+.3f}".replace("-", "−"),
        "count": lambda value: f"{value:,}".replace(",", "\u202f"),
        "usd": lambda value: "–" if value is None else usd(value),
        "when": _when,
        "safe_link": lambda address: address if address.startswith(("https://", "http://")) else "",
        "took": _took,
    }
    environment.globals |= {
        "style": Markup(style()),
        "script": Markup(script()),
        "review_script": Markup(review_script()),
        "decided_words": decided_words,
        "variant_title": variant_title,
        "row_name": row_name,
        "spans_apart": spans_apart,
        "Level": Level,
        "percent": percent,
        "source_since": source_since,
    }
    return environment


def decided_words(decision: Decision) -> str:
    """A decision in words, such as `accepted by ann, 2026-03-01 10:00`."""
    words = {Answer.ACCEPT: "accepted", Answer.EDIT: "edited", Answer.REJECT: "rejected", Answer.NONE: "commented"}
    return f"{words[decision.answer]} by {decision.by}, {decision.at[:16].replace('T', ' ')}"


def _when(date: datetime | None) -> str:
    return "–" if date is None or date.year == 1970 else f"{date:%Y-%m-%d %H:%M}"


def _took(duration: timedelta | None) -> str:
    if duration is None:
        return "–"
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
