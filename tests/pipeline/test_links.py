"""Links through a run: headings that other chapters link to keep their ids, and dead links are told."""

from __future__ import annotations

import json

import boto3
import pytest

from amts_core.pipeline.drive import drive as pipeline_drive
from tests.pipeline.conftest import ENGLISH, Shelf, drive

NEW = "# Storms\n\nA storm is strong wind.\n\n## The eye\n\nIt is calm there.\n\n{% note %}\n@@@ x\n"


@pytest.fixture
def linked(shelf: Shelf) -> Shelf:
    """A book of Hugo in which one chapter links to a heading of a new one, and to what is not there."""
    for book in ("en", "zh"):
        (shelf.folder / book / "hugo.toml").write_text("title = 'a'\n", encoding="utf-8")
    shelf.write("en", "new", NEW)
    shelf.write(
        "en", "one", ENGLISH["one"] + "\nMore of it is [in the eye](new.md#the-eye) and [far away](far.md#off).\n"
    )
    return shelf


def test_a_heading_that_another_chapter_links_to_keeps_its_id(linked: Shelf) -> None:
    linked.write("zh", "new_origin", NEW.replace("calm there", "windy there"))
    linked.write("zh", "new", "# 风暴\n\n风暴是强风。\n\n## 风眼\n\n那里有风。\n\n{% note %}\n@@@ x\n")
    run = linked.run()
    drive(run)
    text = (run.chapters_folder / "new.md").read_text(encoding="utf-8")
    assert next(line for line in text.splitlines() if line.startswith("##")).endswith(" {#the-eye}"), text
    assert "{#" not in text.splitlines()[0]
    gathered = json.loads(run.store.read(run.key("linked.json")))
    assert gathered == {"new.md": ["the-eye"]}


def test_links_that_lead_nowhere_are_told_before_and_after(linked: Shelf) -> None:
    linked.write("zh", "two", (linked.folder / "zh" / "two.md").read_text(encoding="utf-8") + "\n[旧](gone.md)\n")
    run = linked.run()
    drive(run)
    todo = (run.chapters_folder / "TODO.md").read_text(encoding="utf-8")
    assert "2 links of the translated book lead nowhere, 1 of them are new (1 before)" in todo
    assert "far.md#off (there is not the file far.md)" in todo
    assert "the-eye" not in todo.partition("## The book")[2]


def test_structure_that_is_not_known_stands_in_the_to_do_list_and_in_the_report(linked: Shelf) -> None:
    run = linked.run()
    pipeline_drive(run, boto3.client("translate", region_name="us-east-1"), variants=("sentence",))
    todo = (run.chapters_folder / "TODO.md").read_text(encoding="utf-8")
    report = (run.output / "report.html").read_text(encoding="utf-8")
    for page in (todo, report):
        assert "{% note %}" in page
        assert "not known" in page
