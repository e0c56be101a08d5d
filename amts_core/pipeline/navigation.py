"""The entry of a new chapter in the generator's lists of chapters, or the remark that somebody has to write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amts_core.book.chapter import BlockKind, Chapter
from amts_core.book.navigation import Entry, lists, names_chapter, nearest, new_entry
from amts_core.pipeline.run import Run


@dataclass(frozen=True)
class Listing:
    """The entries that can be written, by the path of the list from the book's folder, and what is left to a person."""

    entries: Mapping[str, Entry]
    notes: list[str]


def place_in_lists(run: Run, chapter: Chapter) -> Listing:
    """Where a new chapter of the translated book is to be listed. A list that is the source's own is left to people."""
    source, target = run.source_book, run.target_book
    path = target.new_path(chapter.id, chapter.ending)
    by_branch = run.pair.delivery.form in ("branch", "pull-request")
    places = {place for name in source.navigation for place in source.places(name)}
    entries, notes = {}, []
    for name, text in target.navigation.items():
        if name in map(target.path, target.chapter_ids()) or not lists(name, text) or names_chapter(name, text, path):
            continue
        near = nearest(name, source.navigation)
        is_text = "\N{REPLACEMENT CHARACTER}" not in text  # else it is not UTF-8, and not ours to write
        is_ours = not target.places(name) & places and (by_branch or not name.startswith("../"))
        entry = None
        if near is not None and is_ours and is_text:
            entry = new_entry(
                name,
                source.navigation[near],
                chapter=source.path(chapter.id),
                translated=path,
                title=_title(chapter),
                suffix=target.location.suffix,
            )
        if entry is not None and entry.added_to(text):
            entries[name] = entry
        else:
            notes.append(f"{name} does not list {path}")
    return Listing(entries, notes)


def _title(chapter: Chapter) -> str:
    heading = next((block for block in chapter.blocks if block.kind is BlockKind.HEADING), None)
    return " ".join(heading.text.split()) if heading else chapter.id.rpartition("/")[2]
