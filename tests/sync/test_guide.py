"""What of its book guides the sync of a chapter."""

from __future__ import annotations

from collections import Counter
from unittest import mock

from amts_core.sync.guide import Guide
from amts_core.sync.likeness import Likeness
from tests.sync.builders import NO_WORDS


def test_the_lexicon_is_learned_once_when_it_is_first_asked_for() -> None:
    learn = mock.Mock(return_value=NO_WORDS)
    guide = Guide(Likeness(False, "en", 1.0), Counter(), learn=learn)
    assert not learn.called
    assert guide.lexicon is guide.lexicon is NO_WORDS
    learn.assert_called_once_with()
