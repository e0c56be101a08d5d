from __future__ import annotations

import pytest

from local_aws.engines.adaptive.checks import Problem, problems
from local_aws.engines.base import Example, Term
from local_aws.engines.retrieval import ExampleIndex

SOURCE = "We train the model for 10 epochs with a batch size of 256."


def found(source: str, output: str, target: str = "zh", examples: tuple[Example, ...] = ()) -> tuple[Problem, ...]:
    return problems(source, output, source_language="en", target_language=target, examples=examples)


@pytest.mark.parametrize(
    ("source", "output", "target"),
    [
        (SOURCE, "我们用批量大小256训练模型10轮。", "zh"),
        (SOURCE, "Entrenamos el modelo durante 10 épocas con un tamaño de lote de 256.", "es"),
        ("It has ten layers.", "它有10层。", "zh"),
        ("It has 3 layers.", "它有三层。", "zh"),
        ("PyTorch", "PyTorch", "zh"),
        ("Summary", "小结", "zh"),
        ("10,000 words", "10000 palabras", "es"),
        ("Very, very, very deep.", "非常非常非常深。", "zh"),
        ("It is ⟦1⟧, ⟦2⟧ and ⟦3⟧ or 1, 1, 1.", "它是⟦1⟧、⟦2⟧和⟦3⟧或1、1、1。", "zh"),
        ("The layers of the gate and the layers of the cell.", "门的层和细胞的层。", "zh"),
        ("We use a target language.", "我们使用目标语言（target language）。", "zh"),
        ("Run spacy on it, see data.py and foo/bar.", "对它运行spacy，见data.py和foo/bar。", "zh"),
        ("We train PyTorch.", "Мы обучаем PyTorch.", "ru"),
    ],
)
def test_good_outputs_pass(source: str, output: str, target: str) -> None:
    assert found(source, output, target) == ()


@pytest.mark.parametrize(
    ("output", "target", "problem"),
    [
        ("", "zh", Problem.GARBAGE),
        (" ⟦1⟧ ", "zh", Problem.GARBAGE),
        (SOURCE, "es", Problem.GARBAGE),
        ("We train a model 10 times with 256 of it.", "zh", Problem.GARBAGE),
        ("我们用批量大小256训练模型10轮。", "es", Problem.GARBAGE),
        ("我们用SNLI和批量大小256训练模型10轮。", "zh", Problem.NAMES),
        ("训练模型训练模型训练模型10和256", "zh", Problem.GARBAGE),
        ("我们的的的模型用批量大小256训练10轮。", "zh", Problem.GARBAGE),
        ("Entrenamos el modelo de de de 10 épocas con un lote de 256.", "es", Problem.GARBAGE),
        ("Entrenamos el modelohahahaha 10 épocas con un lote de 256.", "es", Problem.GARBAGE),
        ("我们用批量大小256训练模型10轮，用批量大小256训练。", "zh", Problem.REPETITION),
        ("用 training loss 和批量大小256训练模型10轮。", "zh", Problem.WORDS),
        ("我们用批量する256训练模型10轮。", "zh", Problem.SCRIPT),
        ("Entrenamos el modelo durante 10 epochs with a batch size de 256.", "es", Problem.SCRIPT),
        ("Entrenamos el модель durante 10 épocas con un lote de 256.", "es", Problem.SCRIPT),
        ("10个", "zh", Problem.LENGTH),
        ("我们用批量大小256训练模型10轮，然后评估它在测试集上的精度，最后画出损失曲线。", "zh", Problem.LENGTH),
        ("我们用批量大小512训练模型10轮。", "zh", Problem.NUMBERS),
        ("我们用批量大小256训练模型。", "zh", Problem.NUMBERS),
        ("我们用 256 10 the model with a batch size of epochs。", "zh", Problem.SCRIPT),
        ("Entrenamos el modelo durante 10 épocas 大小 con un lote de 256.", "es", Problem.SCRIPT),
    ],
)
def test_bad_outputs_are_seen(output: str, target: str, problem: Problem) -> None:
    assert problem in found(SOURCE, output, target)


def test_a_name_that_no_translation_changes_must_stay() -> None:
    assert found("We load the WikiText corpus first.", "我们先加载这个语料库。") == (Problem.NAMES,)
    assert found("We load the WikiText corpus first.", "我们先加载WikiText语料库。") == ()
    assert found("We train a GRU on it.", "我们用它训练门控循环单元。") == ()


def test_a_copied_example_is_seen_unless_the_sources_are_nearly_the_same() -> None:
    other = Example("We evaluate the network on the test set.", "我们用批量大小256训练模型10轮。")
    assert found(SOURCE, other.target, examples=(other,)) == (Problem.COPY,)
    same = Example(SOURCE.replace("train", "trained"), other.target)
    assert found(SOURCE, other.target, examples=(same,)) == ()


def test_the_parallel_data_and_the_terms_tell_which_words_stay() -> None:
    index = ExampleIndex([Example("The batch is large.", "批量很大。"), Example("One batch", "一批")])
    source, output = "We take a batch now.", "我们取一个batch。"
    languages = {"source_language": "en", "target_language": "zh"}
    assert problems(source, output, **languages, parallel_data=index) == (Problem.WORDS,)
    assert problems(source, output, **languages, parallel_data=index, terms=[Term("batch", "batch")]) == ()
