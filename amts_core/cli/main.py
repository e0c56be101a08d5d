"""The command line. Every command is a module that is imported when it is called, so that the others cost nothing."""

from __future__ import annotations

import errno
import os
import signal
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from amts_core.cli.console import err
from amts_core.errors import AmtsError

COMMANDS = {
    "sync": ("sync:sync", "Bring a translation up to date: keep every human word, draft what changed."),
    "plan": ("plan:plan", "Say what the next run of each pair would do, and what it would cost."),
    "pairs": ("pairs:pairs", "Align chapters with their translations and write the pairs as parallel data."),
    "status": ("status:status", "Say how far each translation is, and what happens next."),
    "score": ("score:score", "Score drafts of chapters against their human translation."),
    "workload": ("workload:workload", "Measure the edit work that updates of a translation cost."),
    "estimate": ("estimate:estimate", "Count the characters of chapters and what their translation would cost."),
    "document": ("document:document", "Write chapters as HTML documents for a batch job."),
    "rebuild": ("rebuild:rebuild", "Put translated documents back into their chapters."),
    "messages": ("messages:app", "Message files of gettext (PO) as chapters, and back."),
    "crawl": ("crawl:crawl", "Find bilingual pages on the web and turn them into pairs."),
    "config": ("config:app", "Check the configuration, or print the page of all settings."),
    "init": ("init:init", "Look at the repositories of a book and write a configuration for it."),
    "doctor": ("doctor:doctor", "Look at everything that a run needs, and say what is missing."),
    "parallel-data": ("parallel_data:app", "Parallel data resources in Amazon Translate."),
}
"""Where each command is (a function, or an app with commands of its own), and its line in the list of commands."""

INTERRUPTED = 130
FAULT = "this is a fault of AMTS, not yours"


class LazyGroup(TyperGroup):
    """The commands: listed from the table, imported when one is chosen."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=line) for name, (_, line) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and load_command(str(name)), rest


def load_command(name: str) -> Any:
    """A command of the table, imported."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    found = getattr(import_module(f"amts_core.cli.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        function, found = found, typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        found.command(name)(function)
    command: Any = typer.main.get_command(found)
    command.name = name
    return command


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"amts {version('amts')}")
        except PackageNotFoundError:
            typer.echo("amts (a checkout that is not installed)")
        raise typer.Exit


app = typer.Typer(name="amts", cls=LazyGroup, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep the translations of an open textbook in step with its source."""


def run() -> None:
    """Run `amts`: whatever goes wrong is a sentence and an exit code.

    2: the user can mend it. 1: something failed on the way, or in AMTS. 130: interrupted.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller has closed it: nobody listens
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
    try:
        app()
    except KeyboardInterrupt:
        _end("interrupted", INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer has seen the Ctrl-C
            _end("interrupted", INTERRUPTED)
        raise
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except AmtsError as error:
        _end(str(error), 2)
    except OSError as error:
        _end(_system_error(error), 2)
    except Exception as error:
        if os.environ.get("AMTS_DEBUG"):
            raise
        _end(f"{FAULT} ({type(error).__name__}: {error}); please report it with what AMTS_DEBUG=1 shows", 1)


def _end(sentence: str, code: int) -> None:
    """Say why, and end; a second Ctrl-C meanwhile changes nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    err.print(f"amts: {' '.join(sentence.split())}", markup=False)
    sys.exit(code)


def _system_error(error: OSError) -> str:
    """What the operating system refuses, with the way out."""
    what = f"cannot use {error.filename}" if error.filename is not None else "cannot go on"
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            way_out = "make room there and run the command again"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            way_out = "check its rights, or use another place"
        case _:
            way_out = "check the path and its rights"
    return f"{what}: {error.strerror or error}; {way_out}"


if __name__ == "__main__":
    run()
