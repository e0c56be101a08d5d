"""The engine `openai`: a bigger model behind an OpenAI-compatible HTTP endpoint, local or hosted."""

from __future__ import annotations

import os
from typing import Any

import httpx
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from local_aws.engines.adaptive.cache import CachedModel
from local_aws.engines.adaptive.engine import AdaptiveEngine
from local_aws.engines.adaptive.ladder import Limits
from local_aws.engines.adaptive.languages import language
from local_aws.engines.adaptive.meaning import shared_meaning
from local_aws.engines.adaptive.modelfile import cache_folder
from local_aws.engines.adaptive.prompts import Completion, Model, Prompt
from local_aws.engines.base import EngineError

INSTRUCTION = (
    "You translate from {source} to {target}. Answer with the translation alone, on one line. "
    "Keep every mark like ⟦1⟧ exactly once, where its meaning belongs. Follow the terms and style of the examples."
)


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError)


STYLES = {
    ("Formality", "FORMAL"): "Address the reader formally.",
    ("Formality", "INFORMAL"): "Address the reader informally.",
    ("Brevity", "ON"): "Keep the translation as short as you can without losing anything.",
}


class ChatModel:
    """A model behind `POST {url}/chat/completions`; the examples are earlier turns of the conversation."""

    understands = frozenset(["Formality", "Brevity"])

    def __init__(self, client: httpx.Client, model: str, parallel: int) -> None:
        """Use `client`, whose base URL ends before `/chat/completions` and which carries the key."""
        self.client = client
        self.model = model
        self.parallel = parallel
        self.fingerprint = f"openai {client.base_url} {model} {INSTRUCTION}"

    def complete(self, prompt: Prompt, *, max_tokens: int) -> Completion:
        """The model's answer; throttling, server errors and lost connections are tried again with growing pauses."""
        where = self.client.base_url
        try:
            choice = self._post(prompt, max_tokens)["choices"][0]
            text = " ".join((choice["message"]["content"] or "").split())
            return Completion(text, whole=choice.get("finish_reason") != "length")
        except httpx.HTTPStatusError as error:
            reason = f"{error.response.status_code} {error.response.text[:200]}"
            raise EngineError(f"{where} refused to translate ({reason}): check URL, key and model") from error
        except httpx.HTTPError as error:
            raise EngineError(f"{where} does not answer ({error}): check $LOCAL_AWS_OPENAI_URL") from error
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise EngineError(f"{where} does not answer like an OpenAI chat endpoint: {error!r}") from error

    @retry(
        retry=retry_if_exception(_worth_another_try),
        wait=wait_exponential_jitter(initial=0.5, max=20),
        stop=stop_after_attempt(5),
        reraise=True,
    )
    def _post(self, prompt: Prompt, max_tokens: int) -> dict[str, Any]:
        body = {"model": self.model, "messages": messages(prompt), "temperature": 0, "max_tokens": 2 * max_tokens}
        response = self.client.post("chat/completions", json=body)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def messages(prompt: Prompt) -> list[dict[str, str]]:
    """The prompt as a conversation."""
    names = {"source": language(prompt.source_language).name, "target": language(prompt.target_language).name}
    instruction = INSTRUCTION.format(**names)
    if prompt.terms:
        instruction += " Use these terms: " + "; ".join(f"{term.source} = {term.target}" for term in prompt.terms)
    instruction += "".join(f" {STYLES[setting]}" for setting in prompt.style if setting in STYLES)
    turns = [("system", instruction)]
    for example in prompt.examples:
        turns += [("user", example.source), ("assistant", example.target)]
    return [{"role": role, "content": content} for role, content in [*turns, ("user", prompt.sentence)]]


def create(
    *,
    url: str | None = None,
    model: str | None = None,
    key: str | None = None,
    workers: int = 4,
    cache: bool | None = None,
    meaning: bool = True,
    timeout: float = 120,
    **limits: int,
) -> AdaptiveEngine:
    """The engine; `url` (up to and with `/v1`), `model`, `key` default to $LOCAL_AWS_OPENAI_URL, _MODEL and _KEY.

    `workers` requests at once, `timeout` in seconds, `cache`, `meaning` and `limits` as for the engine gemma.
    """
    url = url or os.environ.get("LOCAL_AWS_OPENAI_URL")
    model = model or os.environ.get("LOCAL_AWS_OPENAI_MODEL")
    if not url or not model:
        raise EngineError("the engine openai needs an endpoint: set LOCAL_AWS_OPENAI_URL and LOCAL_AWS_OPENAI_MODEL")
    key = key or os.environ.get("LOCAL_AWS_OPENAI_KEY")
    client = httpx.Client(base_url=url, timeout=timeout, headers={"Authorization": f"Bearer {key}"} if key else None)
    chat: Model = ChatModel(client, model, workers)
    if cache if cache is not None else os.environ.get("LOCAL_AWS_CACHE", "on") != "off":
        chat = CachedModel(chat, cache_folder())
    chosen = Limits(**{"examples": 5, "room": 1200, **limits})
    return AdaptiveEngine("openai", chat, chosen, meaning=shared_meaning() if meaning else None)
