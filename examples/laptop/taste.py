"""`make taste`: a paragraph before and after, in half a minute: no Airflow, no model, the sample book.

Two chapters of the English book changed after their Chinese translation was made. `amts sync` brings the translation up
to date: as ever with parallel data from the book, by the local AWS service, here with its fast engine `memory`.
"""

from __future__ import annotations

import difflib
import shutil
import sys
import time
from pathlib import Path

from rich.console import Console

from amts_core.config import load_config
from examples.laptop.demo import make_bucket
from examples.laptop.stack import ROOT, STATE, StackError, end_on_signals, environment, free_port, run, start_local_aws

CONFIG = ROOT / "config" / "sample.yaml"
UPDATES = ROOT / "examples" / "history" / "updates"
CHAPTERS = {"errors": "06-errors-numbers-and-citation", "cleaning": "02-cleaning-sentences-rewritten"}
SIDES = {"before": "source_before", "after": "source_after", "translation": "translation_before"}
TAKES = (
    ("errors", "A number changed: the translator's sentence is repaired. Nothing is sent, nothing is paid."),
    (
        "cleaning",
        "A sentence was written anew: it is drafted; the sentences around it stay as the translator wrote them.",
    ),
)
console = Console(highlight=False, soft_wrap=True)


def main() -> None:
    """Make the folders, sync them, show what happened."""
    started = time.monotonic()
    end_on_signals()
    folder = STATE / "taste"
    try:
        lay_out(folder)
        sync(folder)
    except StackError as error:
        console.print(f"[red]taste:[/] {error}")
        sys.exit(1)
    for chapter, sentence in TAKES:
        show(folder, chapter, sentence)
    kept, all_lines = kept_lines(folder)
    console.print(f"[green]{kept} of {all_lines} lines of the translation are untouched.[/] All of it: {folder}/synced")
    console.print(
        "The fast engine takes the nearest sentence of the book and marks what differs: {-gone-} {+new+}."
        " `make demo` has a model, Airflow and a report."
    )
    console.print(f"[dim]{time.monotonic() - started:.0f} s[/]")


def lay_out(folder: Path) -> None:
    """The chapters of three books: the source before, the source now, the translation."""
    shutil.rmtree(folder, ignore_errors=True)
    for side, name in SIDES.items():
        (folder / side).mkdir(parents=True)
        for chapter, update in CHAPTERS.items():
            shutil.copy(UPDATES / update / f"{name}.md", folder / side / f"{chapter}.md")


def sync(folder: Path) -> None:
    """Run `amts sync` on a local AWS service of its own; raises StackError if that fails."""
    port = free_port()
    env = environment(CONFIG, local_aws=f"http://127.0.0.1:{port}", api_port=free_port())
    command = [sys.executable, "-m", "amts_core.cli.main", "sync", "before", "after", "translation", "-o", "synced"]
    with console.status("aligning the book, translating what changed"):
        service = start_local_aws(env, port, engine="memory")
        try:
            make_bucket(load_config(CONFIG), env)
            said = run([*command, "--pair", "en-zh", "--adapt", "--config", str(CONFIG)], env, folder)
        finally:
            service.stop()
    console.print(f"[dim]$ amts sync before after translation -o synced --pair en-zh --adapt\n{said}[/]")


def show(folder: Path, chapter: str, sentence: str) -> None:
    """The first paragraph of a chapter that changed, on both sides."""
    console.print(f"[bold]{sentence}[/]")
    for language, sides in (("English", ("before", "after")), ("Chinese", ("translation", "synced"))):
        old, new = changed_paragraph(*((folder / side / f"{chapter}.md").read_text("utf-8") for side in sides))
        console.print(f"  {language} before  {old}", markup=False, style="dim")
        console.print(f"  {language} now     {new}", markup=False)
    console.print()


def changed_paragraph(old: str, new: str) -> tuple[str, str]:
    """The first paragraph that differs, as it was and as it is."""
    sides = old.split("\n\n"), new.split("\n\n")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, *sides, autojunk=False).get_opcodes():
        if tag == "replace":
            return tuple(" ".join(" ".join(side[i:j]).split()) for side, i, j in ((sides[0], a, b), (sides[1], c, d)))  # type: ignore[return-value]
    return "", ""


def kept_lines(folder: Path) -> tuple[int, int]:
    """How many lines of the translation are as they were, of how many."""
    kept = total = 0
    for chapter in CHAPTERS:
        old, new = (
            (folder / side / f"{chapter}.md").read_text("utf-8").splitlines() for side in ("translation", "synced")
        )
        kept += sum(
            block.size for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        )
        total += len(old)
    return kept, total


if __name__ == "__main__":
    main()
