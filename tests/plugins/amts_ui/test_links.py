"""Links to lines of files, on the sites whose addresses are known."""

from __future__ import annotations

import pytest

REVISION = "0123abcd"


@pytest.mark.parametrize(
    ("location", "link"),
    [
        ("https://github.com/d2l-ai/d2l-en.git", "https://github.com/d2l-ai/d2l-en/blob/0123abcd/a/b%20c.md#L{line}"),
        ("https://github.com/o/r/", "https://github.com/o/r/blob/0123abcd/a/b%20c.md#L{line}"),
        ("git@github.com:o/r.git", "https://github.com/o/r/blob/0123abcd/a/b%20c.md#L{line}"),
        ("ssh://git@github.example.org:22/o/r", "https://github.example.org/o/r/blob/0123abcd/a/b%20c.md#L{line}"),
        ("https://token@gitlab.com/g/sub/r", "https://gitlab.com/g/sub/r/-/blob/0123abcd/a/b%20c.md#L{line}"),
        ("https://bitbucket.org/o/r", "https://bitbucket.org/o/r/src/0123abcd/a/b%20c.md#lines-{line}"),
        ("https://codeberg.org/o/r", "https://codeberg.org/o/r/src/commit/0123abcd/a/b%20c.md#L{line}"),
        ("https://git.example.org/o/r", ""),
        ("https://evil.org/github.com/o/r", ""),
        ("../book/en", ""),
        ("/srv/book", ""),
    ],
)
def test_a_line_has_an_address_where_the_site_is_known(location: str, link: str) -> None:
    from amts_ui.links import lines_of_file

    assert lines_of_file(location, REVISION, "a/b c.md") == link


@pytest.mark.parametrize(("revision", "path"), [("", "a.md"), (REVISION, "")])
def test_what_is_not_known_has_no_address(revision: str, path: str) -> None:
    from amts_ui.links import lines_of_file

    assert lines_of_file("https://github.com/o/r", revision, path) == ""


def test_a_path_stays_a_path() -> None:
    from amts_ui.links import lines_of_file

    link = lines_of_file("https://github.com/o/r", "main", 'a"><script>{line}#?LINE.md')
    assert link == "https://github.com/o/r/blob/main/a%22%3E%3Cscript%3E%7Bline%7D%23%3FLINE.md#L{line}"
