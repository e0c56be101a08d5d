"""The page of all commands, made from them: python -m tests.commands_page > docs/commands.md"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amts_core.cli.main import COMMANDS, load_command

HEAD = """# Commands

Every command has `--help`. Results go to standard output, remarks to standard error; `--json` prints the result as
JSON. Exit codes: 0; 1: something failed on the way, it is named; 2: a mistake that you can mend; 130: interrupted. This
page is made by `python -m tests.commands_page`.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *(line for name in COMMANDS for line in _described(f"amts {name}", load_command(name)))])


def _described(name: str, command: Any) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner:
        for key, each in inner.items():
            yield from _described(f"{name} {key}", each)
        return
    yield f"## `{name}`\n"
    yield f"{' '.join((command.help or '').split())}\n"
    parameters = [one for one in command.params if "--help" not in one.opts]
    if not parameters:
        return
    yield "| | default | meaning |\n|---|---|---|"
    for one in parameters:
        is_argument = one.param_type_name == "argument"
        names = (one.name or "").upper() if is_argument else ", ".join([*one.opts, *one.secondary_opts])
        yield f"| `{names}` | {_default(one)} | {' '.join((one.help or '').split())} |"
    yield ""


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    return "–" if value is None or value is False or value == () else f"`{'yes' if value is True else value}`"


if __name__ == "__main__":
    print(page(), end="")
