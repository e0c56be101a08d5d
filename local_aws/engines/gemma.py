"""The engine `gemma`: Gemma 3 270M (base, quantised) on this machine, adapting by examples in its prompt.

Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms
"""

from __future__ import annotations

import logging
import os
import platform
import secrets
import threading
from pathlib import Path
from typing import Any

from local_aws.engines.adaptive.cache import CachedModel
from local_aws.engines.adaptive.engine import AdaptiveEngine
from local_aws.engines.adaptive.ladder import Limits
from local_aws.engines.adaptive.meaning import shared_meaning
from local_aws.engines.adaptive.modelfile import SHA256, cache_folder, model_file
from local_aws.engines.adaptive.prompts import Completion, Model, Prompt
from local_aws.engines.adaptive.workers import Workers
from local_aws.engines.base import EngineError

CONTEXT = 2048  # tokens
MOST_WORKERS = 2
logger = logging.getLogger(__name__)


class _Worker:
    """One copy of the runtime with one slot and one thread: the only way to get the same text every time.

    For prompts with a fixed preamble the state after the preamble is kept. Before each one, the preamble is asked
    for with a line feed behind it, which the sentence never begins with: so the state that is taken up again is that
    of the preamble alone, always computed in the same batch, and the answers do not depend on the order of requests.
    """

    def __init__(self, path: Path) -> None:
        from xllamacpp import CommonParams, Server

        params = CommonParams()
        params.model.path = str(path)
        params.n_gpu_layers = 0
        params.n_parallel = 1
        params.n_ctx = CONTEXT
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
        params.cache_ram_mib = 0
        params.swa_full = True  # else a kept preamble is taken up again from somewhere in its middle
        params.n_ctx_checkpoints = 0
        params.verbosity = 1
        params.ui = False
        params.endpoint_slots = False
        params.api_keys = [secrets.token_hex(32)]  # the runtime opens a listener on loopback: nobody may use it
        self._server = Server(params)
        self.preamble = ""

    def complete(self, prompt: Prompt, max_tokens: int) -> Completion:
        if prompt.is_fixed:
            self._ask(prompt.preamble + "\n", 1, keep=self.preamble == prompt.preamble)
        self.preamble = prompt.preamble if prompt.is_fixed else ""
        answer = self._ask(prompt.text, max_tokens, keep=prompt.is_fixed)
        if "choices" not in answer:
            logger.warning("the model refused a prompt of %d characters: %s", len(prompt.text), answer.get("error"))
            return Completion("", whole=False)
        choice = answer["choices"][0]
        return Completion(choice["text"].strip(), whole=choice["finish_reason"] == "stop")

    def _ask(self, text: str, max_tokens: int, *, keep: bool) -> dict[str, Any]:
        request = {"prompt": text, "max_tokens": max_tokens, "temperature": 0, "stop": ["\n"], "cache_prompt": keep}
        answer: dict[str, Any] = self._server.handle_completions(request)
        return answer


class GemmaModel:
    """The model, loaded by the first request of each process, `parallel` times."""

    def __init__(self, folder: Path, parallel: int) -> None:
        self.folder = folder
        self.parallel = parallel
        self.fingerprint = f"{SHA256} xllamacpp {_runtime_version()} {platform.machine()}"
        self._lock = threading.Lock()
        self._process = 0
        self._workers = Workers[_Worker](())

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """The model's answer; equal for equal prompts on the same machine."""
        with self._lock:
            if self._process != os.getpid():  # the runtime does not survive a fork
                self._load()
        with self._workers.worker(prompt.preamble if prompt.is_fixed else "") as worker:
            return worker.complete(prompt, max_tokens)

    def _load(self) -> None:
        path = model_file(self.folder)
        try:
            workers = [_Worker(path) for _ in range(self.parallel)]
        except RuntimeError as error:
            raise EngineError(
                f"the model {path} could not be loaded ({error}): delete the file and try again"
            ) from error
        self._workers = Workers(workers)
        self._process = os.getpid()


def create(
    *,
    folder: Path | str | None = None,
    workers: int | None = None,
    cache: bool | None = None,
    meaning: bool = True,
    **limits: int,
) -> AdaptiveEngine:
    """The engine. `folder` holds model and cache ($LOCAL_AWS_MODEL_DIR, else a folder in the user's cache).

    `workers` copies of the model work at once, each on one core and in about 400 MB (default: the cores, at most 2).
    `cache` keeps completions for the next run ($LOCAL_AWS_CACHE=off to switch it off). `meaning` compares each output
    with its source by sentence vectors. `limits`: see `Limits`.
    """
    place = cache_folder(folder)
    model: Model = GemmaModel(place, workers or min(MOST_WORKERS, os.cpu_count() or 1))
    if cache if cache is not None else os.environ.get("LOCAL_AWS_CACHE", "on") != "off":
        model = CachedModel(model, place)
    return AdaptiveEngine("gemma", model, Limits(**limits), meaning=shared_meaning() if meaning else None)


def _runtime_version() -> str:
    """The version of the runtime; raises EngineError, before any job begins, if it cannot be loaded."""
    from importlib.metadata import version

    try:
        import xllamacpp  # noqa: F401
    except ModuleNotFoundError as error:
        raise EngineError("the engine gemma needs its runtime: pip install xllamacpp") from error
    except ImportError as error:
        raise EngineError(
            f"the engine gemma cannot load its runtime ({error}): install that library (libgomp.so.1 is in Debian's and"
            " Ubuntu's package libgomp1), or take the engine memory"
        ) from error
    return version("xllamacpp")
