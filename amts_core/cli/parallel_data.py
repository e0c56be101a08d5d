"""`amts parallel-data`: look at and tidy the parallel data resources in Amazon Translate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.console import out, print_json, print_table
from amts_core.cli.options import DEFAULT_REGION, AsJson, Region
from amts_core.errors import AmtsError

app = typer.Typer(help="Parallel data resources in Amazon Translate.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of the resource.")]


@app.command("list")
def list_command(region: Region = DEFAULT_REGION, as_json: AsJson = False) -> None:
    """List the resources of the account in a region."""
    from amts_core.aws.parallel_data import list_parallel_data, translate_client

    rows = [
        (
            item.name,
            f"{item.source_language} → {', '.join(item.target_languages)}",
            item.status,
            item.imported,
            item.skipped,
            item.failed,
            f"{item.updated:%Y-%m-%d %H:%M}" if item.updated else None,
        )
        for item in list_parallel_data(translate_client(region))
    ]
    print_table(("name", "languages", "status", "imported", "skipped", "failed", "updated"), rows, as_json=as_json)


@app.command()
def show(name: Name, region: Region = DEFAULT_REGION, as_json: AsJson = False) -> None:
    """Show one resource."""
    from amts_core.aws.parallel_data import show_parallel_data, translate_client

    item, _ = show_parallel_data(translate_client(region), name)
    if as_json:
        print_json(item.__dict__)
        return
    for field, value in item.__dict__.items():
        out.print(f"{field.replace('_', ' '):18} {value}", markup=False)


@app.command()
def download(
    name: Name,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    region: Region = DEFAULT_REGION,
) -> None:
    """Download the file that a resource was made from."""
    import httpx

    from amts_core.aws.parallel_data import show_parallel_data, translate_client
    from amts_core.files import write_whole

    _, address = show_parallel_data(translate_client(region), name)
    try:
        answer = httpx.get(address, timeout=60, follow_redirects=True).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise AmtsError(f"cannot download parallel data {name!r} from {address.split('?')[0]}: {error}") from None
    write_whole(output, answer.content)
    out.print(f"{output}: {len(answer.content):,} bytes")


@app.command()
def delete(
    name: Name,
    region: Region = DEFAULT_REGION,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete a resource. The file in S3 stays."""
    from amts_core.aws.parallel_data import delete_parallel_data, translate_client

    if not yes:
        typer.confirm(f"Delete parallel data {name} in {region}?", abort=True)
    delete_parallel_data(translate_client(region), name)
    out.print(f"{name}: deletion asked for; Amazon Translate does it in the background")
