"""`amts plan`: what the next run of each pair would do, and what it would cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from amts_core.cli.console import err, print_table
from amts_core.cli.options import DEFAULT_CONFIG, AsJson, ConfigFile, Pairs
from amts_core.cli.progress import remarks_of_steps

COLUMNS = (
    "pair",
    "new",
    "changed",
    "touched",
    "renamed",
    "removed",
    "waiting",
    "held",
    "scored",
    "characters",
    "at most (US dollars)",
    "budget (US dollars)",
    "verdict",
)
SHOWN = 3  # names of chapters that are held for the same reason
_NUMBERS = re.compile(r"[0-9a-f]*\d[-0-9a-f]*")
DEFAULT_CACHE = Path(".amts/plan")
Cache = Annotated[Path, typer.Option("--cache", help="Folder for clones of the books, and for what was found of them.")]
Bucket = Annotated[
    bool, typer.Option("--bucket", help="Take the records in the bucket; else plan as for a first night.")
]


def plan(
    config: ConfigFile = DEFAULT_CONFIG,
    pair: Pairs = None,
    bucket: Bucket = False,
    cache: Cache = DEFAULT_CACHE,
    as_json: AsJson = False,
) -> None:
    """Plan the next run of each pair: chapters, characters, cost. Nothing is sent, and nothing is paid."""
    from amts_core.config import load_config
    from amts_core.errors import AmtsError
    from amts_core.pipeline.check import Foresight, foresee, open_dry

    settings = load_config(config)
    seen: list[Foresight] = []
    failed = False
    with remarks_of_steps():
        for name in pair or settings.pairs:
            try:
                seen.append(foresee(open_dry(settings, name, cache, bucket=bucket)))
            except AmtsError as error:
                err.print(f"{name}: {error}", markup=False, style="red")
                failed = True
    for one in seen:
        tell_held(one.pair, one.plan.held)
    print_table(COLUMNS, [_row(one) for one in seen], as_json=as_json)
    if failed:
        raise typer.Exit(1)


def tell_held(pair: str, held: Mapping[str, str]) -> None:
    """Say which chapters a run would leave alone, those with the same reason together; commits and dates may differ."""
    alike: dict[str, list[str]] = {}
    for name, reason in held.items():
        alike.setdefault(_NUMBERS.sub("", reason), []).append(name)
    for names in alike.values():
        several = f"{len(names)} chapters are held" if len(names) > 1 else f"{names[0]} is held"
        such = f" ({', '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''})" if len(names) > 1 else ""
        err.print(f"{pair}: {several}{such}: {held[names[0]]}", markup=False, soft_wrap=True)


def _row(seen: object) -> tuple[object, ...]:
    from amts_core.pipeline.check import Foresight

    assert isinstance(seen, Foresight)
    counts, planned = seen.plan.counts, seen.plan
    return (
        seen.pair,
        counts["new"],
        counts["changed"],
        counts["touched"],
        seen.renamed,
        len(planned.remove),
        len(planned.waiting),
        len(planned.held),
        len(planned.evaluate),
        sum(planned.characters.values()),
        round(seen.usd, 4),
        seen.budget_usd,
        seen.verdict,
    )
