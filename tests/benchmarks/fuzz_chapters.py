"""Random chapters through documents and back: `python -m tests.benchmarks.fuzz_chapters --inputs 100000`.

Each input is put together from the fragments of the hypothesis strategies, without any grammar between them, and must
keep the invariants of `check_invariants`. Half of the inputs hold whole fragments only: what is protected in them must
not be text of any segment. Failures are made small and printed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tests.book import generators
from tests.translate.round_trip import check_invariants, secrets_sent

JOINERS = ("", "", " ", " ", "\n", "\n", "\n\n", "  ", "\r\n", "\n> ", "\n    ", "\n* ", "\n1. ", "\n|")
WHOLE_JOINERS = ("", "", " ", " ", "\n", "\n", "\n\n", "  ", "\r\n")
LINE_STARTS = ("# ", "## ", "> ", "* ", "- ", "1. ", "2) ", ":", "|", "    ", "\t", "[^1]: ", "- [ ] ", "> > 1. ", "![")
ALL_CONSTRUCTS = [construct for some in generators.CONSTRUCTS.values() for construct in some]
SOUP = "`$*_[]()<>!&;:|#-+=~\\{}\n\r\t \"'/.1ab中。\x00é"


def make_parts(random_: random.Random, *, whole: bool, format: str) -> list[str]:
    """The parts of a random text of some 100 characters; `whole` leaves out halves, and constructs of other formats."""
    constructs = generators.CONSTRUCTS.get(format, ()) if whole else ALL_CONSTRUCTS
    if not whole and random_.random() < 0.25:
        return random_.choices(SOUP, k=random_.randint(1, 80))
    pools = (generators.WORDS, generators.WORDS, generators.PUNCTUATION, generators.PROTECTED)
    joiners = WHOLE_JOINERS
    if not whole:
        pools, joiners = (*pools, generators.BROKEN, LINE_STARTS), JOINERS
    parts = []
    for _ in range(random_.randint(1, 25)):
        part = random_.choice(random_.choice(pools))
        if random_.random() < 0.15:
            part = random_.choice(generators.MARKED).replace("{}", part)
        if random_.random() < 0.05:
            part = "\n" + random_.choice(generators.RAW_BLOCKS)
        if constructs and random_.random() < 0.15:
            part = "\n\n" + random_.choice(constructs) + "\n"
        parts.append(part + random_.choice(joiners))
    return parts if whole else list("".join(parts))


def fails(parts: Sequence[str], settings: dict[str, str], *, whole: bool) -> str:
    """What is wrong with the way of this text, "" if nothing."""
    text = generators.join_parts(parts) if whole else "".join(parts)
    try:
        check_invariants(text, **settings)  # type: ignore[arg-type]
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    sent = secrets_sent(text, **settings) if whole else []  # type: ignore[arg-type]
    return f"protected text is sent: {sent[0]!r}" if sent else ""


def smaller(parts: Sequence[str], is_bad: Callable[[Sequence[str]], bool]) -> Sequence[str]:
    """Parts of a text that are still bad: stretches are left out as long as that holds."""
    size = max(len(parts) // 2, 1)
    while size:
        for candidate in _without_a_stretch(parts, size):
            if is_bad(candidate):
                parts = candidate
                break
        else:
            size //= 2
    return parts


def _fails_alike(problem: str, settings: dict[str, str], whole: bool, parts: Sequence[str]) -> bool:
    return fails(parts, settings, whole=whole)[:16] == problem[:16]


def _without_a_stretch(parts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(parts), size):
        yield [*parts[:start], *parts[start + size :]]


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
        whole = random_.random() < 0.5
        format = random_.choice(generators.FORMATS)
        parts = make_parts(random_, whole=whole, format=format)
        characters += sum(map(len, parts))
        settings = {
            "format": format,
            "language": random_.choice(("en", "zh", "ko")),
            "granularity": random_.choice(("paragraph", "sentence")),
        }
        problem = fails(parts, settings, whole=whole)
        counts["failures" if problem else "passed"] += 1
        if problem and counts["failures"] <= arguments.show:
            is_same = partial(_fails_alike, problem, settings, whole)
            small = smaller(parts, is_same)
            print(repr(generators.join_parts(small)), settings, fails(small, settings, whole=whole), flush=True)
    seconds = time.perf_counter() - started
    size = f"{arguments.inputs:,} inputs, {characters:,} characters, seed {arguments.seed}"
    print(f"{size}: {dict(counts)} in {seconds:.0f} s")


if __name__ == "__main__":
    main()
