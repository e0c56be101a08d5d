"""The engine `memory`: the nearest example's target with the differences marked. Instant, and parallel data matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from local_aws.engines.adaptive.fragments import Output, translate_fragment
from local_aws.engines.adaptive.markup import Masked
from local_aws.engines.adaptive.repair import plain, settle
from local_aws.engines.adaptive.terminology import replaced
from local_aws.engines.base import Flag, Term, Translation
from local_aws.engines.retrieval import ExampleIndex

MOST_WORDS = 500  # of a sentence that is compared word by word


class MemoryEngine:
    """A translation memory without a model.

    An identical source gives its target. Another one gives the target of the nearest source, followed by the words
    that differ, `{-gone-}` and `{+new+}`; without any near source the sentence stays as it is, terms replaced.
    """

    name = "memory"

    def translate(
        self,
        segments: Sequence[str],
        *,
        source_language: str,
        target_language: str,
        examples: ExampleIndex | None = None,
        terms: Sequence[Term] = (),
    ) -> Iterator[Translation]:
        """Look every sentence of every segment up."""
        for segment in segments:
            yield translate_fragment(
                segment,
                lambda sentence: _look_up(sentence, examples, terms),
                source_language=source_language,
                target_language=target_language,
                examples=examples,
            )


def create() -> MemoryEngine:
    """The engine; it has no settings."""
    return MemoryEngine()


def _look_up(sentence: Masked, examples: ExampleIndex | None, terms: Sequence[Term]) -> Output:
    nearest = examples.nearest(sentence.text, 1) if examples else []
    if not nearest:
        return Output(settle(replaced(sentence.text, terms), sentence)[0], (Flag.UNTRANSLATED,))
    pair = nearest[0].pair
    text, changed = settle(pair.target + _differences(plain(pair.source), plain(sentence.text)), sentence)
    return Output(text, (Flag.REPAIRED,) if changed else ())


def _differences(old: str, new: str) -> str:
    before, after = old.split(), new.split()
    if len(after) > MOST_WORDS:
        return f" {{+{new}+}}"
    marks = []
    for operation, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation != "equal":
            marks += [f" {{-{' '.join(before[i:j])}-}}"] * (j > i) + [f" {{+{' '.join(after[k:m])}+}}"] * (m > k)
    return "".join(marks)
