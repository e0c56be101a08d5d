"""The engine `echo`: gives every segment back as it is. For tests of everything around an engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from local_aws.engines.base import Term, Translation
from local_aws.engines.retrieval import ExampleIndex


class EchoEngine:
    """Identity."""

    name = "echo"

    def translate(
        self,
        segments: Sequence[str],
        *,
        source_language: str,
        target_language: str,
        examples: ExampleIndex | None = None,
        terms: Sequence[Term] = (),
    ) -> Iterator[Translation]:
        """Give each segment back."""
        return (Translation(segment) for segment in segments)


def create() -> EchoEngine:
    """The engine; it has no settings."""
    return EchoEngine()
