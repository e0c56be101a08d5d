"""What opens in a chapter closes again."""

from __future__ import annotations

import pytest

from amts_core.sync.balance import open_tags, require_closed
from amts_core.translate.rebuild import DamagedChapter

PAIRS = [
    ("{{< tab >}}", "{{< /tab >}}"),
    ("{{% tab %}}", "{{% /tab %}}"),
    ("{% raw %}", "{% endraw %}"),
    ("<details>", "</details>"),
    ('<Tabs id="x">', "</Tabs>"),
]
ALONE = ["{{< figure src=x >}}", "{{< ref />}}", "<Tabs />", "<br>", "{% include x %}"]


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_what_is_open_is_counted_and_what_is_closed_is_not(opening: str, closing: str) -> None:
    assert open_tags(f"{opening}a{closing}") == {}
    assert sorted(open_tags(f"{opening}{opening}a{closing}").values()) == [1]
    assert sorted(open_tags(f"{opening}a{closing}{closing}").values()) == [-1]


@pytest.mark.parametrize("tag", ALONE)
def test_tags_that_never_close_are_left_out(tag: str) -> None:
    assert open_tags(f"{tag}\n{tag}\n") == {}


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_a_result_must_close_what_both_sides_close(opening: str, closing: str) -> None:
    whole = f"{opening}a{closing}"
    require_closed(whole, source=whole, translation=whole, chapter="one")
    for half, told in ((f"{opening}a", "not closed"), (f"a{closing}", "not opened")):
        with pytest.raises(DamagedChapter, match=f"'one' would have a .* that is {told}"):
            require_closed(half, source=whole, translation=whole, chapter="one")


def test_as_many_as_a_side_leaves_open_may_stay_open() -> None:
    source, translation = "<details></details>", "<details><details></details>"
    require_closed("<details>a", source=source, translation=translation, chapter="one")
    with pytest.raises(DamagedChapter):
        require_closed("<details><details>a", source=source, translation=translation, chapter="one")
