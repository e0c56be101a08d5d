"""Typed settings of one YAML file. Every section rejects keys that it does not know. A leaf: imports no room."""

from amts_core.config.load import load_config, load_usable
from amts_core.config.settings import (
    BOOK,
    VARIANTS,
    Book,
    Config,
    Delivery,
    Granularity,
    Pair,
    Prices,
    Storage,
    Style,
    Sync,
    Variant,
)
from amts_core.config.web import Judgement, Limits, WebSource, web_pairs_key

__all__ = [
    "BOOK",
    "VARIANTS",
    "Book",
    "Config",
    "Delivery",
    "Granularity",
    "Judgement",
    "Limits",
    "Pair",
    "Prices",
    "Storage",
    "Style",
    "Sync",
    "Variant",
    "WebSource",
    "load_config",
    "load_usable",
    "web_pairs_key",
]
