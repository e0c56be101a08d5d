"""`amts parallel-data`: look at and tidy the parallel data resources in Amazon Translate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import requests
import typer
from rich.table import Table

from amts_core.aws.parallel_data import delete_parallel_data, list_parallel_data, show_parallel_data, translate_client
from amts_core.cli.console import out
from amts_core.errors import AmtsError

app = typer.Typer(help="Parallel data resources in Amazon Translate.", no_args_is_help=True)
Region = Annotated[str, typer.Option(envvar="AWS_REGION", help="AWS region.")]
Name = Annotated[str, typer.Argument(help="Name of the resource.")]


@app.command("list")
def list_command(region: Region = "us-east-1") -> None:
    """List the resources of the account in a region."""
    table = Table("name", "languages", "status", "imported", "skipped", "failed", "updated")
    for item in list_parallel_data(translate_client(region)):
        languages = f"{item.source_language} → {', '.join(item.target_languages)}"
        counts = (str(item.imported), str(item.skipped), str(item.failed))
        table.add_row(
            item.name, languages, item.status, *counts, f"{item.updated or '':%Y-%m-%d %H:%M}" if item.updated else ""
        )
    out.print(table)


@app.command()
def show(name: Name, region: Region = "us-east-1") -> None:
    """Show one resource."""
    item, _ = show_parallel_data(translate_client(region), name)
    for field, value in item.__dict__.items():
        out.print(f"{field.replace('_', ' '):18} {value}", markup=False)


@app.command()
def download(
    name: Name,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    region: Region = "us-east-1",
) -> None:
    """Download the file that a resource was made from."""
    _, address = show_parallel_data(translate_client(region), name)
    try:
        answer = requests.get(address, timeout=60)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise AmtsError(f"cannot download parallel data {name!r} from {address.split('?')[0]}: {error}") from None
    part = output.with_name(output.name + ".part")
    part.write_bytes(answer.content)
    part.replace(output)
    out.print(f"{output}: {len(answer.content):,} bytes")


@app.command()
def delete(
    name: Name,
    region: Region = "us-east-1",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a resource. The file in S3 stays."""
    if not yes:
        typer.confirm(f"Delete parallel data {name} in {region}?", abort=True)
    delete_parallel_data(translate_client(region), name)
    out.print(f"{name}: deletion asked for; Amazon Translate does it in the background")
