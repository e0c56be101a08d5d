from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk.exceptions import ParamValidationError

from tests.conftest import REPOSITORY


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dags: Mapping[str, Any]) -> Any:
    """The module of the form, with a cache of its own."""
    monkeypatch.setenv("AMTS_CONFIG", str(REPOSITORY / "config" / "sample.yaml"))
    import amts_form

    monkeypatch.setattr(amts_form, "CACHE", tmp_path)
    return amts_form


@pytest.fixture
def pair(form: Any) -> Any:
    """A pair of the sample configuration."""
    from amts_pairs import CONFIG

    return CONFIG.pair("en-zh")


def test_a_run_by_hand_asks_for_what_the_pair_does_by_itself(dags: Mapping[str, Any]) -> None:
    params = dags["amts_en_zh"].params
    assert params.dump() == {
        "chapters": None,
        "force": False,
        "evaluate": False,
        "variants": ["sentence"],
        "budget_usd": None,
        "formality": None,
        "profanity": None,
        "require_approval": False,
    }
    params.validate()


@pytest.mark.parametrize(("approval", "is_asked"), [("never", False), ("ask", True)])
def test_the_form_asks_before_delivery_where_the_pair_says_so(
    form: Any, pair: Any, approval: str, is_asked: bool
) -> None:
    asks = pair.model_copy(update={"delivery": pair.delivery.model_copy(update={"approval": approval})})
    assert form.parameters("en-zh", asks, 50.0)["require_approval"].value is is_asked


def test_every_field_is_explained(form: Any, pair: Any) -> None:
    for name, field in form.parameters("en-zh", pair, 12.5).items():
        assert field.schema["title"], name
        assert len(field.schema["description_md"]) > 40, name
        assert field.schema["$schema"] == form.DRAFT_7, name
    assert "$12.50" in form.parameters("en-zh", pair, 12.5)["budget_usd"].schema["description_md"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chapters", [""]),
        ("chapters", "index"),
        ("variants", []),
        ("variants", ["none", "none"]),
        ("variants", ["best"]),
        ("budget_usd", -1),
        ("budget_usd", "much"),
        ("formality", "RUDE"),
        ("profanity", "NO"),
        ("force", "yes"),
    ],
)
def test_the_form_refuses_what_cannot_work(form: Any, pair: Any, field: str, value: Any) -> None:
    with pytest.raises(ParamValidationError):
        form.parameters("en-zh", pair, 50.0)[field].resolve(value)


def test_the_chapters_of_the_last_run_can_be_chosen(form: Any, pair: Any) -> None:
    assert "examples" not in form.parameters("en-zh", pair, 50.0)["chapters"].schema
    form.offer_chapters("en-zh", ["b/two", "a/one"])
    field = form.parameters("en-zh", pair, 50.0)["chapters"]
    assert field.schema["examples"] == ["a/one", "b/two"]
    assert field.resolve(["a/one"]) == ["a/one"]
    assert "examples" not in form.parameters("en-es", pair, 50.0)["chapters"].schema


def test_the_chapters_of_a_long_book_are_written(form: Any, pair: Any) -> None:
    form.offer_chapters("en-zh", [f"part/{number}" for number in range(form.MOST_OFFERED + 1)])
    field = form.parameters("en-zh", pair, 50.0)["chapters"]
    assert "examples" not in field.schema
    assert "/amts/pairs/en-zh/chapters" in field.schema["description_md"]


@pytest.mark.parametrize("kept", ["{", "7", json.dumps({"a": 1})])
def test_a_damaged_list_of_chapters_stops_nothing(form: Any, pair: Any, tmp_path: Path, kept: str) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "en-zh.json").write_text(kept, encoding="utf-8")
    assert "examples" not in form.parameters("en-zh", pair, 50.0)["chapters"].schema


def test_a_cache_that_cannot_be_written_stops_no_run(form: Any, tmp_path: Path) -> None:
    (tmp_path / "chapters").write_text("no folder", encoding="utf-8")
    form.offer_chapters("en-zh", ["a"])


def test_what_the_form_does_not_ask_is_refused_with_what_it_asks(form: Any, dags: Mapping[str, Any]) -> None:
    known = dags["amts_en_zh"].params
    form.refuse_unknown(None, known)
    form.refuse_unknown({"budget_usd": 0}, known)
    with pytest.raises(Exception, match=r"a run has no parameter approval, budget: it has chapters, force,"):
        form.refuse_unknown({"budget": 0, "approval": "ask", "force": True}, known)
