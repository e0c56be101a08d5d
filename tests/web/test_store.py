from __future__ import annotations

from pathlib import Path

import pytest

from amts_core.errors import AmtsError
from amts_core.web.page import Page, Paragraph
from amts_core.web.store import HostStore, State
from tests.web.conftest import outcomes

PAGE = Page(
    "http://x.org/a",
    "Title",
    (Paragraph("heading", "Title", 1), Paragraph("paragraph", "Text")),
    ("http://x.org/b",),
)


def keep(store: HostStore, url: str) -> None:
    store.keep(
        Page(url, paragraphs=PAGE.paragraphs), "<p>Text</p>", digest="d", promising=True, etag='"1"', last_modified=""
    )


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    with HostStore(tmp_path / "x.sqlite") as store:
        store.begin()
        store.admit(PAGE.url, depth=0)
        store.keep(PAGE, "<p>Text</p>", digest="d", promising=True, etag='"1"', last_modified="then")
        store.claim(PAGE.url, ["http://x.org/c"])
    with HostStore(tmp_path / "x.sqlite") as store:
        (found,) = store.pages()
    assert found.page.paragraphs == PAGE.paragraphs
    assert found.page.alternates == ("http://x.org/b", "http://x.org/c")
    assert (tmp_path / "x.sqlite").exists()
    assert list(tmp_path.iterdir()) == [tmp_path / "x.sqlite"]


def test_rounds_ask_for_every_page_once_and_go_on_after_a_stop(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with HostStore(path) as store:
        assert store.begin() == 1
        for name in "abc":
            assert store.admit(f"http://x.org/{name}", depth=1) is not None
        assert store.admit("http://x.org/a", depth=1) is None
        keep(store, "http://x.org/b")
    with HostStore(path) as store:
        assert store.begin() == 1
        assert [one.url for one in store.waiting()] == ["http://x.org/a", "http://x.org/c"]
        keep(store, "http://x.org/a")
        store.close_off("http://x.org/c", State.GONE, "HTTP 404")
        assert store.waiting() == []
        assert store.begin() == 2
        assert [(one.url, one.etag) for one in store.waiting()] == [
            ("http://x.org/a", '"1"'),
            ("http://x.org/b", '"1"'),
        ]
        store.unchanged("http://x.org/a")
        assert store.counts() == {"fetched": 1, "gone": 1, "waiting": 1}


def test_a_page_that_is_gone_is_asked_for_again_when_a_link_leads_to_it(tmp_path: Path) -> None:
    with HostStore(tmp_path / "x.sqlite") as store:
        store.begin()
        store.admit("http://x.org/a", depth=1)
        keep(store, "http://x.org/a")
        store.begin()
        store.close_off("http://x.org/a", State.GONE, "HTTP 410")
        assert list(store.pages()) == []
        assert store.admit("http://x.org/a", depth=1) is None  # not twice in one round
        store.begin()
        assert store.admit("http://x.org/a", depth=1) is not None


def test_a_passing_failure_keeps_what_was_fetched(tmp_path: Path) -> None:
    with HostStore(tmp_path / "x.sqlite") as store:
        store.begin()
        store.admit("http://x.org/a", depth=1)
        keep(store, "http://x.org/a")
        store.begin()
        store.close_off("http://x.org/a", State.FAILED, "HTTP 500")
        assert outcomes(store.path) == {"http://x.org/a": ("fetched", "HTTP 500")}
        assert len(list(store.pages())) == 1


def test_no_more_addresses_than_the_limit(tmp_path: Path) -> None:
    with HostStore(tmp_path / "x.sqlite", limit=2) as store:
        store.begin()
        assert [store.admit(f"http://x.org/{name}", depth=1) is None for name in "abc"] == [False, False, True]


def test_the_most_promising_come_first(tmp_path: Path) -> None:
    with HostStore(tmp_path / "x.sqlite") as store:
        store.begin()
        for name, depth, priority in (("a", 2, 0), ("b", 1, 0), ("c", 3, 20)):
            store.admit(f"http://x.org/{name}", depth=depth, priority=priority)
        assert [one.url[-1] for one in store.waiting()] == ["c", "b", "a"]


def test_links_to_other_hosts_are_taken_once(tmp_path: Path) -> None:
    with HostStore(tmp_path / "x.sqlite") as store:
        store.pass_on("http://y.org/", 3)
        store.pass_on("http://y.org/", 4)
        assert store.take_passed_on() == [("http://y.org/", 3)]
        assert store.take_passed_on() == []


def test_a_page_read_by_an_older_extraction_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "<h1>New</h1><p>Words that were always there, and enough of them to count.</p>"
    text = f"<html><body><main>{body}</main></body></html>"
    with HostStore(tmp_path / "x.sqlite") as store:
        store.begin()
        store.admit(PAGE.url, depth=0)
        store.keep(PAGE, text, digest="d", promising=True, etag="", last_modified="")
        assert next(store.pages()).page.title == "Title"
        monkeypatch.setattr("amts_core.web.store.EXTRACTION", 999)
        assert next(store.pages()).page.paragraphs[0].text == "New"


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"something else, and quite long enough to be a header" * 9)
    with pytest.raises(AmtsError, match=r"x\.sqlite holds no crawl"):
        HostStore(tmp_path / "x.sqlite")
