"""The command line: every command is a module here that is registered below."""

from __future__ import annotations

import sys

import typer

from amts_core.cli import config, parallel_data
from amts_core.cli.console import err
from amts_core.cli.crawl import crawl
from amts_core.cli.document import document
from amts_core.cli.estimate import estimate
from amts_core.cli.pairs import pairs
from amts_core.cli.rebuild import rebuild
from amts_core.cli.score import score
from amts_core.cli.status import status
from amts_core.cli.sync import sync
from amts_core.cli.workload import workload
from amts_core.errors import AmtsError

app = typer.Typer(
    name="amts",
    help="Keep the translations of an open textbook in step with its source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (pairs, document, rebuild, score, status, sync, workload, estimate, crawl):
    app.command()(command)
app.add_typer(config.app, name="config")
app.add_typer(parallel_data.app, name="parallel-data")


def run() -> None:
    """Run `amts`; what the user can mend is printed as a sentence and ends with exit code 2."""
    try:
        app()
    except AmtsError as error:
        err.print(f"amts: {error}", markup=False)
        sys.exit(2)
    except OSError as error:
        if error.filename is None:
            raise
        err.print(f"amts: cannot use {error.filename}: {error.strerror}; check the path and its rights", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    run()
