"""Message files of gettext as chapters, through a sync, and back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from amts_core.book.chapter import parse_chapter
from amts_core.cli.main import app
from amts_core.deliver.messages import read_messages, write_messages
from amts_core.deliver.sidecar import Provenance, SegmentRecord, dump_provenance
from amts_core.errors import AmtsError
from amts_core.files import write_whole
from amts_core.languages import LanguagePair
from amts_core.pipeline.run import open_run
from tests.pipeline.conftest import Shelf, drive, service, shelf

__all__ = ["service", "shelf"]

PAIR = LanguagePair.parse("en-de")
SOURCE = (
    "(top)=\n# Waves\n\nA wave carries *energy*\nfrom place to place.\n\n```{note} Mind this\n```\n\n"
    "- The wind makes it.\n- It is new.\n\n| Sea | Height |\n|---|---|\n| North | low |\n\nThe end is {ref}`far <x>`.\n"
)
PO = """# Ein Kommentar
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"

#: ../../waves.md:2
msgid "Waves"
msgstr "Wellen"

#: ../../waves.md:4
msgid "A wave carries *energy* from place "
"to place."
msgstr "Eine Welle trägt *Energie* von "
"Ort zu Ort."

#: ../../waves.md:10
#, fuzzy
#| msgid "The moon makes it."
msgid "The wind makes it."
msgstr "Der Mond macht sie."

#: ../../waves.md:14
msgid "Sea"
msgstr "Meer"

#, fuzzy
msgid "The end is {ref}`far <x>`."
msgstr "Falsch."

