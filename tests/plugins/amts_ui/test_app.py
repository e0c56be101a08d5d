from __future__ import annotations

import pytest


def test_empty(reader):
    page = reader.get("/amts/")
    print(page.text[-1500:])
    assert page.status_code == 200
    assert page.text.count("No report yet") == 2


def test_full(reader, put, add_run):
    put("first"); put("second", days=1)
    add_run("second", days=1)
    for path in ("/amts/", "/amts/pairs/en-zh", "/amts/pairs/en-zh/runs/second","/amts/pairs/en-zh/runs/second/report"):
        page = reader.get(path)
        print(path, page.status_code, len(page.text))
        assert page.status_code == 200, page.text[-3000:]


def test_401(visitor):
    assert visitor.get("/amts/").status_code == 401
