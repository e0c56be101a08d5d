"""A human sentence in which only what changed is changed."""

from __future__ import annotations

import pytest

from amts_core.sync.lexicon import WordLexicon
from amts_core.sync.repair import repaired, repaired_by_lexicon
from amts_core.sync.rules.case import Case
from amts_core.sync.verify import verified
from tests.sync.rules.cases import LEXICON, case

OLD, HUMAN = "We print the first element of the model.", "我们首先打印模型的元素。"
NEW = OLD.replace("element", "loss")


def by_lexicon(now: Case) -> str | None:
    return repaired_by_lexicon(now, now.lexicon)


def test_what_changed_is_taken_from_the_draft_and_nothing_else() -> None:
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, "先把模型的损失打印出来。") is None  # the draft goes another way
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, "我们首先打印了模型的损失。") == HUMAN.replace("元素", "损失")


@pytest.mark.parametrize(
    "draft",
    [
        "我们首先打印模型的函数。",  # another word than the new one
        "我们首先打印模型的loss。",  # left in English
        "我们首先不打印模型的损失。"[:0] + "我们首先打印。",  # the new word is missing
        HUMAN,
    ],
)
def test_a_repair_that_cannot_be_verified_is_none(draft: str) -> None:
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, draft) is None


def test_a_negation_is_never_repaired() -> None:
    assert (
        repaired(case(OLD, OLD.replace("print", "do not print"), HUMAN), LEXICON, "我们首先不打印模型的元素。") is None
    )


def test_a_draft_that_loses_what_stayed_is_not_believed() -> None:
    assert repaired(case(OLD, NEW, HUMAN), LEXICON, "我们首先打印损失。") in (None, HUMAN.replace("元素", "损失"))


def test_the_lexicon_knows_the_word_for_the_only_one_that_changed() -> None:
    assert by_lexicon(case(OLD, NEW, HUMAN)) == HUMAN.replace("元素", "损失")


@pytest.mark.parametrize(
    ("new", "human"),
    [
        (OLD.replace("element", "lamp"), HUMAN),  # a word that it does not know
        (NEW, "我们首先打印模型的元素和元素。"),  # two places
        (NEW, "我们首先打印模型。"),  # no place
        (OLD.replace("print the first", "compute the last"), HUMAN),
        (OLD.replace("print", "do not print"), HUMAN),
    ],
)
def test_without_a_clear_place_and_a_known_word_the_lexicon_repairs_nothing(new: str, human: str) -> None:
    assert by_lexicon(case(OLD, new, human)) is None


def test_a_language_that_inflects_is_not_repaired_by_the_lexicon() -> None:
    assert by_lexicon(case(OLD, NEW, HUMAN, target="ja")) is None


def test_a_text_with_another_number_than_the_source_asks_for_is_not_verified() -> None:
    before = case(OLD, NEW, "我们首先打印模型的3个元素。")
    assert verified(before, LEXICON, "我们首先打印模型的3个损失。")
    assert not verified(before, LEXICON, "我们首先打印模型的4个损失。")


def test_a_draft_that_leaves_a_word_of_three_letters_is_not_believed() -> None:
    new = NEW.replace("the model", "the new model")
    assert repaired(case(OLD, new, HUMAN), LEXICON, "我们首先打印new模型的损失。") is None


# German, where words stand between blanks

GERMAN = {
    "list": {"liste": 0.9},
    "loss": {"verlust": 0.9},
    "small": {"kleine": 0.8, "klein": 0.1},
    "old": {"alte": 0.9},
    "lamp": {"lampe": 0.9},
    "read": {"lesen": 0.9},
    "write": {"schreiben": 0.9},
    "here": {"hier": 0.9},
    "now": {"jetzt": 0.9},
}
GERMAN_WORDS = WordLexicon(GERMAN, frozenset(GERMAN), 100)


def in_german(old: str, new: str, human: str, draft: str, lexicon: WordLexicon = GERMAN_WORDS) -> str | None:
    return repaired(case(old, new, human, target="de", lexicon=lexicon), lexicon, draft)


