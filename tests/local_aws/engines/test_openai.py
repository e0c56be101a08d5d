from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from tenacity import wait_none

from local_aws.engines.adaptive.prompts import Completion, Prompt
from local_aws.engines.base import EngineError, Example, Term, create_engine
from local_aws.engines.openai import ChatModel

PROMPT = Prompt("en", "zh", (Example("a gate", "一扇门"),), "The gate ⟦1⟧", (Term("gate", "门"),))


def answer(text: str | None, reason: str = "stop") -> httpx.Response:
    return httpx.Response(200, json={"choices": [{"message": {"content": text}, "finish_reason": reason}]})


def chat(handler: Callable[[httpx.Request], httpx.Response]) -> ChatModel:
    return ChatModel(httpx.Client(base_url="http://model/v1", transport=httpx.MockTransport(handler)), "big", 2)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChatModel._post.retry, "wait", wait_none())  # type: ignore[attr-defined]


def test_examples_are_turns_and_terms_stand_in_the_instruction() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer("门\n⟦1⟧ ")

    assert chat(handle).complete(PROMPT, max_tokens=50) == Completion("门 ⟦1⟧")
    assert str(seen[0].url) == "http://model/v1/chat/completions"
    body = json.loads(seen[0].content)
    assert body["model"] == "big"
    assert [turn["role"] for turn in body["messages"]] == ["system", "user", "assistant", "user"]
    assert "gate = 门" in body["messages"][0]["content"]
    assert [turn["content"] for turn in body["messages"][1:]] == ["a gate", "一扇门", "The gate ⟦1⟧"]


def test_throttling_and_server_errors_are_tried_again() -> None:
    answers = iter([httpx.Response(429), httpx.Response(503), answer("门")])
    assert chat(lambda request: next(answers)).complete(PROMPT, max_tokens=50).text == "门"


def test_a_lost_connection_is_tried_again_and_then_named() -> None:
    calls = []

    def lose(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(EngineError, match="does not answer"):
        chat(lose).complete(PROMPT, max_tokens=50)
    assert len(calls) == 5


def test_a_refusal_is_not_tried_again() -> None:
    calls = []

    def refuse(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(401, text="no key")

    with pytest.raises(EngineError, match="401 no key"):
        chat(refuse).complete(PROMPT, max_tokens=50)
    assert len(calls) == 1


@pytest.mark.parametrize("response", [httpx.Response(200, text="hello"), httpx.Response(200, json={"choices": []})])
def test_an_answer_of_another_shape_is_named(response: httpx.Response) -> None:
    with pytest.raises(EngineError, match="not answer like an OpenAI"):
        chat(lambda request: response).complete(PROMPT, max_tokens=50)


def test_a_cut_or_empty_answer_is_known_as_such() -> None:
    assert not chat(lambda request: answer("门", "length")).complete(PROMPT, max_tokens=50).whole
    assert chat(lambda request: answer(None)).complete(PROMPT, max_tokens=50).text == ""


def test_an_engine_without_an_endpoint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCAL_AWS_OPENAI_URL", raising=False)
    with pytest.raises(EngineError, match="LOCAL_AWS_OPENAI_URL"):
        create_engine("openai")
