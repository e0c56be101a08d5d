"""Random chapters through documents and back: `python -m tests.benchmarks.fuzz_chapters --inputs 100000`.

Each input is put together from the fragments of the hypothesis strategies, whole ones and halves, without any grammar
between them, and must keep the invariants of `check_invariants`. Failures are made small and printed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.book import generators
from tests.translate.round_trip import check_invariants

JOINERS = ("", "", " ", " ", "\n", "\n", "\n\n", "  ", "\r\n", "\n> ", "\n    ", "\n* ", "\n1. ", "\n|")
LINE_STARTS = ("# ", "## ", "> ", "* ", "- ", "1. ", "2) ", ":", "|", "    ", "\t", "[^1]: ", "- [ ] ", "> > 1. ", "![")
SOUP = "`$*_[]()<>!&;:|#-+=~\\{}\n\r\t \"'/.1ab中。\x00é"


def make_text(random_: random.Random) -> str:
    """A random text of some 100 characters."""
    if random_.random() < 0.25:
        return "".join(random_.choices(SOUP, k=random_.randint(1, 80)))
    words = (generators.WORDS, generators.WORDS, generators.PUNCTUATION)
    pools = (*words, generators.PROTECTED, generators.BROKEN, LINE_STARTS)
    parts = []
    for _ in range(random_.randint(1, 25)):
        part = random_.choice(random_.choice(pools))
        if random_.random() < 0.15:
            part = random_.choice(generators.MARKED).replace("{}", part)
        if random_.random() < 0.05:
            part = "\n" + random_.choice(generators.RAW_BLOCKS)
        parts.append(part + random_.choice(JOINERS))
    return "".join(parts)


def fails(text: str, settings: dict[str, str]) -> str:
    """What is wrong with the way of this text, "" if nothing."""
    try:
        check_invariants(text, **settings)  # type: ignore[arg-type]
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    return ""


def smaller(text: str, is_bad: Callable[[str], bool]) -> str:
    """A part of the text that is still bad: stretches are left out as long as that holds."""
    size = max(len(text) // 2, 1)
    while size:
        for candidate in _without_a_stretch(text, size):
            if is_bad(candidate):
                text = candidate
                break
        else:
            size //= 2
    return text


def _without_a_stretch(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[:start] + text[start + size :]


def main() -> None:
    """Run and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=10, help="failures to print")
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)
    counts: Counter[str] = Counter()
    started, characters = time.perf_counter(), 0
    for _ in range(arguments.inputs):
        text = make_text(random_)
        characters += len(text)
        settings = {
            "format": random_.choice(("md", "md", "mdx")),
            "language": random_.choice(("en", "zh", "ko")),
            "granularity": random_.choice(("paragraph", "sentence")),
        }
        problem = fails(text, settings)
        counts["failures" if problem else "passed"] += 1
        if problem and counts["failures"] <= arguments.show:
            small = smaller(text, lambda part, settings=settings: bool(fails(part, settings)))  # type: ignore[misc]
            print(repr(small), settings, fails(small, settings), flush=True)
    seconds = time.perf_counter() - started
    size = f"{arguments.inputs:,} inputs, {characters:,} characters, seed {arguments.seed}"
    print(f"{size}: {dict(counts)} in {seconds:.0f} s")


if __name__ == "__main__":
    main()
