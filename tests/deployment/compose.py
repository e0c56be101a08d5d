"""The compose file as Docker Compose sees it: anchors merged, variables filled in from an environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
COMPOSE_FILE = REPOSITORY / "docker-compose.yaml"
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")


class MissingVariableError(Exception):
    """A variable with `:?` is not set."""


def read_compose() -> dict[str, Any]:
    """The file with its anchors merged; variables stand as they are."""
    return yaml.safe_load(COMPOSE_FILE.read_text(encoding="utf-8"))


def interpolated(value: Any, environment: Mapping[str, str]) -> Any:
    """A part of the file with its variables filled in.

    Raises MissingVariableError.
    """
    if isinstance(value, dict):
        return {key: interpolated(each, environment) for key, each in value.items()}
    if isinstance(value, list):
        return [interpolated(each, environment) for each in value]
    return VARIABLE.sub(lambda match: _value(match, environment), value) if isinstance(value, str) else value


def _value(match: re.Match[str], environment: Mapping[str, str]) -> str:
    dollar, name, operator, argument = match.groups()
    if dollar:
        return "$"
    if environment.get(name):
        return environment[name]
    if operator == "?":
        raise MissingVariableError(f"{name}: {argument}")
    return argument or ""


def service_environment(service: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a service; what has no value in the file is handed on if it is set."""
    given = interpolated(read_compose()["services"][service].get("environment", {}), environment)
    filled = {name: environment.get(name) if value is None else value for name, value in given.items()}
    return {name: value for name, value in filled.items() if value is not None}


def required_variables() -> set[str]:
    """The variables without which Compose refuses to start."""
    return set(re.findall(r"\$\{(\w+):\?", COMPOSE_FILE.read_text(encoding="utf-8")))


def volumes(service: str, environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What a service mounts, by target: its source, and `rw` or `ro`."""
    lines = interpolated(read_compose()["services"][service].get("volumes", []), environment)
    return {target: (source, mode or "rw") for source, target, mode in (f"{line}:".split(":")[:3] for line in lines)}


def pins() -> dict[str, str]:
    """The versions in requirements.txt, by the normal name of the package."""
    lines = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [re.match(r"([\w.-]+)==([\w.]+)", line) for line in lines]
    return {match[1].lower().replace("_", "-"): match[2] for match in found if match}
