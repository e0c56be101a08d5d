"""Which edits of a source are proven to change nothing for a translation."""

from __future__ import annotations

from collections import Counter

import pytest

from amts_core.book.chapter import parse_chapter
from amts_core.book.segments import Segment, segments
from amts_core.languages import LanguagePair
from amts_core.sync.proof import is_harmless, mended

HARMLESS = [
    ("the typing error", "We read the previos list here.", "We read the previous list here."),
    ("the typing error", "We read the modle of the list.", "We read the model of the list."),
    ("the typing error", "We read teh list.", "We read the list."),
    ("the typing error", "It is in the netwrok here.", "It is in the network here."),
    ("a doubled word", "We read the the list.", "We read the list."),
    ("an article's form", "This is an house.", "This is a house."),
    ("an article's form", "This is a RNN cell.", "This is an RNN cell."),
    ("an article's form", "This is an union of lists.", "This is a union of lists."),
    ("an article's form", "This is a unknown list.", "This is an unknown list."),
    ("an article's form", "This is a hour.", "This is an hour."),
    ("a stop at the end", "We read the list", "We read the list."),
    ("a stop at the end", "We read the list.", "We read the list:"),
    ("a stop at the end", "We read the list;", "We read the list."),
    ("quotes", 'We read the "list" here.', "We read the “list” here."),
    ("an apostrophe", "We read the model's list.", "We read the model’s list."),
    ("three dots", "We read the list...", "We read the list…"),
    ("a dash", "We read -- and write -- lists.", "We read—and write—lists."),
    ("a range", "We read lists 3-5 here.", "We read lists 3–5 here."),
    ("damaged characters", "Itâ€™s a list.", "It’s a list."),
    ("an opener", "First we read the list.", "First, we read the list."),
    ("an opener", "For example, the list is read.", "For example the list is read."),
    ("a capital at the start", "we read the list.", "We read the list."),
    ("a capital of a reference", "We see it in figure 3 here.", "We see it in Figure 3 here."),
    ("a capital of what is no word", "We read it in pytorch here.", "We read it in PyTorch here."),
    ("a capital of what is no word", "We read it in keras here.", "We read it in Keras here."),
    ("capitals of a heading", "# Reading all the long lists", "# Reading All the Long Lists"),
    ("capitals of a heading", "# Reading All the Long Lists", "# Reading all the long lists"),
    ("a contraction", "It doesn't read the list.", "It does not read the list."),
    ("one word for two", "We read the data set here.", "We read the dataset here."),
    ("a hyphen behind a prefix", "We read a pre trained list.", "We read a pre-trained list."),
    ("a number", "We read 2 lists here.", "We read two lists here."),
    ("a word for the same", "We read among the lists.", "We read amongst the lists."),
    ("words for the same", "We read lists, e.g., this one.", "We read lists, for example, this one."),
    ("a beginning", "Moreover, we read it.", "Furthermore, we read it."),
    ("a beginning", "However, small lists win.", "Nevertheless, small lists win."),
    ("a beginning", "Hence the list is read.", "Therefore the list is read."),
    ("a degree", "We read it in more details here.", "We read it in more detail here."),
    ("two at once", "First we read teh list", "First, we read the list."),
]
NOT_PROVEN = [
    ("We must re-sign the list.", "We must resign the list."),
    ("We saw a man-eating fish.", "We saw a man eating fish."),
    ("We saw a man-eating fish.", "We saw a man - eating fish."),
    ("Let us eat, Anna.", "Let us eat Anna."),
    ("We thank our parents, Ann and Bob.", "We thank our parents, Ann, and Bob."),
    ("Read it before, not after.", "Read it, before not after."),
    ("It takes 10 min here.", "It takes 10 minimum here."),
    ("No 1 reads it.", "No one reads it."),
    ("We take the one here.", "We take the 1 here."),
    ("It is out of question.", "It is out of the question."),
    ("Anna is in charge.", "Anna is in the charge."),
    ("We use the gelu here.", "We use the gel here."),
    ("We use the probit here.", "We use the profit here."),
    ("We use a resnet here.", "We use a resent here."),
    ("It is nstable here.", "It is stable here."),
    ("The modle modle modle is read.", "The model modle modle is read."),
    ("We read it every day.", "We read it everyday."),
    ("We use multi-ply boards.", "We use multiply boards."),
    ("We can not only read it.", "We cannot only read it."),
    ("We see that US lists win.", "We see that us lists win."),
    ("We need Polish lists.", "We need polish lists."),
    ("However, small lists win.", "However small lists win."),
    ("We see the model's lists.", "We see the models' lists."),
    ("We see the list?", "We see the list."),
    ("It is 3 - 5 here.", "It is 3 -5 here."),
    ("We had had the list.", "We had the list."),
    ("We read no no here.", "We read no here."),
    ("The models reads it.", "The model reads it."),
    ("We read the true list.", 'We read the "true" list.'),
    ("We write it so we can read it.", "We write it, so we can read it."),
    ("We read 4 lists here.", "We read four lists here."),
    ("We read 2 lists here.", "We read four lists here."),
    ("However the list is read, we win.", "Nevertheless the list is read, we win."),
    ("We read figure lists here.", "We read Figure lists here."),
    ("It takes 5 Mb here.", "It takes 5 MB here."),
    ("It takes 5 mw here.", "It takes 5 MW here."),
    ("We use the regressors here.", "We use the regressor here."),
    ("We read a big ram here.", "We read a bigram here."),
    ("# Reading Polish lists", "# Reading polish lists"),
    ("We read lists, thus.", "We read lists, therefore."),
    ("We read `a` here.", "We read `b` here."),
    ("It needs 500mW here.", "It needs 500MW here."),
    ("It needs 5 mWatt here.", "It needs 5 MWatt here."),
    ("It reads many Mbits here.", "It reads many MBits here."),
    ("The terms a are read.", "The terms an are read."),
    ("They carry on on Friday.", "They carry on Friday."),
    ("We log in in the list.", "We log in the list."),
    ("We can not merely read it.", "We cannot merely read it."),
    ("We can not read but write.", "We cannot read but write."),
    ("Second the list of Anna.", "Second, the list of Anna."),
    ("# Where Turkey Ends", "# Where turkey ends"),
    ("We read the gLitre list.", "We read the GLitre list."),
    ("Once they read and we write, it ends.", "Once they read, and we write, it ends."),
    ("# A visit to the White House", "# A visit to the white house"),
    ("polish", "Polish"),
    ("We take [::2] of it.", "We take [:2] of it."),
    ("The sum is x - y here.", "The sum is x -- y here."),
    ("Details read.", "Detail read."),
    ("Later this week we read.", "Later, this week we read."),
]


