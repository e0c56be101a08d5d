"""A model whose answers are a script, for tests of everything around a model."""

from __future__ import annotations

from collections.abc import Callable

from local_aws.engines.adaptive.prompts import Completion, Prompt


class ScriptedModel:
    """Answers each prompt as `answer` says (a string is a whole completion) and keeps the prompts."""

    fingerprint = "scripted"

    def __init__(self, answer: Callable[[Prompt], str | Completion], parallel: int = 1) -> None:
        self.answer = answer
        self.parallel = parallel
        self.prompts: list[Prompt] = []

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        self.prompts.append(prompt)
        answer = self.answer(prompt)
        return Completion(answer) if isinstance(answer, str) else answer
