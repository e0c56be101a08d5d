"""Updates in the history of a translation, and the source that a translation was made from."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from amts_core.book.chapter import Chapter, decode_chapter
from amts_core.book.repository import BookLocation, open_book
from amts_core.book.versions import chapter_versions
from amts_core.errors import AmtsError
from amts_core.languages import LanguagePair
from amts_core.sync.origin import FoundOrigin, find_origin
from amts_core.workload.updates import find_updates, read_updates

FIRST = "# Lamps\n:label:`sec_lamps`\n\nThe lamp is bright, see $x$.\n\n```python\nx = 1\n```\n"
SECOND = FIRST.replace("bright, see $x$", "bright, see $x + 1$") + "\n## More\n\nNew text about $y$.\n"
THIRD = SECOND.replace("x = 1", "x = lamp(7)").replace("$y$", "$y$ and $z$")
FORMER = "# 灯\n:label:`sec_lamps`\n\n灯很亮，见$x$。\n\n```python\nx = 1  # 灯\n```\n"
LATTER = FORMER.replace("$x$", "$x + 1$") + "\n## 更多\n\n关于$y$的新内容。\n"


def git(folder: Path, *arguments: str, date: str = "2026-01-01T00:00:00Z") -> str:
    who = ("-c", "user.name=h", "-c", "user.email=h@x")
    environment = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, env=environment, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, date: str, **files: str) -> str:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x", date=date)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """Repositories of a source and of its translation, which keeps origins."""
    folders = tmp_path / "en", tmp_path / "zh"
    for folder in folders:
        folder.mkdir()
        git(folder, "init", "-q")
    for number, text in enumerate((FIRST, SECOND, THIRD), 1):
        commit(folders[0], f"2026-0{2 * number}-01T00:00:00Z", lamps=text)
    commit(folders[1], "2026-03-01T00:00:00Z", lamps=FORMER, lamps_origin=FIRST)
    commit(folders[1], "2026-03-02T00:00:00Z", lamps=FORMER + "\n", lamps_origin=FIRST)
    commit(folders[1], "2026-05-01T00:00:00Z", lamps=LATTER, lamps_origin=SECOND)
    return folders


def test_updates_are_the_commits_that_follow_a_changed_source(books: tuple[Path, Path], tmp_path: Path) -> None:
    translation = BookLocation(str(books[1]), origin_suffix="_origin")
    (update,) = find_updates(translation, None, tmp_path)
    texts = (update.source_before.text, update.source_after.text, update.translation_before.text)
    assert texts == (FIRST, SECOND, FORMER + "\n")
    assert update.translation_after.text == LATTER
    assert list(find_updates(translation, None, tmp_path, since="HEAD")) == []


def test_without_origins_the_source_is_that_of_the_day(books: tuple[Path, Path], tmp_path: Path) -> None:
    translation = BookLocation(str(books[1]), exclude=("*_origin.md",))
    (update,) = find_updates(translation, BookLocation(str(books[0])), tmp_path)
    assert (update.source_before.text, update.source_after.text) == (FIRST, SECOND)
    with pytest.raises(AmtsError, match="repository of its source"):
        list(find_updates(translation, None, tmp_path))


def test_without_origins_a_commit_to_another_chapter_hides_no_update(books: tuple[Path, Path], tmp_path: Path) -> None:
    commit(books[0], "2026-07-01T00:00:00Z", rivers=FIRST)
    commit(books[1], "2026-07-02T00:00:00Z", rivers=FORMER)
    commit(books[1], "2026-07-03T00:00:00Z", lamps=LATTER.replace("$y$", "$y$和$z$"))
    translation = BookLocation(str(books[1]), exclude=("*_origin.md",))
    updates = list(find_updates(translation, BookLocation(str(books[0])), tmp_path))
    assert [(one.source_before.text, one.source_after.text) for one in updates] == [(FIRST, SECOND), (SECOND, THIRD)]
    assert updates[1].translation_before.text == LATTER


def test_without_origins_a_renamed_chapter_has_the_source_of_its_last_commit(
    books: tuple[Path, Path], tmp_path: Path
) -> None:
    git(books[0], "mv", "lamps.md", "lights.md")
    commit(books[0], "2026-06-02T00:00:00Z")
    commit(books[1], "2026-06-03T00:00:00Z", rivers=FORMER)
    git(books[1], "mv", "lamps.md", "lights.md")
    commit(books[1], "2026-06-04T00:00:00Z", lights=LATTER.replace("$y$", "$y$和$z$"))
    translation = BookLocation(str(books[1]), exclude=("*_origin.md",))
    updates = list(find_updates(translation, BookLocation(str(books[0])), tmp_path))
    assert [(one.source_before.text, one.source_after.text) for one in updates] == [(FIRST, SECOND), (SECOND, THIRD)]


def test_the_last_commit_of_a_chapter_is_found_in_a_folder_of_a_repository_and_in_a_clone(
    books: tuple[Path, Path], tmp_path: Path
) -> None:
    git(books[1], "rm", "-q", "lamps_origin.md")
    (books[1] / "book").mkdir()
    git(books[1], "mv", "lamps.md", "book/lamps.md")
    commit(books[1], "2026-05-02T00:00:00Z")
    commit(books[1], "2026-07-02T00:00:00Z", **{"book/rivers": FORMER})
    commit(books[1], "2026-07-03T00:00:00Z", **{"book/lamps": LATTER.replace("$y$", "$y$和$z$")})
    for place in (str(books[1]), f"file://{books[1]}"):
        translation = BookLocation(place, folder="book")
        (update,) = find_updates(translation, BookLocation(str(books[0])), tmp_path)
        assert (update.source_before.text, update.source_after.text) == (SECOND, THIRD)


def test_a_stale_or_missing_origin_is_found_in_the_history_of_the_source(
    books: tuple[Path, Path], tmp_path: Path
) -> None:
    source = open_book(BookLocation(str(books[0]), revision="HEAD"), tmp_path)
    translation = open_book(BookLocation(str(books[1]), origin_suffix="_origin"), tmp_path)
    chapter = translation.read("lamps")
    versions = list(chapter_versions(source, "lamps"))
    revisions = [version.commit for version in versions]
    assert revisions == git(books[0], "log", "--format=%H").split()
    assert list(chapter_versions(source, "rivers")) == []

    def find(kept: Chapter | None) -> FoundOrigin | None:
        return find_origin(chapter, kept, versions, languages=LanguagePair("en", "zh"))

    kept = translation.find_origin("lamps")
    found = find(kept)
    assert found is not None
    assert (found.source.text, found.revision, found.is_kept) == (SECOND, revisions[1], True)
    assert kept is not None
    stale = find(kept.with_text(FIRST))
    assert stale is not None
    assert (stale.source.text, stale.is_kept) == (SECOND, False)
    missing = find(None)
    assert missing is not None
    assert missing.source.text == SECOND
    assert find_origin(chapter, None, [], languages=LanguagePair("en", "zh")) is None


def test_a_folder_of_updates_is_read_with_its_commits(sample_book: Path, tmp_path: Path) -> None:
    updates = read_updates(sample_book.parent / "history" / "updates")
    assert len(updates) == 7
    assert updates[0].source_after.text != updates[0].source_before.text
    with pytest.raises(AmtsError, match="holds no updates"):
        read_updates(tmp_path)
    (tmp_path / "u").mkdir()
    (tmp_path / "u" / "source_before.md").write_text("x", "utf-8")
    with pytest.raises(AmtsError, match="has no source_after"):
        read_updates(tmp_path)


def test_a_chapter_that_cannot_be_read_is_told_and_hides_no_other_update(
    books: tuple[Path, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (books[1] / "rivers.md").write_bytes(b"# Fluss \xff\n")
    (books[1] / "rivers_origin.md").write_text(FIRST, "utf-8")
    (books[1] / "map.png").write_bytes(b"\x89PNG")
    git(books[1], "add", "-A")
    git(books[1], "commit", "-q", "-m", "x", date="2026-06-01T00:00:00Z")
    (books[1] / "rivers.md").write_bytes(b"# Fluss \xfe\n")
    (books[1] / "rivers_origin.md").write_text(SECOND, "utf-8")
    commit(books[1], "2026-06-02T00:00:00Z", lamps=LATTER.replace("$y$", "$y$和$z$"), lamps_origin=THIRD)
    updates = list(find_updates(BookLocation(str(books[1]), origin_suffix="_origin"), None, tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND, THIRD]
    assert "rivers in commit" in caplog.text


def blob(folder: Path, name: str) -> str:
    return git(folder, "rev-parse", f"HEAD:{name}")


def test_files_that_git_cannot_read_end_nothing(
    books: tuple[Path, Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = books[1]
    damaged = []
    for number in range(2):
        (folder / "map.png").write_bytes(b"\x89PNG%d" % number)
        texts = {name: f"{FORMER}\n{number} {name}\n" for name in ("rivers", "rivers_origin", "lakes", "lakes_origin")}
        commit(folder, f"2026-06-0{number + 1}T00:00:00Z", **texts)
        damaged += [blob(folder, name) for name in ("map.png", "rivers.md", "lakes_origin.md")]
    git(folder, "mv", "rivers.md", "brooks.md")
    commit(folder, "2026-06-02T12:00:00Z", brooks=f"{FORMER}\nbrooks\n")
    commit(folder, "2026-06-03T00:00:00Z", lamps=LATTER.replace("$y$", "$y$和$z$"), lamps_origin=THIRD)
    for name in damaged:
        (folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    updates = list(find_updates(BookLocation(str(folder), origin_suffix="_origin"), None, tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND, THIRD]
    told = [record.args[0] for record in caplog.records if isinstance(record.args, tuple)]
    assert told == ["lakes", "rivers"]
    assert damaged[1] in caplog.text
    assert damaged[2] in caplog.text


def test_only_updates_are_read_and_each_text_once(
    books: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []

    def decode(content: bytes, *, id: str, format: str) -> Chapter:
        parsed.append(content)
        return decode_chapter(content, id=id, format=format)

    monkeypatch.setattr("amts_core.workload.updates.decode_chapter", decode)
    for number in range(3):
        commit(books[1], f"2026-06-0{number + 1}T00:00:00Z", lamps=f"{LATTER}\n第{number}。\n", notes=f"{number}")
    last = LATTER.replace("$y$", "$y$和$z$")
    commit(books[1], "2026-06-04T00:00:00Z", lamps=last, lamps_origin=THIRD)
    updates = list(find_updates(BookLocation(str(books[1]), origin_suffix="_origin"), None, tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND, THIRD]
    texts = [FIRST, SECOND, THIRD, FORMER + "\n", LATTER, f"{LATTER}\n第2。\n", last]
    assert sorted(parsed) == sorted(text.encode() for text in texts)


def test_an_origin_that_changes_without_its_translation_is_no_update(books: tuple[Path, Path], tmp_path: Path) -> None:
    commit(books[1], "2026-06-01T00:00:00Z", lamps_origin=THIRD)
    git(books[1], "mv", "lamps.md", "lights.md")
    git(books[1], "mv", "lamps_origin.md", "lights_origin.md")
    commit(books[1], "2026-06-02T00:00:00Z", lights_origin=THIRD.replace("lamp", "light"))
    updates = list(find_updates(BookLocation(str(books[1]), origin_suffix="_origin"), None, tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND]


def test_an_update_on_a_branch_is_found_once_and_its_merge_is_none(books: tuple[Path, Path], tmp_path: Path) -> None:
    main = git(books[1], "branch", "--show-current")
    git(books[1], "switch", "-q", "-c", "aside")
    made = commit(books[1], "2026-06-01T00:00:00Z", lamps=LATTER.replace("$y$", "$y$和$z$"), lamps_origin=THIRD)
    git(books[1], "switch", "-q", main)
    commit(books[1], "2026-06-02T00:00:00Z", rivers=FORMER)
    git(books[1], "merge", "-q", "--no-ff", "-m", "x", "aside", date="2026-06-03T00:00:00Z")
    updates = list(find_updates(BookLocation(str(books[1]), origin_suffix="_origin"), None, tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND, THIRD]
    assert updates[1].group == made


def test_the_source_of_the_day_may_stand_on_a_branch_that_was_merged_later(
    books: tuple[Path, Path], tmp_path: Path
) -> None:
    main = git(books[0], "branch", "--show-current")
    git(books[0], "switch", "-q", "-c", "aside")
    fourth = THIRD + "\nAside.\n"
    commit(books[0], "2026-07-01T00:00:00Z", lamps=fourth)
    git(books[0], "switch", "-q", main)
    commit(books[0], "2026-07-02T00:00:00Z", rivers=FIRST)
    commit(books[1], "2026-07-03T00:00:00Z", lamps=LATTER + "\n旁。\n")
    git(books[0], "merge", "-q", "--no-ff", "-m", "x", "aside", date="2026-07-04T00:00:00Z")
    commit(books[1], "2026-07-05T00:00:00Z", lamps=LATTER + "\n旁边。\n")
    translation = BookLocation(str(books[1]), exclude=("*_origin.md",))
    updates = list(find_updates(translation, BookLocation(str(books[0])), tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND, fourth]


def test_a_source_that_was_removed_is_none_of_the_day(books: tuple[Path, Path], tmp_path: Path) -> None:
    git(books[0], "rm", "-q", "lamps.md")
    commit(books[0], "2026-07-01T00:00:00Z", rivers=FIRST)
    commit(books[1], "2026-07-03T00:00:00Z", lamps=LATTER + "\n新。\n")
    translation = BookLocation(str(books[1]), exclude=("*_origin.md",))
    updates = list(find_updates(translation, BookLocation(str(books[0])), tmp_path))
    assert [one.source_after.text for one in updates] == [SECOND]
