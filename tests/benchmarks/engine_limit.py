"""What the engine gemma takes for a token, beside what the memory of this machine lets through.

    python -m tests.benchmarks.engine_limit

An answer needs all weights once for each token: the file divided by the bandwidth is the least time that one core can
take for it. A prompt is computed in batches, so there the arithmetic is what counts. Least of several tries each.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_limits

from local_aws.engines.adaptive.modelfile import cache_folder, model_file
from local_aws.engines.gemma import _Worker

GIBIBYTE = 1024**3
TRIES = 3
WORDS = "the cat sat on the mat and looked at the dog that slept beside the door of the old house "


def least(act: Callable[[], object]) -> float:
    """CPU seconds of the fastest try: what other work on the machine costs falls away."""
    seconds = []
    for _ in range(TRIES):
        began = time.process_time()
        act()
        seconds.append(time.process_time() - began)
    return min(seconds)


def main() -> None:
    """Print bandwidth, seconds a token, and the share of the limit."""
    path = model_file(cache_folder())
    size = path.stat().st_size
    with threadpool_limits(1):
        values, others = np.ones((2, GIBIBYTE // 8), dtype=np.float32)  # far more than the caches hold
        bandwidth = 2 * values.nbytes / least(lambda: values.dot(others))
    worker = _Worker(path)

    def ask(prompt: str, tokens: int) -> dict[str, int]:
        request = {"prompt": prompt, "max_tokens": tokens, "temperature": 0, "cache_prompt": False, "ignore_eos": True}
        usage: dict[str, int] = worker._server.handle_completions(request)["usage"]
        return usage

    short, long = WORDS, WORDS * 20
    read = ask(long, 1)["prompt_tokens"] - ask(short, 1)["prompt_tokens"]
    prompt = (least(lambda: ask(long, 1)) - least(lambda: ask(short, 1))) / read
    written = ask(short, 129)["completion_tokens"] - 1
    answer = (least(lambda: ask(short, 129)) - least(lambda: ask(short, 1))) / written
    limit = size / bandwidth
    print(f"load {os.getloadavg()[0]:.1f}; weights {size / 1e6:.0f} MB; one core reads {bandwidth / 1e9:.1f} GB/s")
    print(f"token of a prompt: {prompt * 1000:.1f} ms; token of an answer: {answer * 1000:.1f} ms ({written} tokens)")
    print(f"the memory allows one in {limit * 1000:.1f} ms, {limit / answer:.0%} of that")


if __name__ == "__main__":
    main()