msgid "Gone"
msgstr "Weg"
"""


def test_a_chapter_has_what_is_translated_and_its_origin_what_that_translates() -> None:
    found = read_messages(parse_chapter(SOURCE, id="waves", format="myst"), PO.encode(), PAIR)
    assert (found.translated, found.untranslated) == (4, 6)
    assert found.translation.text == (
        "(top)=\n# Wellen\n\nEine Welle trägt *Energie* von Ort zu Ort.\n\n```{note} Mind this\n```\n\n"
        "- Der Mond macht sie.\n| Meer | Height |\n|---|---|\n| North | low |\n\n"
    )
    assert "- The moon makes it.\n|" in found.origin.text
    assert "A wave carries *energy*\nfrom place to place." in found.origin.text
    assert "The end" not in found.origin.text


def test_messages_that_still_hold_keep_their_bytes_and_drafts_are_fuzzy() -> None:
    source = parse_chapter(SOURCE, id="waves", format="myst")
    text = SOURCE.replace("Waves", "Wellen").replace("A wave carries *energy*\nfrom place to place.", "Eine Welle.")
    text = text.replace("It is new.", "Sie ist neu.").replace(
        "The end is {ref}`far <x>`", "Das Ende ist {ref}`weit <x>`"
    )
    written = write_messages(
        source,
        parse_chapter(text, id="waves", format="myst"),
        PAIR,
        existing=PO.encode(),
        path="../../waves.md",
        drafts=["Sie ist neu."],
    ).decode()
    assert written.startswith(PO[: PO.index("#: ../../waves.md:4")])
    assert 'msgstr "Eine Welle."' in written
    assert '#: ../../waves.md:11\n#, fuzzy\nmsgid "It is new."\nmsgstr "Sie ist neu."' in written
    assert 'msgid "The end is {ref}`far <x>`."\nmsgstr "Das Ende ist {ref}`weit <x>`."' in written
    assert '#~ msgid "Gone"' in written
    again = write_messages(source, parse_chapter(text, format="myst"), PAIR, existing=written.encode())
    assert "Mind this" in again.decode()


TWICE = parse_chapter("# A\n\nSame text.\n\nSame text.\n", id="twice", format="myst")
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "A"\nmsgstr "A"\n\n'


def written(*texts: str, existing: str = "", drafts: tuple[str, ...] = (), doubtful: tuple[str, ...] = ()) -> str:
    """The message of TWICE in its file, when these are the translations of its paragraphs."""
    translation = parse_chapter("# A\n\n" + "\n\n".join(texts) + "\n", format="myst")
    content = (HEAD + existing).encode()
    return (
        write_messages(TWICE, translation, PAIR, existing=content, drafts=drafts, doubtful=doubtful)
        .decode()
        .removeprefix(HEAD)
    )


def test_blocks_of_the_same_text_are_one_message_with_what_a_human_wrote() -> None:
    found = written("Ein Entwurf.", "Von Hand.", drafts=("Ein Entwurf.",))
    assert found == '#: twice.md:3\n#: twice.md:5\nmsgid "Same text."\nmsgstr "Von Hand."\n'


def test_a_human_text_that_was_not_read_stays_as_a_comment() -> None:
    found = written("Neu.", "Neu.", existing='#, fuzzy\nmsgid "Same text."\nmsgstr "Von Hand."\n', drafts=("Neu.",))
    assert found == '# before: Von Hand.\n#, fuzzy\nmsgid "Same text."\nmsgstr "Neu."\n'


def test_a_doubtful_text_of_a_human_stays_fuzzy_and_is_read_again() -> None:
    former = '#, fuzzy\n#| msgid "Old text."\nmsgid "Same text."\nmsgstr "Von Hand."\n'
    assert written("Von Hand.", "Von Hand.", existing=former, doubtful=("Von Hand.",)) == former
    mended = written("Mit Hand.", "Mit Hand.", existing=former, doubtful=("Mit Hand.",))
    assert mended == '#, fuzzy\n#| msgid "Same text."\nmsgid "Same text."\nmsgstr "Mit Hand."\n'
    read = read_messages(TWICE, (HEAD + mended).encode(), PAIR)
    assert (read.translation.text, read.origin.text) == ("# A\n\nMit Hand.\n\nMit Hand.\n", TWICE.text)
    assert written("Mit Hand.", "Mit Hand.", existing=mended) == 'msgid "Same text."\nmsgstr "Mit Hand."\n'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_not_translated_goes_with_its_lines_however_they_end(end: str) -> None:
    source = parse_chapter(f"# A{end}{end}- Same text.{end}{end}More.{end}", format="myst")
    found = read_messages(source, f'{HEAD}msgid "More."\nmsgstr "Mehr."\n'.encode(), PAIR)
    assert found.translation.text == f"# A{end}{end}Mehr.{end}"


def test_chapters_of_other_blocks_and_files_that_are_no_messages_are_refused() -> None:
    source = parse_chapter(SOURCE, id="waves", format="myst")
    with pytest.raises(AmtsError, match="sync the chapter first"):
        write_messages(source, parse_chapter("# Wellen\n", format="myst"), PAIR)
    with pytest.raises(AmtsError, match="no PO file"):
        read_messages(source, b'msgid "a\nmsgstr', PAIR)


def test_a_book_of_messages_is_synced_into_a_branch(shelf: Shelf) -> None:
    """Read, sync, write, commit: only the message file changes, and only in what changed."""
    site = shelf.folder / "site"
    files = {
        "myst.yml": "version: 1\n",
        "docs/waves.md": "# Waves\n\nA wave carries energy.\n\nIt is new here.\n",
        "locales/de/LC_MESSAGES/waves.po": PO.replace("*energy* from place ", "energy.").replace('"to place."\n', ""),
    }
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    _git(site, "init", "-q", "-b", "main")
    _git(site, "add", ".")
    _git(site, "commit", "-q", "-m", "The book")
    messages, chapters = site / "locales/de/LC_MESSAGES", shelf.folder / "de"
    _amts("read", site / "docs", messages, "-o", chapters, "-p", "en-de")
    assert (chapters / "waves.md").read_text() == "# Wellen\n\nEine Welle trägt *Energie* von Ort zu Ort.\n\n"
    settings: dict[str, Any] = yaml.safe_load(shelf.config.read_text(encoding="utf-8"))
    settings["books"] = {
        "en": {"location": "site", "folder": "docs", "language": "en"},
        "de": {"location": "de", "language": "de", "origin_suffix": "_origin", "origin_language": "en"},
    }
    settings["pairs"] = {"en-de": settings["pairs"]["en-zh"] | {"target": "de", "evaluation": []}}
    shelf.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    run = open_run(shelf.config, "en-de", "first", cache=shelf.folder / "cache")
    drive(run)
    _git(site, "checkout", "-q", "-b", "amts/de")
    _amts("write", site / "docs", run.chapters_folder, messages, "-o", messages, "-p", "en-de")
    changed = _git(site, "diff", "-U0", "main")
    lines = [line for line in changed.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert _git(site, "diff", "--name-only", "main").splitlines() == ["locales/de/LC_MESSAGES/waves.po"]
    assert '+msgid "It is new here."' in lines
    assert "+#, fuzzy" in lines
    assert not any("Wellen" in line or "Energie" in line for line in lines)


OPTIONS = ["-o", "out", "-p", "en-de"]


def test_of_a_book_only_chapters_that_a_sync_wrote_change_and_their_drafts_are_fuzzy(tmp_path: Path) -> None:
    for name in ("en/waves.md", "en/part/waves.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# Waves\n\nIt is new here.\n", "utf-8")
    synced, messages = tmp_path / "synced", tmp_path / "po"
    (synced / "part").mkdir(parents=True)
    nothing = CliRunner().invoke(app, ["messages", "write", *map(str, (tmp_path / "en", synced, messages)), *OPTIONS])
    assert "has none of the chapters" in str(nothing.exception)
    (synced / "part/waves.md").write_text("# Wellen\n\nHier ist es neu.\n", "utf-8")
    draft = SegmentRecord("b1.0", "It is new here.", "Hier ist es neu.", "machine", change="new")
    write_whole(synced / ".amts/part/waves.json", dump_provenance(Provenance("part/waves", (draft,))).encode())
    chapter = synced / "part/waves.md"
    for number, (source, place) in enumerate([("en", synced), ("en/part/waves.md", chapter)]):
        output = tmp_path / f"out{number}"
        _amts("write", tmp_path / source, place, messages, "-o", output, "-p", "en-de")
        [written] = output.rglob("*.po")
        assert '#, fuzzy\nmsgid "It is new here."' in written.read_text("utf-8")


def _git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    return subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def _amts(*arguments: object) -> None:
    result = CliRunner().invoke(app, ["messages", *map(str, arguments)])
    assert result.exit_code == 0, result.output
