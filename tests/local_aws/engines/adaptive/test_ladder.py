from __future__ import annotations

from collections.abc import Callable

from hypothesis import given

from local_aws.engines.adaptive.engine import AdaptiveEngine
from local_aws.engines.adaptive.ladder import Limits
from local_aws.engines.adaptive.languages import generic_examples
from local_aws.engines.adaptive.markup import Masked, TokenKind, mask
from local_aws.engines.adaptive.meaning import Meaning
from local_aws.engines.adaptive.prompts import Completion, Prompt
from local_aws.engines.base import Example, Flag, Term, Translation
from local_aws.engines.retrieval import ExampleIndex
from tests.local_aws.engines.scripted import ScriptedModel
from tests.local_aws.engines.strategies import ANY_FRAGMENT, FRAGMENT, OUTPUT

PAIRS = [Example(f"The gate number {word} is open.", f"第{word}扇门是开着的。") for word in "abcdefgh"]
GOOD = "这扇门今天是开着的。"
SENTENCE = "The gate is open today."


def translate(
    answer: Callable[[Prompt], str | Completion],
    segment: str,
    pairs: list[Example] | None = None,
    terms: tuple[Term, ...] = (),
    target: str = "zh",
    meaning: Meaning | None = None,
) -> tuple[Translation, ScriptedModel]:
    model = ScriptedModel(answer)
    engine = AdaptiveEngine("scripted", model, Limits(examples=3), meaning=meaning)
    index = ExampleIndex(pairs) if pairs else None
    [translation] = engine.translate(
        [segment], source_language="en", target_language=target, examples=index, terms=terms
    )
    return translation, model


def test_a_good_first_answer_is_taken_without_a_flag() -> None:
    translation, model = translate(lambda prompt: GOOD, SENTENCE, PAIRS)
    assert translation == Translation(GOOD)
    assert len(model.prompts) == 1
    assert len(model.prompts[0].examples) == 3


def test_with_many_examples_allowed_the_room_decides_and_the_next_prompt_has_the_others() -> None:
    model = ScriptedModel(lambda prompt: "")
    engine = AdaptiveEngine("scripted", model, Limits(examples=20, room=120))
    list(engine.translate([SENTENCE], source_language="en", target_language="zh", examples=ExampleIndex(PAIRS)))
    first, second = (prompt.examples for prompt in model.prompts[:2])
    lengths = [sum(len(example.source) + len(example.target) for example in each) for each in (first, second)]
    assert all(80 < length <= 120 for length in lengths)
    assert not set(first) & set(second)


def test_as_many_examples_are_shown_as_there_is_room_for() -> None:
    def examples(length: int) -> tuple[Example, ...]:
        pairs = [Example(f"The gate {number} is open{'!' * length}", f"门{number}") for number in range(40)]
        model = ScriptedModel(lambda prompt: "")
        engine = AdaptiveEngine("scripted", model)
        list(engine.translate([SENTENCE], source_language="en", target_language="zh", examples=ExampleIndex(pairs)))
        return model.prompts[0].examples

    short, long = examples(100), examples(300)
    assert len(short) > len(long) > 0
    assert all(sum(len(each.source) + len(each.target) for each in found) <= 700 for found in (short, long))
    assert len(examples(0)) == 8


def test_the_best_example_stands_last() -> None:
    near = Example("The gate is open now.", "门现在开着。")
    _, model = translate(lambda prompt: GOOD, SENTENCE, [near, *PAIRS])
    assert model.prompts[0].examples[-1] == near


def test_each_step_changes_the_prompt_and_the_last_examples_are_generic() -> None:
    translation, model = translate(lambda prompt: "", SENTENCE, PAIRS)
    texts = [prompt.text for prompt in model.prompts]
    assert len(texts) == len(set(texts)) == 4
    assert sorted(model.prompts[-2].examples, key=str) == sorted(model.prompts[-1].examples, key=str)
    assert model.prompts[-2].examples == generic_examples("en", "zh")
    assert translation == Translation(SENTENCE, (Flag.UNTRANSLATED,))


def test_a_second_answer_that_passes_is_flagged_as_retried() -> None:
    answers = iter(["", GOOD])
    translation, _ = translate(lambda prompt: next(answers), SENTENCE, PAIRS)
    assert translation == Translation(GOOD, (Flag.RETRIED,))


def test_a_cut_answer_is_never_taken() -> None:
    translation, _ = translate(lambda prompt: Completion(GOOD, whole=False), SENTENCE, PAIRS)
    assert translation.flags == (Flag.UNTRANSLATED,)


def test_the_least_suspect_answer_is_taken_with_its_flag() -> None:
    answers = iter(["今天 the gate is really open and nobody knows why 门。", "今天门开着，一共有42扇。"])
    translation, _ = translate(lambda prompt: next(answers), SENTENCE, PAIRS)
    assert translation == Translation("今天门开着，一共有42扇。", (Flag.SUSPECT_NUMBERS,))


class TableMeaning(Meaning):
    """Similarities by output."""

    def __init__(self, similarities: dict[str, float]) -> None:
        super().__init__()
        self.similarities = similarities

    def similarity(self, source: str, output: str) -> float:
        return self.similarities[output]


