"""`amts doctor`: look at everything that a run needs, and say what is missing with a way out."""

from __future__ import annotations

import typer

from amts_core.cli.console import print_table
from amts_core.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile


def doctor(config: ConfigFile = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Look at versions, configuration, credentials, region, bucket, role, endpoint, git, books and disk.

    Nothing is written, sent for translation or paid for. Exit code 1 if a run could not work.
    """
    from amts_core.cli.doctor_run import State, examine

    findings = examine(config)
    rows = [(one.subject, str(one.state), one.text) for one in findings]
    print_table(("subject", "state", "what was found"), rows, as_json=as_json)
    if any(one.state is State.BAD for one in findings):
        raise typer.Exit(1)
