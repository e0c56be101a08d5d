"""Whatever lies in the store in the place of what was kept: each page is shown, or says what cannot be read."""

from __future__ import annotations

import re

import pytest

from tests.plugins.amts_ui.conftest import CHAPTER

RUN = "/amts/pairs/en-zh/runs/first"
PAGES = ("/amts/", "/amts/pairs/en-zh", "/amts/pairs/en-zh/chapters", f"{RUN}/delivery", f"{RUN}/review/{CHAPTER}", RUN)
FILES = ("delivery/todo.po", "delivery/review.zip", "delivery/TODO.md", "delivery/chapters.zip", "report.json")
KEYS = {
    "plan": "runs/en-zh/first/plan.json",
    "cost": "runs/en-zh/first/cost.json",
    "outcome": "runs/en-zh/first/outcome.json",
    "rebuilt": "runs/en-zh/first/rebuilt/1.json",
    "quality": "runs/en-zh/first/quality/1.json",
    "fetched": "runs/en-zh/first/fetched/sentence.json",
    "failure": "runs/en-zh/first/failures/x.json",
    "chapter": f"runs/en-zh/first/chapters/{CHAPTER}.json",
    "desk": f"desk/en-zh/{CHAPTER}.json",
    "status": "state/en-zh/status.json",
    "report": "reports/en-zh/first/report.json",
}
DAMAGED = {"cut": '{"a": [1', "list": "[1, {}]", "number": "7", "other": '{"deliver": 3, "batches": 4, "state": []}'}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("what", KEYS)
def test_a_damaged_object_is_named_or_passed_over(translator, furnished, what, damage):
    furnished.write(KEYS[what], DAMAGED[damage])
    for page in (*PAGES, *(f"{RUN}/{file}" for file in FILES)):
        answer = translator.get(page)
        assert answer.status_code in (200, 404, 503), page
        if answer.status_code == 503:
            told = re.sub(r"<[^>]+>", " ", answer.text[answer.text.index('role="alert"') :])
            assert KEYS[what] in told or CHAPTER in told, (page, told)


def test_a_damaged_run_leaves_the_board_whole(translator, furnished):
    for name in ("plan", "outcome", "chapter"):
        furnished.write(KEYS[name], "{")
    assert translator.get("/amts/").status_code == 200
