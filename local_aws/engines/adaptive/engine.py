"""An engine around any language model: examples from the parallel data, checks, repair, several sentences at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from local_aws.engines.adaptive.fragments import translate_fragment
from local_aws.engines.adaptive.ladder import Ladder, Limits
from local_aws.engines.adaptive.meaning import Meaning
from local_aws.engines.adaptive.prompts import Model
from local_aws.engines.base import Term, Translation
from local_aws.engines.retrieval import ExampleIndex


class AdaptiveEngine:
    """Translates with a model that learns from the examples in its prompt."""

    def __init__(
        self, name: str, model: Model, limits: Limits | None = None, *, meaning: Meaning | None = None
    ) -> None:
        """Translate with `model` within `limits`; `meaning` compares outputs with their sources, None does not."""
        self.name = name
        self.model = model
        self.limits = limits or Limits()
        self.meaning = meaning
        self.understands: frozenset[str] = getattr(model, "understands", frozenset())

    def translate(
        self,
        segments: Sequence[str],
        *,
        source_language: str,
        target_language: str,
        examples: ExampleIndex | None = None,
        terms: Sequence[Term] = (),
        style: Mapping[str, str] | None = None,
    ) -> Iterator[Translation]:
        """Translate each segment sentence by sentence; equal segments are translated once."""
        chosen = tuple(sorted((style or {}).items()))
        ladder = Ladder(
            self.model, source_language, target_language, examples, terms, self.limits, self.meaning, chosen
        )

        def translate_one(segment: str) -> Translation:
            return translate_fragment(
                segment,
                ladder.translate,
                source_language=source_language,
                target_language=target_language,
                examples=examples,
            )

        translated: dict[str, Translation] = {}
        fresh = self._in_order(list(dict.fromkeys(segments)), translate_one)
        with closing(fresh):
            for segment in segments:
                while segment not in translated:
                    known, translated[known] = next(fresh)
                yield translated[segment]

    def _in_order(
        self, segments: Sequence[str], translate_one: Callable[[str], Translation]
    ) -> Generator[tuple[str, Translation]]:
        """Translate several segments at once, a few ahead of the reader; what nobody reads is not begun."""
        waiting: deque[tuple[str, Future[Translation]]] = deque()
        with ThreadPoolExecutor(self.model.parallel) as pool:
            try:
                for segment in segments:
                    waiting.append((segment, pool.submit(translate_one, segment)))
                    if len(waiting) > 2 * self.model.parallel:
                        first, future = waiting.popleft()
                        yield first, future.result()
                for first, future in waiting:
                    yield first, future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