def test_an_output_of_another_meaning_is_asked_again_and_the_nearest_is_taken() -> None:
    answers = iter(["河水流过城市。", "门里有一条河。"])
    meaning = TableMeaning({"河水流过城市。": 0.2, "门里有一条河。": 0.4})
    translation, model = translate(lambda prompt: next(answers), SENTENCE, PAIRS, meaning=meaning)
    assert translation == Translation("门里有一条河。", (Flag.SUSPECT_MEANING,))
    assert len(model.prompts) == 2


def test_meaning_is_not_asked_for_in_languages_that_the_encoder_does_not_know() -> None:
    translation, _ = translate(
        lambda prompt: "Vartai šiandien atidaryti.", SENTENCE, target="lt", meaning=TableMeaning({})
    )
    assert translation.flags == ()


def test_a_copied_example_is_asked_again_without_it() -> None:
    def answer(prompt: Prompt) -> str:
        return prompt.examples[-1].target if len(model_prompts) == 0 else GOOD

    model_prompts: list[Prompt] = []

    def record(prompt: Prompt) -> str:
        text = answer(prompt)
        model_prompts.append(prompt)
        return text

    translation, _ = translate(record, SENTENCE, PAIRS)
    assert translation == Translation(GOOD, (Flag.RETRIED,))
    assert not set(model_prompts[0].examples) & set(model_prompts[1].examples)


def test_a_lost_span_is_put_back_and_flagged() -> None:
    span = '<span translate="no" id="1">$x$</span>'
    translation, _ = translate(lambda prompt: GOOD, f"The gate {span} is open today.", PAIRS)
    assert translation.flags == (Flag.REPAIRED,)
    assert translation.text.replace(span, "") == GOOD


def test_when_nothing_passes_the_pieces_between_spans_are_translated() -> None:
    def answer(prompt: Prompt) -> str:
        return {"The gate is": "门是", "open today.": "今天开的。"}.get(prompt.sentence, "")

    span = '<span translate="no" id="1">$x$</span>'
    translation, _ = translate(answer, f"The gate is {span} open today.", PAIRS)
    assert translation == Translation(f"门是{span} 今天开的。", (Flag.IN_PIECES,))


def test_when_nothing_passes_a_long_sentence_is_translated_clause_by_clause() -> None:
    clause = "the gate of the house near the river is open today"
    translation, _ = translate(
        lambda prompt: (
            "河边房子的门今天是开着的，" if prompt.sentence.startswith(clause) and len(prompt.sentence) < 60 else ""
        ),
        f"{clause}, " * 5 + clause,
    )
    assert translation == Translation(" ".join(["河边房子的门今天是开着的，"] * 6), (Flag.IN_PIECES,))


def test_sentences_that_the_parallel_data_holds_are_reused_and_the_model_is_not_asked() -> None:
    pairs = [*PAIRS, Example('It is <i id="1" translate="no">x</i>.', '它是<i id="2" translate="no">x</i>。')]
    translation, model = translate(lambda prompt: GOOD, f'It is <i id="9" translate="no">x</i>. {SENTENCE}', pairs)
    assert translation == Translation(f'它是<i id="9" translate="no">x</i>。{GOOD}', (Flag.REUSED,))
    assert [prompt.sentence for prompt in model.prompts] == [SENTENCE]


def test_a_fragment_without_letters_is_not_translated() -> None:
    translation, model = translate(lambda prompt: GOOD, ' 1 &lt; 2 <span translate="no">$x$</span> ')
    assert translation == Translation(' 1 &lt; 2 <span translate="no">$x$</span> ')
    assert not model.prompts


def test_terms_are_hints_first_and_fixed_when_the_hint_does_not_help() -> None:
    terms = (Term("gate", "闸门"),)
    hinted, model = translate(lambda prompt: "今天闸门是开着的。", SENTENCE, PAIRS, terms)
    assert hinted == Translation("今天闸门是开着的。")
    assert model.prompts[0].terms == terms
    assert "English: gate\nChinese: 闸门\n" in model.prompts[0].text
    forced, _ = translate(lambda prompt: GOOD.replace("门", "⟦1⟧"), SENTENCE, PAIRS, terms)
    assert forced == Translation("这扇闸门今天是开着的。", (Flag.TERM_FORCED,))


def test_languages_without_generic_examples_are_still_asked_for() -> None:
    translation, model = translate(lambda prompt: "Vartai šiandien atidaryti.", SENTENCE, target="lt")
    assert translation == Translation("Vartai šiandien atidaryti.")
    assert model.prompts[0].text == f"Translate English to Lithuanian.\n\nEnglish: {SENTENCE}\nLithuanian:"


def _token_texts(masked: Masked) -> list[str]:
    return sorted(token.text for token in masked.tokens)


@given(ANY_FRAGMENT, OUTPUT)
def test_whatever_the_model_answers_every_tag_and_span_is_there_exactly_once(fragment: str, output: str) -> None:
    translation, _ = translate(lambda prompt: output, fragment, PAIRS)
    assert _token_texts(mask(translation.text)) == _token_texts(mask(fragment))


@given(FRAGMENT, OUTPUT)
def test_whatever_the_model_answers_pairs_of_tags_stay_pairs(fragment: str, output: str) -> None:
    translation, _ = translate(lambda prompt: output, fragment, PAIRS)
    kinds = [[token.kind for token in mask(html).tokens] for html in (fragment, translation.text)]
    assert sorted(kinds[0]) == sorted(kinds[1])
    assert kinds[1].count(TokenKind.OPEN) == kinds[1].count(TokenKind.CLOSE)