LIST, OLD_LIST, SMALL_LIST = "We read the list.", "We read the old list.", "We read the small list."
LISTE, ALTE, KLEINE = "Wir lesen die Liste.", "Wir lesen die alte Liste.", "Wir lesen die kleine Liste."
REPAIRS = [
    (LIST, SMALL_LIST, LISTE, KLEINE, KLEINE),
    (SMALL_LIST, LIST, KLEINE, LISTE, LISTE),
    ("The list here.", "Now the list here.", "die Liste hier", "jetzt die Liste hier", "jetzt die Liste hier"),
    ("Now the list here.", "The list here.", "jetzt die Liste hier", "die Liste hier", "die Liste hier"),
    ("The list here.", "The list here now.", "die Liste hier", "die Liste hier jetzt", "die Liste hier jetzt"),
    ("The list here now.", "The list here.", "die Liste hier jetzt.", "die Liste hier.", "die Liste hier."),
    (OLD_LIST, SMALL_LIST, "Wir lesen (die alte Liste).", KLEINE, "Wir lesen (die kleine Liste)."),
    (OLD_LIST, SMALL_LIST, ALTE, "Wir lesen (die kleine Liste).", KLEINE),
]


@pytest.mark.parametrize(("old", "new", "human", "draft", "wanted"), REPAIRS)
def test_words_come_go_and_change_with_the_blanks_around_them(
    old: str, new: str, human: str, draft: str, wanted: str
) -> None:
    assert in_german(old, new, human, draft) == wanted


@pytest.mark.parametrize(
    ("old", "new", "human", "draft"),
    [
        (LIST, "We read the list here.", LISTE, "Wir lesen die List hier."),
        (OLD_LIST, SMALL_LIST, ALTE, "Die kleine."),  # too short
        (OLD_LIST, SMALL_LIST, ALTE, "Wir lesen die alte kleine Liste."),
        (OLD_LIST, SMALL_LIST, ALTE, "Wir lesen die small Liste."),
        (OLD_LIST, SMALL_LIST, ALTE, "Wir lesen nicht die kleine Liste."),
        ("We read the old `a`.", "We read the small `a`.", "Wir lesen die alte `a`.", "Wir lesen die kleine."),
        (LIST, "We read the list", LISTE, LISTE[:-1]),  # no word changed
    ],
)
def test_what_loses_something_or_brings_something_else_is_not_believed(
    old: str, new: str, human: str, draft: str
) -> None:
    assert in_german(old, new, human, draft) in (None, human.replace("alte", "kleine"))


def test_a_bracket_comes_with_its_other_half_and_with_the_source() -> None:
    draft = "Wir lesen die kleine (Liste)."
    assert in_german(OLD_LIST, "We read the small (list).", ALTE, draft) == draft
    assert in_german(OLD_LIST, SMALL_LIST, ALTE, draft) is None


def test_without_a_lexicon_nothing_is_repaired() -> None:
    old, new, human, draft, _ = REPAIRS[0]
    nothing = WordLexicon(GERMAN, frozenset(GERMAN), 0)
    assert in_german(old, new, human, draft, nothing) is None


def test_a_word_is_the_one_for_what_went_from_a_chance_on() -> None:
    def by_lexicon(says: float, stays: float = 0.0, came: float = 0.9) -> str | None:
        words = {"list": {"列表": says}, "loss": {"损失": came}, "read": {"列表": stays, "读": 0.9}}
        lexicon = WordLexicon(words, frozenset(words), 100)
        now = case("We read the list.", "We read the loss.", "我们读列表。", lexicon=lexicon)
        return repaired_by_lexicon(now, lexicon)

    assert by_lexicon(0.15) == "我们读损失。"
    assert by_lexicon(0.14) is None
    assert by_lexicon(0.9, stays=0.04) == "我们读损失。"
    assert by_lexicon(0.9, stays=0.05) is None
    assert by_lexicon(0.9, came=0.5) == "我们读损失。"
    assert by_lexicon(0.9, came=0.49) is None