def sentence(text: str) -> Segment:
    return segments(parse_chapter(f"{text}\n", id="x"), language="en", granularity="sentence")[0]


def harmless(old: str, new: str, human: str = "我们读取两个列表。", counts: str = "", source: str = "en") -> bool:
    words = Counter([*old.lower().split(), *counts.split()])
    return is_harmless(sentence(old), sentence(new), human, languages=LanguagePair(source, "zh"), counts=words)


@pytest.mark.parametrize(("kind", "old", "new"), HARMLESS)
def test_each_of_these_is_proven(kind: str, old: str, new: str) -> None:
    assert harmless(old, new), kind


@pytest.mark.parametrize(("old", "new"), NOT_PROVEN)
def test_none_of_these_is_proven_in_either_direction(old: str, new: str) -> None:
    assert not harmless(old, new)
    assert not harmless(new, old)


def test_what_stands_in_the_translation_is_a_name() -> None:
    assert not harmless("We read the netwrok here.", "We read the network here.", "我们读取netwrok。")
    assert not harmless("We read it in pytorch here.", "We read it in PyTorch here.", "我们用pytorch读取它。")
    assert not harmless("We read the soft max here.", "We read the softmax here.", "我们读取softmax。")


def test_what_a_translation_has_as_it_is_is_no_article_and_no_title() -> None:
    assert harmless("We read a example here.", "We read an example here.")
    assert not harmless("We read a entries here.", "We read an entries here.", "我们读取a的列表。")
    assert not harmless("# The Cutter of Lists", "# The cutter of lists", "列表的Cutter")


def test_a_name_is_no_typing_error() -> None:
    assert not harmless("We see Netwrok here.", "We see Network here.")


def test_english_proofs_are_for_english() -> None:
    assert harmless("We read the the list.", "We read the list.")
    assert not harmless("We read the the list.", "We read the list.", source="de")
    assert not harmless("Du lernst es hier.", "Du lernt es hier.", source="de")
    assert not harmless("Wir wollen frei sprechen lernen.", "Wir wollen freisprechen lernen.", source="de")
    assert harmless("wir lernen es hier", "Wir lernen es hier.", source="de")


def test_damaged_characters_are_mended() -> None:
    assert mended("Itâ€™s naÃ¯ve") == "It’s naïve"
    assert mended("naïve – 模型") == "naïve – 模型"


def test_a_number_is_the_same_in_words_where_the_translation_has_it() -> None:
    assert harmless("We read 12 lists.", "We read twelve lists.", "我们读取12个列表。")
    assert not harmless("We read 12 lists.", "We read twelve lists.", "我们读取列表。")


def test_a_heading_is_titled_only_where_several_words_got_capitals() -> None:
    assert harmless("# reading lists", "# Reading Lists")
    assert not harmless("# Reading march lists", "# Reading March lists")
    assert not harmless("We read march lists in may.", "We read March lists in May.")
